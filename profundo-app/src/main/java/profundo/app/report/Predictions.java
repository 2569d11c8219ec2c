package profundo.app.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.nn.Layer;
import profundo.nn.Pass;

/// What a classifier says about a data set.
///
/// @param data the examples, with labels where these are to be compared with
/// @param probabilities `[examples, classes]`
/// @param classes a name for each
public record Predictions(Dataset data, Array probabilities, List<String> classes) {
  /// Checks that there is a row for each example and a column for each class.
  public Predictions {
    classes = List.copyOf(classes);
    Shape expected = Shape.of(data.size(), classes.size());
    if (!probabilities.shape().equals(expected)) {
      throw new IllegalArgumentException(
          "predictions: expected probabilities [examples, classes] = " + expected + ", got " + probabilities.shape());
    }
  }

  /// Applies a model as in use, batch by batch.
  ///
  /// @param model from x `[batch, ...]` to logits `[batch, classes]`, or to one logit `[batch, 1]` for two classes
  /// @param data examples
  /// @param batch examples at a time
  public static Predictions of(Layer model, Dataset data, int batch) {
    var rows = new ArrayList<Array>();
    int classes = 0;
    for (int from = 0; from < data.size(); from += batch) {
      Array x = data.range(from, Math.min(from + batch, data.size())).x();
      Tensor y = Pass.inference(model).apply(model, Tensor.wrap(x));
      if (y.shape().rank() != 2) {
        throw new IllegalArgumentException(
            "predictions: expected a model with outputs [batch, classes], got " + y.shape());
      }
      Tensor p = y.shape().size(1) > 1 ? y.softmax() : Tensor.concat(1, Tensor.scalar(1).sub(y.sigmoid()), y.sigmoid());
      rows.add(p.evaluate());
      classes = p.shape().size(1);
    }
    float[] all = new float[Math.multiplyExact(data.size(), classes)];
    int at = 0;
    for (Array row : rows) {
      System.arraycopy(row.floats(), 0, all, at, row.shape().count());
      at += row.shape().count();
    }
    return of(data, Array.wrap(Shape.of(data.size(), classes), all));
  }

  /// Takes over what was computed elsewhere.
  ///
  /// @param data examples
  /// @param probabilities `[examples, classes]`
  public static Predictions of(Dataset data, Array probabilities) {
    List<String> names = data.classes();
    int n = probabilities.shape().size(-1);
    return new Predictions(
        data, probabilities, IntStream.range(0, n).mapToObj(c -> c < names.size() ? names.get(c) : "" + c).toList());
  }

  /// The class of the highest probability; the first of several.
  public int predicted(int example) {
    float[] p = probabilities.floats();
    int n = classes.size();
    int best = 0;
    for (int c = 1; c < n; c++) {
      if (p[example * n + c] > p[example * n + best]) {
        best = c;
      }
    }
    return best;
  }

  private float probability(int example, int c) {
    return probabilities.floats()[example * classes.size() + c];
  }

  /// Which class was taken for which.
  public Confusion confusion() {
    int[] actual = IntStream.range(0, data.size()).map(data::label).toArray();
    int[] predicted = IntStream.range(0, data.size()).map(this::predicted).toArray();
    return Confusion.of(actual, predicted, classes);
  }

  /// The mistakes of which the model was most certain, the worst first: those with the highest probability of the wrong
  /// class. There may be fewer.
  ///
  /// @param limit at most so many
  public List<ReportData.Mistake> worst(int limit) {
    Comparator<Integer> bySureness = Comparator.comparing(i -> probability(i, predicted(i)));
    // Of two equally sure ones the earlier is the worse, so that the choice does not depend on the queue.
    Comparator<Integer> mildestFirst = bySureness.thenComparing(Comparator.reverseOrder());
    var queue = new PriorityQueue<>(mildestFirst);
    for (int i = 0; i < data.size(); i++) {
      if (predicted(i) != data.label(i)) {
        queue.add(i);
        if (queue.size() > limit) {
          queue.remove();
        }
      }
    }
    var worst = new ArrayList<ReportData.Mistake>();
    while (!queue.isEmpty()) {
      int i = queue.remove();
      int actual = data.label(i);
      int predicted = predicted(i);
      worst.add(
          new ReportData.Mistake(
              i,
              data.sample(i),
              classes.get(actual),
              classes.get(predicted),
              probability(i, predicted),
              probability(i, actual)));
    }
    return List.copyOf(worst.reversed());
  }
}
