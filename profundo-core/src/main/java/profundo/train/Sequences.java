package profundo.train;

import java.util.Map;
import profundo.DType;
import profundo.Tensor;
import profundo.data.Batch;
import profundo.data.Dataset;
import profundo.nn.Loss;
import profundo.nn.Pass;
import profundo.nn.SequenceLoss;

/// How a step treats sequences of different length.
///
/// @param part of the data set that holds the lengths; null for [Dataset#LENGTH] where that is, empty for none
record Sequences(String part) {
  /// [Dataset#LENGTH], where the data set has it.
  static final Sequences USUAL = new Sequences(null);

  /// The lengths of a batch; null where there are none.
  private Tensor lengths(Map<String, Tensor> batch) {
    String name = part == null && batch.containsKey(Dataset.LENGTH) ? Dataset.LENGTH : part;
    return name == null || name.isEmpty() ? null : Supervised.part(batch, name);
  }

  /// Looks at the lengths themselves.
  ///
  /// @throws IllegalArgumentException when one is below 0, or above the number of steps
  void check(Batch batch) {
    String name = part == null && batch.parts().containsKey(Dataset.LENGTH) ? Dataset.LENGTH : part;
    if (name == null || name.isEmpty()) {
      return;
    }
    int time = batch.part(Dataset.X).shape().size(1);
    int[] lengths = batch.part(name).ints();
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 0 || lengths[i] > time) {
        throw new IllegalArgumentException(
            "Step: expected lengths from 0 to the " + time + " steps of x in '" + name + "', got " + lengths[i] + " for sample "
                + i + " of a batch");
      }
    }
  }

  /// A pass that knows the lengths.
  Pass within(Pass pass, Map<String, Tensor> batch) {
    Tensor ends = lengths(batch);
    Tensor x = Supervised.part(batch, Dataset.X);
    if (ends != null && x.shape().rank() < 2) {
      throw new IllegalArgumentException(
          "Step: expected x [batch, time, ...] where sequences have lengths, got " + x.shape() + "; train without lengths");
    }
    return ends == null ? pass : pass.withLengths(ends, x.shape().size(1));
  }

  /// The steps that are compared with a target, F32 `[batch, time]`; null where that is not done step by step.
  Tensor counted(Tensor prediction, Tensor y, Map<String, Tensor> batch) {
    Tensor ends = lengths(batch);
    int time = ends == null ? 0 : Supervised.part(batch, Dataset.X).shape().size(1);
    if (ends == null || !isByStep(prediction, 3, time) || !isByStep(y, 2, time)) {
      return null;
    }
    Tensor inside = SequenceLoss.mask(prediction, ends).reshape(prediction.shape().range(0, 2));
    return y.dtype() == DType.I32 && y.shape().rank() == 2 ? inside.mul(y.gt(Tensor.scalar(-1, DType.I32))) : inside;
  }

  private static boolean isByStep(Tensor t, int rank, int time) {
    return t.shape().rank() >= rank && t.shape().size(1) == time;
  }

  /// The loss over what counts.
  Tensor loss(Loss loss, Tensor prediction, Tensor y, Map<String, Tensor> batch) {
    Tensor counted = counted(prediction, y, batch);
    return counted == null ? loss.of(prediction, y) : loss.of(prediction, y, counted);
  }
}
