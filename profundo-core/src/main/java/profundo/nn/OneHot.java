package profundo.nn;

import java.util.SequencedMap;
import profundo.DType;
import profundo.Tensor;

/// Numbers as indicators: x I32 `[...]` from 0 to classes - 1 -> y F32 `[..., classes]`, one at the number's place.
///
/// @param classes how many numbers there are
public record OneHot(int classes) implements Described {
  /// Checks the count.
  public OneHot {
    Shapes.atLeast("OneHot", "classes", classes, 1);
  }

  /// Of so many classes.
  public static OneHot of(int classes) {
    return new OneHot(classes);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, x.dtype() == DType.I32);
    return x.oneHot(classes);
  }

  @Override
  public String expects() {
    return "I32 x[...] from 0 to " + (classes - 1);
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Configs.of("classes", classes);
  }
}
