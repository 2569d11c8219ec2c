package profundo.app.reproduce;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import profundo.Rng;
import profundo.app.report.ForecastPage;
import profundo.data.Dataset;
import profundo.files.Series;
import profundo.nn.Conv1d;
import profundo.nn.Flatten;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Recurrent;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.optim.AdamW;
import profundo.optim.Schedule;
import profundo.train.Predictor;
import profundo.train.Step;
import profundo.train.Trainer;

/// The end of two series, forecast one step ahead by a 1-d CNN and an LSTM that were fitted to what comes before, beside the
/// forecast that repeats what was a season ago. Walking forward, each forecast knows all values up to the step before;
/// weights stay as they are. Scaling is measured on the training part alone.
final class Forecast implements Reproduction {
  /// Networks whose forecasts are averaged.
  private static final int NETWORKS = 3;

  private static final List<String> MODELS = List.of("cnn", "lstm", "naive");

  /// A series and how it is looked at.
  ///
  /// @param part its name here
  /// @param file in the folder of the data
  /// @param unit of the values
  /// @param axis unit of the times in the picture
  /// @param first the first time, in that unit
  /// @param season values in a season, and in a unit of time
  /// @param test values held out at the end
  /// @param window values that a network sees
  /// @param growing whether to forecast the change of the logarithm over a season rather than the value: the swings of a
  ///     series that grows grow with it
  /// @param epochs of training
  private record Task(
      String part, String file, String unit, String axis, int first, int season, int test, int window, boolean growing, int epochs) {
    /// Values before the first one that can be forecast from a full window.
    private int lost() {
      return growing ? season : 0;
    }
  }

  private static final Task AIRLINE =
      new Task("airline", "airline-passengers.csv", "thousand passengers", "year", 1949, 12, 36, 12, true, 150);
  private static final Task MELBOURNE =
      new Task("melbourne", "daily-min-temperatures.csv", "degrees Celsius", "year", 1981, 365, 365, 28, false, 12);

  @Override
  public String name() {
    return "forecast";
  }

  @Override
  public String what() {
    return "1-d CNN and LSTM (mean forecast of three networks each) beside the seasonal-naive forecast, one step ahead, on the last three"
        + " years of the airline passengers and the last year of Melbourne's daily minimum temperatures";
  }

  @Override
  public String source() {
    return "Box, Jenkins 1970, series G; Hyndman, Koehler 2006, Another look at measures of forecast accuracy (MASE)";
  }

  @Override
  public List<Figure> figures() {
    var figures = new ArrayList<Figure>();
    // Airline: a quarter below the unit of MASE, and a third below the error of the seasonal-naive forecast.
    add(figures, AIRLINE, "CNN", 24, 0.75);
    add(figures, AIRLINE, "LSTM", 24, 0.75);
    add(figures, AIRLINE, "naive", 50, 2);
    add(figures, MELBOURNE, "CNN", 1.9, 0.65);
    add(figures, MELBOURNE, "LSTM", 1.9, 0.65);
    add(figures, MELBOURNE, "naive", 3, 1.1);
    return figures;
  }

  private static void add(List<Figure> figures, Task task, String model, double error, double mase) {
    String key = task.part + "_" + model.toLowerCase(Locale.ROOT);
    boolean naive = model.equals("naive");
    String name = task.part + ", " + (naive ? "seasonal-naive" : model);
    figures.add(Figure.atMost(key + "_mase", name + ", MASE", "", mase).twin(naive ? 3 : 0.9));
    figures.add(Figure.atMost(key + "_mae", name + ", mean absolute error", task.unit, error).twin(naive ? 70 : 25));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(4);
  }

  @Override
  public List<String> parts() {
    return List.of(AIRLINE.part, MELBOURNE.part);
  }

  @Override
  public List<String> twinParts() {
    return parts();
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    Task task = part.equals(AIRLINE.part) ? AIRLINE : MELBOURNE;
    Series series = lab.reduced() ? generated(task, lab.seed()) : Series.read(lab.data("timeseries/" + task.file));
    int from = series.size() - task.test;
    var forecasts = new LinkedHashMap<String, double[]>();
    for (String model : MODELS) {
      forecasts.put(
          model, model.equals("naive") ? doubles(series.seasonalNaive(task.season, from)) : networks(model, task, series, lab));
    }
    // What the seasonal-naive forecast is off on average within the training part: the unit of MASE.
    float[] known = Arrays.copyOf(series.values(), from);
    double unit = error(doubles(series.range(0, from).seasonalNaive(task.season, task.season)), known);
    var figures = new LinkedHashMap<String, Double>();
    forecasts.forEach((model, f) -> {
      double mae = error(f, series.values());
      figures.put(task.part + "_" + model + "_mae", mae);
      figures.put(task.part + "_" + model + "_mase", mae / unit);
    });
    Path page = lab.results().resolve(task.part + ".html");
    picture(task, series, forecasts, figures, page);
    lab.say("picture: " + page + ", " + figures);
    return figures;
  }

  /// What networks of three seeds foretell on average.
  private static double[] networks(String model, Task task, Series series, Lab lab) throws IOException {
    int from = series.size() - task.test;
    float[] z = new float[series.size() - task.lost()];
    for (int i = 0; i < z.length; i++) {
      float[] v = series.values();
      z[i] = task.growing ? (float) (Math.log(v[i + task.season]) - Math.log(v[i])) : v[i];
    }
    double mean = IntStream.range(0, from - task.lost()).mapToDouble(i -> z[i]).average().orElseThrow();
    double std =
        Math.sqrt(IntStream.range(0, from - task.lost()).mapToDouble(i -> (z[i] - mean) * (z[i] - mean)).average().orElseThrow());
    for (int i = 0; i < z.length; i++) {
      z[i] = (float) ((z[i] - mean) / std);
    }
    Dataset windows = series.range(task.lost(), series.size()).with(z).windows(task.window, 1);
    Dataset train = windows.range(0, windows.size() - task.test);
    Dataset test = windows.range(windows.size() - task.test, windows.size());
    double[] sum = new double[task.test];
    int networks = lab.of(NETWORKS, 1);
    for (int k = 0; k < networks; k++) {
      long seed = lab.seed() + k;
      Layer net = net(model, task, Rng.of(seed));
      var batches = train.batches(task.growing ? 16 : 64).shuffled(seed);
      int epochs = lab.of(task.epochs, task.growing ? 60 : 4);
      var step = Step.supervised(net, Loss::absoluteError, AdamW.of(Schedule.oneCycle(5e-3, batches.count() * epochs)));
      lab.fit(Trainer.of(step).seed(seed), batches, null, epochs);
      float[] p = Predictor.of(net).predict(test).floats();
      for (int i = 0; i < p.length; i++) {
        double change = p[i] * std + mean;
        sum[i] += task.growing ? series.values()[from + i - task.season] * Math.exp(change) : change;
      }
    }
    return Arrays.stream(sum).map(s -> s / networks).toArray();
  }

  private static Layer net(String model, Task task, Rng rng) {
    if (model.equals("lstm")) {
      return Sequential.of(Recurrent.lstm(1, 24, rng).last(), Linear.of(24, 1, rng));
    }
    return Sequential.of(
        Conv1d.of(1, 16, 5, rng).withPadding("same"), Relu.of(),
        Conv1d.of(16, 8, 3, rng).withPadding("same"), Relu.of(),
        Flatten.of(), Linear.of(8 * task.window, 1, rng));
  }

  /// Mean absolute error against the last values.
  private static double error(double[] forecast, float[] actual) {
    int from = actual.length - forecast.length;
    return IntStream.range(0, forecast.length).mapToDouble(i -> Math.abs(forecast[i] - actual[from + i])).average().orElseThrow();
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static void picture(
      Task task, Series series, Map<String, double[]> forecasts, Map<String, Double> figures, Path page) throws IOException {
    int shown = Math.min(series.size(), task.test + (task.growing ? 2 * task.season : 60));
    double[] times = new double[shown];
    Arrays.setAll(times, i -> task.first + (double) (series.size() - shown + i) / task.season);
    var text = new StringBuilder("Each forecast is one step ahead and knows every value up to the step before. Mean absolute error");
    var lines = new ArrayList<ForecastPage.Forecast>();
    forecasts.forEach((model, f) -> {
      String name = model.equals("naive") ? "seasonal-naive" : model.toUpperCase(Locale.ROOT);
      lines.add(new ForecastPage.Forecast(name, f));
      String key = task.part + "_" + model;
      text.append(String.format(
          Locale.ROOT, "%s %s %.3f (MASE %.3f)", lines.size() == 1 ? ":" : ",", name,
          figures.get(key + "_mae"), figures.get(key + "_mase")));
    });
    double[] actual = doubles(series.range(series.size() - shown, series.size()).values());
    ForecastPage.write("Forecast of " + series.name(), text + ".", task.axis, task.unit, times, actual, lines.reversed(), page);
  }

  /// A series of the same seasons, with noise that lasts from step to step, and growth where the real one grows.
  private static Series generated(Task task, long seed) {
    Rng rng = Rng.of(seed).stream(task.part);
    int n = task.growing ? 144 : 4 * task.season;
    float[] values = new float[n];
    double noise = 0;
    for (int i = 0; i < n; i++) {
      noise = 0.8 * noise + 0.6 * rng.nextGaussian();
      double wave = Math.sin(2 * Math.PI * i / task.season);
      values[i] = (float) (task.growing ? 100 * Math.exp(0.01 * i + 0.2 * wave + 0.04 * noise) : 11 + 4 * wave + 2.5 * noise);
    }
    return new Series("generated", IntStream.range(0, n).mapToObj(Integer::toString).toList(), values);
  }
}
