package profundo.kernel;

import static org.assertj.core.api.Assertions.fail;

/// Comparison of whole arrays, bit for bit but for the payload of NaN.
final class Bits {
  private Bits() {}

  static void same(float[] got, float[] want, String what) {
    same(got, 0, want, 0, Math.max(got.length, want.length), what);
  }

  static void same(float[] got, int go, float[] want, int wo, int n, String what) {
    for (int i = 0; i < n; i++) {
      if (Float.floatToIntBits(got[go + i]) != Float.floatToIntBits(want[wo + i])) {
        fail("%s: position %d of %d: got %s, expected %s", what, i, n, got[go + i], want[wo + i]);
      }
    }
  }
}
