package profundo.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Random numbers on the Vector API.
final class VectorRandom {
  private static final VectorSpecies<Float> S = VectorMath.S;
  private static final VectorSpecies<Long> W = LongVector.SPECIES_PREFERRED;
  private static final int LANES = S.length();
  private static final int BLOCKS = W.length();
  private static final long LOW = 0xFFFFFFFFL;

  /// Interleave two registers: the lower halves of both, the upper halves of both.
  private static final VectorShuffle<Long> LOWER = interleave(0);

  private static final VectorShuffle<Long> UPPER = interleave(BLOCKS / 2);
  private static final VectorShuffle<Float> FIRST_OF_PAIR = VectorShuffle.fromOp(S, i -> i & -2);
  private static final VectorShuffle<Float> SECOND_OF_PAIR = VectorShuffle.fromOp(S, i -> i | 1);

  /// 1, 0, 1, 0: a cosine is a sine a quarter turn on.
  private static final IntVector COSINE_FIRST = cosineFirst();

  private static final VectorMask<Float> EVEN = COSINE_FIRST.compare(VectorOperators.EQ, 1).cast(S);

  private VectorRandom() {}

  private static VectorShuffle<Long> interleave(int from) {
    return VectorShuffle.fromOp(W, i -> from + i / 2 + (i % 2 == 0 ? 0 : BLOCKS));
  }

  private static IntVector cosineFirst() {
    int[] one = new int[LANES];
    for (int i = 0; i < LANES; i += 2) {
      one[i] = 1;
    }
    return IntVector.fromArray(IntVector.SPECIES_PREFERRED, one, 0);
  }

  /// As many blocks at a time as a register holds longs: each word of the state in the lower half of a lane. Two longs
  /// a register are not worth it: for them the JVM interleaves registers on the heap.
  static void uniform(
      long seed, long stream, int step, long block, int[] words, float[] y, int yo, int n) {
    if (n < LANES || BLOCKS < 4) {
      ScalarRandom.uniform(seed, stream, step, block, words, y, yo, n);
      return;
    }
    LongVector index = LongVector.zero(W).addIndex(1);
    for (int i = 0; i < n; i += 4 * BLOCKS) {
      LongVector c0 = index.add(block + i / 4).and(LOW);
      LongVector c1 = LongVector.broadcast(W, step & LOW);
      LongVector c2 = LongVector.broadcast(W, stream & LOW);
      LongVector c3 = LongVector.broadcast(W, stream >>> 32);
      int k0 = (int) seed;
      int k1 = (int) (seed >>> 32);
      for (int round = 0; round < Philox.ROUNDS; round++) {
        LongVector p0 = c0.mul(Philox.M0 & LOW);
        LongVector p1 = c2.mul(Philox.M1 & LOW);
        LongVector n0 = p1.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c1);
        LongVector n2 = p0.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c3);
        c0 = n0.lanewise(VectorOperators.XOR, k0 & LOW);
        c1 = p1.and(LOW);
        c2 = n2.lanewise(VectorOperators.XOR, k1 & LOW);
        c3 = p0.and(LOW);
        k0 += Philox.W0;
        k1 += Philox.W1;
      }
      LongVector front = c0.or(c1.lanewise(VectorOperators.LSHL, 32));
      LongVector back = c2.or(c3.lanewise(VectorOperators.LSHL, 32));
      store(front.rearrange(LOWER, back), y, yo, i, n);
      store(front.rearrange(UPPER, back), y, yo, i + LANES, n);
    }
  }

  private static void store(LongVector words, float[] y, int yo, int i, int n) {
    IntVector bits = words.reinterpretAsInts().lanewise(VectorOperators.LSHR, 8);
    FloatVector u = (FloatVector) bits.convert(VectorOperators.I2F, 0);
    if (i < n) {
      u.mul(0x1p-24f).intoArray(y, yo + i, S.indexInRange(i, n));
    }
  }

  static void normal(float[] u, int uo, float[] y, int yo, int n) {
    radii(u, uo, n + n % 2);
    for (int i = 0; i < n; i += LANES) {
      FloatVector pairs = fromArray(S, u, uo + i, S.indexInRange(i, n + n % 2));
      FloatVector turn = turns(pairs.rearrange(SECOND_OF_PAIR));
      turn.mul(pairs.rearrange(FIRST_OF_PAIR)).intoArray(y, yo + i, S.indexInRange(i, n));
    }
  }

  /// Replaces the first of each pair; a loop of its own, for C2 does not inline all of this and [#turns] into one.
  private static void radii(float[] u, int uo, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorMask<Float> m = S.indexInRange(i, n);
      FloatVector pairs = fromArray(S, u, uo + i, m);
      FloatVector radius = VectorMath.log(broadcast(S, 1f).sub(pairs)).mul(-2f).sqrt();
      radius.intoArray(u, uo + i, m.and(EVEN));
    }
  }

  /// cos 2 pi v in the first lane of each pair, sin 2 pi v in the second: v = k / 4 + f exactly, |f| <= 1 / 8.
  private static FloatVector turns(FloatVector v) {
    FloatVector t = v.fma(broadcast(S, 4f), broadcast(S, 0x1.8p23f));
    FloatVector f = t.sub(0x1.8p23f).fma(broadcast(S, -0.25f), v);
    FloatVector z = f.mul(f);
    FloatVector s = z.fma(broadcast(S, 42.058693944897654f), broadcast(S, -76.70585975306136f));
    s = s.fma(z, broadcast(S, 81.60524927607504f));
    s = s.fma(z, broadcast(S, -41.341702240399755f));
    s = s.fma(z, broadcast(S, 6.283185307179586f)).mul(f);
    FloatVector c = z.fma(broadcast(S, 60.24464137187666f), broadcast(S, -85.45681720669373f));
    c = c.fma(z, broadcast(S, 64.93939402266829f));
    c = c.fma(z, broadcast(S, -19.739208802178716f));
    c = c.fma(z, broadcast(S, 1f));
    IntVector k = t.reinterpretAsInts().add(COSINE_FIRST);
    VectorMask<Float> odd = k.lanewise(VectorOperators.LSHL, 31).compare(VectorOperators.LT, 0).cast(S);
    IntVector sign = k.lanewise(VectorOperators.LSHL, 30).and(0x80000000);
    return s.blend(c, odd).reinterpretAsInts().lanewise(VectorOperators.XOR, sign).reinterpretAsFloats();
  }
}
