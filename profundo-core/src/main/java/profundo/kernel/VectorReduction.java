package profundo.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Sums and maxima on the Vector API.
///
/// Sums are blocked: partial sums over about the square root of the length are added up in turn, so the error grows
/// like that root at worst. Lanes are combined by a fixed tree, because `reduceLanes(ADD)` leaves its order open.
final class VectorReduction {
  private static final VectorSpecies<Float> S = VectorMath.S;
  private static final int LANES = S.length();
  private static final float LOWEST = Float.NEGATIVE_INFINITY;

  /// So few floats are quicker added one by one, above all before the JVM has compiled the vectors. A function of the
  /// shape, since it changes bits.
  private static final int SMALL = 2048;

  /// Rotations by 1, 2, 4, 8 lanes, or by none where the register has no more lanes.
  private static final VectorShuffle<Float> R1 = rotation(1);

  private static final VectorShuffle<Float> R2 = rotation(2);
  private static final VectorShuffle<Float> R4 = rotation(4);
  private static final VectorShuffle<Float> R8 = rotation(8);

  private VectorReduction() {}

  private static VectorShuffle<Float> rotation(int lanes) {
    return VectorShuffle.iota(S, lanes % LANES, 1, true);
  }

  /// A fixed tree; registers of 4 lanes and of 16 are the smallest and the largest there are.
  static float sumOfLanes(FloatVector v) {
    FloatVector s = v;
    if (LANES > 8) {
      s = s.add(s.rearrange(R8));
    }
    if (LANES > 4) {
      s = s.add(s.rearrange(R4));
    }
    s = s.add(s.rearrange(R2));
    return s.add(s.rearrange(R1)).lane(0);
  }

  static float maxOfLanes(FloatVector v) {
    FloatVector m = VectorMath.max(v, v.rearrange(R8));
    m = VectorMath.max(m, m.rearrange(R4));
    m = VectorMath.max(m, m.rearrange(R2));
    return VectorMath.max(m, m.rearrange(R1)).lane(0);
  }

  static float sum(float[] x, int xo, int n) {
    if (n < 4 * LANES) {
      return ScalarReduction.sum(x, xo, n);
    }
    int wide = n - n % (4 * LANES);
    int block = blockOf(wide / (4 * LANES)) * 4 * LANES;
    float total = 0;
    for (int begin = 0; begin < wide; begin += block) {
      total += sumOfBlock(x, xo + begin, Math.min(wide - begin, block));
    }
    return total + ScalarReduction.sum(x, xo + wide, n - wide);
  }

  /// The sum of `n` floats, a multiple of four registers. One loop to a method: a vector that lives from one loop through
  /// the next is kept on the heap.
  private static float sumOfBlock(float[] x, int xo, int n) {
    FloatVector s0 = zero(S);
    FloatVector s1 = zero(S);
    FloatVector s2 = zero(S);
    FloatVector s3 = zero(S);
    for (int i = xo; i < xo + n; i += 4 * LANES) {
      s0 = s0.add(fromArray(S, x, i));
      s1 = s1.add(fromArray(S, x, i + LANES));
      s2 = s2.add(fromArray(S, x, i + 2 * LANES));
      s3 = s3.add(fromArray(S, x, i + 3 * LANES));
    }
    return sumOfLanes(s0.add(s1).add(s2.add(s3)));
  }

  static float max(float[] x, int xo, int n) {
    if (n < 2 * LANES) {
      return ScalarReduction.max(x, xo, n);
    }
    FloatVector m0 = broadcast(S, LOWEST);
    FloatVector m1 = m0;
    int wide = n - n % (2 * LANES);
    for (int i = 0; i < wide; i += 2 * LANES) {
      m0 = VectorMath.max(m0, fromArray(S, x, xo + i));
      m1 = VectorMath.max(m1, fromArray(S, x, xo + i + LANES));
    }
    return Math.max(maxOfLanes(VectorMath.max(m0, m1)), ScalarReduction.max(x, xo + wide, n - wide));
  }

  static void sumRows(float[] x, int xo, int rows, int stride, int cols, float[] y, int yo) {
    int c = 0;
    for (; c + 4 * LANES <= cols; c += 4 * LANES) {
      sumFour(x, xo + c, rows, stride, y, yo + c);
    }
    for (; c < cols; c += LANES) {
      int rest = Math.min(cols - c, LANES);
      if (rest * rows <= SMALL) {
        ScalarReduction.sumRows(x, xo + c, rows, stride, rest, y, yo + c);
      } else {
        sumOne(x, xo + c, rows, stride, rest, y, yo + c);
      }
    }
  }

  private static void sumFour(float[] x, int xo, int rows, int stride, float[] y, int yo) {
    int block = blockOf(rows);
    FloatVector t0 = zero(S);
    FloatVector t1 = zero(S);
    FloatVector t2 = zero(S);
    FloatVector t3 = zero(S);
    for (int begin = 0; begin < rows; begin += block) {
      FloatVector s0 = zero(S);
      FloatVector s1 = zero(S);
      FloatVector s2 = zero(S);
      FloatVector s3 = zero(S);
      int end = Math.min(rows, begin + block);
      for (int r = begin, p = xo + begin * stride; r < end; r++, p += stride) {
        s0 = s0.add(fromArray(S, x, p));
        s1 = s1.add(fromArray(S, x, p + LANES));
        s2 = s2.add(fromArray(S, x, p + 2 * LANES));
        s3 = s3.add(fromArray(S, x, p + 3 * LANES));
      }
      t0 = t0.add(s0);
      t1 = t1.add(s1);
      t2 = t2.add(s2);
      t3 = t3.add(s3);
    }
    t0.intoArray(y, yo);
    t1.intoArray(y, yo + LANES);
    t2.intoArray(y, yo + 2 * LANES);
    t3.intoArray(y, yo + 3 * LANES);
  }

  /// One register of columns: four rows at a time, to hide the latency of the additions.
  private static void sumOne(float[] x, int xo, int rows, int stride, int cols, float[] y, int yo) {
    VectorMask<Float> m = S.indexInRange(0, cols);
    int block = blockOf(rows) * 4;
    int wide = rows & -4;
    FloatVector total = zero(S);
    for (int begin = 0; begin < wide; begin += block) {
      FloatVector s0 = zero(S);
      FloatVector s1 = zero(S);
      FloatVector s2 = zero(S);
      FloatVector s3 = zero(S);
      int end = Math.min(wide, begin + block);
      for (int r = begin, p = xo + begin * stride; r < end; r += 4, p += 4 * stride) {
        s0 = s0.add(fromArray(S, x, p, m));
        s1 = s1.add(fromArray(S, x, p + stride, m));
        s2 = s2.add(fromArray(S, x, p + 2 * stride, m));
        s3 = s3.add(fromArray(S, x, p + 3 * stride, m));
      }
      total = total.add(s0.add(s1).add(s2.add(s3)));
    }
    for (int r = wide; r < rows; r++) {
      total = total.add(fromArray(S, x, xo + r * stride, m));
    }
    total.intoArray(y, yo, m);
  }

  static void maxRows(float[] x, int xo, int rows, int stride, int cols, float[] y, int yo) {
    if (rows * cols <= SMALL) {
      ScalarReduction.maxRows(x, xo, rows, stride, cols, y, yo);
      return;
    }
    for (int c = 0; c < cols; c += LANES) {
      VectorMask<Float> m = S.indexInRange(c, cols);
      FloatVector top = fromArray(S, x, xo + c, m);
      for (int r = 1, p = xo + c + stride; r < rows; r++, p += stride) {
        top = VectorMath.max(top, fromArray(S, x, p, m));
      }
      top.intoArray(y, yo + c, m);
    }
  }

  /// A power of two near the square root of n.
  private static int blockOf(int n) {
    return 1 << (32 - Integer.numberOfLeadingZeros(n)) / 2;
  }
}
