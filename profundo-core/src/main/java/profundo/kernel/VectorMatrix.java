package profundo.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops of contractions, convolutions and pooling: vector variant.
final class VectorMatrix implements MatrixKernels {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /// AVX-512 and ARM have 32 vector registers, older x86 has 16.
  private static final boolean WIDE = L == 16 || System.getProperty("os.arch").equals("aarch64");

  private static final int ROWS = WIDE ? 12 : 6;
  private static final int COLS = 2 * L;
  private static final int[] ONE_TAP = {0};
  private static final int DIRECT_ROWS = WIDE ? 8 : 6;
  private static final int OUTER_ROWS = WIDE ? 12 : 4;

  private final WinogradKernels winograd = new VectorWinograd();

  @Override
  public int tileRows() {
    return ROWS;
  }

  @Override
  public int tileCols() {
    return COLS;
  }

  @Override
  public int rowUnit() {
    return 4;
  }

  @Override
  public int colUnit() {
    return L;
  }

  @Override
  public void packLeft(
      boolean transposed, int rows, int k, float[] s, int so, int lds, float[] d, int at) {
    if (WIDE) {
      if (transposed) {
        packRows(rows, ROWS, k, s, so, lds, d, at);
      } else {
        packColumns(rows, ROWS, k, s, so, lds, d, at);
      }
    } else if (transposed) {
      Transpose8.columns(rows, k, s, so, lds, d, at);
    } else {
      for (int i = 0; i < rows; i++) {
        System.arraycopy(s, so + i * lds, d, at + i * k, k);
      }
    }
  }

  @Override
  public void tile(
      int rows, int cols, int k,
      float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add, float[] spare) {
    if (!WIDE) {
      narrowTile(rows, cols, k, a, ao, b, bo, c, co, ldc, add, spare);
      return;
    }
    boolean two = cols > L;
    int height = tileHeight(rows);
    if (rows == height && (cols == L || cols == COLS)) {
      fullTile(height, two, k, a, ao, b, bo, c, co, ldc, add);
    } else {
      fullTile(height, two, k, a, ao, b, bo, spare, 0, COLS, false);
      copyOut(rows, cols, spare, c, co, ldc, add);
    }
  }

  private static int tileHeight(int rows) {
    if (rows <= 4) {
      return 4;
    }
    return rows <= 8 ? 8 : 12;
  }

  private static void fullTile(
      int height, boolean two, int k,
      float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
    if (two) {
      switch (height) {
        case 12 -> WideTiles.tile12x2(k, a, ao, b, bo, c, co, ldc, add);
        case 8 -> WideTiles.tile8x2(k, a, ao, b, bo, c, co, ldc, add);
        default -> WideTiles.tile4x2(k, a, ao, b, bo, c, co, ldc, add);
      }
    } else {
      switch (height) {
        case 12 -> WideTiles.tile12x1(k, a, ao, b, bo, c, co, ldc, add);
        case 8 -> WideTiles.tile8x1(k, a, ao, b, bo, c, co, ldc, add);
        default -> WideTiles.tile4x1(k, a, ao, b, bo, c, co, ldc, add);
      }
    }
  }

  /// With 16 registers the tiles that read the left operand row by row are the better ones for packed panels as well: from
  /// a panel packed `[k][6]` C2 loads all broadcasts before the first multiplication, and runs out of registers.
  private static void narrowTile(
      int rows, int cols, int k,
      float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add, float[] spare) {
    int height = Math.max(4, rows);
    boolean whole = !add && rows == height && (cols == L || cols == COLS);
    float[] out = whole ? c : spare;
    int to = whole ? co : 0;
    int stride = whole ? ldc : COLS;
    if (cols > L) {
      wideDirectTile(height, ONE_TAP, 1, k, a, ao, k, b, bo, out, to, stride);
    } else {
      thinDirectTile(height, ONE_TAP, 1, k, a, ao, k, b, bo, out, to, stride);
    }
    if (!whole) {
      if (add && cols == COLS) {
        addOut(rows, spare, c, co, ldc);
      } else {
        copyOut(rows, cols, spare, c, co, ldc, add);
      }
    }
  }

  private static void addOut(int rows, float[] spare, float[] c, int co, int ldc) {
    for (int i = 0; i < rows; i++) {
      int from = i * COLS;
      int to = co + i * ldc;
      FloatVector.fromArray(S, spare, from).add(FloatVector.fromArray(S, c, to)).intoArray(c, to);
      FloatVector.fromArray(S, spare, from + L).add(FloatVector.fromArray(S, c, to + L)).intoArray(c, to + L);
    }
  }

  private static void copyOut(
      int rows, int cols, float[] spare, float[] c, int co, int ldc, boolean add) {
    for (int i = 0; i < rows; i++) {
      int from = i * COLS;
      int to = co + i * ldc;
      if (add) {
        for (int j = 0; j < cols; j++) {
          c[to + j] = spare[from + j] + c[to + j];
        }
      } else {
        for (int j = 0; j < cols; j++) {
          c[to + j] = spare[from + j];
        }
      }
    }
  }

  @Override
  public int directRows() {
    return DIRECT_ROWS;
  }

  @Override
  public void direct(
      int rows, int cols, int[] taps, int count, int run,
      float[] a, int ao, int step, float[] b, int bo, float[] c, int co, int ldc, float[] spare) {
    boolean whole = cols == L || cols == COLS;
    boolean two = cols > L;
    for (int done = 0; done < rows; ) {
      int left = rows - done;
      int height = directHeight(left, rows);
      // Where fewer rows than any tile has are left, it begins early and computes some again, to the same bits.
      int row = Math.min(done, rows - height);
      int from = ao + row * step;
      int to = co + row * ldc;
      float[] out = whole ? c : spare;
      if (two) {
        wideDirectTile(height, taps, count, run, a, from, step, b, bo, out, whole ? to : 0, whole ? ldc : COLS);
      } else {
        thinDirectTile(height, taps, count, run, a, from, step, b, bo, out, whole ? to : 0, whole ? ldc : COLS);
      }
      if (!whole) {
        copyOut(height, cols, spare, c, to, ldc, false);
      }
      done = row + height;
    }
  }

  /// The largest tile, but two like ones rather than a large and a small one.
  private static int directHeight(int left, int rows) {
    if (rows < 4) {
      return 1;
    }
    if (left >= 2 * DIRECT_ROWS) {
      return DIRECT_ROWS;
    }
    return Math.max(4, left > DIRECT_ROWS ? (left + 1) / 2 : left);
  }

  private static void wideDirectTile(
      int height, int[] taps, int count, int run,
      float[] a, int ao, int step, float[] b, int bo, float[] c, int co, int ldc) {
    switch (height) {
      case 8 -> DirectTiles.tile8x2(taps, count, run, a, ao, step, b, bo, c, co, ldc);
      case 7 -> DirectTiles.tile7x2(taps, count, run, a, ao, step, b, bo, c, co, ldc);
      case 6 -> DirectTiles.tile6x2(taps, count, run, a, ao, step, b, bo, c, co, ldc);
      case 5 -> DirectTiles.tile5x2(taps, count, run, a, ao, step, b, bo, c, co, ldc);
      case 4 -> DirectTiles.tile4x2(taps, count, run, a, ao, step, b, bo, c, co, ldc);
      default -> DirectTiles.tile1x2(taps, count, run, a, ao, step, b, bo, c, co, ldc);
    }
  }

  private static void thinDirectTile(
      int height, int[] taps, int count, int run,
      float[] a, int ao, int step, float[] b, int bo, float[] c, int co, int ldc) {
    switch (height) {
      case 8 -> ThinDirectTiles.tile8x1(taps, count, run, a, ao, step, b, bo, c, co, ldc);
      case 7 -> ThinDirectTiles.tile7x1(taps, count, run, a, ao, step, b, bo, c, co, ldc);
      case 6 -> ThinDirectTiles.tile6x1(taps, count, run, a, ao, step, b, bo, c, co, ldc);
      case 5 -> ThinDirectTiles.tile5x1(taps, count, run, a, ao, step, b, bo, c, co, ldc);
      case 4 -> ThinDirectTiles.tile4x1(taps, count, run, a, ao, step, b, bo, c, co, ldc);
      default -> ThinDirectTiles.tile1x1(taps, count, run, a, ao, step, b, bo, c, co, ldc);
    }
  }

  @Override
  public int packRowsAndDirect(
      int rows, int width, int k, float[] a, int ao, int step,
      float[] s, int so, int lds, float[] d, int at, float[] c, int co, int ldc) {
    if (width != COLS || rows < DIRECT_ROWS) {
      packRows(width, COLS, k, s, so, lds, d, at);
      return 0;
    }
    if (WIDE) {
      PackingTiles.tile8x2(k, a, ao, step, s, so, lds, d, at, c, co, ldc);
    } else {
      PackingTiles.tile6x2(k, a, ao, step, s, so, lds, d, at, c, co, ldc);
    }
    return DIRECT_ROWS;
  }

  @Override
  public int outerRows() {
    return OUTER_ROWS;
  }

  @Override
  public void outer(
      int rows, int cols, int lines, int pixels,
      float[] a, int ao, int aLine, int step, float[] b, int bo, int bLine, int ldb,
      float[] c, int co, int ldc, float[] spare) {
    int height = WIDE ? tileHeight(rows) : OUTER_ROWS;
    boolean two = cols > L;
    if (rows == height && (cols == L || cols == COLS)) {
      outerTile(height, two, lines, pixels, a, ao, aLine, step, b, bo, bLine, ldb, c, co, ldc);
    } else {
      Arrays.fill(spare, 0, height * COLS, 0f);
      outerTile(height, two, lines, pixels, a, ao, aLine, step, b, bo, bLine, ldb, spare, 0, COLS);
      copyOut(rows, cols, spare, c, co, ldc, true);
    }
  }

  private static void outerTile(
      int height, boolean two, int lines, int pixels,
      float[] a, int ao, int aLine, int step, float[] b, int bo, int bLine, int ldb,
      float[] c, int co, int ldc) {
    if (two) {
      switch (height) {
        case 12 -> OuterTiles.tile12x2(lines, pixels, a, ao, aLine, step, b, bo, bLine, ldb, c, co, ldc);
        case 8 -> OuterTiles.tile8x2(lines, pixels, a, ao, aLine, step, b, bo, bLine, ldb, c, co, ldc);
        default -> OuterTiles.tile4x2(lines, pixels, a, ao, aLine, step, b, bo, bLine, ldb, c, co, ldc);
      }
    } else {
      switch (height) {
        case 12 -> OuterTiles.tile12x1(lines, pixels, a, ao, aLine, step, b, bo, bLine, ldb, c, co, ldc);
        case 8 -> OuterTiles.tile8x1(lines, pixels, a, ao, aLine, step, b, bo, bLine, ldb, c, co, ldc);
        default -> OuterTiles.tile4x1(lines, pixels, a, ao, aLine, step, b, bo, bLine, ldb, c, co, ldc);
      }
    }
  }

  @Override
  public void addRuns(
      int count, int apart, int run, float[] s, int so, int sStep, float[] d, int at, int dStep) {
    for (int p = 0; p < run; p += L) {
      var in = S.indexInRange(p, run);
      // Overlapping runs are far from each other in this order: a load need not wait for the store before it.
      for (int r = 0; r < apart; r++) {
        for (int i = r; i < count; i += apart) {
          int to = at + i * dStep + p;
          var v = FloatVector.fromArray(S, s, so + i * sStep + p, in);
          FloatVector.fromArray(S, d, to, in).add(v).intoArray(d, to, in);
        }
      }
    }
  }

  @Override
  public int planeLanes() {
    return L;
  }

  @Override
  public int planeLines() {
    return PlaneTiles.FORWARD_LINES;
  }

  @Override
  public int planeChannels() {
    return PlaneTiles.CHANNELS;
  }

  @Override
  public int planeTaps() {
    return PlaneTiles.WEIGHT_TAPS;
  }

  @Override
  public void planeForward(
      int lines, int channels, int[] taps, int count, float[] a, int ao, int aLine,
      float[] b, int bo, int bStep, float[] c, int co, int cLine, int cPlane) {
    PlaneTiles.forward4x3(lines, channels, taps, count, a, ao, aLine, b, bo, bStep, c, co, cLine, cPlane);
  }

  @Override
  public void planeWeights(
      int lines, int vectors, int channels, int[] taps, int tap, float[] a, int ao, int aLine,
      float[] b, int bo, int bLine, int bPlane, float[] c, int co, int cStep) {
    PlaneTiles.weights5x3(lines, vectors, channels, taps, tap, a, ao, aLine, b, bo, bLine, bPlane, c, co, cStep);
  }

  @Override
  public void toPlanes(int pixels, int channels, float[] s, int so, float[] d, int at, int plane) {
    if (L < 8 || channels > 8 || pixels < 8) {
      ScalarMatrix.toPlanesPlainly(pixels, channels, L, s, so, d, at, plane);
      return;
    }
    int end = Math.ceilDiv(pixels, L) * L;
    for (int c = 0; c < channels; c++) {
      Arrays.fill(d, at + c * plane + pixels, at + c * plane + end, 0f);
    }
    for (int i = 0; i < pixels; i += 8) {
      // The last 8 begin early and do some pixels again.
      int first = Math.min(i, pixels - 8);
      int from = so + first * channels;
      if (from + 7 * channels + 8 <= s.length) {
        Planes8.apart(channels, s, from, d, at + first, plane);
      } else {
        ScalarMatrix.toPlanesPlainly(8, channels, 1, s, from, d, at + first, plane);
      }
    }
  }

  @Override
  public void toPixels(int pixels, int channels, float[] s, int so, int plane, float[] d, int at) {
    if (L < 8 || channels < 4 || channels > 8 || pixels < 8) {
      ScalarMatrix.toPixelsPlainly(pixels, channels, s, so, plane, d, at);
      return;
    }
    for (int i = 0; i < pixels; i += 8) {
      int first = Math.min(i, pixels - 8);
      Planes8.together(channels, s, so + first, plane, d, at + first * channels);
    }
  }

  @Override
  public void packRows(int width, int panel, int k, float[] s, int so, int lds, float[] d, int at) {
    if (width == COLS && panel == COLS) {
      for (int p = 0; p < k; p++) {
        var first = FloatVector.fromArray(S, s, so + p * lds);
        var second = FloatVector.fromArray(S, s, so + p * lds + L);
        first.intoArray(d, at + p * COLS);
        second.intoArray(d, at + p * COLS + L);
      }
    } else {
      packNarrowRows(width, panel, k, s, so, lds, d, at);
    }
  }

  private static void packNarrowRows(
      int width, int panel, int k, float[] s, int so, int lds, float[] d, int at) {
    for (int j = 0; j < width; j += L) {
      int from = so + j;
      // Whole vectors, whatever they drag along, as far as the array goes; the next row lies over it.
      int whole = Math.clamp((s.length - from - L) / lds + 1L, 0, k);
      if (from + L > s.length) {
        whole = 0;
      }
      for (int p = 0; p < whole; p++) {
        FloatVector.fromArray(S, s, from + p * lds).intoArray(d, at + p * panel + j);
      }
      var part = S.indexInRange(j, width);
      for (int p = whole; p < k; p++) {
        FloatVector.fromArray(S, s, from + p * lds, part).intoArray(d, at + p * panel + j, part);
      }
    }
  }

  @Override
  public void packColumns(
      int width, int panel, int k, float[] s, int so, int lds, float[] d, int at) {
    if (L == 8 && k >= 8) {
      Transpose8.panel(width, panel, k, s, so, lds, d, at);
      return;
    }
    if (L != 16 || k < 16) {
      ScalarMatrix.packColumnsPlainly(width, panel, k, s, so, lds, d, at);
      return;
    }
    for (int j = 0; j < width; j += 16) {
      for (int p = 0; p < k; p += 16) {
        // The last block begins early and packs some columns again.
        int from = Math.min(p, k - 16);
        Transpose16.run(Math.min(16, width - j), s, so + j * lds + from, lds, d, at + from * panel + j, panel);
      }
    }
  }

  @Override
  public WinogradKernels winograd() {
    return winograd;
  }

  @Override
  public void dotRows(
      int rows, int k, float[] a, int ao, int lda, float[] x, int xo, float[] y, int yo, int yStep, float[] spare) {
    VectorProducts.dotRows(rows, k, a, ao, lda, x, xo, y, yo, yStep, spare);
  }

  @Override
  public void scaledRows(
      int k, int cols, float[] x, int xo, int xStep, float[] b, int bo, int ldb, float[] y, int yo) {
    VectorProducts.scaledRows(k, cols, x, xo, xStep, b, bo, ldb, y, yo);
  }

  @Override
  public void depthwise(
      int[] taps, int n, int outs, int xStep, int yStep, int channels,
      float[] x, int xo, float[] w, int wo, float[] y, int yo) {
    VectorDepthwise.forward(taps, n, outs, xStep, yStep, channels, x, xo, w, wo, y, yo);
  }

  @Override
  public void depthwiseWeights(
      int[] taps, int n, int outs, int xStep, int channels,
      float[] x, int xo, float[] dy, int dyo, float[] dw, int dwo) {
    VectorDepthwise.weights(taps, n, outs, xStep, channels, x, xo, dy, dyo, dw, dwo);
  }

  @Override
  public void poolMax(
      int[] window, int n, int outs, int step, int channels, float[] x, int xo, float[] y, int yo) {
    VectorPooling.max(window, n, outs, step, channels, x, xo, y, yo);
  }

  @Override
  public void poolMaxScatter(
      int[] window, int n, int outs, int step, int channels, boolean apart,
      float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo) {
    VectorPooling.maxScatter(window, n, outs, step, channels, apart, x, xo, dy, dyo, dx, dxo);
  }

  @Override
  public void poolMaxGather(
      int[] window, int n, int outs, int step, int channels,
      float[] x, int xo, float[] z, int zo, float[] y, int yo) {
    VectorPooling.maxGather(window, n, outs, step, channels, x, xo, z, zo, y, yo);
  }

  @Override
  public void poolAverage(
      int[] window, int n, int outs, int step, int channels, float share,
      float[] x, int xo, float[] y, int yo) {
    VectorPooling.average(window, n, outs, step, channels, share, x, xo, y, yo);
  }

  @Override
  public void poolSpread(
      int[] window, int n, int outs, int step, int channels, boolean apart, float share,
      float[] dy, int dyo, float[] dx, int dxo) {
    VectorPooling.spread(window, n, outs, step, channels, apart, share, dy, dyo, dx, dxo);
  }
}
