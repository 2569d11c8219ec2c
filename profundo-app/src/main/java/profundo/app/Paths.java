package profundo.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import profundo.app.report.Contours;
import profundo.app.report.PathsPage;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.OutputFile;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.io.Json;
import profundo.optim.Adadelta;
import profundo.optim.Adagrad;
import profundo.optim.Adam;
import profundo.optim.Adamax;
import profundo.optim.ConjugateGradient;
import profundo.optim.Descents;
import profundo.optim.Descents.Way;
import profundo.optim.GradientDescent;
import profundo.optim.LBfgs;
import profundo.optim.Lion;
import profundo.optim.Nadam;
import profundo.optim.RmsProp;
import profundo.optim.Rprop;
import profundo.optim.TestFunction;

/// `profundo paths`: how optimizers walk over published functions of two variables, as a picture.
@Command(
    name = "paths",
    description = {
      "Show how each optimizer walks over Rosenbrock's, Beale's and Rastrigin's functions and a saddle: a page with contour"
          + " lines and ways, and a table of where each one ends."
    })
final class Paths implements Subcommand {
  private static final int MOST_STEPS = 100_000;

  /// Rates of plain gradient descent: as large as each function bears.
  private static final Map<String, Double> RATES =
      Map.of("rosenbrock", 1e-3, "beale", 1e-2, "rastrigin", 2e-3, "saddle", 0.1);

  private static final List<String> COLOURS =
      List.of(
          "#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#ee7733", "#009988", "#555555", "#cc3311",
          "#33bbee", "#997700", "#994455", "#6699cc");

  @Option(
      names = "--function",
      paramLabel = "NAME",
      description = "Only one function: rosenbrock, beale, rastrigin or saddle (default: all).")
  private String function;

  @Option(
      names = "--optimizer",
      split = ",",
      paramLabel = "NAME",
      description =
          "Only these, separated by commas: sgd, momentum, nesterov, rmsprop, adagrad, adadelta, adam, adamax, nadam,"
            + " lion, rprop, cg, lbfgs (default: sgd, momentum, rmsprop, adam, lion, rprop, cg, lbfgs).")
  private List<String> optimizers;

  @Option(names = "--lr", paramLabel = "RATE", description = "Learning rate (default: one that suits function and optimizer).")
  private Double rate;

  @Option(names = "--steps", paramLabel = "N", defaultValue = "300", description = "Steps of each way at most (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(names = "--out", paramLabel = "FILE", defaultValue = "paths.html", description = "The page, HTML (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(names = "--force", description = "Replace the file that is there already.")
  private boolean force;

  /// Ways of a function, by the names of the optimizers, at a rate or, where that is null, at one that suits.
  private static SequencedMap<String, Function<Double, Way>> ways(TestFunction f, int steps) {
    double plain = RATES.get(f.name());
    var all = new LinkedHashMap<String, Function<Double, Way>>();
    all.put("sgd", r -> Descents.of(f, GradientDescent.of(or(r, plain)), steps));
    all.put("momentum", r -> Descents.of(f, GradientDescent.of(or(r, plain / 2)).withMomentum(0.9), steps));
    all.put("nesterov", r -> Descents.of(f, GradientDescent.of(or(r, plain / 2)).withNesterov(0.9), steps));
    all.put("rmsprop", r -> Descents.of(f, RmsProp.of(or(r, 0.01)), steps));
    all.put("adagrad", r -> Descents.of(f, Adagrad.of(or(r, 0.3)), steps));
    all.put("adadelta", r -> Descents.of(f, Adadelta.of(or(r, 1)), steps));
    all.put("adam", r -> Descents.of(f, Adam.of(or(r, 0.05)), steps));
    all.put("adamax", r -> Descents.of(f, Adamax.of(or(r, 0.05)), steps));
    all.put("nadam", r -> Descents.of(f, Nadam.of(or(r, 0.05)), steps));
    all.put("lion", r -> Descents.of(f, Lion.of(or(r, 0.02)), steps));
    all.put("rprop", r -> Descents.of(f, Rprop.of(or(r, 0.01)), steps));
    all.put("cg", _ -> Descents.of(f, ConjugateGradient.of().withIterations(steps)));
    all.put("lbfgs", _ -> Descents.of(f, LBfgs.of().withIterations(steps)));
    return all;
  }

  private static double or(Double given, double otherwise) {
    return given == null ? otherwise : given;
  }

  @Override
  public Result run(Console console) throws Exception {
    if (steps < 1 || steps > MOST_STEPS) {
      throw new InvalidInput("--steps: expected a whole number from 1 to " + MOST_STEPS + ", got " + steps);
    }
    if (rate != null && !(rate > 0 && rate <= 1e3)) {
      throw new InvalidInput("--lr: expected a number above 0 and at most 1000, got " + rate);
    }
    List<String> names = TestFunction.all().stream().map(TestFunction::name).toList();
    if (function != null && !names.contains(function)) {
      throw new InvalidInput("--function " + function + ": expected one of " + String.join(", ", names));
    }
    List<String> known = List.copyOf(ways(TestFunction.beale(), 1).keySet());
    List<String> chosen =
        optimizers == null ? List.of("sgd", "momentum", "rmsprop", "adam", "lion", "rprop", "cg", "lbfgs") : optimizers;
    for (String name : chosen) {
      if (!known.contains(name)) {
        throw new InvalidInput("--optimizer " + name + ": expected one of " + String.join(", ", known));
      }
    }
    OutputFile page = new OutputFile(out, ".html", "a page", force).require();
    var rows = new ArrayList<Row>();
    var chapters = new ArrayList<PathsPage.Chapter>();
    for (TestFunction f : TestFunction.all()) {
      if (function == null || function.equals(f.name())) {
        chapters.add(chapter(f, chosen, known, rows));
      }
    }
    page.write(PathsPage.html(chapters));
    return new Findings(List.copyOf(rows), out);
  }

  private PathsPage.Chapter chapter(TestFunction f, List<String> chosen, List<String> known, List<Row> rows) {
    var drawn = new ArrayList<Contours.Way>();
    for (String name : chosen) {
      Way way = ways(f, steps).get(name).apply(rate);
      double[] xs = way.points().stream().mapToDouble(p -> p[0]).toArray();
      double[] ys = way.points().stream().mapToDouble(p -> p[1]).toArray();
      drawn.add(new Contours.Way(name, COLOURS.get(known.indexOf(name) % COLOURS.size()), xs, ys));
      int last = xs.length - 1;
      rows.add(new Row(f.name(), name, last, way.values().getLast(), xs[last], ys[last]));
    }
    var contours =
        new Contours(Descents.surface(f), f.low().get(0), f.high().get(0), f.low().get(1), f.high().get(1), 560);
    String text =
        f.source() + ". From (" + f.start().get(0) + ", " + f.start().get(1) + "), "
            + (f.name().equals("saddle") ? "without a minimum; the saddle point is at (" : "to the minimum, 0 at (")
            + f.minimum().get(0) + ", " + f.minimum().get(1) + "); at most " + steps + " steps.";
    double[] mark = {f.minimum().get(0), f.minimum().get(1)};
    return new PathsPage.Chapter(f.name(), text, contours, mark, List.copyOf(drawn));
  }

  private record Row(String function, String optimizer, int steps, double value, double x, double y) {}

  private record Findings(List<Row> rows, Path page) implements Result {
    @Override
    public Json.Obj json() {
      var all = new ArrayList<Object>();
      for (Row r : rows) {
        var row = new LinkedHashMap<String, Object>();
        row.put("function", r.function);
        row.put("optimizer", r.optimizer);
        row.put("steps", r.steps);
        row.put("value", r.value);
        row.put("point", List.of(r.x, r.y));
        all.add(Json.orNull(row));
      }
      return Json.Obj.EMPTY.with("ways", all).with("page", page.toString());
    }

    @Override
    public void print(PrintWriter out) {
      out.printf("%-12s%-12s%8s%14s   %s%n", "function", "optimizer", "steps", "value", "point");
      for (Row r : rows) {
        out.printf(
            Locale.ROOT, "%-12s%-12s%8d%14.3g   (%.4g, %.4g)%n", r.function, r.optimizer, r.steps, r.value, r.x, r.y);
      }
      out.println("pictures: " + page);
    }
  }
}
