package profundo.kernel;

import java.util.Objects;

/// Convolutions of one to three spatial axes, channels last, and their gradients, for any stride, padding, dilation and
/// groups.
///
/// Memory grows on first need and is then reused. Several threads may use one `Convolution` at the same time; a [WriteOut]
/// must not call the `Convolution` that calls it.
public final class Convolution {
  private final MatrixKernels kernels;
  private final Gemm gemm;
  private final Idle<DepthwiseConvolution> depthwise;
  private final Idle<DirectConvolution> direct;
  private final Idle<NarrowConvolution> narrow;
  private final Idle<ScatterConvolution> scatter;
  private final Idle<WinogradConvolution> winograd;
  private final Idle<WeightGradient> weights;
  private final Idle<NarrowWeightGradient> narrowWeights;
  private final Idle<WinogradWeightGradient> winogradWeights;

  public Convolution(Provider provider, Parallel pool) {
    var memory = new float[pool.workers()][];
    this.kernels = provider.matrix();
    this.gemm = new Gemm(provider, pool);
    var places = new int[pool.workers()][];
    this.depthwise = new Idle<>(() -> new DepthwiseConvolution(kernels, pool, places));
    this.direct = new Idle<>(() -> new DirectConvolution(kernels, pool, memory));
    this.narrow = new Idle<>(() -> new NarrowConvolution(kernels, pool, memory));
    this.scatter = new Idle<>(() -> new ScatterConvolution(kernels, pool, memory));
    this.winograd = new Idle<>(() -> new WinogradConvolution(kernels, pool, memory));
    this.winogradWeights = new Idle<>(() -> new WinogradWeightGradient(kernels, pool, memory));
    this.weights = new Idle<>(() -> new WeightGradient(kernels, pool, memory));
    this.narrowWeights = new Idle<>(() -> new NarrowWeightGradient(kernels, pool, memory));
  }

  /// `y` = x convolved with w (a correlation, as the field has it); `out`, which may be null, sees y as a matrix
  /// `[batch * pixels, outChannels]`.
  public void forward(
      ConvGeometry g, float[] x, int xo, float[] w, int wo, float[] y, int yo, WriteOut out) {
    checkInput(g, x, xo);
    checkKernel(g, w, wo);
    checkOutput(g, y, yo);
    if (pointwise(g)) {
      int from = g.inChannels();
      int to = g.outChannels();
      gemm.run(false, false, pixels(g), to, from, x, xo, from, w, wo, to, y, yo, to, out);
    } else if (DepthwiseConvolution.suits(g)) {
      var job = depthwise.take();
      try {
        job.forward(g, x, xo, w, wo, y, yo, out);
      } finally {
        job.forget();
        depthwise.giveBack(job);
      }
    } else if (WinogradTiles.suits(g)) {
      var job = winograd.take();
      try {
        job.forward(g, x, xo, w, wo, y, yo, out);
      } finally {
        job.forget();
        winograd.giveBack(job);
      }
    } else if (NarrowSlide.suits(g, kernels)) {
      var job = narrow.take();
      try {
        job.forward(g, x, xo, w, wo, y, yo, out);
      } finally {
        job.forget();
        narrow.giveBack(job);
      }
    } else {
      var job = direct.take();
      try {
        job.forward(g, x, xo, w, wo, y, yo, out);
      } finally {
        job.forget();
        direct.giveBack(job);
      }
    }
  }

  /// `dx` = the gradient of [#forward] with respect to x; `out`, which may be null, sees dx as a matrix
  /// `[batch * pixels, inChannels]`.
  public void inputGradient(
      ConvGeometry g, float[] dy, int dyo, float[] w, int wo, float[] dx, int dxo, WriteOut out) {
    checkOutput(g, dy, dyo);
    checkKernel(g, w, wo);
    checkInput(g, dx, dxo);
    if (pointwise(g)) {
      int from = g.inChannels();
      int to = g.outChannels();
      gemm.run(false, true, pixels(g), from, to, dy, dyo, to, w, wo, to, dx, dxo, from, out);
    } else if (DepthwiseConvolution.suits(g)) {
      var job = depthwise.take();
      try {
        job.inputGradient(g, dy, dyo, w, wo, dx, dxo, out);
      } finally {
        job.forget();
        depthwise.giveBack(job);
      }
    } else if (WinogradTiles.suits(g)) {
      var job = winograd.take();
      try {
        job.inputGradient(g, dy, dyo, w, wo, dx, dxo, out);
      } finally {
        job.forget();
        winograd.giveBack(job);
      }
    } else if (dense(g) && directIsCheaper(g)) {
      var job = direct.take();
      try {
        job.inputGradient(g, dy, dyo, w, wo, dx, dxo, out);
      } finally {
        job.forget();
        direct.giveBack(job);
      }
    } else {
      var job = scatter.take();
      try {
        job.run(g, dy, dyo, w, wo, dx, dxo, out);
      } finally {
        job.forget();
        scatter.giveBack(job);
      }
    }
  }

  /// `dw` = the gradient of [#forward] with respect to w.
  public void weightGradient(
      ConvGeometry g, float[] x, int xo, float[] dy, int dyo, float[] dw, int dwo) {
    checkInput(g, x, xo);
    checkOutput(g, dy, dyo);
    checkKernel(g, dw, dwo);
    if (DepthwiseConvolution.suits(g)) {
      var job = depthwise.take();
      try {
        job.weightGradient(g, x, xo, dy, dyo, dw, dwo);
      } finally {
        job.forget();
        depthwise.giveBack(job);
      }
    } else if (WinogradTiles.suits(g)) {
      var job = winogradWeights.take();
      try {
        job.run(g, x, xo, dy, dyo, dw, dwo);
      } finally {
        job.forget();
        winogradWeights.giveBack(job);
      }
    } else if (NarrowSlide.suits(g, kernels)) {
      var job = narrowWeights.take();
      try {
        job.run(g, x, xo, dy, dyo, dw, dwo);
      } finally {
        job.forget();
        narrowWeights.giveBack(job);
      }
    } else {
      var job = weights.take();
      try {
        job.run(g, x, xo, dy, dyo, dw, dwo);
      } finally {
        job.forget();
        weights.giveBack(job);
      }
    }
  }

  /// Whether every pixel of y sees one pixel of x, the same: a product of matrices.
  private static boolean pointwise(ConvGeometry g) {
    boolean alone = g.groups() == 1 && dense(g);
    for (int i = 0; i < g.rank(); i++) {
      alone &= g.kernel()[i] == 1 && g.padLow()[i] == 0 && g.padHigh()[i] == 0;
    }
    return alone;
  }

  private static int pixels(ConvGeometry g) {
    int pixels = g.batch();
    for (int size : g.in()) {
      pixels *= size;
    }
    return pixels;
  }

  /// Compares the work of the two ways to an input gradient, in vectors: the direct one spends it on every pixel of x and
  /// leaves lanes empty where channels do not fill them; the other one spends it on every pixel of dy, and a little to add
  /// up its runs.
  private boolean directIsCheaper(ConvGeometry g) {
    int unit = kernels.colUnit();
    int from = g.inChannels() / g.groups();
    int last = g.rank() - 1;
    long in = 1;
    long out = 1;
    for (int i = 0; i < g.rank(); i++) {
      in *= g.in()[i];
      out *= g.out(i);
    }
    long direct = in * g.kernel()[last] * Math.ceilDiv(from, unit);
    long scatter = out * Math.ceilDiv(g.kernel()[last] * from, unit);
    // Tiles of one vector are slower by a third.
    return (from <= unit ? 13 : 10) * direct <= 11 * scatter;
  }

  private static boolean dense(ConvGeometry g) {
    for (int s : g.stride()) {
      if (s != 1) {
        return false;
      }
    }
    return true;
  }

  private static void checkInput(ConvGeometry g, float[] x, int offset) {
    long count = (long) g.batch() * g.inChannels();
    for (int size : g.in()) {
      count *= size;
    }
    Objects.checkFromIndexSize(offset, count, x.length);
  }

  private static void checkKernel(ConvGeometry g, float[] w, int offset) {
    long count = (long) g.inChannels() / g.groups() * g.outChannels();
    for (int size : g.kernel()) {
      count *= size;
    }
    Objects.checkFromIndexSize(offset, count, w.length);
  }

  private static void checkOutput(ConvGeometry g, float[] y, int offset) {
    long count = (long) g.batch() * g.outChannels();
    for (int i = 0; i < g.rank(); i++) {
      count *= g.out(i);
    }
    Objects.checkFromIndexSize(offset, count, y.length);
  }
}
