package profundo.nn;

import java.util.SequencedMap;
import profundo.Tensor;

/// e^x / sum e^x along the last axis: numbers that are positive and sum to one.
///
/// For training leave it out and take [Loss#softmaxCrossEntropy], which works on what would come in here.
public record Softmax() implements Described {
  /// The layer; it has no settings.
  public static Softmax of() {
    return new Softmax();
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x) && x.shape().rank() > 0);
    return x.softmax();
  }

  @Override
  public String expects() {
    return "x[..., classes]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Configs.of();
  }
}
