package profundo.app.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import profundo.Shape;
import profundo.app.data.ImageSize;
import profundo.io.FormatException;
import profundo.io.Json;
import profundo.zoo.Zoo;
import profundo.zoo.recipe.Recipe;
import profundo.zoo.recipe.Settings;

/// The [Plan] of a model of the zoo.
///
/// @param recipe how it is made and trained
/// @param data as it stands after `--data`, folders absolute
/// @param input shape of one sample
/// @param choice the settings of the recipe, some of them chosen
/// @param validationFraction part of the training data that is held out to watch the run; 0 for none
/// @param patience epochs without better validation loss after which a phase ends with its best weights; 0 for never
/// @param seed of everything that is drawn
public record StudyPlan(
    Recipe recipe, String data, Shape input, Settings choice, double validationFraction, int patience, long seed)
    implements Plan {
  private static final String SETTINGS = "settings";

  /// Checks what goes together.
  public StudyPlan {
    Plan.requireFraction(validationFraction);
    Plan.requirePatience(patience, validationFraction);
  }

  @Override
  public String model() {
    return recipe.name();
  }

  @Override
  public Map<String, Object> settings() {
    var all = new LinkedHashMap<String, Object>();
    all.put("model", model());
    all.put("data", data);
    all.put("input", ImageSize.text(input));
    all.putAll(choice.texts());
    all.put("patience", patience);
    all.put("validation-fraction", validationFraction);
    all.put("seed", seed);
    return all;
  }

  @Override
  public String command() {
    var words = new ArrayList<>(List.of("./profundo", "train", model()));
    settings()
        .forEach(
            (name, value) -> {
              if (choice.has(name) && !StudyOptions.NAMES.contains(name)) {
                words.add("--set");
                words.add(Plan.quoted(name + "=" + value));
              } else if (!name.equals("model")) {
                words.add("--" + name);
                words.add(Plan.quoted(value.toString()));
              }
            });
    return String.join(" ", words);
  }

  @Override
  public String remedy(String phase) {
    return recipe.rate(phase)
        .map(name -> StudyOptions.NAMES.contains(name) ? "a lower --" + name : "a lower " + name + " by --set " + name + "=...")
        .orElse("another --seed");
  }

  @Override
  public Json.Obj json() {
    var values = new LinkedHashMap<String, Object>();
    choice.names().forEach(name -> values.put(name, choice.value(name)));
    return Json.Obj.EMPTY
        .with("model", model())
        .with("data", data)
        .with("input", input.sizes())
        .with(SETTINGS, values)
        .with("validation_fraction", validationFraction)
        .with("patience", patience)
        .with("seed", seed);
  }

  @Override
  public String yaml() {
    var all = new LinkedHashMap<String, Object>();
    all.put("model", model());
    var where = new LinkedHashMap<String, Object>();
    where.put("set", data);
    where.put("input", ImageSize.text(input));
    where.put("validation-fraction", validationFraction);
    all.put("data", where);
    var values = new LinkedHashMap<String, Object>();
    choice.names().forEach(name -> values.put(name, choice.value(name)));
    if (!values.isEmpty()) {
      all.put(SETTINGS, values);
    }
    all.put("listeners", Map.of("early-stopping", patience));
    all.put("seed", seed);
    return ExperimentFile.text(all);
  }

  /// Whether settings are those of a model of the zoo.
  static boolean isOne(Json.Obj json) {
    return json.find(SETTINGS).isPresent();
  }

  /// From what [#json] gives.
  static StudyPlan of(Json.Obj json) {
    String name = json.text("model");
    Recipe recipe = Zoo.find(name).orElseThrow(() -> ModelNames.unknown(name, ""));
    Settings settings = recipe.defaults();
    for (var e : json.object(SETTINGS).members().entrySet()) {
      if (!settings.has(e.getKey())) {
        throw new FormatException("unknown setting '" + e.getKey() + "' of " + name + "; it is from another version");
      }
      settings = settings.with(e.getKey(), text(settings.value(e.getKey()), e.getValue()));
    }
    return new StudyPlan(
        recipe, json.text("data"), Shape.of(json.list("input").stream().mapToInt(Json::asInt).toArray()), settings,
        json.number("validation_fraction"),
        // A run of a version before it could stop early has none.
        json.find("patience").map(Json::asInt).orElse(0), json.whole("seed"));
  }

  private static String text(Object usual, Json value) {
    return switch (usual) {
      case Double _ -> Double.toString(value.asDouble());
      case String _ -> value.asText();
      case List<?> _ -> String.join(",", value.asList().stream().map(v -> Integer.toString(v.asInt())).toList());
      default -> Long.toString(value.asLong());
    };
  }
}
