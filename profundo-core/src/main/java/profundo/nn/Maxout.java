package profundo.nn;

import java.util.SequencedMap;
import profundo.Rng;
import profundo.Tensor;

/// The largest of several affine maps, feature by feature: y_j = max over k of (x W + b)_jk (Goodfellow et al. 2013). It
/// learns its own convex activation, piece by piece.
///
/// x `[..., in]` -> y `[..., out]`.
///
/// @param linear `[in]` to `[out pieces]`, the pieces of a feature next to each other
/// @param pieces how many maps each feature chooses from
public record Maxout(Linear linear, int pieces) implements Described {
  /// Checks that the pieces divide the maps.
  public Maxout {
    Shapes.atLeast("Maxout", "pieces", pieces, 1);
    if (linear.weight().shape().size(1) % pieces != 0) {
      throw new IllegalArgumentException(
          "Maxout: expected a linear layer to a multiple of " + pieces + " features, got "
              + linear.weight().shape().size(1));
    }
  }

  /// He-uniform weights.
  public static Maxout of(int in, int out, int pieces, Rng rng) {
    Shapes.atLeast("Maxout", "out", out, 1);
    Shapes.atLeast("Maxout", "pieces", pieces, 1);
    return new Maxout(Linear.of(in, Math.multiplyExact(out, pieces), rng), pieces);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    int in = linear.weight().shape().size(0);
    pass.expect(this, x, Shapes.isFloat(x) && x.shape().rank() > 0 && x.shape().size(-1) == in);
    Tensor y = pass.apply(linear, x);
    int out = y.shape().size(-1) / pieces;
    return y.reshape(y.shape().with(-1, out).insert(y.shape().rank(), pieces)).max(new int[] {-1}); // max(-1) is the larger of y and -1
  }

  @Override
  public String expects() {
    return "x[..., in=" + linear.weight().shape().size(0) + "]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("linear", LayerRegistry.describe(linear));
    c.put("pieces", pieces);
    return c;
  }

  static Maxout of(Config c) {
    return new Maxout(Structure.layer(c, "linear", Linear.class), c.integer("pieces", 1));
  }
}
