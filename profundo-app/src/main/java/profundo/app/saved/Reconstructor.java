package profundo.app.saved;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import profundo.Array;
import profundo.Shape;
import profundo.app.terminal.InvalidInput;
import profundo.data.Dataset;
import profundo.nn.Layer;
import profundo.train.Predictor;
import profundo.zoo.recipe.Sheet;

/// A model from a file that reproduces its input.
///
/// @param file where it was read from
/// @param layer from `[batch, input...]` to the same shape
/// @param input shape of one sample
/// @param notes what the file says besides
public record Reconstructor(Path file, Layer layer, Shape input, Map<String, String> notes) {
  /// The model of a file that was read; empty when it is of another kind.
  public static Optional<Reconstructor> of(SavedModel saved) {
    return saved.reconstructs()
        ? Optional.of(new Reconstructor(saved.file(), saved.content().layer(), saved.input(), saved.content().notes()))
        : Optional.empty();
  }

  /// What it makes of samples.
  ///
  /// @throws InvalidInput when that is not finite, because the weights are not, or are too large
  public Array reconstruct(Dataset samples) {
    Array made = Predictor.of(layer).predict(samples);
    for (float r : made.floats()) {
      if (!Float.isFinite(r)) {
        throw new InvalidInput(
            file + ": expected a model that gives finite reconstructions, got " + r + "; its weights are not finite or too large");
      }
    }
    return made;
  }

  /// The sum of (r - x)² over the elements of each sample.
  public static double[] squaredErrors(Array x, Array r) {
    int n = x.shape().size(0);
    int size = x.shape().count() / n;
    float[] a = x.floats();
    float[] b = r.floats();
    double[] errors = new double[n];
    for (int i = 0; i < a.length; i++) {
      double d = a[i] - b[i];
      errors[i / size] += d * d;
    }
    return errors;
  }

  /// Pictures beside what it made of them: a row for each.
  public static Sheet beside(Array x, Array r) {
    int n = x.shape().size(0);
    int size = x.shape().count() / n;
    float[] both = new float[2 * x.shape().count()];
    for (int i = 0; i < n; i++) {
      System.arraycopy(x.floats(), i * size, both, 2 * i * size, size);
      System.arraycopy(r.floats(), i * size, both, (2 * i + 1) * size, size);
    }
    return Sheet.of(
        "reconstruction", "Reconstruction", "Each picture, and beside it what the model makes of it.",
        Array.wrap(x.shape().with(0, 2 * n), both), 2);
  }
}
