package profundo.app.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Nearest;
import profundo.zoo.Zoo;
import profundo.zoo.recipe.Recipe;
import profundo.zoo.recipe.Settings;

/// Options of `train` for models of the zoo, beside those that classifiers have, too.
public final class StudyOptions {
  /// Settings of models of the zoo that are options of their own; others are chosen by `--set`.
  public static final List<String> NAMES = List.of("layers", "epochs", "pretrain-epochs", "finetune-epochs", "batch", "lr");

  private static final String LR = "lr";
  private static final String RATE = "rate";

  @Option(
      names = "--layers",
      paramLabel = "N,N,...",
      description = "Of a model of the zoo: units of its layers from the input up, such as 500,500,2000.")
  private String layers;

  @Option(
      names = "--pretrain-epochs",
      paramLabel = "N",
      description = "Of a model of the zoo: epochs in which each layer learns without labels.")
  private Integer pretrain;

  @Option(
      names = "--finetune-epochs",
      paramLabel = "N",
      description = "Of a model of the zoo: epochs in which all layers learn together afterwards, 0 for none.")
  private Integer finetune;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = {
        "Of a model of the zoo: any of its settings, such as level=0.3; may be given more than once. See",
        "'profundo models --family autoencoder' and 'profundo models --family boltzmann'."
      })
  private List<String> settings = List.of();

  /// Options that were given and that only models of the zoo have, by their names.
  private SequencedMap<String, Object> given() {
    var all = new LinkedHashMap<String, Object>();
    all.put("layers", layers);
    all.put("pretrain-epochs", pretrain);
    all.put("finetune-epochs", finetune);
    all.values().removeIf(java.util.Objects::isNull);
    return all;
  }

  /// @param model a classifier
  /// @param options that it has
  /// @throws InvalidInput when something is given that only models of the zoo have
  public void refuse(String model, List<String> options) {
    String first = !given().isEmpty() ? given().firstEntry().getKey() : settings.isEmpty() ? "" : "set";
    if (!first.isEmpty()) {
      String others = Zoo.all().stream().filter(r -> first.equals("set") || r.defaults().has(first)).map(Recipe::name)
          .collect(Collectors.joining(", "));
      throw new InvalidInput(
          "--" + first + ": " + model + " has no such option; it has " + options.stream().map(o -> "--" + o).collect(
              Collectors.joining(", ")) + (others.isEmpty() ? "" : " (models that have --" + first + ": " + others + ")"));
    }
  }

  /// The settings that were chosen.
  ///
  /// @param others options that were given and that classifiers have, too, by their names
  /// @throws InvalidInput when the model has no such setting, or the value is none for it
  public Settings choose(Recipe recipe, Map<String, ?> others) {
    Settings chosen = recipe.defaults();
    for (var e : chosen(recipe, others).entrySet()) {
      chosen = with(chosen, e.getKey(), e.getValue(), option(e.getKey(), others));
    }
    return chosen;
  }

  /// What was chosen otherwise than it is: `epochs 3, not 4`.
  public List<String> conflicts(StudyPlan plan, Map<String, ?> others) {
    var all = new ArrayList<String>();
    Settings stored = plan.choice();
    chosen(plan.recipe(), others)
        .forEach(
            (name, value) -> {
              String given = with(stored, name, value, option(name, others)).text(name);
              if (!given.equals(stored.text(name))) {
                all.add(name + " " + stored.text(name) + ", not " + given);
              }
            });
    return all;
  }

  private String option(String name, Map<String, ?> others) {
    return given().containsKey(name) || others.containsKey(name) || name.equals(RATE) && others.containsKey(LR) ? "--" : "--set ";
  }

  /// What an option sets: `--lr` the rate, where that is what papers on the model call it.
  private static String setting(String option, Settings settings) {
    return option.equals(LR) && !settings.has(LR) && settings.has(RATE) ? RATE : option;
  }

  /// Settings of the model, from options and `--set`.
  private SequencedMap<String, String> chosen(Recipe recipe, Map<String, ?> others) {
    var all = new LinkedHashMap<String, String>();
    var options = new LinkedHashMap<String, Object>(given());
    options.putAll(others);
    options.forEach(
        (option, value) -> {
          String name = setting(option, recipe.defaults());
          if (!recipe.defaults().has(name)) {
            throw new InvalidInput("--" + option + ": " + recipe.name() + " has no such setting; it has " + has(recipe));
          }
          all.put(name, value.toString());
        });
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new InvalidInput("--set " + setting + ": expected NAME=VALUE; " + recipe.name() + " has " + has(recipe));
      }
      String name = setting.substring(0, equals).strip();
      if (!recipe.defaults().has(name)) {
        throw new InvalidInput(
            "--set " + name + ": " + recipe.name() + " has no such setting" + Nearest.hint(name, recipe.defaults().names())
                + " (it has " + has(recipe) + ")");
      }
      if (all.put(name, setting.substring(equals + 1)) != null) {
        throw new InvalidInput("--set " + name + ": the setting is given twice; leave one of them out");
      }
    }
    return all;
  }

  private static Settings with(Settings settings, String name, String value, String option) {
    try {
      return settings.with(name, value);
    } catch (IllegalArgumentException e) {
      throw new InvalidInput(option + e.getMessage(), e);
    }
  }

  /// The settings of a model as they are chosen.
  private static String has(Recipe recipe) {
    List<String> names = recipe.defaults().names();
    String options = names.stream().filter(NAMES::contains).map(n -> "--" + n).collect(Collectors.joining(", "));
    String rest = names.stream().filter(n -> !NAMES.contains(n)).collect(Collectors.joining(", "));
    String set = rest.isEmpty() ? "" : "by --set " + rest;
    return names.isEmpty() ? "none" : options + (options.isEmpty() || set.isEmpty() ? "" : "; ") + set;
  }
}
