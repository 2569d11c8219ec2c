package profundo.app.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import profundo.app.models.Recipe;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Nearest;
import profundo.data.AugmentationSpec;
import profundo.data.DatasetCatalog;

/// Makes a [Recipe] of the checked values of an experiment file, and writes one into such a file.
public final class RecipeReader {
  private static final double MIX = 0.5;

  private final ExperimentFile file;
  private final Map<String, Object> values;
  private final Problems problems;

  RecipeReader(ExperimentFile file, Map<String, Object> values, Problems problems) {
    this.file = file;
    this.values = values;
    this.problems = problems;
  }

  /// Null where there are problems.
  ///
  /// @param validated whether there is validation data
  Recipe recipe(boolean validated) {
    Map<String, Object> data = ExperimentFile.map(values, "data");
    Map<String, Object> step = ExperimentFile.map(values, "step");
    var s = new LinkedHashMap<String, Object>();
    if (data.containsKey("augment")) {
      s.put("augment", augmentation(data.get("augment")));
    }
    copy(data, s, "sampling");
    copy(step, s, "label-smoothing", "clip-value", "max-norm", "accumulate");
    if (step.get("class-weights") instanceof List<?> weights) {
      s.put("class-weights", weights.stream().map(Object::toString).collect(Collectors.joining(",")));
      String set = ((String) data.getOrDefault("set", "strokes")).replaceFirst("^strokes:.*", "strokes");
      int classes = DatasetCatalog.find(set).map(known -> known.classes().size()).orElse(0);
      if (classes > 0 && weights.size() != classes) {
        problems.add(
            file.place("step.class-weights"),
            "step.class-weights: expected one for each of the " + classes + " classes of " + set + ", got " + weights.size());
      }
      if (weights.stream().allMatch(w -> ((Number) w).doubleValue() == 0)) {
        problems.add(file.place("step.class-weights"), "step.class-weights: expected one above 0, got none");
      }
    } else {
      copy(step, s, "class-weights");
    }
    penalty(ExperimentFile.map(step, "penalty"), s);
    Map<String, Object> average = ExperimentFile.map(step, "average");
    copy(average, s, "decay", "start");
    if (average.containsKey("kind")) {
      s.put("average", average.get("kind"));
    }
    if (step.containsKey("freeze")) {
      s.put("freeze", step.get("freeze") instanceof List<?> list ? list : List.of(step.get("freeze")));
    }
    Map<String, Object> plateau = ExperimentFile.map(ExperimentFile.map(values, "listeners"), "reduce-on-plateau");
    copy(plateau, s, "factor");
    if (plateau.containsKey("patience")) {
      s.put("plateau", plateau.get("patience"));
    }
    Recipe recipe;
    try {
      recipe = Recipe.of(s);
    } catch (IllegalArgumentException e) {
      problems.add(file.place("step"), e.getMessage());
      return null;
    }
    String loss = (String) step.getOrDefault("loss", Experiment.SOFTMAX_CROSS_ENTROPY);
    for (String conflict : recipe.conflicts(loss, validated)) {
      String key = conflict.substring(0, conflict.indexOf(' '));
      String path = key.equals("reduce-on-plateau") ? "listeners." + key : key.equals("augmentation") ? "data.augment" : "step." + key;
      problems.add(file.place(path), path + ": " + conflict);
    }
    return recipe;
  }

  private static void copy(Map<String, Object> from, Map<String, Object> to, String... names) {
    for (String name : names) {
      if (from.containsKey(name)) {
        to.put(name, from.get(name));
      }
    }
  }

  private void penalty(Map<String, Object> given, Map<String, Object> s) {
    copy(given, s, "l1", "l2", "biases");
    if (given.containsKey("elastic")) {
      if (given.containsKey("l1") || given.containsKey("l2")) {
        problems.add(file.place("step.penalty"), "step.penalty: expected elastic, or l1 and l2, got both");
      }
      double strength = ((Number) given.get("elastic")).doubleValue();
      double mix = ((Number) given.getOrDefault("mix", MIX)).doubleValue();
      s.put("l1", strength * mix);
      s.put("l2", strength * (1 - mix));
    } else if (given.containsKey("mix")) {
      problems.add(file.place("step.penalty.mix"), "step.penalty.mix: expected elastic beside it, got none");
    }
  }

  /// Words as [AugmentationSpec] reads them.
  private String augmentation(Object value) {
    var words = new ArrayList<String>();
    if (value instanceof String text) {
      words.addAll(Arrays.asList(text.split(",", -1)));
    } else if (value instanceof List<?> items) {
      items.forEach(item -> words.add(item instanceof String text ? text : word(ExperimentFile.cast(item))));
    } else if (value instanceof Map<?, ?>) {
      words.add(word(ExperimentFile.cast(value)));
    }
    boolean good = true;
    for (int i = 0; i < words.size(); i++) {
      String wrong = words.get(i).isEmpty() ? "" : wrong(words.get(i));
      if (!wrong.isEmpty()) {
        problems.add(place(i), "data.augment" + (value instanceof List<?> ? "[" + i + "]" : "") + ": " + wrong);
      }
      good &= wrong.isEmpty() && !words.get(i).isEmpty();
    }
    return good ? String.join(",", words.stream().map(String::strip).toList()) : "";
  }

  private String place(int item) {
    var node = file.tree().members().get("data").members().get("augment");
    return item < node.items().size() ? node.items().get(item).place() : node.place();
  }

  /// `{elastic: [34, 4]}` as `elastic:34:4`; empty where its form was wrong, which has been told.
  private String word(Map<String, Object> item) {
    if (item.size() != 1) {
      if (item.size() > 1) {
        problems.add(file.place("data.augment"), "data.augment: expected one word in each item, got " + String.join(", ", item.keySet()));
      }
      return "";
    }
    var word = new StringBuilder(item.keySet().iterator().next());
    Object settings = item.values().iterator().next();
    for (Object part : settings instanceof List<?> list ? list : List.of(settings)) {
      word.append(':').append(part instanceof Double d && d == Math.rint(d) ? Long.toString(d.longValue()) : part.toString());
    }
    return word.toString();
  }

  /// What is wrong with a word; empty for nothing.
  private static String wrong(String word) {
    String name = word.strip().split(":", -1)[0];
    if (!AugmentationSpec.names().contains(name)) {
      return "unknown augmentation '" + name + "'" + Nearest.hint(name, AugmentationSpec.names()) + " (known: "
          + String.join(", ", AugmentationSpec.names()) + ")";
    }
    try {
      AugmentationSpec.of(word, null);
      return "";
    } catch (IllegalArgumentException e) {
      return plain(e);
    }
  }

  /// What is wrong with words, without the class that found it.
  public static String plain(IllegalArgumentException e) {
    return e.getMessage().replaceFirst("^(augmentation: |[A-Z]\\w*Augment\\.(?=\\w))", "");
  }

  /// Checks words of the command line.
  ///
  /// @param words null for none
  /// @throws InvalidInput when one is unknown or has wrong numbers
  static void requireWords(String words) {
    if (words != null) {
      for (String word : words.split(",", -1)) {
        String wrong = wrong(word);
        if (!wrong.isEmpty()) {
          throw new InvalidInput("--augment " + words + ": " + wrong);
        }
      }
    }
  }

  /// Adds what a recipe has chosen to the parts of a file.
  static void write(Recipe r, Map<String, Object> data, Map<String, Object> step, Map<String, Object> listeners) {
    var s = r.chosen();
    if (!r.augment().isEmpty()) {
      data.put("augment", Arrays.asList(r.augment().split(",")));
    }
    copy(s, data, "sampling");
    copy(s, step, "clip-value", "label-smoothing", "max-norm", "accumulate", "freeze");
    if (r.isWeighted()) {
      step.put(
          "class-weights",
          r.weights().length == 0 ? r.classWeights() : Arrays.stream(r.weights()).boxed().toList());
    }
    var penalty = new LinkedHashMap<String, Object>();
    copy(s, penalty, "l1", "l2", "biases");
    if (!penalty.isEmpty()) {
      step.put("penalty", penalty);
    }
    var average = new LinkedHashMap<String, Object>();
    if (!r.average().equals("none")) {
      average.put("kind", r.average());
    }
    copy(s, average, "decay", "start");
    if (!average.isEmpty()) {
      step.put("average", average);
    }
    var plateau = new LinkedHashMap<String, Object>();
    if (r.plateau() > 0) {
      plateau.put("patience", r.plateau());
    }
    copy(s, plateau, "factor");
    if (!plateau.isEmpty()) {
      listeners.put("reduce-on-plateau", plateau);
    }
  }
}
