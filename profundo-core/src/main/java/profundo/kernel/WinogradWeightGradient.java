package profundo.kernel;

import java.util.Arrays;

/// The weight gradient of a convolution of stride 1 that is 3x3 along its last two axes, by [WinogradKernels]: the transformed
/// tiles of x and dy meet in 36 products of matrices, which are summed over all tiles before they are transformed back.
///
/// The bands of all images are cut into slices, each with a sum of its own; these are added in order at the end. How many
/// there are depends on the shape alone, and so do the bits.
final class WinogradWeightGradient {
  private static final int BAND_FLOATS = 1 << 18;
  private static final int FEWEST_TILES = 16;

  /// Floats of a band at most, however many channels: 16 MB for each worker.
  private static final int MOST_BAND_FLOATS = 1 << 22;
  private static final int MAX_SLICES = 8;
  private static final int ENOUGH_TASKS = 8;

  /// Floats of all slices together, and tiles that make a slice worth its sum.
  private static final int MAX_SUMS = 5 << 20;

  private static final int TILES_PER_SLICE = 64;
  private static final int TAPS = 9;
  private static final int SUM_WORK = 1 << 11;

  private final MatrixKernels kernels;
  private final WinogradKernels winograd;
  private final Parallel pool;
  private final float[][] memory;
  private final int outerRows;
  private final int tileCols;
  private final WinogradTiles tiles = new WinogradTiles();
  private final Parallel.Task accumulate = this::accumulate;
  private final Parallel.Task finish = this::finish;
  private float[] sums = new float[0];

  private float[] x;
  private int xo;
  private float[] dy;
  private int dyo;
  private float[] dw;
  private int dwo;

  private int from;
  private int to;
  private int panels;
  private int pairs;

  /// Rows of the kernel's matrix at one place: its planes times input channels.
  private int rows;

  private int sumStep;
  private int slices;
  private int bandsPerSlice;
  private int parts;

  /// `memory` is for each worker, shared by all users.
  WinogradWeightGradient(MatrixKernels kernels, Parallel pool, float[][] memory) {
    this.kernels = kernels;
    this.winograd = kernels.winograd();
    this.pool = pool;
    this.memory = memory;
    this.outerRows = kernels.outerRows();
    this.tileCols = kernels.tileCols();
  }

  void run(ConvGeometry g, float[] input, int inputAt, float[] gradient, int gradientAt, float[] result, int resultAt) {
    x = input;
    xo = inputAt;
    dy = gradient;
    dyo = gradientAt;
    dw = result;
    dwo = resultAt;
    from = g.inChannels();
    to = g.outChannels();
    panels = Math.ceilDiv(to, tileCols);
    pairs = from * to;
    tiles.forward(g);
    rows = tiles.kernelDepth * from;
    cut();
    sumStep = WinogradTiles.placeStep(rows * to);
    int floats = slices * WinogradKernels.PLACES * sumStep;
    if (sums.length < floats) {
      sums = new float[floats];
    }
    pool.run(slices * parts, accumulate);
    pool.run(tiles.kernelDepth * Math.ceilDiv(pairs, SUM_WORK), finish);
  }

  void forget() {
    x = null;
    dy = null;
    dw = null;
  }

  /// Decides the size of bands and slices from the shape alone.
  private void cut() {
    int most = BAND_FLOATS / WinogradKernels.PLACES / (from + to);
    // Every band goes over all sums: with many channels it must have so many tiles that these do not cost more than the tiles.
    int worth = Math.min(pairs, MOST_BAND_FLOATS / WinogradKernels.PLACES) / (from + to);
    tiles.cut(Math.max(FEWEST_TILES, Math.max(most, worth)));
    int all = tiles.allTiles();
    int wanted = Math.min(all / TILES_PER_SLICE, MAX_SUMS / WinogradKernels.PLACES / (rows * to));
    slices = Math.clamp(wanted, 1, Math.min(MAX_SLICES, tiles.bands));
    bandsPerSlice = Math.ceilDiv(tiles.bands, slices);
    slices = Math.ceilDiv(tiles.bands, bandsPerSlice);
    // With few slices, parts of the output channels are tasks of their own, though each part transforms x again.
    parts = Math.clamp(ENOUGH_TASKS / slices, 1, panels);
  }

  private void accumulate(int task, int worker) {
    float[] mine = memoryOf(worker);
    int slice = task / parts;
    int part = task % parts;
    int col0 = panels * part / parts * tileCols;
    int col1 = Math.min(panels * (part + 1) / parts * tileCols, to);
    int sum = slice * WinogradKernels.PLACES * sumStep;
    for (int r = 0; r < WinogradKernels.PLACES * rows; r++) {
      int row = sum + r / rows * sumStep + r % rows * to;
      Arrays.fill(sums, row + col0, row + col1, 0f);
    }
    int end = Math.min((slice + 1) * bandsPerSlice, tiles.bands);
    for (int band = slice * bandsPerSlice; band < end; band++) {
      band(mine, band, col0, col1, sum);
    }
  }

  private void band(float[] mine, int band, int col0, int col1, int sum) {
    int first = tiles.firstPlane(band);
    int planes = tiles.planes(band);
    int perPlane = tiles.lines(band) * tiles.across;
    int count = planes * perPlane;
    int inputs = (planes + tiles.kernelDepth - 1) * perPlane;
    int width = col1 - col0;
    int v = edgeAt() + edgeFloats();
    int vStep = WinogradTiles.placeStep(inputs * from);
    int zStep = WinogradTiles.placeStep(count * width);
    int z = v + WinogradKernels.PLACES * vStep;
    for (int i = 0; i < inputs; i++) {
      int line = tiles.firstLine(band) + i % perPlane / tiles.across;
      int col = i % tiles.across;
      transform(mine, tiles.source(first, i / perPlane), line, col, v + i * from, vStep);
      if (i < count) {
        int plane = first + i / perPlane;
        transformGradient(mine, plane * tiles.down + line, col, col0, width, z + i * width, zStep);
      }
    }
    for (int place = 0; place < WinogradKernels.PLACES; place++) {
      for (int j = 0; j < width; j += tileCols) {
        int cols = Math.min(tileCols, width - j);
        for (int r = 0; r < tiles.kernelDepth; r++) {
          for (int i = 0; i < from; i += outerRows) {
            kernels.outer(
                Math.min(outerRows, from - i), cols, 1, count,
                mine, v + place * vStep + r * perPlane * from + i, 0, from,
                mine, z + place * zStep + j, 0, width,
                sums, sum + place * sumStep + (r * from + i) * to + col0 + j, to, mine);
          }
        }
      }
    }
  }

  /// A tile of a plane of x, zeros where there is none.
  private void transform(float[] mine, int plane, int lineOfPlane, int col, int v, int step) {
    if (plane < 0) {
      for (int place = 0; place < WinogradKernels.PLACES; place++) {
        Arrays.fill(mine, v + place * step, v + place * step + from, 0f);
      }
      return;
    }
    int line = plane * tiles.down + lineOfPlane;
    int at = tiles.inside(line, col, from);
    if (at >= 0) {
      winograd.input(from, x, xo + at, tiles.inCols * from, from, mine, v, step, mine);
    } else {
      tiles.copyInputs(line, col, from, x, xo, mine, edgeAt());
      winograd.input(from, mine, edgeAt(), WinogradKernels.IN * from, from, mine, v, step, mine);
    }
  }

  private void transformGradient(float[] mine, int line, int col, int col0, int width, int z, int step) {
    if (tiles.whole(line, col)) {
      int at = dyo + (tiles.firstPixel(line) + col * WinogradKernels.OUT) * to + col0;
      winograd.gradient(width, dy, at, tiles.outCols * to, to, mine, z, step, mine);
    } else {
      tiles.copyOutputs(line, col, to, dy, dyo, mine, edgeAt());
      winograd.gradient(width, mine, edgeAt() + col0, WinogradKernels.OUT * to, to, mine, z, step, mine);
    }
  }

  /// Adds the slices' sums of some weights and transforms them back.
  private void finish(int task, int worker) {
    int chunks = Math.ceilDiv(pairs, SUM_WORK);
    int plane = task / chunks;
    int begin = task % chunks * SUM_WORK;
    int n = Math.min(SUM_WORK, pairs - begin);
    int first = plane * pairs + begin;
    int floats = WinogradKernels.PLACES * sumStep;
    for (int place = 0; place < WinogradKernels.PLACES; place++) {
      for (int s = 1; s < slices; s++) {
        int at = place * sumStep + first;
        kernels.addRuns(1, 1, n, sums, s * floats + at, 0, sums, at, 0);
      }
    }
    winograd.weights(n, sums, first, sumStep, dw, dwo + plane * TAPS * pairs + begin, pairs, memoryOf(worker));
  }

  private int edgeAt() {
    return Math.max(outerRows * tileCols, WinogradKernels.SPARE);
  }

  private int edgeFloats() {
    return WinogradKernels.PLACES * Math.max(from, to);
  }

  /// A worker's memory: spare, a tile at an edge, transformed tiles of x and dy.
  private float[] memoryOf(int worker) {
    int floats =
        edgeAt()
            + edgeFloats()
            + WinogradKernels.PLACES * WinogradTiles.placeStep(tiles.bandInputs() * from)
            + WinogradKernels.PLACES * WinogradTiles.placeStep(tiles.bandTiles() * to)
            + MatrixKernels.SLACK;
    if (memory[worker] == null || memory[worker].length < floats) {
      memory[worker] = new float[floats];
    }
    return memory[worker];
  }
}
