package profundo.app.experiment;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.TypeConversionException;
import profundo.Rng;
import profundo.Shape;
import profundo.app.data.DataOptions;
import profundo.app.data.FileSet;
import profundo.app.data.ImageSize;
import profundo.app.experiment.Yaml.Node;
import profundo.app.models.ConvNet;
import profundo.app.models.LayerList;
import profundo.app.models.LayerTypes;
import profundo.app.models.Model;
import profundo.app.models.Models;
import profundo.app.models.Recipe;
import profundo.app.models.Training;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Nearest;
import profundo.data.DataException;
import profundo.data.DatasetCatalog;
import profundo.nn.Parameters;

/// Makes an [Experiment] of the checked values of a file, and tells what does not go together.
public final class ExperimentReader {
  /// Part of the training data that is held out where nobody chooses.
  public static final double VALIDATION_FRACTION = 0.05;
  private static final int ABOUT_CLASSES = 10;

  private final ExperimentFile file;
  private final Map<String, Object> values;
  private final Problems problems;

  ExperimentReader(ExperimentFile file, Map<String, Object> values, Problems problems) {
    this.file = file;
    this.values = values;
    this.problems = problems;
  }

  /// Null where there are problems.
  Experiment experiment() {
    Map<String, Object> data = ExperimentFile.map(values, "data");
    Map<String, Object> step = ExperimentFile.map(values, "step");
    Map<String, Object> listeners = ExperimentFile.map(values, "listeners");
    String set = set((String) data.getOrDefault("set", "strokes"));
    Shape input = input(data.get("input"), set);
    Model network = network();
    double fraction = number(data, "validation-fraction", VALIDATION_FRACTION).doubleValue();
    int patience = patience(listeners, fraction);
    if (values.containsKey("settings")) {
      problems.add(file.place("settings"), "settings: expected a model of the zoo to set them of; see 'profundo models'");
    }
    Training training = training(network == null ? Models.all().getFirst().defaults() : network.defaults(), data, step);
    Recipe recipe = new RecipeReader(file, values, problems).recipe(fraction > 0);
    Shape seen = recipe == null || input == null ? input : seen(recipe, input);
    if (network != null && seen != null) {
      fit(network, seen);
    }
    if (network != null && seen != null && recipe != null && !recipe.freeze().isEmpty()) {
      freeze(network, seen, recipe);
    }
    if (!problems.isEmpty() || network == null || training == null) {
      return null;
    }
    return new Experiment(
        network, set, input, training, recipe, (String) step.getOrDefault("loss", Experiment.SOFTMAX_CROSS_ENTROPY),
        new Experiment.Logs((Boolean) listeners.getOrDefault("csv", true), (Boolean) listeners.getOrDefault("tensorboard", true),
            (Boolean) listeners.getOrDefault("diagnose", false)),
        fraction, patience, number(values, "seed", Plan.SEED).longValue());
  }

  /// Epochs to wait for a better validation loss; 0 for ever.
  int patience(Map<String, Object> listeners, double fraction) {
    int patience = number(ExperimentFile.map(listeners, "early-stopping"), "patience", 0).intValue();
    if (patience > 0 && fraction == 0) {
      problems.add(
          file.place("listeners.early-stopping"),
          "listeners.early-stopping watches the validation loss: expected data.validation-fraction above 0, such as 0.05");
    }
    return patience;
  }

  /// What the network learns from; null where samples cannot be augmented so.
  private Shape seen(Recipe recipe, Shape input) {
    try {
      return Experiment.seen(recipe, input);
    } catch (IllegalArgumentException e) {
      problems.add(file.place("data.augment"), "data.augment: " + RecipeReader.plain(e));
      return null;
    }
  }

  private void freeze(Model network, Shape input, Recipe recipe) {
    try {
      Parameters all = Parameters.of(network.build(input, ABOUT_CLASSES, Rng.of(0)));
      if (all.freeze(recipe.freeze().toArray(String[]::new)).trainable().isEmpty()) {
        problems.add(file.place("step.freeze"), "step.freeze: expected some weights that are left to train, got none");
      }
    } catch (IllegalArgumentException e) {
      problems.add(file.place("step.freeze"), "step.freeze: " + e.getMessage());
    }
  }

  private static Number number(Map<String, Object> values, String key, Number otherwise) {
    return (Number) values.getOrDefault(key, otherwise);
  }

  private Training training(Training usual, Map<String, Object> data, Map<String, Object> step) {
    Map<String, Object> o = ExperimentFile.map(values, "optimizer");
    String name = (String) o.getOrDefault("name", usual.optimizer());
    Training t = name.equals(usual.optimizer()) ? usual : usual.withOptimizer(name);
    double momentum = number(o, "momentum", t.momentum()).doubleValue();
    String schedule = (String) values.getOrDefault("schedule", t.schedule());
    String misplaced = Training.misplaced(schedule, name);
    if (!misplaced.isEmpty()) {
      problems.add(file.place("schedule"), "schedule: " + misplaced);
      return null;
    }
    if (momentum > 0 && !Training.WITH_MOMENTUM.contains(name)) {
      problems.add(
          file.place("optimizer.momentum"),
          "optimizer.momentum: " + name + " has no such setting; leave it out, or take sgd, nesterov or rmsprop");
      return null;
    }
    if (momentum == 0 && name.equals("nesterov")) {
      problems.add(file.place("optimizer.momentum"), "optimizer.momentum: nesterov needs one above 0, such as 0.9");
      return null;
    }
    return new Training(
        name,
        number(o, "lr", t.rate()).doubleValue(),
        momentum,
        number(o, "weight-decay", t.weightDecay()).doubleValue(),
        schedule,
        number(step, "clip", t.clip()).doubleValue(),
        number(data, "batch", t.batch()).intValue(),
        number(values, "epochs", t.epochs()).intValue());
  }

  /// Null where it is none.
  Shape input(Object given, String set) {
    try {
      if (given != null || !FileSet.is(set)) {
        return given == null ? ImageSize.DIGIT : new ImageSize().convert(given.toString());
      }
      return problems.isEmpty() ? DataOptions.in(null).usualShape(set) : null;
    } catch (InvalidInput | DataException e) {
      problems.add(file.place("data.set"), "data.set: " + e.getMessage());
      return null;
    } catch (TypeConversionException e) {
      problems.add(file.place("data.input"), "data.input: " + e.getMessage());
      return null;
    }
  }

  /// The data set, folders absolute.
  String set(String spec) {
    String place = file.place("data.set");
    List<String> known = new ArrayList<>(DatasetCatalog.names());
    known.addAll(FileSet.names());
    int colon = spec.indexOf(':');
    String kind = colon < 0 ? "" : spec.substring(0, colon);
    boolean folders = kind.equals("idx") || kind.equals("images");
    if (folders || FileSet.is(spec) && colon >= 0) {
      try {
        Path folder = file.folder().resolve(spec.substring(colon + 1)).toAbsolutePath().normalize();
        if (folders ? !Files.isDirectory(folder) : !Files.isRegularFile(folder)) {
          problems.add(
              place, "data.set: expected a " + (folders ? "folder" : "file") + " that exists after '" + kind + ":', got " + folder);
        }
        return kind + ":" + folder;
      } catch (InvalidPathException e) {
        problems.add(place, "data.set: expected a path after '" + kind + ":', got " + e.getMessage());
      }
    } else if (kind.equals("strokes") && !spec.substring(colon + 1).matches("-?\\d{1,18}")) {
      problems.add(place, "data.set: expected strokes:SEED with a whole number, got '" + spec + "'");
    } else if (!kind.equals("strokes") && !FileSet.is(spec) && DatasetCatalog.find(spec).isEmpty()) {
      problems.add(
          place,
          "data.set: unknown data set '" + spec + "'" + Nearest.hint(spec, known) + " (known: " + String.join(", ", known)
              + ", strokes:SEED, idx:DIR, images:DIR, text:FILE, series:FILE)");
    }
    return spec;
  }

  /// The network; null where it has problems.
  Model network() {
    Object model = values.get("model");
    if (model instanceof String name) {
      if (Models.find(name).isEmpty()) {
        problems.add(
            file.place("model"),
            "model: expected one of " + String.join(", ", Models.names()) + ", got '" + name
                + "'; a model of the zoo is trained by 'profundo train' and 'profundo run' alone");
      }
      return Models.find(name).orElse(null);
    }
    Map<String, Object> kinds = ExperimentFile.cast(model);
    if (kinds.size() != 1) {
      if (model != null && problems.isEmpty()) {
        problems.add(file.place("model"), "model: expected one of cnn or layers, got " + kinds.size() + " of them");
      }
      return null;
    }
    if (kinds.containsKey("cnn")) {
      try {
        return ConvNet.of(ExperimentFile.map(kinds, "cnn"));
      } catch (IllegalArgumentException e) {
        problems.add(file.place("model.cnn.filters"), "model.cnn: " + e.getMessage());
        return null;
      }
    }
    return layers((List<?>) kinds.get("layers"));
  }

  private Model layers(List<?> items) {
    Node node = file.tree().members().get("model").members().get("layers");
    List<Map<String, Object>> layers = layers(items, node, "model.layers");
    return layers == null ? null : new LayerList(layers);
  }

  /// Null where there are problems.
  private List<Map<String, Object>> layers(List<?> items, Node node, String path) {
    var layers = new ArrayList<Map<String, Object>>();
    boolean good = true;
    for (int i = 0; i < items.size(); i++) {
      var layer = new LinkedHashMap<>(ExperimentFile.cast(items.get(i)));
      Node item = node.items().get(i);
      String at = path + "[" + i + "]";
      LayerTypes.Type known = LayerTypes.ALL.get((String) layer.get("type"));
      good &= known != null && takes(at, layer, known, item); // where it is null, that has been told already
      if (layer.get("layers") instanceof List<?> inner && item.members().containsKey("layers")) {
        List<Map<String, Object>> within = layers(inner, item.members().get("layers"), at + ".layers");
        good &= within != null;
        layer.put("layers", within);
      }
      if (layer.get("branches") instanceof List<?> branches && item.members().containsKey("branches")) {
        var within = new ArrayList<List<Map<String, Object>>>();
        for (int b = 0; b < branches.size(); b++) {
          List<Map<String, Object>> branch =
              layers((List<?>) branches.get(b), item.members().get("branches").items().get(b), at + ".branches[" + b + "]");
          good &= branch != null;
          within.add(branch);
        }
        layer.put("branches", within);
      }
      layers.add(layer);
    }
    return good ? layers : null;
  }

  private boolean takes(String at, Map<String, Object> layer, LayerTypes.Type known, Node item) {
    boolean good = true;
    for (String setting : layer.keySet()) {
      if (!setting.equals("type") && !known.takes(setting)) {
        List<String> takes = known.settings();
        problems.add(
            item.keys().getOrDefault(setting, item.place()),
            at + ": " + layer.get("type") + " has no setting '" + setting + "'"
                + (takes.isEmpty() ? "; it has none" : Nearest.hint(setting, takes) + " (it has: " + String.join(", ", takes) + ")"));
        good = false;
      }
    }
    // One that is there but has no value was wrong, which has been told with its line.
    good &= layer.keySet().containsAll(item.members().keySet());
    for (String setting : known.required()) {
      // A misspelt one has been told with the name that was meant.
      boolean misspelt = item.members().keySet().stream().anyMatch(
          key -> !known.takes(key) && Nearest.to(key, ExperimentForm.LAYER.keys().keySet()).equals(Optional.of(setting)));
      if (!layer.containsKey(setting) && !item.members().containsKey(setting) && !misspelt) {
        problems.add(item.place(), at + ": " + layer.get("type") + " needs '" + setting + "'");
        good = false;
      }
    }
    return good;
  }

  /// Whether samples go through the network. Those that have a name are tried when the data are here.
  private void fit(Model network, Shape input) {
    if (network instanceof ConvNet || network instanceof LayerList) {
      try {
        network.build(input, ABOUT_CLASSES, Rng.of(0));
      } catch (LayerList.Misfit e) {
        Node layers = file.tree().members().get("model").members().get("layers");
        problems.add(layers.items().get(e.layer()).place(), "model.layers[" + e.layer() + "]: " + e.getMessage());
      } catch (IllegalArgumentException e) {
        problems.add(file.place("model"), "model: " + e.getMessage());
      }
    }
  }
}
