package profundo.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import profundo.Array;
import profundo.io.FormatException;
import profundo.nn.Metric;

/// Means over the samples of an epoch, and metrics of its predictions.
final class Meter {
  private final List<Metric> metrics;
  private List<String> names = List.of();
  private double[] sums = {};
  private double samples;
  private boolean judged;

  Meter(List<Metric> metrics) {
    this.metrics = metrics;
  }

  /// Starts anew.
  void reset() {
    names = List.of();
    samples = 0;
    judged = false;
    metrics.forEach(Metric::reset);
  }

  /// Whether nothing has counted so far.
  boolean isEmpty() {
    return samples == 0;
  }

  /// Takes in what a program has computed for a batch.
  void add(Compiled program, int size) {
    if (names.isEmpty()) {
      names = program.means();
      sums = new double[names.size()];
    }
    int weight = program.steps(size); // a mean over steps counts by its steps
    samples += weight;
    for (int i = 0; i < sums.length; i++) {
      sums[i] += (double) program.mean(i) * weight;
    }
    Array prediction = program.prediction();
    if (prediction != null) {
      judged = true;
      for (int i = 0; i < metrics.size(); i++) {
        metrics.get(i).update(prediction, program.target());
      }
    }
  }

  /// Means and metrics so far, each under its name with `prefix` before it.
  void report(String prefix, Map<String, Double> into) {
    for (int i = 0; i < names.size(); i++) {
      into.put(prefix + names.get(i), sums[i] / samples);
    }
    if (judged) {
      for (Metric m : metrics) {
        into.put(prefix + m.name(), m.result());
      }
    }
  }

  /// All that was taken in, for a checkpoint.
  Map<String, List<String>> state() {
    Map<String, List<String>> state = new LinkedHashMap<>();
    state.put("names", names);
    state.put("sums", texts(names.isEmpty() ? new double[0] : sums));
    state.put("samples", texts(samples, judged ? 1 : 0));
    for (int i = 0; i < metrics.size(); i++) {
      state.put("metric " + i + " " + metrics.get(i).name(), texts(metrics.get(i).state()));
    }
    return state;
  }

  /// Goes back to what [#state] returned.
  ///
  /// @throws FormatException when it belongs to other metrics
  void restore(Map<String, List<String>> state) {
    if (!state.keySet().equals(state().keySet())) {
      throw new FormatException(
          "expected the metrics " + metrics.stream().map(Metric::name).toList() + ", got those of " + state.keySet()
              + "; resume with the metrics that the run had");
    }
    try {
      names = state.get("names");
      sums = numbers(state.get("sums"));
      samples = numbers(state.get("samples"))[0];
      judged = numbers(state.get("samples"))[1] == 1;
      for (int i = 0; i < metrics.size(); i++) {
        metrics.get(i).restore(numbers(state.get("metric " + i + " " + metrics.get(i).name())));
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new FormatException("the metrics cannot go on: " + e.getMessage(), e);
    }
    if (sums.length != names.size()) {
      throw new FormatException("expected " + names.size() + " sums, got " + sums.length);
    }
  }

  private static List<String> texts(double... numbers) {
    List<String> texts = new ArrayList<>(numbers.length);
    for (double d : numbers) {
      texts.add(Double.toString(d));
    }
    return texts;
  }

  private static double[] numbers(List<String> texts) {
    return texts.stream().mapToDouble(Double::parseDouble).toArray();
  }
}
