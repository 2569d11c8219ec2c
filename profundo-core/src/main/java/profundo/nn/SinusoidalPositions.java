package profundo.nn;

import java.util.SequencedMap;
import profundo.Shape;
import profundo.Tensor;

/// Adds to each place of a sequence a vector that tells which place it is (Vaswani et al. 2017, section 3.5):
/// sin(t / 10000^(2i / width)) at feature 2i and the cosine of the same at feature 2i + 1, for t = 0, 1, 2, ...
///
/// x `[batch, time, width]` -> y of the same shape, for sequences of any length.
public record SinusoidalPositions() implements Described {
  /// The layer; it has no settings.
  public static SinusoidalPositions of() {
    return new SinusoidalPositions();
  }

  /// What is added: `[time, width]`.
  public static Tensor table(int time, int width) {
    float[] t = new float[Shape.of(time, width).count()];
    for (int i = 0; i < t.length; i++) {
      int feature = i % width;
      double angle = (i / width) / Math.pow(10_000, (feature - feature % 2) / (double) width);
      t[i] = (float) (feature % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
    }
    return Tensor.of(Shape.of(time, width), t);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x) && x.shape().rank() == 3);
    return x.add(table(x.shape().size(1), x.shape().size(2)));
  }

  @Override
  public String expects() {
    return "x[batch, time, width]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Configs.of();
  }
}
