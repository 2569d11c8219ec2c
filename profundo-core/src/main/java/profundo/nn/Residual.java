package profundo.nn;

import java.util.Optional;
import java.util.SequencedMap;
import profundo.ShapeException;
import profundo.Tensor;

/// y = shortcut(x) + inner(x) (He, Zhang, Ren, Sun 2016). Without a shortcut it is x itself that is added, and the inner
/// layer must keep the shape; where it does not, a 1x1 convolution or a linear layer of its size serves as shortcut.
///
/// @param inner what is learned beside the shortcut
/// @param shortcut how x reaches the sum; empty for x as it is
public record Residual(Layer inner, Optional<Layer> shortcut) implements Described {
  /// With x itself as shortcut.
  public static Residual of(Layer inner) {
    return new Residual(inner, Optional.empty());
  }

  /// The same inner layer with a shortcut that changes x.
  public Residual withShortcut(Layer shortcut) {
    return new Residual(inner, Optional.of(shortcut));
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    Tensor y = pass.apply(inner, x);
    Tensor straight = shortcut.isPresent() ? pass.apply(shortcut.get(), x) : x;
    if (!y.shape().equals(straight.shape())) {
      throw new ShapeException(
          "Residual: expected inner layer and shortcut to give one shape, got " + y.shape() + " and "
              + straight.shape() + "; keep the size inside, or use withShortcut");
    }
    return straight.add(y);
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("inner", LayerRegistry.describe(inner));
    shortcut.ifPresent(s -> c.put("shortcut", LayerRegistry.describe(s)));
    return c;
  }

  static Residual of(Config c) {
    return new Residual(c.layer("inner"), c.has("shortcut") ? Optional.of(c.layer("shortcut")) : Optional.empty());
  }
}
