package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import profundo.Array;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Dataset;
import profundo.zoo.recipe.Sheet;

/// Pictures of what machines have learned, for data that are pictures.
final class BoltzmannSheets {
  private static final int COLUMNS = 10;

  private BoltzmannSheets() {}

  /// Whether samples are pictures.
  static boolean pictures(Shape sample) {
    return Sheet.picture(sample).isPresent();
  }

  /// Samples above what becomes of them.
  ///
  /// @param reconstructed for `[n, ...]`, as many values
  static Optional<Sheet> reconstructions(Dataset test, Reconstruction reconstructed) {
    Shape sample = test.sampleShape();
    if (!pictures(sample)) {
      return Optional.empty();
    }
    Dataset some = test.take(COLUMNS);
    Array x = some.x();
    Array y = reconstructed.of(some);
    float[] both = new float[2 * x.shape().count()];
    System.arraycopy(x.floats(), 0, both, 0, both.length / 2);
    System.arraycopy(y.floats(), 0, both, both.length / 2, both.length / 2);
    return Optional.of(
        ranged(
            "reconstructions", "Reconstructions", "Samples that were not learned from, and below each what the machine makes of"
                + " its hidden units.",
            Array.wrap(many(2 * some.size(), sample), both), some.size(), x));
  }

  /// What a machine makes of samples.
  @FunctionalInterface
  interface Reconstruction {
    Array of(Dataset some);
  }

  /// Chains of Gibbs sampling, one in each column, from samples at the top.
  ///
  /// @param shown the samples as they are, the row at the top
  /// @param start the same as states, `[columns, visible]`
  /// @param mean from a state to what is shown
  static Optional<Sheet> chains(
      Array shown, Array start, GibbsStep gibbs, GibbsMean mean, int between, Shape sample, long seed) {
    if (!pictures(sample)) {
      return Optional.empty();
    }
    int columns = start.shape().size(0);
    Variable state = Variable.of("state", start);
    List<float[]> rows = new ArrayList<>(List.of(shown.floats()));
    for (int row = 0; row < 7; row++) {
      Chain.run(state, gibbs::of, between, seed + row);
      rows.add(mean.of(state).toFloats());
    }
    float[] all = new float[rows.size() * start.shape().count()];
    for (int r = 0; r < rows.size(); r++) {
      System.arraycopy(rows.get(r), 0, all, r * start.shape().count(), start.shape().count());
    }
    return Optional.of(
        ranged(
            "chains", "Gibbs chains", "Each column is a chain that begins with a sample; " + between
                + " steps lie between two rows.", Array.wrap(many(rows.size() * columns, sample), all), columns, shown));
  }

  /// A sheet from 0 to 1, or as far as some samples reach beyond.
  private static Sheet ranged(String name, String title, String caption, Array pictures, int columns, Array samples) {
    float low = 0;
    float high = 1;
    for (float x : samples.floats()) {
      low = Math.min(low, x);
      high = Math.max(high, x);
    }
    return new Sheet(name, title, caption, pictures, columns, low, high);
  }

  /// A step of a chain.
  @FunctionalInterface
  interface GibbsStep {
    Tensor of(Tensor state, Draws draws);
  }

  /// What is shown of a state.
  @FunctionalInterface
  interface GibbsMean {
    Tensor of(Tensor state);
  }

  /// Generated samples.
  ///
  /// @param caption what is to be seen
  static Optional<Sheet> generated(String caption, Array samples, int columns, Shape sample) {
    return pictures(sample)
        ? Optional.of(
            Sheet.of(
                "generated", "Generated", caption, samples.reshape(many(samples.shape().size(0), sample)), columns))
        : Optional.empty();
  }

  /// Generated samples, in rows of one class.
  ///
  /// @param sweeps from samples of the class
  /// @param when they were made, as in `, before fine-tuning`; may be empty
  static Optional<Sheet> ofClasses(Array samples, int columns, int sweeps, Shape sample, String when) {
    String caption =
        "Each row is a class that was chosen; the machine made the pictures by " + sweeps
            + " steps of Gibbs sampling from samples of it" + when + ".";
    return generated(caption, samples, columns, sample);
  }

  /// The shape of so many samples that are pictures.
  static Shape many(int n, Shape sample) {
    return Sheet.picture(sample).orElseThrow().insert(0, n);
  }
}
