package profundo.kernel;

import java.util.Arrays;

/// A convolution that sees every channel alone (as many groups as channels, one channel each; Howard et al. 2017, MobileNets), and
/// its two gradients. The lanes are channels: no operand is packed, and what bounds it is memory.
///
/// Forward and input gradient are one routine: lines of the target are made from lines of the source. Along a line, the source
/// column of a place of the window moves by a fixed step from target pixel to target pixel; at a stride of s the input
/// gradient has s classes of pixels, each met by places of its own.
final class DepthwiseConvolution {
  private static final long TASK_WORK = 1 << 18;
  private static final int MAX_BLOCK = 1 << 16;
  private static final long SLICE_WORK = 1 << 20;
  private static final int MAX_SLICES = 16;
  private static final int NEVER = Integer.MIN_VALUE;

  private final MatrixKernels kernels;
  private final Parallel pool;
  private final int[][] memory;
  private final Slide slide = new Slide();
  private final Parallel.Task convolve = this::convolve;
  private final Parallel.Task accumulate = this::accumulate;
  private float[] sums = new float[0];

  private float[] w;
  private int wo;
  private float[] source;
  private int sourceAt;
  private float[] target;
  private int targetAt;
  private WriteOut out;

  private boolean backward;
  private int batch;
  private int channels;
  private int[] from;
  private int[] to;

  /// Classes of pixels of a target line, and how far a source column moves from one pixel of a class to the next.
  private int classes;

  private int step;
  private int linesPerTask;

  /// `memory` is for each worker, shared by all users.
  DepthwiseConvolution(MatrixKernels kernels, Parallel pool, int[][] memory) {
    this.kernels = kernels;
    this.pool = pool;
    this.memory = memory;
  }

  /// Whether every group is one channel, in and out.
  static boolean suits(ConvGeometry g) {
    return g.groups() > 1 && g.groups() == g.inChannels() && g.groups() == g.outChannels();
  }

  void forward(ConvGeometry g, float[] x, int xo, float[] weights, int weightsAt, float[] y, int yo, WriteOut writeOut) {
    set(g, x, xo, weights, weightsAt, y, yo);
    backward = false;
    from = slide.in;
    to = slide.out;
    classes = 1;
    step = slide.stride[2];
    convolve(writeOut);
  }

  void inputGradient(
      ConvGeometry g, float[] dy, int dyo, float[] weights, int weightsAt, float[] dx, int dxo, WriteOut writeOut) {
    set(g, dy, dyo, weights, weightsAt, dx, dxo);
    backward = true;
    from = slide.out;
    to = slide.in;
    classes = slide.stride[2];
    step = 1;
    convolve(writeOut);
  }

  void weightGradient(ConvGeometry g, float[] x, int xo, float[] dy, int dyo, float[] dw, int dwo) {
    set(g, x, xo, null, 0, dy, dyo);
    backward = false;
    from = slide.in;
    to = slide.out;
    classes = 1;
    step = slide.stride[2];
    int floats = slide.kernelSize() * channels;
    int lines = batch * slide.outLines();
    long work = (long) lines * slide.out[2] * floats;
    int slices = Math.clamp(work / SLICE_WORK, 1, Math.min(lines, MAX_SLICES));
    linesPerTask = Math.ceilDiv(lines, slices);
    slices = Math.ceilDiv(lines, linesPerTask);
    if (sums.length < slices * floats) {
      sums = new float[slices * floats];
    }
    pool.run(slices, accumulate);
    System.arraycopy(sums, 0, dw, dwo, floats);
    for (int s = 1; s < slices; s++) {
      kernels.addRuns(1, 1, floats, sums, s * floats, 0, dw, dwo, 0);
    }
  }

  void forget() {
    w = null;
    source = null;
    target = null;
    out = null;
  }

  private void set(ConvGeometry g, float[] s, int so, float[] weights, int weightsAt, float[] t, int ta) {
    source = s;
    sourceAt = so;
    w = weights;
    wo = weightsAt;
    target = t;
    targetAt = ta;
    slide.forward(g);
    batch = g.batch();
    channels = g.inChannels();
  }

  private void convolve(WriteOut writeOut) {
    out = writeOut;
    int line = to[2] * channels;
    long wanted = Math.max(1, TASK_WORK / ((long) line * slide.kernelSize()));
    linesPerTask = Math.clamp(wanted, 1, Math.max(1, MAX_BLOCK / line));
    pool.run(Math.ceilDiv(batch * to[0] * to[1], linesPerTask), convolve);
  }

  private void convolve(int task, int worker) {
    int[] taps = memoryOf(worker);
    int first = task * linesPerTask;
    int end = Math.min(first + linesPerTask, batch * to[0] * to[1]);
    for (int l = first; l < end; l++) {
      for (int r = 0; r < classes; r++) {
        line(taps, l, r);
      }
    }
    if (out != null) {
      out.apply(worker, first * to[2], (end - first) * to[2], 0, channels);
    }
  }

  /// The pixels of class `r` of a target line: those in the middle, which all see the same places of the window, together, the
  /// others one by one.
  private void line(int[] taps, int line, int r) {
    int count = Math.ceilDiv(to[2] - r, classes);
    int first = first(r, count);
    int last = last(r, first, count);
    for (int j = 0; j < first; j++) {
      pixels(taps, line, r, j, 1);
    }
    if (last > first) {
      pixels(taps, line, r, first, last - first);
    }
    for (int j = last; j < count; j++) {
      pixels(taps, line, r, j, 1);
    }
  }

  private void pixels(int[] taps, int line, int r, int j, int count) {
    int n = gather(taps, line, r, j);
    // The kernel wants the places in the weights right behind those in the source.
    System.arraycopy(taps, slide.kernelSize(), taps, n, n);
    int pixel = line * to[2] + r + j * classes;
    kernels.depthwise(
        taps, n, count, step * channels, classes * channels, channels,
        source, sourceAt + image(line), w, wo, target, targetAt + pixel * channels);
  }

  /// Where the source image of a target line begins.
  private int image(int line) {
    return line / (to[0] * to[1]) * from[0] * from[1] * from[2] * channels;
  }

  /// Collects the places of the window that meet target pixel `j` of class `r`: offsets in the source image from 0 on, those in
  /// the weights from `kernelSize` on. Returns how many.
  private int gather(int[] taps, int line, int r, int j) {
    int d = line / to[1] % to[0];
    int h = line % to[1];
    int size = slide.kernelSize();
    int n = 0;
    for (int p = 0; p < slide.kernel[0]; p++) {
      int plane = met(0, d, p);
      for (int q = 0; plane >= 0 && q < slide.kernel[1]; q++) {
        int row = met(1, h, q);
        for (int t = 0; row >= 0 && t < slide.kernel[2]; t++) {
          int begin = begin(r, t);
          if (begin != NEVER && j >= lowest(begin) && j < highest(begin)) {
            taps[n] = ((plane * from[1] + row) * from[2] + begin + j * step) * channels;
            taps[size + n++] = ((p * slide.kernel[1] + q) * slide.kernel[2] + t) * channels;
          }
        }
      }
    }
    return n;
  }

  /// The source coordinate on axis `axis` that place `tap` of the window makes of target coordinate `at`, or -1.
  private int met(int axis, int at, int tap) {
    int shift = tap * slide.dilation[axis] - slide.pad[axis];
    int place;
    if (backward) {
      int begin = at - shift;
      place = begin % slide.stride[axis] == 0 ? Math.floorDiv(begin, slide.stride[axis]) : -1;
    } else {
      place = at * slide.stride[axis] + shift;
    }
    return place < from[axis] ? place : -1;
  }

  /// The source column of place `tap` for the first target pixel of class `r`, maybe outside the image; [#NEVER] if the class
  /// does not meet the place.
  private int begin(int r, int tap) {
    int shift = tap * slide.dilation[2] - slide.pad[2];
    if (!backward) {
      return shift;
    }
    return (r - shift) % classes == 0 ? Math.floorDiv(r - shift, classes) : NEVER;
  }

  /// The first pixel of a class whose source column lies in the image, when the first of all has column `begin`.
  private int lowest(int begin) {
    return Math.max(0, Math.ceilDiv(-begin, step));
  }

  /// The pixel behind the last one of which that holds.
  private int highest(int begin) {
    return Math.floorDiv(from[2] - 1 - begin, step) + 1;
  }

  /// The first pixel of a class that meets all places which the class meets at all.
  private int first(int r, int count) {
    int first = 0;
    for (int t = 0; t < slide.kernel[2]; t++) {
      int begin = begin(r, t);
      first = begin == NEVER ? first : Math.max(first, lowest(begin));
    }
    return Math.min(first, count);
  }

  private int last(int r, int first, int count) {
    int last = count;
    for (int t = 0; t < slide.kernel[2]; t++) {
      int begin = begin(r, t);
      last = begin == NEVER ? last : Math.min(last, highest(begin));
    }
    return Math.max(first, last);
  }

  /// The weight gradient of some lines of dy.
  private void accumulate(int slice, int worker) {
    int[] taps = memoryOf(worker);
    int floats = slide.kernelSize() * channels;
    Arrays.fill(sums, slice * floats, (slice + 1) * floats, 0f);
    int first = first(0, to[2]);
    int last = last(0, first, to[2]);
    int end = Math.min((slice + 1) * linesPerTask, batch * slide.outLines());
    for (int l = slice * linesPerTask; l < end; l++) {
      if (last > first) {
        add(taps, l, first, last - first, slice * floats);
      }
      for (int j = 0; j < first; j++) {
        add(taps, l, j, 1, slice * floats);
      }
      for (int j = last; j < to[2]; j++) {
        add(taps, l, j, 1, slice * floats);
      }
    }
  }

  private void add(int[] taps, int line, int j, int count, int sum) {
    int n = gather(taps, line, 0, j);
    System.arraycopy(taps, slide.kernelSize(), taps, n, n);
    kernels.depthwiseWeights(
        taps, n, count, step * channels, channels, source, sourceAt + image(line),
        target, targetAt + (line * to[2] + j) * channels, sums, sum);
  }

  /// A worker's memory: offsets in the source, then in the weights.
  private int[] memoryOf(int worker) {
    int size = 2 * slide.kernelSize();
    if (memory[worker] == null || memory[worker].length < size) {
      memory[worker] = new int[size];
    }
    return memory[worker];
  }
}
