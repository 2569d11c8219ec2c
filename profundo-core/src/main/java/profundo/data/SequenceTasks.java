package profundo.data;

import profundo.Array;
import profundo.Rng;
import profundo.Shape;

/// Made-up tasks that show how far back a network remembers. Equal generators give equal data.
///
/// Source: Hochreiter and Schmidhuber 1997, Long short-term memory, experiments 4 (adding) and 2 (recall after a delay).
public final class SequenceTasks {
  private SequenceTasks() {}

  /// The adding problem: two of the numbers are marked, one in each half, and their sum is asked for at the end. Who always
  /// answers 1 has a mean squared error of 1/6.
  ///
  /// @param steps length of a sequence, at least 2
  /// @return x F32 `[n, steps, 2]`, numbers uniform in [0, 1) and marks 0 or 1; y F32 `[n, 1]`
  public static Dataset adding(int n, int steps, Rng rng) {
    require("adding", n, steps, 2);
    float[] x = new float[Math.multiplyExact(n, 2 * steps)];
    float[] y = new float[n];
    for (int i = 0; i < n; i++) {
      int at = 2 * i * steps;
      for (int t = 0; t < steps; t++) {
        x[at + 2 * t] = rng.nextFloat();
      }
      int first = rng.nextInt(steps / 2);
      int second = steps / 2 + rng.nextInt(steps - steps / 2);
      x[at + 2 * first + 1] = 1;
      x[at + 2 * second + 1] = 1;
      y[i] = x[at + 2 * first] + x[at + 2 * second];
    }
    return Dataset.of(Array.wrap(Shape.of(n, steps, 2), x), Array.wrap(Shape.of(n, 1), y));
  }

  /// Parity with a target at each step: whether the number of ones so far is odd.
  ///
  /// @return x F32 `[n, steps, 1]`, bits as 0 and 1; y I32 `[n, steps]`, 0 or 1
  public static Dataset parity(int n, int steps, Rng rng) {
    require("parity", n, steps, 1);
    float[] x = new float[Math.multiplyExact(n, steps)];
    int[] y = new int[n * steps];
    for (int i = 0; i < n; i++) {
      int odd = 0;
      for (int t = 0; t < steps; t++) {
        int bit = rng.nextInt(2);
        odd ^= bit;
        x[i * steps + t] = bit;
        y[i * steps + t] = odd;
      }
    }
    return Dataset.of(Array.wrap(Shape.of(n, steps, 1), x), Array.wrap(Shape.of(n, steps), y));
  }

  /// Copying after a delay: `length` symbols are shown, then `delay` steps of nothing, then, on a signal, the symbols are
  /// asked for in their order.
  ///
  /// @param symbols how many there are to choose from
  /// @return x F32 `[n, 2 * length + delay, symbols + 2]`, one-hot: symbols, nothing, the signal; y I32 `[n, 2 * length +
  ///     delay]`, the symbol where one is asked for, else -1
  public static Dataset copy(int n, int symbols, int length, int delay, Rng rng) {
    require("copy", n, Math.min(length, symbols), 1);
    if (delay < 0) {
      throw new IllegalArgumentException("SequenceTasks.copy: expected a delay from 0 on, got " + delay);
    }
    int steps = 2 * length + delay;
    int width = symbols + 2;
    float[] x = new float[Math.multiplyExact(n, Math.multiplyExact(steps, width))];
    int[] y = new int[n * steps];
    for (int i = 0; i < n; i++) {
      for (int t = 0; t < steps; t++) {
        int now = t < length ? rng.nextInt(symbols) : t < length + delay ? symbols : symbols + 1;
        x[(i * steps + t) * width + now] = 1;
        y[i * steps + t] = -1;
      }
      for (int t = 0; t < length; t++) {
        y[i * steps + length + delay + t] = symbol(x, (i * steps + t) * width, symbols);
      }
    }
    return Dataset.of(Array.wrap(Shape.of(n, steps, width), x), Array.wrap(Shape.of(n, steps), y));
  }

  private static int symbol(float[] x, int at, int symbols) {
    int s = 0;
    while (s < symbols && x[at + s] == 0) {
      s++;
    }
    return s;
  }

  private static void require(String task, int n, int size, int least) {
    if (n < 1 || size < least) {
      throw new IllegalArgumentException(
          "SequenceTasks." + task + ": expected at least 1 sequence of at least " + least + ", got " + n + " of " + size);
    }
  }
}
