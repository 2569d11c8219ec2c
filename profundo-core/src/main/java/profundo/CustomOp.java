package profundo;

import java.util.List;

/// An operation of the user's own, F32 to F32: the open door of [Op].
///
/// Instances are compared by identity. The two kernels must agree: the double one is the specification against which
/// the float one can be tested with [profundo.reference.Interpreter].
public interface CustomOp {
  /// Used in messages and drawings.
  String name();

  /// The result's shape; throws [ShapeException] for operands that do not fit.
  Shape shape(List<Shape> operands);

  /// Computes the result: dense row-major operands start at `inputs[i][offsets[i]]`, the result at `out[offset]`.
  /// Called by one thread at a time for one Program; must write every element and allocate nothing.
  void compute(List<Shape> shapes, float[][] inputs, int[] offsets, float[] out, int offset);

  /// The same in double precision, naively.
  void compute(List<Shape> shapes, double[][] inputs, double[] out);

  /// The gradient with respect to each operand, as expressions; null entries where there is none.
  ///
  /// @param operands what the operation was applied to
  /// @param y its result
  /// @param dy the gradient with respect to the result
  default List<Tensor> gradient(List<Tensor> operands, Tensor y, Tensor dy) {
    throw new UnsupportedOperationException(
        name() + ": has no gradient; override CustomOp.gradient, or detach() its result");
  }
}
