package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StridedCopyTest {
  @Test
  void movesEveryElementToItsPlaceAndNothingElse() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int rank = random.nextInt(1, 5);
      int[] dims = new int[rank];
      for (int i = 0; i < rank; i++) {
        dims[i] = random.nextInt(4) == 0 ? random.nextInt(15, 40) : random.nextInt(1, 6);
      }
      int[] from = strides(random, dims, random.nextInt(3) == 0);
      int[] to = strides(random, dims, false);
      float[] source = new float[extent(dims, from) + 3];
      for (int i = 0; i < source.length; i++) {
        source[i] = i + 1;
      }
      float[] expected = new float[extent(dims, to) + 7];
      Arrays.fill(expected, -1);
      float[] got = expected.clone();
      int[] gotInts = new int[got.length];
      Arrays.fill(gotInts, -1);
      int[] ints = new int[source.length];
      Arrays.setAll(ints, i -> i + 1);
      naive(dims, from, to, source, 3, expected, 5);
      try (Parallel pool = Parallel.of(2)) {
        StridedCopy copy = new StridedCopy(pool, dims, from, to);
        copy.run(source, 3, got, 5);
        copy.run(ints, 3, gotInts, 5);
      }
      assertThat(got).as("seed %d", seed).isEqualTo(expected);
      for (int i = 0; i < got.length; i++) {
        assertThat(gotInts[i]).as("seed %d", seed).isEqualTo((int) expected[i]);
      }
    }
  }

  @Test
  void transposesLargeMatrices() {
    int rows = 301;
    int cols = 517;
    float[] x = new float[rows * cols];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    float[] y = new float[x.length];
    try (Parallel pool = Parallel.of(2)) {
      new StridedCopy(pool, new int[] {cols, rows}, new int[] {1, cols}, new int[] {rows, 1}).run(x, 0, y, 0);
    }
    for (int i = 0; i < y.length; i++) {
      assertThat(y[i]).isEqualTo(i % rows * cols + i / rows);
    }
  }

  /// Dense strides of a random order of the dimensions, sometimes with gaps or repetition.
  private static int[] strides(Random random, int[] dims, boolean repeat) {
    int[] s = new int[dims.length];
    Integer[] order = new Integer[dims.length];
    Arrays.setAll(order, i -> i);
    java.util.Collections.shuffle(Arrays.asList(order), random);
    int stride = random.nextInt(1, 3);
    for (int i : order) {
      s[i] = stride;
      stride = stride * dims[i] + random.nextInt(2) * random.nextInt(3);
      if (repeat && random.nextInt(3) == 0) {
        s[i] = 0;
      }
    }
    return s;
  }

  private static int extent(int[] dims, int[] strides) {
    int last = 0;
    for (int i = 0; i < dims.length; i++) {
      last += (dims[i] - 1) * strides[i];
    }
    return last + 1;
  }

  private static void naive(int[] dims, int[] from, int[] to, float[] s, int so, float[] d, int doff) {
    int n = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    for (int k = 0; k < n; k++) {
      int rest = k;
      int a = so;
      int b = doff;
      for (int i = dims.length - 1; i >= 0; i--) {
        a += rest % dims[i] * from[i];
        b += rest % dims[i] * to[i];
        rest /= dims[i];
      }
      d[b] = s[a];
    }
  }
}
