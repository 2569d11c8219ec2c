package profundo.kernel;

/// The counter-based generator Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers, SC 2011).
///
/// A block of four 32-bit words is a pure function of a key and a counter, so any worker can produce any part of a
/// stream. The key is the seed; the counter is (block, step, stream).
public final class Philox {
  static final int M0 = 0xD2511F53;
  static final int M1 = 0xCD9E8D57;
  static final int W0 = 0x9E3779B9;
  static final int W1 = 0xBB67AE85;
  static final int ROUNDS = 10;

  private Philox() {}

  /// Writes the four words of one block.
  ///
  /// @param seed 64-bit key
  /// @param stream which of the independent sequences of this seed
  /// @param step second word of the counter: the training step, or the high half of a long position
  /// @param block first word of the counter, as unsigned 32 bits: value i of a fill lies in block i / 4
  /// @param out four words, overwritten
  public static void block(long seed, long stream, int step, long block, int[] out) {
    int c0 = (int) block;
    int c1 = step;
    int c2 = (int) stream;
    int c3 = (int) (stream >>> 32);
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = (M0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
      long p1 = (M1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
      int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c1 = (int) p1;
      c3 = (int) p0;
      c0 = n0;
      c2 = n2;
      k0 += W0;
      k1 += W1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }

  /// A uniform number in [0, 1): the upper 24 bits, so that every value is an exact float.
  public static float uniform(int bits) {
    return (bits >>> 8) * 0x1p-24f;
  }

  /// The first of two independent standard normal numbers made from two words (Box, Muller 1958).
  public static double normalFirst(int bits0, int bits1) {
    return radius(bits0) * StrictMath.cos(2 * StrictMath.PI * uniform(bits1));
  }

  /// The second of the two.
  public static double normalSecond(int bits0, int bits1) {
    return radius(bits0) * StrictMath.sin(2 * StrictMath.PI * uniform(bits1));
  }

  /// 1 - u lies in (0, 1], so the logarithm is finite.
  private static double radius(int bits) {
    return StrictMath.sqrt(-2 * StrictMath.log(1.0 - uniform(bits)));
  }
}
