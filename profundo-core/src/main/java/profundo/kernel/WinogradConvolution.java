package profundo.kernel;

import java.util.Arrays;

/// A convolution of stride 1 that is 3x3 along its last two axes, or its input gradient, by [WinogradKernels]. Planes of a kernel in
/// three dimensions are summed where places are multiplied, as channels are. A task transforms a band of tiles, multiplies
/// the transformed values by those of the kernel, some output channels at a time, and transforms back; all of it stays in
/// the second-level cache.
///
/// Its error is larger than that of the direct way: about 1e-5 of the outputs' size, where that has about 1e-6.
final class WinogradConvolution {
  /// Floats of a task's transformed tiles, in and out together.
  private static final int BAND_FLOATS = 1 << 18;

  private static final int FEWEST_TILES = 16;
  private static final int PACK_WORK = 1 << 12;

  private static final int TAPS = 9;

  private final MatrixKernels kernels;
  private final WinogradKernels winograd;
  private final Parallel pool;
  private final float[][] memory;
  private final int tileCols;
  private final WinogradTiles tiles = new WinogradTiles();
  private final Parallel.Task pack = this::pack;
  private final Parallel.Task convolve = this::convolve;
  private float[] packed = new float[0];
  private float[] transformed = new float[0];

  /// Distances of transformed planes in a band, and in the last band, which may have fewer lines.
  private int[] taps = new int[0];

  private int[] lastTaps = new int[0];

  private boolean turned;
  private float[] w;
  private int wo;
  private float[] source;
  private int sourceAt;
  private float[] result;
  private int resultAt;
  private WriteOut out;

  private int from;
  private int to;
  private int panels;
  private int panelFloats;
  private int kernelStep;
  private int rowsPerPack;
  private int packsPerPanel;

  /// `memory` is for each worker, shared by all users.
  WinogradConvolution(MatrixKernels kernels, Parallel pool, float[][] memory) {
    this.kernels = kernels;
    this.winograd = kernels.winograd();
    this.pool = pool;
    this.memory = memory;
    this.tileCols = kernels.tileCols();
  }

  void forward(ConvGeometry g, float[] x, int xo, float[] weights, int weightsAt, float[] y, int yo, WriteOut writeOut) {
    turned = false;
    tiles.forward(g);
    run(g.inChannels(), g.outChannels(), x, xo, weights, weightsAt, y, yo, writeOut);
  }

  void inputGradient(
      ConvGeometry g, float[] dy, int dyo, float[] weights, int weightsAt, float[] dx, int dxo, WriteOut writeOut) {
    turned = true;
    tiles.backward(g);
    run(g.outChannels(), g.inChannels(), dy, dyo, weights, weightsAt, dx, dxo, writeOut);
  }

  void forget() {
    w = null;
    source = null;
    result = null;
    out = null;
  }

  private void run(
      int fromChannels, int toChannels,
      float[] x, int xo, float[] weights, int weightsAt, float[] y, int yo, WriteOut writeOut) {
    source = x;
    sourceAt = xo;
    w = weights;
    wo = weightsAt;
    result = y;
    resultAt = yo;
    out = writeOut;
    from = fromChannels;
    to = toChannels;
    panels = Math.ceilDiv(to, tileCols);
    panelFloats = tiles.kernelDepth * from * tileCols;
    int most = BAND_FLOATS / WinogradKernels.PLACES / (from + tileCols);
    tiles.cut(Math.max(FEWEST_TILES, most / FEWEST_TILES * FEWEST_TILES));
    setTaps();
    kernelStep = WinogradTiles.placeStep(panels * panelFloats);
    if (packed.length < TAPS * kernelStep + MatrixKernels.SLACK) {
      packed = new float[TAPS * kernelStep + MatrixKernels.SLACK];
    }
    if (transformed.length < WinogradKernels.PLACES * kernelStep + MatrixKernels.SLACK) {
      transformed = new float[WinogradKernels.PLACES * kernelStep + MatrixKernels.SLACK];
    }
    // Rows of a panel that make whole transposed blocks and whole units.
    rowsPerPack = Math.clamp(PACK_WORK / tileCols / WinogradKernels.UNIT, 1, from / WinogradKernels.UNIT) * WinogradKernels.UNIT;
    packsPerPanel = Math.ceilDiv(from, rowsPerPack);
    pool.run(panels * tiles.kernelDepth * packsPerPanel, pack);
    pool.run(tiles.bands, convolve);
  }

  private void setTaps() {
    if (taps.length < tiles.kernelDepth) {
      taps = new int[tiles.kernelDepth];
      lastTaps = new int[tiles.kernelDepth];
    }
    for (int p = 0; p < tiles.kernelDepth; p++) {
      taps[p] = p * tiles.bandLines * tiles.across * from;
      lastTaps[p] = p * tiles.lines(tiles.bands - 1) * tiles.across * from;
    }
  }

  /// Lays some rows of a panel of the kernel out as `[tap][row][tileCols]` and transforms them, place by place.
  private void pack(int task, int worker) {
    float[] mine = memoryOf(worker);
    int panel = task / packsPerPanel / tiles.kernelDepth;
    int plane = task / packsPerPanel % tiles.kernelDepth;
    int row = task % packsPerPanel * rowsPerPack;
    int rows = Math.min(rowsPerPack, from - row);
    int col = panel * tileCols;
    int width = Math.min(tileCols, to - col);
    int at = panel * panelFloats + (plane * from + row) * tileCols;
    for (int t = 0; t < TAPS; t++) {
      int place = t * kernelStep + at;
      if (turned) {
        int tap = (tiles.kernelDepth - plane) * TAPS - 1 - t;
        int begin = wo + (tap * to + col) * from + row;
        kernels.packColumns(width, tileCols, rows, w, begin, from, packed, place);
      } else {
        kernels.packRows(width, tileCols, rows, w, wo + ((plane * TAPS + t) * from + row) * to + col, to, packed, place);
      }
    }
    winograd.kernel(rows * tileCols, packed, at, kernelStep, transformed, at, kernelStep, mine);
  }

  private void convolve(int band, int worker) {
    float[] mine = memoryOf(worker);
    int first = tiles.firstPlane(band);
    int line = tiles.firstLine(band);
    int perPlane = tiles.lines(band) * tiles.across;
    int inputs = (tiles.planes(band) + tiles.kernelDepth - 1) * perPlane;
    int v = edgeAt() + edgeFloats();
    int vStep = WinogradTiles.placeStep(inputs * from);
    for (int i = 0; i < inputs; i += perPlane) {
      transform(mine, tiles.source(first, i / perPlane), line, perPlane, v + i * from, vStep);
    }
    int m = v + WinogradKernels.PLACES * vStep;
    for (int p = 0; p < panels; p++) {
      panel(mine, p, band, v, vStep, m);
    }
    if (out != null) {
      writeOut(worker, band);
    }
  }

  /// Some lines of tiles of a plane of the source, or zeros where there is none.
  private void transform(float[] mine, int plane, int firstLine, int count, int v, int vStep) {
    if (plane < 0) {
      for (int place = 0; place < WinogradKernels.PLACES; place++) {
        Arrays.fill(mine, v + place * vStep, v + place * vStep + count * from, 0f);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      int line = plane * tiles.down + firstLine + i / tiles.across;
      int col = i % tiles.across;
      int at = tiles.inside(line, col, from);
      if (at >= 0) {
        winograd.input(from, source, sourceAt + at, tiles.inCols * from, from, mine, v + i * from, vStep, mine);
      } else {
        tiles.copyInputs(line, col, from, source, sourceAt, mine, edgeAt());
        winograd.input(from, mine, edgeAt(), WinogradKernels.IN * from, from, mine, v + i * from, vStep, mine);
      }
    }
  }

  private void writeOut(int worker, int band) {
    int first = tiles.firstPlane(band);
    int planes = tiles.planes(band);
    int lines = tiles.lines(band);
    if (lines == tiles.down) {
      lines *= planes;
      planes = 1;
    }
    for (int p = first; p < first + planes; p++) {
      int line = p * tiles.down + tiles.firstLine(band);
      int row = tiles.firstPixel(line);
      out.apply(worker, row, tiles.lastPixel(line + lines - 1) - row, 0, to);
    }
  }

  private void panel(float[] mine, int panel, int band, int v, int vStep, int m) {
    int perPlane = tiles.lines(band) * tiles.across;
    int count = tiles.planes(band) * perPlane;
    int[] planes = tiles.lines(band) == tiles.bandLines ? taps : lastTaps;
    int col = panel * tileCols;
    int width = Math.min(tileCols, to - col);
    int mStep = WinogradTiles.placeStep(count * tileCols);
    for (int place = 0; place < WinogradKernels.PLACES; place++) {
      kernels.direct(
          count, width, planes, tiles.kernelDepth, from, mine, v + place * vStep, from,
          transformed, place * kernelStep + panel * panelFloats, mine, m + place * mStep, tileCols, mine);
    }
    for (int i = 0; i < count; i++) {
      int plane = tiles.firstPlane(band) + i / perPlane;
      int line = plane * tiles.down + tiles.firstLine(band) + i % perPlane / tiles.across;
      int c = i % tiles.across;
      if (tiles.whole(line, c)) {
        int y = resultAt + (tiles.firstPixel(line) + c * WinogradKernels.OUT) * to + col;
        winograd.output(width, mine, m + i * tileCols, mStep, result, y, tiles.outCols * to, to, mine);
      } else {
        int edge = edgeAt();
        winograd.output(width, mine, m + i * tileCols, mStep, mine, edge, WinogradKernels.OUT * width, width, mine);
        tiles.store(line, c, width, mine, edge, result, resultAt + col, to);
      }
    }
  }

  /// The spare memory of [MatrixKernels#direct] and of the transforms comes first: they are not used at the same time.
  private int edgeAt() {
    return Math.max(kernels.directRows() * tileCols, WinogradKernels.SPARE);
  }

  private int edgeFloats() {
    return WinogradKernels.PLACES * Math.max(from, tileCols);
  }

  /// A worker's memory: spare, a tile at an edge, transformed inputs and products of a band.
  private float[] memoryOf(int worker) {
    int floats =
        edgeAt()
            + edgeFloats()
            + WinogradKernels.PLACES * WinogradTiles.placeStep(tiles.bandInputs() * from)
            + WinogradKernels.PLACES * WinogradTiles.placeStep(tiles.bandTiles() * tileCols)
            + MatrixKernels.SLACK;
    if (memory[worker] == null || memory[worker].length < floats) {
      memory[worker] = new float[floats];
    }
    return memory[worker];
  }
}
