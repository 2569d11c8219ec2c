package profundo.app.experiment;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import profundo.Shape;
import profundo.app.experiment.Yaml.Node;
import profundo.app.terminal.Nearest;
import profundo.zoo.recipe.Recipe;
import profundo.zoo.recipe.Settings;

/// Makes a [StudyPlan] of the checked values of a file, and tells what does not go together.
final class StudyReader {
  private static final List<String> KEYS = List.of("model", "data", "settings", "listeners", "seed");
  private static final List<String> DATA_KEYS = List.of("set", "input", "validation-fraction");
  private static final List<String> LISTENERS = List.of("early-stopping");

  private final ExperimentFile file;
  private final Map<String, Object> values;
  private final ExperimentReader reader;
  private final Problems problems;

  StudyReader(ExperimentFile file, Map<String, Object> values, ExperimentReader reader, Problems problems) {
    this.file = file;
    this.values = values;
    this.reader = reader;
    this.problems = problems;
  }

  /// Null where there are problems.
  StudyPlan plan(Recipe recipe) {
    Map<String, Object> data = ExperimentFile.map(values, "data");
    values.keySet().stream().filter(key -> !KEYS.contains(key)).forEach(key -> refuse(key, recipe));
    data.keySet().stream().filter(key -> !DATA_KEYS.contains(key)).forEach(key -> refuse("data." + key, recipe));
    Map<String, Object> listeners = ExperimentFile.map(values, "listeners");
    listeners.keySet().stream().filter(key -> !LISTENERS.contains(key)).forEach(key -> refuse("listeners." + key, recipe));
    String set = reader.set((String) data.getOrDefault("set", "strokes"));
    Shape input = reader.input(data.get("input"), set);
    Settings settings = settings(recipe);
    double fraction = ((Number) data.getOrDefault("validation-fraction", ExperimentReader.VALIDATION_FRACTION)).doubleValue();
    int patience = reader.patience(listeners, fraction);
    long seed = ((Number) values.getOrDefault("seed", Plan.SEED)).longValue();
    return problems.isEmpty() ? new StudyPlan(recipe, set, input, settings, fraction, patience, seed) : null;
  }

  private void refuse(String key, Recipe recipe) {
    problems.add(
        file.place(key),
        key + ": is for classifiers; what can be chosen for " + recipe.name() + " stands under 'settings': "
            + String.join(", ", recipe.defaults().names()));
  }

  private Settings settings(Recipe recipe) {
    Settings settings = recipe.defaults();
    if (!(values.get("settings") instanceof Node node)) {
      return settings;
    }
    for (var e : node.members().entrySet()) {
      try {
        settings = settings.with(e.getKey(), text(e.getValue()));
      } catch (IllegalArgumentException x) {
        String hint = settings.has(e.getKey()) ? "" : Nearest.hint(e.getKey(), settings.names());
        problems.add(node.keys().getOrDefault(e.getKey(), e.getValue().place()), "settings: " + x.getMessage() + hint);
      }
    }
    return settings;
  }

  /// As [Settings#with] takes it; what is neither plain nor a list of plain values is refused there.
  private static String text(Node node) {
    return node.value() instanceof List<?>
        ? node.items().stream().map(StudyReader::text).collect(Collectors.joining(","))
        : node.value() instanceof String s ? s : node.got();
  }
}
