package profundo.kernel;

import java.util.Arrays;

/// One pooling operation under way. `large` is the array shaped as the input of pooling, `small` the one shaped as its
/// output, `key` the values whose maxima select, shaped as `large`.
///
/// Forward, a task makes some lines (pixels along the last axis) of the output; backward, where windows overlap in what
/// they write, it does whole images.
final class PoolJob {
  enum Kind {
    MAX,
    MAX_SCATTER,
    MAX_GATHER,
    AVERAGE,
    AVERAGE_GRADIENT
  }

  /// Elements looked at that are worth a task of their own.
  private static final long TASK_WORK = 1 << 15;

  private final MatrixKernels kernels;
  private final Parallel pool;
  private final int[][] windows;
  private final Parallel.Task lines = this::lines;
  private final Parallel.Task images = this::images;

  private Kind kind;
  private float[] large;
  private int largeAt;
  private float[] key;
  private int keyAt;
  private float[] small;
  private int smallAt;

  private int batch;
  private int channels;
  private final int[] in = new int[Axes.COUNT];
  private final int[] out = new int[Axes.COUNT];
  private final int[] size = new int[Axes.COUNT];
  private final int[] stride = new int[Axes.COUNT];
  private final int[] pad = new int[Axes.COUNT];
  private int places;
  private boolean apart;
  private boolean covered;
  private int linesPerImage;
  private int perTask;

  /// `windows` is memory for each worker.
  PoolJob(MatrixKernels kernels, Parallel pool, int[][] windows) {
    this.kernels = kernels;
    this.pool = pool;
    this.windows = windows;
  }

  void run(Kind what, PoolGeometry g, float[] l, int lo, float[] k, int ko, float[] s, int so) {
    kind = what;
    large = l;
    largeAt = lo;
    key = k;
    keyAt = ko;
    small = s;
    smallAt = so;
    set(g);
    long lineWork = (long) places * out[2] * channels;
    if (kind == Kind.MAX_SCATTER || kind == Kind.AVERAGE_GRADIENT) {
      perTask = Math.clamp(TASK_WORK / (lineWork * linesPerImage), 1, batch);
      pool.run(Math.ceilDiv(batch, perTask), images);
    } else {
      perTask = Math.clamp(TASK_WORK / lineWork, 1, batch * linesPerImage);
      pool.run(Math.ceilDiv(batch * linesPerImage, perTask), lines);
    }
  }

  void forget() {
    large = null;
    key = null;
    small = null;
  }

  private void set(PoolGeometry g) {
    batch = g.batch();
    channels = g.channels();
    places = 1;
    apart = true;
    covered = true;
    for (int a = 0; a < Axes.COUNT; a++) {
      in[a] = Axes.at(g.in(), a, 1);
      size[a] = Axes.at(g.window(), a, 1);
      stride[a] = Axes.at(g.stride(), a, 1);
      pad[a] = Axes.at(g.padLow(), a, 0);
      int missing = Axes.COUNT - g.rank();
      out[a] = a < missing ? 1 : g.out(a - missing);
      places *= size[a];
      apart &= stride[a] >= size[a];
      covered &= stride[a] == size[a] && pad[a] == 0 && out[a] * size[a] == in[a];
    }
    linesPerImage = out[0] * out[1];
  }

  private void lines(int task, int worker) {
    int end = Math.min((task + 1) * perTask, batch * linesPerImage);
    for (int l = task * perTask; l < end; l++) {
      line(l, memoryOf(worker));
    }
  }

  private void images(int task, int worker) {
    int[] window = memoryOf(worker);
    int end = Math.min((task + 1) * perTask, batch);
    int floats = in[0] * in[1] * in[2] * channels;
    for (int image = task * perTask; image < end; image++) {
      if (!covered) {
        Arrays.fill(large, largeAt + image * floats, largeAt + (image + 1) * floats, 0f);
      }
      for (int l = 0; l < linesPerImage; l++) {
        line(image * linesPerImage + l, window);
      }
    }
  }

  private int[] memoryOf(int worker) {
    if (windows[worker] == null || windows[worker].length < places) {
      windows[worker] = new int[places];
    }
    return windows[worker];
  }

  /// One line of the output: pixels whose window sticks out at the left one by one, then those in the middle together,
  /// then those at the right.
  private void line(int line, int[] window) {
    int first = Math.min(Math.ceilDiv(pad[2], stride[2]), out[2]);
    int last = Math.clamp(Math.floorDiv(in[2] + pad[2] - size[2], stride[2]) + 1, first, out[2]);
    for (int o = 0; o < first; o++) {
      pixels(line, o, 1, window);
    }
    if (last > first) {
      pixels(line, first, last - first, window);
    }
    for (int o = last; o < out[2]; o++) {
      pixels(line, o, 1, window);
    }
  }

  /// `count` pixels from number `from` on, whose windows are cut alike.
  private void pixels(int line, int from, int count, int[] window) {
    int image = line / linesPerImage;
    int d0 = line % linesPerImage / out[1] * stride[0] - pad[0];
    int h0 = line % out[1] * stride[1] - pad[1];
    int w0 = from * stride[2] - pad[2];
    int w1 = Math.min(w0 + size[2], in[2]);
    int n = 0;
    for (int d = Math.max(d0, 0); d < Math.min(d0 + size[0], in[0]); d++) {
      for (int h = Math.max(h0, 0); h < Math.min(h0 + size[1], in[1]); h++) {
        for (int w = Math.max(w0, 0); w < w1; w++) {
          window[n++] = ((d * in[1] + h) * in[2] + w) * channels;
        }
      }
    }
    int base = image * in[0] * in[1] * in[2] * channels;
    int result = smallAt + (line * out[2] + from) * channels;
    int step = stride[2] * channels;
    int at = largeAt + base;
    switch (kind) {
      case MAX -> kernels.poolMax(window, n, count, step, channels, large, at, small, result);
      case MAX_SCATTER ->
          kernels.poolMaxScatter(window, n, count, step, channels, apart, key, keyAt + base, small, result, large, at);
      case MAX_GATHER ->
          kernels.poolMaxGather(window, n, count, step, channels, key, keyAt + base, large, at, small, result);
      case AVERAGE -> kernels.poolAverage(window, n, count, step, channels, 1f / places, large, at, small, result);
      case AVERAGE_GRADIENT ->
          kernels.poolSpread(window, n, count, step, channels, apart, 1f / places, small, result, large, at);
    }
  }
}
