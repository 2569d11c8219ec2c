package profundo;

import java.nio.charset.StandardCharsets;
import profundo.kernel.Philox;

/// A sequential source of random numbers over Philox 4x32-10: what initializers, shuffles and generators draw from.
///
/// The same seed and stream give the same numbers on every machine. [#stream] derives independent generators by name,
/// so that adding a consumer does not move the numbers of the others. Not safe for use by several threads at once.
public final class Rng {
  private final long seed;
  private final long stream;
  private final int[] words = new int[4];
  private long position;
  private long block = -1;

  private Rng(long seed, long stream) {
    this.seed = seed;
    this.stream = stream;
  }

  /// The generator of a seed.
  public static Rng of(long seed) {
    return new Rng(seed, 0);
  }

  /// The seed this generator, and all derived from it, started with.
  public long seed() {
    return seed;
  }

  /// Identifies this generator among those of the same seed; 0 for the one that [#of] returns.
  public long streamId() {
    return stream;
  }

  /// An independent generator of the same seed; does not advance this one. Equal names give equal generators.
  public Rng stream(String name) {
    return new Rng(seed, mix(stream, name));
  }

  /// An independent generator of the same seed for the i-th of many things.
  public Rng stream(long index) {
    return new Rng(seed, mix(stream + 0x9E3779B97F4A7C15L * (index + 1)));
  }

  /// How many 32-bit words were drawn: with seed and stream the whole state.
  public long position() {
    return position;
  }

  /// This generator as it stands after `position` words.
  public Rng at(long position) {
    Rng r = new Rng(seed, stream);
    r.position = position;
    return r;
  }

  /// 32 random bits.
  public int nextBits() {
    long b = position >>> 2;
    if (b != block) {
      Philox.block(seed, stream, (int) (b >>> 32), b & 0xFFFFFFFFL, words);
      block = b;
    }
    return words[(int) (position++ & 3)];
  }

  /// Uniform in [0, 1), 24 bits.
  public float nextFloat() {
    return Philox.uniform(nextBits());
  }

  /// Uniform in 0 to bound - 1, without bias.
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("nextInt: expected a bound of at least 1, got " + bound);
    }
    long limit = (1L << 32) / bound * bound;
    while (true) {
      long bits = nextBits() & 0xFFFFFFFFL;
      if (bits < limit) {
        return (int) (bits % bound);
      }
    }
  }

  /// Standard normal (Box and Muller).
  public float nextGaussian() {
    int first = nextBits();
    return (float) Philox.normalFirst(first, nextBits());
  }

  /// A random order of 0 to n - 1 (Fisher and Yates).
  public int[] permutation(int n) {
    int[] p = new int[n];
    for (int i = 0; i < n; i++) {
      int j = nextInt(i + 1);
      p[i] = p[j];
      p[j] = i;
    }
    return p;
  }

  /// Floats uniform in [low, high).
  public Array uniform(Shape shape, float low, float high) {
    float[] v = new float[shape.count()];
    for (int i = 0; i < v.length; i++) {
      v[i] = low + (high - low) * nextFloat();
    }
    return Array.wrap(shape, v);
  }

  /// Floats of a normal distribution.
  public Array normal(Shape shape, float mean, float std) {
    float[] v = new float[shape.count()];
    for (int i = 0; i < v.length; i++) {
      v[i] = mean + std * nextGaussian();
    }
    return Array.wrap(shape, v);
  }

  private static long mix(long stream, String name) {
    long h = stream ^ 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      h = (h ^ (b & 0xFF)) * 0x100000001B3L;
    }
    return mix(h);
  }

  /// The finalizer of SplitMix64 (Steele, Lea, Flood 2014): spreads close inputs over all 64 bits.
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
