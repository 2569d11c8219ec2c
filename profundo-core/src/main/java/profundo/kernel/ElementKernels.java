package profundo.kernel;

/// The inner loops of elementwise operations, reductions and random fills.
///
/// Every loop touches exactly the n floats from its offset on; the result may overwrite an operand that starts at
/// the same place. The value at one position does not depend on n or on the position, so any division of a space
/// into pieces gives the same bits.
public interface ElementKernels {
  /// Makes fused loops for hot groups; null where there is nothing to gain.
  default LoopGenerator generator() {
    return null;
  }

  /// y = op(a)
  void unary(ElementOp op, float[] a, int ao, float[] y, int yo, int n);

  /// y = a op b
  void binary(ElementOp op, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n);

  /// y = a op b with one b for all
  void binaryRight(ElementOp op, float[] a, int ao, float b, float[] y, int yo, int n);

  /// y = a op b with one a for all
  void binaryLeft(ElementOp op, float a, float[] b, int bo, float[] y, int yo, int n);

  /// y = a != 0 ? b : c
  void select(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n);

  /// The sum of n floats, in an order fixed by n.
  float sum(float[] x, int xo, int n);

  /// The largest of n floats, n >= 1; NaN if any is NaN.
  float max(float[] x, int xo, int n);

  /// y[c] = sum over r of x[r * stride + c], in an order fixed by the number of rows.
  void sumRows(float[] x, int xo, int rows, int stride, int cols, float[] y, int yo);

  /// y[c] = max over r of x[r * stride + c]; NaN wins.
  void maxRows(float[] x, int xo, int rows, int stride, int cols, float[] y, int yo);

  /// n uniform numbers of a Philox stream, the first from word 0 of `block`; the same bits in every variant.
  ///
  /// @param words room for four words
  void uniform(long seed, long stream, int step, long block, int[] words, float[] y, int yo, int n);

  /// n standard normal numbers from as many uniform ones, one more if n is odd: a pair (u, v) gives
  /// sqrt(-2 log(1 - u)) times the cosine and the sine of 2 pi v. What is in `u` afterwards is left open.
  void normal(float[] u, int uo, float[] y, int yo, int n);
}
