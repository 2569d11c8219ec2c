package profundo.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import profundo.train.Verdict.Kind;

/// Tells a disease once: layers that suffer alike go into one verdict, and what a cause explains is told within the verdict of
/// the cause, with all its numbers.
final class Causes {
  /// A first step longer than this share of the weights cannot be blamed on what came of it.
  private static final double LONG = TrainingDiagnosis.LONG;

  /// Of a first step, in the figures of the verdict on the learning rate.
  static final String FIRST_STEP = "first_update_ratio";

  /// Features with a mean or a deviation above this make gradients explode at any usual rate.
  static final double FAR = 100;

  private Causes() {}

  /// The same verdicts without the effects of others, in their order.
  static List<Verdict> folded(List<Verdict> all) {
    var verdicts = new ArrayList<>(all);
    Verdict data = first(verdicts, v -> v.kind() == Kind.DATA && v.where().equals("not finite"));
    Verdict unscaled = first(verdicts, Causes::isFarFromScaled);
    Verdict high = first(verdicts, v -> v.kind() == Kind.RATE_TOO_HIGH);
    Verdict exploding = first(verdicts, v -> v.kind() == Kind.EXPLODING);
    if (data != null && exploding != null && exploding.figures().containsKey("first_step_not_finite")) {
      fold(verdicts, data, v -> v.kind() == Kind.EXPLODING || v.kind() == Kind.RATE_TOO_HIGH || isHurt(v));
    } else if (unscaled != null && (exploding != null || high != null)) {
      fold(verdicts, unscaled, v -> v.kind() == Kind.EXPLODING || v.kind() == Kind.RATE_TOO_HIGH || isLost(v));
    } else if (high != null && (exploding == null || high.figures().getOrDefault(FIRST_STEP, 0.0) > LONG)) {
      // Layers are looked at for the first time after the first step.
      boolean atOnce = high.figures().getOrDefault(FIRST_STEP, 0.0) > 1;
      fold(verdicts, high, v -> v.kind() == Kind.EXPLODING || isHurt(v) || atOnce && isLost(v));
    } else if (exploding != null) {
      fold(verdicts, exploding, v -> v.kind() == Kind.RATE_TOO_HIGH || isHurt(v));
    }
    group(verdicts, Kind.DEAD);
    group(verdicts, Kind.SATURATED);
    // Units without slope let no gradient through, and a gradient that is lost moves no weight.
    for (Kind cause : List.of(Kind.DEAD, Kind.SATURATED, Kind.VANISHING)) {
      Verdict told = first(verdicts, v -> v.kind() == cause);
      if (told != null) {
        fold(verdicts, told, v -> v != told && Set.of(Kind.VANISHING, Kind.RATE_TOO_LOW).contains(v.kind()));
      }
    }
    return verdicts;
  }

  /// Whether features are so large that gradients, which grow with them, and steps say nothing about the rate.
  private static boolean isFarFromScaled(Verdict v) {
    double size =
        Math.max(v.figures().getOrDefault("largest_mean", 0.0), v.figures().getOrDefault("largest_deviation", 0.0));
    return v.kind() == Kind.DATA && v.where().equals("not normalised") && size > FAR;
  }

  /// Whether units were lost while the run went on, rather than from the beginning.
  private static boolean isHurt(Verdict v) {
    return isLost(v) && !(v.figures().getOrDefault("share_at_first", Double.NaN) >= TrainingDiagnosis.LOST);
  }

  private static boolean isLost(Verdict v) {
    return v.kind() == Kind.DEAD || v.kind() == Kind.SATURATED;
  }

  private static Verdict first(List<Verdict> all, Predicate<Verdict> which) {
    return all.stream().filter(which).findFirst().orElse(null);
  }

  /// Tells effects within the verdict of their cause, which takes the place of the first of them.
  private static void fold(List<Verdict> all, Verdict cause, Predicate<Verdict> isEffect) {
    List<Verdict> effects = new ArrayList<>(all.stream().filter(isEffect).toList());
    if (effects.isEmpty()) {
      return;
    }
    int place = Math.min(all.indexOf(cause), all.indexOf(effects.getFirst()));
    all.remove(cause);
    all.removeAll(effects);
    group(effects, Kind.DEAD);
    group(effects, Kind.SATURATED);
    var figures = new LinkedHashMap<>(cause.figures());
    effects.forEach(e -> e.figures().forEach(figures::putIfAbsent));
    String told = effects.stream().map(Verdict::text).collect(Collectors.joining("; "));
    all.add(place, new Verdict(cause.kind(), cause.where(), cause.text() + "; this explains: " + told, cause.remedy(), figures));
  }

  /// Makes one verdict of those of one kind.
  private static void group(List<Verdict> all, Kind kind) {
    List<Verdict> alike = all.stream().filter(v -> v.kind() == kind).toList();
    if (alike.size() < 2) {
      return;
    }
    Verdict one = alike.getFirst();
    var figures = new LinkedHashMap<>(one.figures());
    for (Verdict v : alike.subList(1, alike.size())) {
      v.figures().forEach((name, value) -> figures.put(name + "_" + v.where(), value));
    }
    int place = all.indexOf(one);
    all.removeAll(alike);
    all.add(
        place,
        new Verdict(
            kind, joined(alike, Verdict::where, ", "), joined(alike, Verdict::text, "; "), one.remedy(), figures));
  }

  private static String joined(List<Verdict> all, Function<Verdict, String> part, String between) {
    return all.stream().map(part).collect(Collectors.joining(between));
  }
}
