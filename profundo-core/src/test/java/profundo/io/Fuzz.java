package profundo.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;

/// Feeds a reader with damaged copies of a valid file. It may succeed or complain with a FormatException, and nothing
/// else, and must not allocate more than the damage can justify.
final class Fuzz {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Fuzz() {}

  interface Reader {
    void read(byte[] bytes) throws Exception;
  }

  /// @return how many of the damaged files were refused
  static int run(byte[] valid, int rounds, long allowedBytes, Reader reader) throws Exception {
    reader.read(valid);
    long base = System.nanoTime();
    int refused = 0;
    for (int round = 0; round < rounds; round++) {
      long seed = base + round;
      byte[] damaged = damage(valid, new Random(seed));
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        reader.read(damaged);
      } catch (FormatException e) {
        assertThat(e.getMessage()).as("seed %d", seed).isNotBlank().hasSizeLessThan(2_000);
        refused++;
      } catch (Throwable t) {
        throw new AssertionError("seed " + seed + ": expected success or FormatException, got " + t, t);
      }
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).as("bytes allocated with seed %d", seed).isLessThan(allowedBytes);
    }
    return refused;
  }

  private static byte[] damage(byte[] valid, Random random) {
    byte[] b = valid.clone();
    for (int times = 1 + random.nextInt(3); times > 0 && b.length > 0; times--) {
      int at = random.nextInt(b.length);
      switch (random.nextInt(7)) {
        case 0 -> b[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> b[at] = (byte) random.nextInt();
        case 2 -> b = Arrays.copyOf(b, at);
        case 3 -> b = Arrays.copyOf(b, b.length + 1 + random.nextInt(20));
        case 4 -> {
          byte[] interesting = {0, -1, '9', '-', '"', '{', '[', 'e', 127};
          Arrays.fill(b, at, Math.min(b.length, at + 1 + random.nextInt(8)), interesting[random.nextInt(9)]);
        }
        case 5 -> {
          int length = Math.min(random.nextInt(16), b.length - at);
          int to = random.nextInt(b.length - length + 1);
          System.arraycopy(b.clone(), at, b, to, length);
        }
        default -> {
          int cut = Math.min(b.length, at + 1 + random.nextInt(8));
          byte[] shorter = new byte[b.length - (cut - at)];
          System.arraycopy(b, 0, shorter, 0, at);
          System.arraycopy(b, cut, shorter, at, b.length - cut);
          b = shorter;
        }
      }
    }
    return b;
  }
}
