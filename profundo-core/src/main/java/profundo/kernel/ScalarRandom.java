package profundo.kernel;

/// Random numbers in plain Java.
final class ScalarRandom {
  private ScalarRandom() {}

  static void uniform(
      long seed, long stream, int step, long block, int[] words, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      if (i % 4 == 0) {
        Philox.block(seed, stream, step, block + i / 4, words);
      }
      y[yo + i] = Philox.uniform(words[i % 4]);
    }
  }

  static void normal(float[] u, int uo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += 2) {
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1.0 - u[uo + i]));
      double angle = 2 * StrictMath.PI * u[uo + i + 1];
      y[yo + i] = (float) (radius * StrictMath.cos(angle));
      if (i + 1 < n) {
        y[yo + i + 1] = (float) (radius * StrictMath.sin(angle));
      }
    }
  }
}
