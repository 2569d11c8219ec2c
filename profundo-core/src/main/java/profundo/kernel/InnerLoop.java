package profundo.kernel;

/// The shapes of elementwise inner loops; for what they promise see [ElementKernels].
final class InnerLoop {
  private InnerLoop() {}

  /// y = op(a)
  interface Unary {
    void run(float[] a, int ao, float[] y, int yo, int n);
  }

  /// y = a op b
  interface Binary {
    void run(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n);
  }

  /// y = a op b, one b for all
  interface Right {
    void run(float[] a, int ao, float b, float[] y, int yo, int n);
  }

  /// y = a op b, one a for all
  interface Left {
    void run(float a, float[] b, int bo, float[] y, int yo, int n);
  }

  /// y = a != 0 ? b : c
  interface Select {
    void run(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n);
  }

  /// n uniform numbers of a Philox stream
  interface Uniform {
    void run(long seed, long stream, int step, long block, int[] words, float[] y, int yo, int n);
  }
}
