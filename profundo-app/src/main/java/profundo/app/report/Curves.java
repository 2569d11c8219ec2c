package profundo.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import profundo.app.report.LineChart.Line;

/// Loss and metrics over the epochs, and the learning rate where it changed.
final class Curves {
  private static final String VALIDATION = "val_";

  /// Columns that are no measure of how good the model is.
  private static final Set<String> OTHERS =
      Set.of(RunHistory.EPOCH, RunHistory.STEP, RunHistory.LEARNING_RATE, "seconds", "samples_per_second");

  private static final String FREE_ENERGY = "free_energy";

  /// More metrics than this make no page that anybody reads.
  private static final int MAX_CHARTS = 12;

  private static final int WIDE = 540;
  private static final int NARROW = 400;

  private final RunHistory history;

  Curves(RunHistory history) {
    this.history = history;
  }

  /// One chart and what is said about it.
  private record Panel(String title, String explanation, String note, String x, boolean log, boolean share,
      List<Line> lines) {
    void write(Html html, int width) {
      html.open("figure").attr("class", "card").element("h3", title + (log ? " (logarithmic scale)" : ""));
      html.element("p", explanation);
      new LineChart(title + " by " + x, width, width == NARROW ? 270 : 300, x, true, log, share, lines).write(html);
      if (!note.isEmpty()) {
        html.element("p", "note", note);
      }
      html.end("figure").line();
    }
  }

  void write(Html html) {
    write(html, "curves", "How the training went");
  }

  /// @param id of the section
  /// @param title of the section
  void write(Html html, String id, String title) {
    var names = new LinkedHashSet<String>();
    for (Map<String, Double> row : history.epochs()) {
      for (String column : row.keySet()) {
        String name = column.startsWith(VALIDATION) ? column.substring(VALIDATION.length()) : column;
        if (!OTHERS.contains(name)) {
          names.add(name);
        }
      }
    }
    if (!history.steps().isEmpty()) {
      names.add(RunHistory.LOSS);
    }
    var panels = new ArrayList<Panel>();
    names.stream().limit(MAX_CHARTS).map(this::panel).filter(p -> !p.lines.isEmpty()).forEach(panels::add);
    learningRate().ifPresent(panels::add);
    if (panels.isEmpty()) {
      return;
    }
    boolean three = panels.size() == 3;
    html.open("section").attr("id", id).element("h2", title).line();
    html.open("div").attr("class", three ? "two three" : "two").line();
    panels.forEach(panel -> panel.write(html, three ? NARROW : WIDE));
    html.end("div").end("section").line();
  }

  private Panel panel(String name) {
    boolean loss = name.equals(RunHistory.LOSS);
    boolean inSteps = history.epochs().isEmpty();
    Line train = line("training", "var(--train)", name);
    Line validation = line("validation", "var(--val)", VALIDATION + name);
    var lines = new ArrayList<Line>();
    if (loss) {
      lines.add(batches(inSteps));
    }
    lines.add(train);
    lines.add(validation);
    lines.removeIf(l -> l.xs().length == 0);
    boolean share = Figures.isShare(name) && isWithinOne(train) && isWithinOne(validation);
    boolean validated = validation.xs().length > 0;
    return new Panel(
        title(name),
        explain(name, share, validated),
        best(share, loss, validated ? validation : train),
        inSteps ? RunHistory.STEP : RunHistory.EPOCH,
        loss && spansDecades(lines),
        share,
        lines);
  }

  private Line batches(boolean inSteps) {
    return sampled("training, batches", "var(--train)", !inSteps, RunHistory.StepLoss::loss).thinned(200);
  }

  /// What was sampled within epochs, over epochs; over steps while no epoch is complete.
  private Line sampled(String name, String colour, boolean faint, ToDoubleFunction<RunHistory.StepLoss> value) {
    double unit = history.epochs().isEmpty() ? 1 : history.stepsPerEpoch();
    List<RunHistory.StepLoss> steps = unit > 0 ? history.steps() : List.of();
    double[] xs = steps.stream().mapToDouble(s -> s.step() / unit).toArray();
    return new Line(name, colour, faint, xs, steps.stream().mapToDouble(value).toArray());
  }

  private Line line(String name, String colour, String column) {
    int n = history.epochs().size();
    double[] xs = new double[n];
    double[] ys = new double[n];
    int found = 0;
    for (int i = 0; i < n; i++) {
      Double y = history.epochs().get(i).get(column);
      if (y != null) {
        xs[found] = history.epochs().get(i).getOrDefault(RunHistory.EPOCH, i + 1.0);
        ys[found++] = y;
      }
    }
    return new Line(name, colour, false, Arrays.copyOf(xs, found), Arrays.copyOf(ys, found));
  }

  private static boolean isWithinOne(Line line) {
    for (double y : line.ys()) {
      if (y < 0 || y > 1) {
        return false;
      }
    }
    return true;
  }

  /// A loss that fell to a small part of what it was would be a line on the floor.
  private static boolean spansDecades(List<Line> lines) {
    double min = Double.POSITIVE_INFINITY;
    double max = 0;
    for (Line line : lines) {
      for (double y : line.ys()) {
        if (y <= 0) {
          return false;
        }
        if (Double.isFinite(y)) {
          min = Math.min(min, y);
          max = Math.max(max, y);
        }
      }
    }
    return max > 15 * min;
  }

  private static String title(String name) {
    String words = Figures.words(name);
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private static String explain(String name, boolean share, boolean validated) {
    if (name.equals(RunHistory.LOSS)) {
      return "How wrong the model is; lower is better."
          + (validated
              ? " Where training keeps falling while validation rises, it learns by heart (overfitting)."
              : "");
    }
    if (share) {
      String what = name.equals("accuracy") ? "The part of the examples that it gets right; higher" : "Higher";
      return what + " is better." + (validated ? " Validation examples are never trained on." : "");
    }
    String when =
        "In training the mean over the epoch, while the weights change"
            + (validated ? "; in validation measured after it." : ".");
    return name.equals(FREE_ENERGY)
        ? when + " Only a difference of two free energies tells anything: that of unseen samples rises above that of learned ones as the"
            + " machine overfits. With the same weights for both it stands among the figures as free energy gap."
        : when;
  }

  /// Says where a line was at its best.
  private static String best(boolean share, boolean loss, Line line) {
    int best = -1;
    for (int i = 0; i < line.ys().length && (share || loss); i++) {
      double y = line.ys()[i];
      if (Double.isFinite(y) && (best < 0 || (loss ? y < line.ys()[best] : y > line.ys()[best]))) {
        best = i;
      }
    }
    if (best < 0) {
      return "";
    }
    double y = line.ys()[best];
    String value = share ? Figures.percent(y) : Figures.number(y);
    return "Best in " + line.name() + ": " + value + " after epoch " + Figures.number(line.xs()[best]) + ".";
  }

  private Optional<Panel> learningRate() {
    Line line = sampled("learning rate", "var(--other)", false, RunHistory.StepLoss::learningRate);
    if (Arrays.stream(line.ys()).allMatch(Double::isNaN)) {
      line = line("learning rate", "var(--other)", RunHistory.LEARNING_RATE);
    }
    boolean changes = Arrays.stream(line.ys()).filter(y -> !Double.isNaN(y)).distinct().count() > 1;
    String explanation = "How far each step moves the weights, as the schedule of the run has it.";
    String x = history.epochs().isEmpty() ? RunHistory.STEP : RunHistory.EPOCH;
    return changes
        ? Optional.of(new Panel("Learning rate", explanation, "", x, false, false, List.of(line)))
        : Optional.empty();
  }
}
