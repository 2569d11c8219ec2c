package profundo.nn;

import profundo.Tensor;

/// A layer over sequences x `[batch, time, features]` that may differ in length within a batch.
///
/// What lies behind the end of a sequence changes nothing: the state stays, and outputs there are zero.
public interface SequenceLayer extends Described {
  /// Builds the expression for sequences of different length, padded at their ends to one.
  ///
  /// @param x `[batch, time, features]`
  /// @param lengths I32 `[batch]`, from 0 to time; null where all are full
  Tensor apply(Tensor x, Tensor lengths, Pass pass);

  /// Whether it takes zeros at the end of a sequence for padding where it is given no lengths.
  default boolean ignoresPadding() {
    return false;
  }

  /// With the lengths of the pass, where there are any.
  @Override
  default Tensor apply(Tensor x, Pass pass) {
    return apply(x, pass.lengths(this, x), pass);
  }
}
