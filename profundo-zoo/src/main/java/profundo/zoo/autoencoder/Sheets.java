package profundo.zoo.autoencoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.DType;
import profundo.Shape;
import profundo.data.Dataset;
import profundo.nn.Layer;
import profundo.train.Predictor;
import profundo.zoo.recipe.Filters;
import profundo.zoo.recipe.Sheet;

/// What there is to see in an autoencoder. Samples that are no pictures give no sheets.
final class Sheets {
  private static final int COLUMNS = 10;

  private Sheets() {}

  /// Samples and what the model makes of them: a row of each in turn.
  ///
  /// @param seen what the model is shown instead of the samples, drawn between them; null for the samples themselves
  static List<Sheet> reconstructions(Layer model, Dataset test, Layer seen) {
    Optional<Shape> picture = Sheet.picture(test.sampleShape());
    if (picture.isEmpty()) {
      return List.of();
    }
    Dataset some = test.take(2 * COLUMNS);
    Array shown = seen == null ? some.x() : Predictor.of(seen).predict(some);
    Array made = Predictor.of(model).predict(shown);
    List<Array> rows = seen == null ? List.of(some.x(), made) : List.of(some.x(), shown, made);
    String caption =
        seen == null
            ? "A row of samples that the model has not seen, below it what it makes of them from their codes; twice."
            : "A row of samples that the model has not seen, below it the same with noise, below that what it makes of the noisy"
                + " ones; twice.";
    return List.of(
        Sheet.of("reconstructions", "Reconstructions", caption, inTurn(rows, picture.get()), COLUMNS),
        extremes(model, test, picture.get()));
  }

  /// The samples that the model brings back best, and those that it brings back worst: what is unlike its training data.
  private static Sheet extremes(Layer model, Dataset test, Shape picture) {
    double[] scores = new AnomalyScore(model).of(test);
    int[] order = IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble(i -> scores[i])).mapToInt(i -> i).toArray();
    int n = Math.min(COLUMNS, order.length);
    int[] best = Arrays.copyOf(order, n);
    int[] worst = IntStream.range(0, n).map(i -> order[order.length - 1 - i]).toArray();
    List<Array> rows = new ArrayList<>();
    for (int[] kind : List.of(best, worst)) {
      Dataset some = test.subset(kind);
      rows.add(some.x());
      rows.add(Predictor.of(model).predict(some));
    }
    String caption =
        String.format(
            Locale.ROOT,
            "Of %,d samples that the model has not seen, those most like what it has learned, with squared errors from %.3g to %.3g, and"
                + " below them what it makes of them; then the strangest, from %.3g down to %.3g.",
            scores.length, scores[best[0]], scores[best[n - 1]], scores[worst[0]], scores[worst[n - 1]]);
    return Sheet.of("strangest", "Most and least like the training data", caption, inTurn(rows, picture), COLUMNS);
  }

  private static Array inTurn(List<Array> kinds, Shape picture) {
    int each = picture.count();
    int n = kinds.getFirst().shape().size(0);
    var out = new ArrayList<float[]>();
    for (int from = 0; from < n; from += COLUMNS) {
      for (Array kind : kinds) {
        for (int i = from; i < from + COLUMNS; i++) {
          // A short last row is filled with empty pictures, so that rows stay below each other.
          out.add(i < n ? Arrays.copyOfRange(kind.floats(), i * each, (i + 1) * each) : new float[each]);
        }
      }
    }
    return pictures(out, picture);
  }

  private static Array pictures(List<float[]> each, Shape picture) {
    Array all = Array.zeros(picture.insert(0, each.size()), DType.F32);
    for (int i = 0; i < each.size(); i++) {
      System.arraycopy(each.get(i), 0, all.floats(), i * picture.count(), picture.count());
    }
    return all;
  }

  /// For each class the filters of the units that are more active in it than elsewhere, the most telling first: a row a
  /// class.
  ///
  /// @param weight `[elements, units]` of the layer that gives the code
  static List<Sheet> unitsPerClass(Array weight, Layer encoder, Dataset test) {
    Optional<Shape> picture = Sheet.picture(test.sampleShape());
    if (picture.isEmpty() || test.classes().isEmpty() || weight.shape().size(0) != test.sampleShape().count()) {
      return List.of();
    }
    int units = weight.shape().size(1);
    int classes = test.classes().size();
    float[] codes = Predictor.of(encoder).predict(test).floats();
    int[] counts = test.classCounts();
    double[][] mean = new double[classes][units];
    double[] overall = new double[units];
    for (int s = 0; s < test.size(); s++) {
      int label = test.label(s);
      for (int j = 0; j < units; j++) {
        mean[label][j] += codes[s * units + j] / (double) counts[label];
        overall[j] += codes[s * units + j] / (double) test.size();
      }
    }
    var each = new ArrayList<float[]>();
    for (double[] of : mean) {
      int[] best =
          IntStream.range(0, units)
              .filter(j -> of[j] > overall[j])
              .boxed()
              .sorted(Comparator.comparingDouble(j -> overall[j] - of[j]))
              .limit(COLUMNS)
              .mapToInt(j -> j)
              .toArray();
      for (int i = 0; i < COLUMNS; i++) {
        each.add(i < best.length ? Filters.of(weight, best[i]) : new float[weight.shape().size(0)]);
      }
    }
    String caption = "A row a class (" + String.join(", ", test.classes()) + "): the filters of the " + COLUMNS
        + " units whose mean activity in it is most above that over all samples; grey where there are no more.";
    return List.of(new Sheet("units-per-class", "Units per class", caption, pictures(each, picture.get()), COLUMNS, -1, 1));
  }

  /// What a generator makes of codes.
  static List<Sheet> samples(Layer generator, Array codes, Shape sample) {
    return Sheet.picture(sample)
        .map(
            p -> Sheet.of(
                "samples", "Samples", "What the decoder makes of codes that are drawn from N(0, 1).",
                Predictor.of(generator).predict(codes).reshape(p.insert(0, codes.shape().size(0))), COLUMNS))
        .stream()
        .toList();
  }
}
