package profundo.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import profundo.app.experiment.Experiment;
import profundo.app.experiment.ExperimentFile;
import profundo.app.experiment.SearchPlan;
import profundo.app.experiment.SearchSpace.Dimension;
import profundo.app.experiment.SearchSpace.Kind;
import profundo.app.report.ParallelCoordinates;
import profundo.app.report.ParallelCoordinates.Axis;
import profundo.app.report.ParallelCoordinates.Line;
import profundo.app.run.RunFolder;
import profundo.app.saved.Evaluation;
import profundo.app.terminal.Result;
import profundo.app.terminal.Table;
import profundo.io.AtomicFile;
import profundo.io.Json;

/// What a search found: `results.csv`, `search.html`, `best.yaml`.
///
/// @param trials in the order in which they were made
/// @param best of those that were trained longest
record SearchResult(Path folder, SearchPlan plan, List<SearchTrial> trials, SearchTrial best) implements Result {
  private static final int SHOWN = 10;
  private static final int SHORT = 12;

  /// Writes the files.
  void write() throws IOException {
    AtomicFile.write(folder.resolve("results.csv"), csv());
    AtomicFile.write(folder.resolve("best.yaml"), ExperimentFile.text(Experiment.read(new RunFolder(best.folder()).experiment())));
    var axes = new ArrayList<Axis>();
    for (Dimension d : plan.space().dimensions()) {
      axes.add(new Axis(SearchTrial.label(d.path()), labels(d), d.kind() == Kind.LOG));
    }
    boolean rungs = trials.stream().mapToInt(SearchTrial::epochs).distinct().count() > 1;
    if (rungs) {
      axes.add(new Axis("epochs", List.of(), true));
    }
    axes.add(new Axis(plan.metric(), List.of(), false));
    var lines = new ArrayList<Line>();
    for (SearchTrial t : trials) {
      var values = new ArrayList<Double>();
      for (Dimension d : plan.space().dimensions()) {
        Object value = t.settings().get(d.path());
        List<String> labels = labels(d);
        values.add(labels.isEmpty() ? ((Number) value).doubleValue() : (double) labels.indexOf(value.toString()));
      }
      if (rungs) {
        values.add((double) t.epochs());
      }
      values.add(t.metric());
      lines.add(new Line(describe(t), values.stream().mapToDouble(v -> v).toArray()));
    }
    String explanation =
        trials.size() + " trials (" + plan.method() + "). A line is a trial, from its settings on the left to its "
            + plan.metric() + " on the right; orange is good. Point at a line for its figures.";
    new ParallelCoordinates("Search for hyper-parameters", explanation, axes, lines, plan.larger())
        .write(folder.resolve("search.html"), rows());
  }

  /// Values that stand side by side without a distance: choices, and the whole numbers of a short range.
  private static List<String> labels(Dimension d) {
    if (d.kind() == Kind.WHOLE && d.high() - d.low() <= SHORT) {
      return LongStream.rangeClosed((long) d.low(), (long) d.high()).mapToObj(Long::toString).toList();
    }
    return d.choices().stream().map(Object::toString).toList();
  }

  private String describe(SearchTrial t) {
    return String.format(
        Locale.ROOT, "trial %d, %d epochs: %s; %s %.4f", t.number(), t.epochs(), SearchTrial.text(t.settings()), plan.metric(), t.metric());
  }

  private String csv() {
    var out = new StringBuilder("trial,bracket,epochs");
    plan.space().dimensions().forEach(d -> out.append(',').append(quoted(d.path())));
    out.append(',').append(plan.metric()).append(",test_accuracy,seconds,trouble,folder\n");
    for (SearchTrial t : trials) {
      out.append(t.number()).append(',').append(t.bracket() + 1).append(',').append(t.epochs());
      plan.space().dimensions().forEach(d -> out.append(',').append(quoted(t.settings().get(d.path()).toString())));
      for (double figure : new double[] {t.metric(), t.testAccuracy(), t.seconds()}) {
        out.append(',').append(Double.isNaN(figure) ? "" : Double.toString(figure));
      }
      out.append(',').append(quoted(t.trouble())).append(',').append(quoted(t.folder().toString())).append('\n');
    }
    return out.toString();
  }

  /// RFC 4180.
  private static String quoted(String cell) {
    return cell.matches("[^\",\\r\\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  /// The best, with a heading.
  private List<List<String>> rows() {
    var rows = new ArrayList<List<String>>();
    var heading = new ArrayList<>(List.of("trial", "epochs"));
    plan.space().dimensions().forEach(d -> heading.add(SearchTrial.label(d.path())));
    heading.addAll(List.of(plan.metric(), "seconds"));
    rows.add(heading);
    Comparator<SearchTrial> metric = Comparator.comparingDouble(SearchTrial::metric);
    trials.stream()
        .filter(SearchTrial::isGood)
        .sorted(Comparator.comparingInt(SearchTrial::epochs).reversed().thenComparing(plan.larger() ? metric.reversed() : metric))
        .limit(SHOWN)
        .forEach(
            t -> {
              var row = new ArrayList<>(List.of(Integer.toString(t.number()), Integer.toString(t.epochs())));
              t.settings().values().forEach(v -> row.add(v.toString()));
              row.add(String.format(Locale.ROOT, "%.4f", t.metric()));
              row.add(String.format(Locale.ROOT, "%.1f", t.seconds()));
              rows.add(row);
            });
    return rows;
  }

  @Override
  public Json.Obj json() {
    var all = new LinkedHashMap<String, Object>();
    all.put("method", plan.method());
    all.put("metric", plan.metric());
    all.put("best", json(best));
    all.put("trials", trials.stream().map(this::json).collect(Collectors.toList()));
    all.put("folder", folder.toString());
    return Json.orNull(all).asObject();
  }

  private LinkedHashMap<String, Object> json(SearchTrial t) {
    var one = new LinkedHashMap<String, Object>();
    one.put("trial", t.number());
    one.put("epochs", t.epochs());
    one.put("settings", t.settings());
    one.put(plan.metric(), t.metric());
    one.put("test_accuracy", t.testAccuracy());
    one.put("seconds", t.seconds());
    one.put("trouble", t.trouble());
    one.put("folder", t.folder().toString());
    return one;
  }

  @Override
  public void print(PrintWriter out) {
    List<List<String>> rows = rows();
    var table = Table.of(rows.getFirst().toArray(String[]::new));
    rows.subList(1, rows.size()).forEach(row -> table.row(row.toArray()));
    table.print(out);
    long bad = trials.stream().filter(t -> !t.isGood()).count();
    out.println(trials.size() + " trials" + (bad == 0 ? "" : ", " + bad + " without a figure (results.csv says why)"));
    out.println("best: trial " + best.number() + ", test accuracy " + Evaluation.percent(best.testAccuracy())
        + "; repeat it: ./profundo run " + folder.resolve("best.yaml"));
    out.println("picture: " + folder.resolve("search.html"));
  }
}
