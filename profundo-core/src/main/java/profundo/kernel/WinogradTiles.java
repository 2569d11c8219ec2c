package profundo.kernel;

import java.util.Arrays;

/// How the images of a 3x3 convolution are cut into tiles for [WinogradKernels], and how tiles at the edges are completed with
/// zeros.
///
/// Tiles of 4x4 outputs cover the output lines and columns from the first on; a tile reads the 6x6 inputs that begin at
/// 4 * tile - padding. A band is some lines of tiles that follow each other, all in one image, or some whole images.
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

  int inLines;
  int inCols;
  int outLines;
  int outCols;
  int padLines;
  int padCols;

  /// Tiles over all lines and over all columns of an image.
  int down;

  int across;

  /// Bands of all images, and lines of tiles in each; the last band of an image may have fewer.
  int bands;

  int bandLines;

  private int bandsPerImage;
  private int imagesPerBand;
  private int batch;

  /// Floats of one place of a line of tiles, in and out: all places of a line must fit into an array.
  private static final int MOST_LINE = 1 << 24;

  /// Whether the convolution and both of its gradients are to go this way: a function of the shape alone.
  static boolean suits(ConvGeometry g) {
    if (g.rank() != 2 || g.groups() != 1 || !channels(g.inChannels()) || !channels(g.outChannels())) {
      return false;
    }
    if ((long) g.inChannels() * g.outChannels() > MOST_PAIRS) {
      return false;
    }
    for (int a = 0; a < 2; a++) {
      if (g.kernel()[a] != 3 || g.stride()[a] != 1 || g.dilation()[a] != 1) {
        return false;
      }
    }
    long line = tiles(Math.max(g.in()[1], g.out(1)));
    return line * (g.inChannels() + g.outChannels()) <= MOST_LINE
        && worth(g.batch(), g.in()[0], g.in()[1])
        && worth(g.batch(), g.out(0), g.out(1));
  }

  private static boolean channels(int n) {
    return n >= FEWEST_CHANNELS && n % WinogradKernels.UNIT == 0;
  }

  private static boolean worth(int batch, int lines, int cols) {
    double outputs = (double) lines * cols;
    long tiles = (long) tiles(lines) * tiles(cols);
    return tiles * batch >= FEWEST_TILES && tiles * WinogradKernels.OUT * WinogradKernels.OUT <= MOST_WASTE * outputs;
  }

  private static int tiles(int size) {
    return Math.ceilDiv(size, WinogradKernels.OUT);
  }

  /// The tiles of y over x.
  void forward(ConvGeometry g) {
    batch = g.batch();
    inLines = g.in()[0];
    inCols = g.in()[1];
    outLines = g.out(0);
    outCols = g.out(1);
    padLines = g.padLow()[0];
    padCols = g.padLow()[1];
    down = tiles(outLines);
    across = tiles(outCols);
  }

  /// The tiles of dx over dy, for the kernel turned around.
  void backward(ConvGeometry g) {
    batch = g.batch();
    inLines = g.out(0);
    inCols = g.out(1);
    outLines = g.in()[0];
    outCols = g.in()[1];
    padLines = 2 - g.padLow()[0];
    padCols = 2 - g.padLow()[1];
    down = tiles(outLines);
    across = tiles(outCols);
  }

  /// The distance between places for so many floats each: an odd number of cache lines. The places of a tile are written
  /// together, and at a distance of a power of two they would all meet in a few lines of the first-level cache.
  static int placeStep(int floats) {
    return (Math.ceilDiv(floats, LINE) | 1) * LINE;
  }

  /// Cuts into bands of about `tiles` tiles.
  void cut(int tiles) {
    int lines = Math.max(1, tiles / across);
    if (lines < down) {
      imagesPerBand = 1;
      bandsPerImage = Math.ceilDiv(down, lines);
      bandLines = Math.ceilDiv(down, bandsPerImage);
      bandsPerImage = Math.ceilDiv(down, bandLines);
      bands = batch * bandsPerImage;
    } else {
      imagesPerBand = Math.min(batch, lines / down);
      bandsPerImage = 1;
      bands = Math.ceilDiv(batch, imagesPerBand);
      imagesPerBand = Math.ceilDiv(batch, bands);
      bands = Math.ceilDiv(batch, imagesPerBand);
      bandLines = imagesPerBand * down;
    }
  }

  /// Tiles of the largest band.
  int bandTiles() {
    return bandLines * across;
  }

  /// The first line of tiles of a band, counted over all images.
  int firstLine(int band) {
    return bandsPerImage == 1
        ? band * imagesPerBand * down
        : band / bandsPerImage * down + band % bandsPerImage * bandLines;
  }

  /// How many lines of tiles a band has.
  int lines(int band) {
    return bandsPerImage == 1
        ? (Math.min((band + 1) * imagesPerBand, batch) - band * imagesPerBand) * down
        : Math.min(bandLines, down - band % bandsPerImage * bandLines);
  }

  /// The output pixel where a line of tiles begins, counted over all images.
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
