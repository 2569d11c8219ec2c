package profundo.kernel;

import java.util.Arrays;

/// How the images of a convolution that is 3x3 along its last two axes are cut into tiles for [WinogradKernels], and how tiles at
/// the edges are completed with zeros.
///
/// Tiles of 4x4 outputs cover the output lines and columns from the first on; a tile reads the 6x6 inputs that begin at
/// 4 * tile - padding. In three dimensions an image is a stack of planes, which the kernel couples; in two dimensions, where it does
/// not, the batch is taken for a stack of one image. A band is some lines of tiles in some neighbouring planes.
final class WinogradTiles {
  /// Tiles that work on more than this cannot save what they waste: 16 outputs are 36 products instead of 144, and the
  /// transforms cost about as much as half of these.
  private static final double MOST_WASTE = 1.7;

  private static final int FEWEST_CHANNELS = 32;

  /// Floats of a cache line.
  private static final int LINE = 16;

  /// With more weights than this the transformed kernels, 36 numbers for each pair of channels, take too much memory.
  private static final long MOST_PAIRS = 1 << 22;

  /// With fewer tiles the transform of the kernel costs more than is saved.
  private static final int FEWEST_TILES = 32;

  /// With fewer in a stack of planes there are too few rows to multiply.
  private static final int FEWEST_TILES_OF_IMAGE = 12;

  /// Images, planes of each in x and in y, and planes of the kernel.
  int images;

  int inDepth;
  int outDepth;
  int kernelDepth;
  int inLines;
  int inCols;
  int outLines;
  int outCols;
  int padDepth;
  int padLines;
  int padCols;

  /// Tiles over all lines and over all columns of a plane.
  int down;

  int across;

  /// Bands of all images; planes of y and lines of tiles in each, where the last may have fewer.
  int bands;

  int bandPlanes;
  int bandLines;

  private int depthBlocks;
  private int lineBlocks;

  /// Floats of one place of a line of tiles, in and out: all places of a line must fit into an array.
  private static final int MOST_LINE = 1 << 24;

  /// Whether the convolution and both of its gradients are to go this way: a function of the shape alone.
  static boolean suits(ConvGeometry g) {
    int rank = g.rank();
    if (rank < 2 || g.groups() != 1 || !channels(g.inChannels()) || !channels(g.outChannels())) {
      return false;
    }
    int depth = rank == 3 ? g.kernel()[0] : 1;
    if ((long) g.inChannels() * g.outChannels() * depth > MOST_PAIRS) {
      return false;
    }
    for (int a = 0; a < rank; a++) {
      boolean three = a < rank - 2 || g.kernel()[a] == 3;
      if (!three || g.stride()[a] != 1 || g.dilation()[a] != 1) {
        return false;
      }
    }
    int cols = rank - 1;
    int lines = rank - 2;
    long line = tiles(Math.max(g.in()[cols], g.out(cols)));
    return line * depth * (g.inChannels() + g.outChannels()) <= MOST_LINE
        && worth(g.batch(), depth, rank == 3 ? g.in()[0] : 1, g.in()[lines], g.in()[cols])
        && worth(g.batch(), depth, rank == 3 ? g.out(0) : 1, g.out(lines), g.out(cols));
  }

  private static boolean channels(int n) {
    return n >= FEWEST_CHANNELS && n % WinogradKernels.UNIT == 0;
  }

  private static boolean worth(int batch, int kernelDepth, int planes, int lines, int cols) {
    double outputs = (double) lines * cols;
    long tiles = (long) tiles(lines) * tiles(cols);
    // Coupled planes are in a band of their own image.
    boolean enough = kernelDepth == 1 || tiles * planes >= FEWEST_TILES_OF_IMAGE;
    enough &= tiles * planes * batch >= FEWEST_TILES;
    return enough && tiles * WinogradKernels.OUT * WinogradKernels.OUT <= MOST_WASTE * outputs;
  }

  private static int tiles(int size) {
    return Math.ceilDiv(size, WinogradKernels.OUT);
  }

  /// The tiles of y over x.
  void forward(ConvGeometry g) {
    int first = g.rank() - 2;
    if (first == 0) {
      images = 1;
      inDepth = g.batch();
      outDepth = g.batch();
      kernelDepth = 1;
      padDepth = 0;
    } else {
      images = g.batch();
      inDepth = g.in()[0];
      outDepth = g.out(0);
      kernelDepth = g.kernel()[0];
      padDepth = g.padLow()[0];
    }
    inLines = g.in()[first];
    inCols = g.in()[first + 1];
    outLines = g.out(first);
    outCols = g.out(first + 1);
    padLines = g.padLow()[first];
    padCols = g.padLow()[first + 1];
    down = tiles(outLines);
    across = tiles(outCols);
  }

  /// The tiles of dx over dy, for the kernel turned around.
  void backward(ConvGeometry g) {
    forward(g);
    int depth = inDepth;
    inDepth = outDepth;
    outDepth = depth;
    int lines = inLines;
    inLines = outLines;
    outLines = lines;
    int cols = inCols;
    inCols = outCols;
    outCols = cols;
    padDepth = kernelDepth - 1 - padDepth;
    padLines = 2 - padLines;
    padCols = 2 - padCols;
    down = tiles(outLines);
    across = tiles(outCols);
  }

  /// The distance between places for so many floats each: an odd number of cache lines. The places of a tile are written
  /// together, and at a distance of a power of two they would all meet in a few lines of the first-level cache.
  static int placeStep(int floats) {
    return (Math.ceilDiv(floats, LINE) | 1) * LINE;
  }

  /// Cuts into bands of about `tiles` tiles of x. Planes of the kernel beyond the first are planes of x that neighbouring bands
  /// both need: then a band goes through as many planes as can be, and has few lines of each.
  void cut(int tiles) {
    int more = kernelDepth - 1;
    int most = more == 0 ? tiles / across : tiles / across / (outDepth + more);
    lineBlocks = Math.ceilDiv(down, Math.clamp(most, 1, down));
    bandLines = Math.ceilDiv(down, lineBlocks);
    lineBlocks = Math.ceilDiv(down, bandLines);
    int planes = lineBlocks > 1 && more == 0 ? 1 : Math.clamp(tiles / across / bandLines - more, 1, outDepth);
    depthBlocks = Math.ceilDiv(outDepth, planes);
    bandPlanes = Math.ceilDiv(outDepth, depthBlocks);
    depthBlocks = Math.ceilDiv(outDepth, bandPlanes);
    bands = images * depthBlocks * lineBlocks;
  }

  /// Tiles of y in the largest band.
  int bandTiles() {
    return bandPlanes * bandLines * across;
  }

  /// Tiles of x in the largest band.
  int bandInputs() {
    return (bandPlanes + kernelDepth - 1) * bandLines * across;
  }

  /// All tiles of y.
  int allTiles() {
    return images * outDepth * down * across;
  }

  /// The first plane of y in a band, counted over all images.
  int firstPlane(int band) {
    int block = band / lineBlocks;
    return block / depthBlocks * outDepth + block % depthBlocks * bandPlanes;
  }

  /// How many planes of y a band has.
  int planes(int band) {
    return Math.min(bandPlanes, outDepth - band / lineBlocks % depthBlocks * bandPlanes);
  }

  /// The first line of tiles of a band in each of its planes.
  int firstLine(int band) {
    return band % lineBlocks * bandLines;
  }

  /// How many lines of tiles a band has in each plane.
  int lines(int band) {
    return Math.min(bandLines, down - band % lineBlocks * bandLines);
  }

  /// The plane of x, counted over all images, that plane `tap` of the kernel brings to a plane of y; -1 where there is none.
  int source(int plane, int tap) {
    int d = plane % outDepth - padDepth + tap;
    return d < 0 || d >= inDepth ? -1 : plane / outDepth * inDepth + d;
  }

  /// The output pixel where a line of tiles begins. Lines are counted over all planes of all images.
  int firstPixel(int line) {
    return (line / down * outLines + line % down * WinogradKernels.OUT) * outCols;
  }

  /// The output pixel behind a line of tiles.
  int lastPixel(int line) {
    int last = Math.min(outLines, (line % down + 1) * WinogradKernels.OUT);
    return (line / down * outLines + last) * outCols;
  }

  /// Where the inputs of a tile begin in x, if they all lie in the image; else -1.
  int inside(int line, int col, int channels) {
    int y = line % down * WinogradKernels.OUT - padLines;
    int x = col * WinogradKernels.OUT - padCols;
    boolean in = y >= 0 && x >= 0 && y + WinogradKernels.IN <= inLines && x + WinogradKernels.IN <= inCols;
    return in ? ((line / down * inLines + y) * inCols + x) * channels : -1;
  }

  /// Copies the inputs of a tile, `[6][6][channels]`, with zeros where the image has nothing.
  void copyInputs(int line, int col, int channels, float[] x, int xo, float[] to, int at) {
    int y = line % down * WinogradKernels.OUT - padLines;
    int left = col * WinogradKernels.OUT - padCols;
    copy(line / down * inLines, inLines, inCols, y, left, WinogradKernels.IN, channels, x, xo, to, at);
  }

  /// Whether all 4x4 outputs of a tile lie in the image.
  boolean whole(int line, int col) {
    return (line % down + 1) * WinogradKernels.OUT <= outLines && (col + 1) * WinogradKernels.OUT <= outCols;
  }

  /// Copies the outputs of a tile, `[4][4][channels]`, with zeros where the image has nothing.
  void copyOutputs(int line, int col, int channels, float[] dy, int dyo, float[] to, int at) {
    int y = line % down * WinogradKernels.OUT;
    copy(line / down * outLines, outLines, outCols, y, col * WinogradKernels.OUT, WinogradKernels.OUT, channels, dy, dyo, to, at);
  }

  private static void copy(
      int firstLine, int lines, int cols, int top, int left, int size, int channels, float[] x, int xo, float[] to, int at) {
    int begin = Math.clamp(-left, 0, size);
    int end = Math.clamp(cols - left, begin, size);
    for (int i = 0; i < size; i++) {
      int row = at + i * size * channels;
      int y = top + i;
      if (y < 0 || y >= lines || begin == end) {
        Arrays.fill(to, row, row + size * channels, 0f);
      } else {
        Arrays.fill(to, row, row + begin * channels, 0f);
        int from = xo + ((firstLine + y) * cols + left + begin) * channels;
        System.arraycopy(x, from, to, row + begin * channels, (end - begin) * channels);
        Arrays.fill(to, row + end * channels, row + size * channels, 0f);
      }
    }
  }

  /// Copies those outputs `[4][4][cols]` of a tile that lie in the image to y, where pixels are `channels` apart.
  void store(int line, int col, int cols, float[] from, int at, float[] y, int yo, int channels) {
    int top = line % down * WinogradKernels.OUT;
    int left = col * WinogradKernels.OUT;
    int width = Math.min(WinogradKernels.OUT, outCols - left);
    int height = Math.min(WinogradKernels.OUT, outLines - top);
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        int pixel = (line / down * outLines + top + i) * outCols + left + j;
        System.arraycopy(from, at + (i * WinogradKernels.OUT + j) * cols, y, yo + pixel * channels, cols);
      }
    }
  }
}
