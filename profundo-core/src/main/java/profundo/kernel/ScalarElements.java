package profundo.kernel;

/// The inner loops of elementwise operations, reductions and random fills: scalar variant.
final class ScalarElements implements ElementKernels {
  @Override
  public void unary(ElementOp op, float[] a, int ao, float[] y, int yo, int n) {
    ScalarUnary.of(op).run(a, ao, y, yo, n);
  }

  @Override
  public void binary(ElementOp op, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    ScalarBinary.of(op).run(a, ao, b, bo, y, yo, n);
  }

  @Override
  public void binaryRight(ElementOp op, float[] a, int ao, float b, float[] y, int yo, int n) {
    ScalarBinaryRight.of(op).run(a, ao, b, y, yo, n);
  }

  @Override
  public void binaryLeft(ElementOp op, float a, float[] b, int bo, float[] y, int yo, int n) {
    ScalarBinaryLeft.of(op).run(a, b, bo, y, yo, n);
  }

  @Override
  public void select(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
    ScalarBinary.select(a, ao, b, bo, c, co, y, yo, n);
  }

  @Override
  public float sum(float[] x, int xo, int n) {
    return ScalarReduction.sum(x, xo, n);
  }

  @Override
  public float max(float[] x, int xo, int n) {
    return ScalarReduction.max(x, xo, n);
  }

  @Override
  public void sumRows(float[] x, int xo, int rows, int stride, int cols, float[] y, int yo) {
    ScalarReduction.sumRows(x, xo, rows, stride, cols, y, yo);
  }

  @Override
  public void maxRows(float[] x, int xo, int rows, int stride, int cols, float[] y, int yo) {
    ScalarReduction.maxRows(x, xo, rows, stride, cols, y, yo);
  }

  @Override
  public void uniform(long seed, long stream, int step, long block, int[] words, float[] y, int yo, int n) {
    ScalarRandom.uniform(seed, stream, step, block, words, y, yo, n);
  }

  @Override
  public void normal(float[] u, int uo, float[] y, int yo, int n) {
    ScalarRandom.normal(u, uo, y, yo, n);
  }
}
