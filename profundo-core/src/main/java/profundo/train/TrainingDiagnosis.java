package profundo.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import profundo.data.DataCondition;
import profundo.train.Verdict.Kind;

/// What is wrong with a training run, from what a [TrainingMonitor] has seen of it. The limits are rules of thumb; docs/diagnosis.md
/// lists them.
///
/// @param verdicts what is wrong, causes before effects; empty for a run in good health
/// @param observations what they were drawn from
/// @param data condition of the training data
public record TrainingDiagnosis(List<Verdict> verdicts, Observations observations, DataCondition data) {
  /// A first layer's gradient below this share of the last one's has vanished.
  static final double VANISHED = 1e-3;

  /// Length of all gradients together from which on they explode.
  static final double EXPLODED = 1e3;

  /// Share of a layer's units that are dead, or of its outputs that are saturated, from which on that is told.
  static final double LOST = 0.5;

  /// Steps longer than this share of the weights are too long where the loss does not fall.
  static final double LONG = 0.1;

  /// Steps shorter than this share of the weights are too short where the loss does not fall; about 1e-3 is usual.
  static final double SHORT = 1e-4;

  /// A loss that has not fallen below this share of its first value has hardly fallen.
  static final double HARDLY = 0.75;

  /// A loss above this share of that of guessing, with an accuracy no further than the rest of it from that of guessing to 1,
  /// has nothing of the inputs in it.
  static final double GUESSED = 0.95;

  /// Copies the list.
  public TrainingDiagnosis {
    verdicts = List.copyOf(verdicts);
  }

  /// Judges a run.
  public static TrainingDiagnosis of(Observations o, DataCondition data) {
    var all = new ArrayList<Verdict>();
    for (DataCondition.Problem p : data.problems()) {
      all.add(new Verdict(Kind.DATA, p.name(), p.text(), p.remedy(), p.figures()));
    }
    exploding(o, all);
    lost(o.dead(), Kind.DEAD, "%s: %.0f %% of its units are zero on every sample",
        "a lower learning rate, biases that begin at zero, He initialization, leaky relus", all);
    lost(o.saturated(), Kind.SATURATED, "%s: %.0f %% of its outputs lie within 2 %% of a limit, where there is no slope",
        "smaller initial weights (Glorot), inputs of mean 0 and deviation 1, a lower learning rate, normalization, relus", all);
    vanishing(o, all);
    rate(o, all);
    overfitting(o, all);
    underfitting(o, data, all);
    return new TrainingDiagnosis(Causes.folded(all), o, data);
  }

  private static void exploding(Observations o, List<Verdict> all) {
    double peak = 0;
    long at = 0;
    String largest = "";
    for (Observations.Point p : o.gradients()) {
      double squares = p.values().values().stream().mapToDouble(v -> v * v).sum();
      double norm = Double.isFinite(squares) ? Math.sqrt(squares) : Double.POSITIVE_INFINITY;
      if (norm > peak) {
        peak = norm;
        at = p.step();
        largest = p.values().entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElse("");
      }
    }
    double last = o.epochs().isEmpty() ? Double.NaN : o.epochs().getLast().getOrDefault("loss", Double.NaN);
    var figures = figures("gradient_norm", peak, "step", at);
    String remedy = "a lower learning rate, clipping (--clip 1), smaller initial weights (He, Glorot), normalization, scaled targets";
    if (o.trouble() > 0) {
      figures.put("first_step_not_finite", (double) o.trouble());
      all.add(new Verdict(Kind.EXPLODING, largest,
          text("the loss is not finite from step %d on; the gradients were up to %.3g long, that of %s the longest",
              o.trouble(), peak, largest), remedy, figures));
    } else if (peak > EXPLODED) {
      all.add(new Verdict(Kind.EXPLODING, largest,
          text("the gradients were %.3g long at step %d, that of %s the longest", peak, at, largest), remedy, figures));
    } else if (last > EXPLODED * o.firstLoss()) {
      figures.put("loss", last);
      figures.put("first_loss", o.firstLoss());
      all.add(new Verdict(Kind.EXPLODING, "",
          text("the loss grew from %.3g to %.3g", o.firstLoss(), last), remedy, figures));
    }
  }

  /// A share of each layer at the end of the run that should be small.
  private static void lost(List<Observations.Point> points, Kind kind, String form, String remedy, List<Verdict> all) {
    if (points.isEmpty()) {
      return;
    }
    Map<String, Double> first = points.getFirst().values();
    points.getLast().values().forEach(
        (layer, share) -> {
          if (share >= LOST) {
            double began = first.getOrDefault(layer, Double.NaN);
            all.add(new Verdict(kind, layer,
                text(form + " (%.0f %% at the beginning)", layer.isEmpty() ? "the layer" : layer, 100 * share, 100 * began),
                remedy, figures("share", share, "share_at_first", began)));
          }
        });
  }

  private static void vanishing(Observations o, List<Verdict> all) {
    // A dead layer lets no gradient through: that is not another disease.
    if (has(all, Kind.EXPLODING, Kind.DEAD)) {
      return;
    }
    // Of the weights, as far as they are known by their updates; biases have gradients of other sizes.
    Set<String> weights =
        o.updates().stream().flatMap(p -> p.values().keySet().stream()).collect(Collectors.toSet());
    var ratios = new LinkedHashMap<String, List<Double>>();
    String last = "";
    for (Observations.Point p : o.gradients()) {
      List<Map.Entry<String, Double>> norms =
          p.values().entrySet().stream().filter(e -> weights.contains(e.getKey())).toList();
      if (norms.size() < 2 || !(norms.getLast().getValue() > 0)) {
        continue;
      }
      last = norms.getLast().getKey();
      for (var e : norms.subList(0, norms.size() - 1)) {
        ratios.computeIfAbsent(e.getKey(), _ -> new ArrayList<>()).add(e.getValue() / norms.getLast().getValue());
      }
    }
    String worst = "";
    double least = Double.POSITIVE_INFINITY;
    for (var e : ratios.entrySet()) {
      double m = median(e.getValue());
      if (m < least) {
        least = m;
        worst = e.getKey();
      }
    }
    if (least < VANISHED) {
      all.add(new Verdict(Kind.VANISHING, worst,
          text("the gradient of %s is %.2g of that of %s (median of %d measurements)", worst, least, last,
              ratios.get(worst).size()),
          "relus with He initialization instead of sigmoids, initial weights scaled to the layer, normalization, residual"
              + " connections, fewer layers",
          figures("ratio", least)));
    }
  }

  private static void rate(Observations o, List<Verdict> all) {
    var steps = new ArrayList<Double>();
    for (Observations.Point p : o.updates()) {
      p.values().values().stream().max(Double::compare).ifPresent(steps::add);
    }
    if (steps.isEmpty()) {
      return;
    }
    boolean exploded = has(all, Kind.EXPLODING);
    double typical = exploded ? steps.stream().max(Double::compare).orElseThrow() : median(steps);
    double last = loss(o);
    double best = o.epochs().stream().mapToDouble(e -> e.getOrDefault("loss", Double.NaN)).min().orElse(Double.NaN);
    boolean fails = exploded || last > 0.9 * o.firstLoss() || last > 1.5 * best && last > 0.1 * o.firstLoss();
    var figures = figures("update_ratio", typical, "first_loss", o.firstLoss(), "loss", last);
    // Where gradients vanish by small weights, a step that is usual is long beside them.
    double longest = Math.max(steps.getFirst(), steps.stream().filter(Double::isFinite).max(Double::compare).orElse(0.0));
    boolean longSteps = (typical > LONG || longest > 1) && !has(all, Kind.VANISHING) || steps.getFirst() > 1;
    if (fails && longSteps) {
      typical = Math.max(typical, longest > 1 ? longest : 0);
      figures.put("update_ratio", typical);
      figures.put(Causes.FIRST_STEP, steps.getFirst());
      all.add(new Verdict(Kind.RATE_TOO_HIGH, "",
          text("a step moves a weight by %.2g of its size (about 0.001 is usual), and the loss does not fall (%.3g at first, %.3g"
              + " at last)", typical, o.firstLoss(), last),
          text("a learning rate about %.0f times lower, a warm-up, clipping", Math.clamp(power(typical / 0.01), 3, 1000)),
          figures));
    } else if (!exploded && typical < SHORT && last > HARDLY * o.firstLoss()) {
      double factor = Math.max(10, power(1e-3 / typical));
      all.add(new Verdict(Kind.RATE_TOO_LOW, "",
          text("the updates are too small beside the weights: a step moves a weight by %.2g of its size, where about 0.001 is usual, and"
              + " the loss hardly falls (%.3g at first, %.3g at last)", typical, o.firstLoss(), last),
          typical > 0
              ? text("a learning rate about %s times higher (--find-lr looks for one)%s", times(factor),
                  factor > 100 ? "; more epochs would hardly help" : ", or more epochs")
              : "a learning rate above zero, and weights that are not frozen",
          figures));
    }
  }

  /// `10,000`; `1e+08` where nobody counts zeros.
  private static String times(double factor) {
    return text(factor < 1e6 ? "%,.0f" : "%.0e", factor);
  }

  /// The nearest power of ten.
  private static double power(double value) {
    return Math.pow(10, Math.round(Math.log10(value)));
  }

  private static void overfitting(Observations o, List<Verdict> all) {
    if (o.epochs().size() < 2 || !o.epochs().getLast().containsKey("val_loss") || has(all, Kind.EXPLODING)) {
      return;
    }
    double train = loss(o);
    double held = o.epochs().getLast().get("val_loss");
    int best = 0;
    for (int i = 1; i < o.epochs().size(); i++) {
      best = value(o, i, "val_loss") < value(o, best, "val_loss") ? i : best;
    }
    double least = value(o, best, "val_loss");
    double gap = held - train;
    boolean turned = held > 1.15 * least && train < value(o, best, "loss") && gap > 0.05 * o.firstLoss();
    if (turned || gap > 0.15 * o.firstLoss() && held > 2 * train) {
      String since = turned ? text(", and was %.3g after epoch %d", least, best + 1) : "";
      all.add(new Verdict(Kind.OVERFITTING, "",
          text("the loss is %.3g on the training data, but %.3g on the validation data%s", train, held, since),
          "more data or augmentation, dropout, weight decay, early stopping (--patience 3), a smaller model",
          figures("loss", train, "val_loss", held, "best_val_loss", least, "best_epoch", best + 1)));
    }
  }

  private static void underfitting(Observations o, DataCondition data, List<Verdict> all) {
    double last = loss(o);
    boolean explained = all.stream().anyMatch(v -> v.kind() != Kind.DATA);
    double[] shares = shares(data);
    double chance = Arrays.stream(shares).max().orElse(Double.NaN);
    double guess = Arrays.stream(shares).filter(p -> p > 0).map(p -> -p * Math.log(p)).sum();
    double accuracy = o.epochs().isEmpty() ? Double.NaN : value(o, o.epochs().size() - 1, "accuracy");
    if (!explained && shares.length > 1 && last > GUESSED * guess && accuracy - chance < (1 - GUESSED) * (1 - chance)) {
      all.add(new Verdict(Kind.UNDERFITTING, "",
          text("nothing was learnt: after %d epochs the loss on the training data is %.3g and the accuracy %.3g; guessing by how"
              + " frequent the classes are has %.3g and %.3g", o.epochs().size(), last, accuracy, guess, chance),
          "relus or normalization where there are many sigmoids in a row, another learning rate (--find-lr), another optimizer (Adam);"
              + " check that the labels belong to the inputs",
          figures("loss", last, "first_loss", o.firstLoss(), "accuracy", accuracy, "guessing_loss", guess, "guessing_accuracy", chance)));
    } else if (!explained && last > HARDLY * o.firstLoss()) {
      all.add(new Verdict(Kind.UNDERFITTING, "",
          text("after %d epochs the loss on the training data is %.3g, at first it was %.3g", o.epochs().size(), last, o.firstLoss()),
          "a larger model, more epochs, less regularization; check that the labels belong to the inputs",
          figures("loss", last, "first_loss", o.firstLoss())));
    }
  }

  /// Of each class in the training data; empty where there are no classes.
  private static double[] shares(DataCondition data) {
    double sum = data.classes().stream().mapToInt(c -> c).sum();
    return sum == 0 ? new double[0] : data.classes().stream().mapToDouble(c -> c / sum).toArray();
  }

  private static double loss(Observations o) {
    return o.epochs().isEmpty() ? Double.NaN : value(o, o.epochs().size() - 1, "loss");
  }

  private static double value(Observations o, int epoch, String name) {
    return o.epochs().get(epoch).getOrDefault(name, Double.NaN);
  }

  private static boolean has(List<Verdict> all, Kind... kinds) {
    return all.stream().anyMatch(v -> Arrays.asList(kinds).contains(v.kind()));
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
    return sorted[(sorted.length - 1) / 2];
  }

  private static String text(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }

  private static LinkedHashMap<String, Double> figures(Object... pairs) {
    var map = new LinkedHashMap<String, Double>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], ((Number) pairs[i + 1]).doubleValue());
    }
    return map;
  }
}
