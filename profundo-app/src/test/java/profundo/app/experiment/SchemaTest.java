package profundo.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import profundo.app.experiment.Yaml.Node;
import profundo.io.Json;

/// The published schema takes what the program takes: checked by the keywords of JSON schema that it uses.
class SchemaTest {
  private static final Path DOCS = Path.of("../docs");

  private final Json.Obj schema = Json.parse(read(DOCS.resolve("experiment.schema.json"))).asObject();

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private boolean takes(String yaml) {
    return fits(schema, Yaml.read(yaml, null, Problems.of("e.yaml")).orElseThrow());
  }

  private boolean fits(Json.Obj s, Node node) {
    Map<String, Json> keywords = s.members();
    for (var keyword : keywords.entrySet()) {
      Json v = keyword.getValue();
      boolean fits =
          switch (keyword.getKey()) {
            case "$schema", "$defs", "title", "description", "default" -> true;
            case "$ref" -> fits(schema.object("$defs").object(v.asText().replace("#/$defs/", "")), node);
            case "type" -> isOf(v.asText(), node.value());
            case "enum" -> v.asList().stream().anyMatch(choice -> choice.asText().equals(node.value()));
            case "anyOf" -> v.asList().stream().anyMatch(one -> fits(one.asObject(), node));
            case "minimum" -> ((Number) node.value()).doubleValue() >= v.asDouble();
            case "exclusiveMinimum" -> ((Number) node.value()).doubleValue() > v.asDouble();
            case "maximum" -> ((Number) node.value()).doubleValue() <= v.asDouble();
            case "items" -> node.items().stream().allMatch(item -> fits(v.asObject(), item));
            case "minItems" -> node.items().size() >= v.asInt();
            case "maxItems" -> node.items().size() <= v.asInt();
            case "minProperties" -> node.members().size() >= v.asInt();
            case "required" -> v.asList().stream().allMatch(name -> node.members().containsKey(name.asText()));
            case "properties" ->
                node.members().entrySet().stream()
                    .allMatch(m -> v.asObject().find(m.getKey()).map(one -> fits(one.asObject(), m.getValue())).orElse(true));
            case "additionalProperties" ->
                node.members().entrySet().stream()
                    .filter(m -> !keywords.containsKey("properties") || s.object("properties").find(m.getKey()).isEmpty())
                    .allMatch(m -> v instanceof Json.Obj one && fits(one, m.getValue()));
            default -> throw new AssertionError("a keyword that this test does not know: " + keyword.getKey());
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOf(String type, Object value) {
    return switch (type) {
      case "object" -> value instanceof Map;
      case "array" -> value instanceof List;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Long;
      case "number" -> value instanceof Number;
      default -> throw new AssertionError(type);
    };
  }

  @Test
  void theExamplesOfTheDocsAreValid() throws Exception {
    try (var examples = Files.list(DOCS.resolve("examples"))) {
      List<Path> all = examples.filter(f -> f.toString().endsWith(".yaml")).toList();
      assertThat(all).isNotEmpty();
      for (Path file : all) {
        assertThat(takes(read(file))).as("%s", file).isTrue();
      }
    }
  }

  @Test
  void aSearchMayChooseAmongListsOfLayersAndWhatIsWrongIsFound() {
    String search = "model: mlp\nsearch: {space: {model.layers: [[{type: Linear, units: 4}], [Relu]]}}\n";
    assertThat(takes(search)).isTrue();
    assertThat(takes("model: mlp\nsearch: {space: {optimizer.lr: 3}}\n")).isFalse();
    assertThat(takes("model: mlp\nepochs: x\n")).isFalse();
    assertThat(takes("model: {layers: [{type: Linear, unitz: 4}]}\n")).isFalse();
    assertThat(takes("epochs: 3\n")).isFalse();
  }
}
