package profundo.app.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import profundo.data.AugmentationSpec;
import profundo.nn.Glob;

/// What a training does besides [Training]: how samples are drawn and changed, what is added to the loss, what weights must
/// satisfy, and which weights the model ends with. [#NONE] of it changes nothing.
///
/// @param augment what is done to samples, as [AugmentationSpec] reads it; empty for nothing
/// @param sampling `shuffled`, or `balanced`: drawn with replacement so that all classes come equally often
/// @param classWeights how much each class counts in the loss: `none`, `balanced`, or numbers with commas between
/// @param labelSmoothing share of the target that is spread over all classes
/// @param l1 strength of a penalty on sum |w|
/// @param l2 strength of a penalty on sum w² / 2, besides the weight decay of the optimizer
/// @param biases whether those penalties count biases too
/// @param clipValue each element of a gradient is cut to [-clipValue, clipValue], before any clipping by norm; 0 for none
/// @param maxNorm most Euclidean norm of the weights into each unit; 0 for any
/// @param accumulate batches for each step of the optimizer
/// @param average which weights the model ends with: `none` (the last), `ema` or `swa`
/// @param decay of `ema`, for each batch
/// @param start of `swa`: the part of the epochs after which the mean begins
/// @param freeze patterns of names of weights that are not trained, as [Glob] reads them
/// @param plateau epochs without better validation loss after which the learning rate is lowered; 0 for never
/// @param factor that it is multiplied by
public record Recipe(
    String augment,
    String sampling,
    String classWeights,
    double labelSmoothing,
    double l1,
    double l2,
    boolean biases,
    double clipValue,
    double maxNorm,
    int accumulate,
    String average,
    double decay,
    double start,
    List<String> freeze,
    int plateau,
    double factor) {
  /// Ways to draw samples.
  public static final List<String> SAMPLING = List.of("shuffled", "balanced");

  /// Kinds of averages.
  public static final List<String> AVERAGES = List.of("none", "ema", "swa");

  /// Nothing of it.
  public static final Recipe NONE =
      new Recipe("", "shuffled", "none", 0, 0, 0, false, 0, 0, 1, "none", 0.99, 0.75, List.of(), 0, 0.1);

  /// What is an option of `train`, too.
  private static final List<String> OPTIONS = List.of("augment", "label-smoothing", "max-norm", "accumulate", "average");

  private static final int MOST = 10_000_000;

  /// Checks every setting.
  public Recipe {
    freeze = List.copyOf(freeze);
    require("sampling", SAMPLING.contains(sampling), "one of " + String.join(", ", SAMPLING), sampling);
    require("average", AVERAGES.contains(average), "one of " + String.join(", ", AVERAGES), average);
    require("label-smoothing", labelSmoothing >= 0 && labelSmoothing < 1, "a number of at least 0 and below 1", labelSmoothing);
    require("l1", l1 >= 0 && l1 <= 1e3, "a number from 0 to 1000", l1);
    require("l2", l2 >= 0 && l2 <= 1e3, "a number from 0 to 1000", l2);
    require("clip-value", clipValue >= 0 && clipValue <= 1e30, "a number from 0 to 1e30 (0: no clipping)", clipValue);
    require("max-norm", maxNorm >= 0 && maxNorm <= 1e30, "a number from 0 to 1e30 (0: any)", maxNorm);
    require("accumulate", accumulate >= 1 && accumulate <= MOST, "a whole number from 1 to " + MOST, accumulate);
    require("decay", decay > 0 && decay < 1, "a number above 0 and below 1", decay);
    require("start", start >= 0 && start < 1, "a number of at least 0 and below 1", start);
    require("patience", plateau >= 0 && plateau <= MOST, "a whole number from 0 to " + MOST, plateau);
    require("factor", factor > 0 && factor < 1, "a number above 0 and below 1", factor);
    freeze.forEach(Glob::of);
    if (!augment.isEmpty()) {
      AugmentationSpec.of(augment, null);
    }
    weights(classWeights);
  }

  private static void require(String setting, boolean holds, String expected, Object got) {
    if (!holds) {
      throw new IllegalArgumentException("--" + setting + ": expected " + expected + ", got " + got);
    }
  }

  /// The weights of the classes; empty where they are not given as numbers.
  public double[] weights() {
    return weights(classWeights);
  }

  private static double[] weights(String text) {
    if (text.equals("none") || text.equals("balanced")) {
      return new double[0];
    }
    try {
      return Arrays.stream(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--class-weights: expected none, balanced, or numbers with commas between, got " + text, e);
    }
  }

  /// Whether classes count differently in the loss.
  public boolean isWeighted() {
    return !classWeights.equals("none");
  }

  /// Whether pairs of samples are mixed, so that labels become shares of classes.
  public boolean mixes() {
    return Arrays.stream(augment.split(",")).anyMatch(word -> word.strip().matches("mixup(:.*)?"));
  }

  /// What does not go together.
  ///
  /// @param loss its name
  /// @param validated whether there is validation data
  /// @return one sentence for each
  public List<String> conflicts(String loss, boolean validated) {
    var all = new ArrayList<String>();
    if (!loss.equals("softmax-cross-entropy")) {
      refuse(all, labelSmoothing > 0, "label-smoothing", loss);
      refuse(all, isWeighted(), "class-weights", loss);
      refuse(all, mixes(), "augmentation by mixup", loss);
    }
    if (isWeighted() && labelSmoothing > 0) {
      all.add("class-weights and label-smoothing do not go together; leave one of them out, or draw with sampling: balanced");
    }
    if (isWeighted() && mixes()) {
      all.add("class-weights and augmentation by mixup do not go together; draw with sampling: balanced instead");
    }
    if (plateau > 0 && !validated) {
      all.add("reduce-on-plateau watches the validation loss: expected validation-fraction above 0, such as 0.05");
    }
    return all;
  }

  private static void refuse(List<String> all, boolean asked, String what, String loss) {
    if (asked) {
      all.add(what + " needs the loss softmax-cross-entropy, got " + loss);
    }
  }

  /// All settings by their names, plain values.
  public SequencedMap<String, Object> settings() {
    var all = new LinkedHashMap<String, Object>();
    all.put("augment", augment);
    all.put("sampling", sampling);
    all.put("class-weights", classWeights);
    all.put("label-smoothing", labelSmoothing);
    all.put("l1", l1);
    all.put("l2", l2);
    all.put("biases", biases);
    all.put("clip-value", clipValue);
    all.put("max-norm", maxNorm);
    all.put("accumulate", accumulate);
    all.put("average", average);
    all.put("decay", decay);
    all.put("start", start);
    all.put("freeze", freeze);
    all.put("plateau", plateau);
    all.put("factor", factor);
    return all;
  }

  /// From settings as [#settings] gives them; those that are missing are as in [#NONE].
  ///
  /// @param given numbers may be of any kind
  /// @throws IllegalArgumentException when one is out of bounds
  public static Recipe of(Map<String, ?> given) {
    var s = NONE.settings();
    s.putAll(given);
    return new Recipe(
        (String) s.get("augment"), (String) s.get("sampling"), (String) s.get("class-weights"), number(s, "label-smoothing"),
        number(s, "l1"), number(s, "l2"), (Boolean) s.get("biases"), number(s, "clip-value"), number(s, "max-norm"),
        (int) number(s, "accumulate"), (String) s.get("average"), number(s, "decay"), number(s, "start"),
        ((List<?>) s.get("freeze")).stream().map(String.class::cast).toList(), (int) number(s, "plateau"), number(s, "factor"));
  }

  private static double number(Map<String, ?> settings, String name) {
    return ((Number) settings.get(name)).doubleValue();
  }

  /// Those settings that are not as in [#NONE].
  public SequencedMap<String, Object> chosen() {
    var all = settings();
    NONE.settings().forEach((name, usual) -> all.remove(name, usual));
    return all;
  }

  /// Whether options of `train` say all of it.
  public boolean isPlain() {
    return OPTIONS.containsAll(chosen().keySet());
  }
}
