package profundo.kernel;

import java.util.Arrays;

/// The inner loops of contractions, convolutions and pooling: scalar variant.
final class ScalarMatrix implements MatrixKernels {
  private final WinogradKernels winograd = new ScalarWinograd();

  private static final int ROWS = 4;
  private static final int COLS = 16;

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
    return 1;
  }

  @Override
  public int colUnit() {
    return COLS;
  }

  @Override
  public void packLeft(
      boolean transposed, int rows, int k, float[] s, int so, int lds, float[] d, int at) {
    if (transposed) {
      packRows(rows, ROWS, k, s, so, lds, d, at);
    } else {
      packColumns(rows, ROWS, k, s, so, lds, d, at);
    }
  }

  @Override
  public void tile(
      int rows, int cols, int k,
      float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add, float[] spare) {
    for (int i = 0; i < rows; i++) {
      int sums = i * COLS;
      for (int j = 0; j < COLS; j++) {
        spare[sums + j] = 0;
      }
      for (int p = 0; p < k; p++) {
        addScaled(a[ao + p * ROWS + i], b, bo + p * COLS, spare, sums);
      }
      int to = co + i * ldc;
      for (int j = 0; j < cols; j++) {
        c[to + j] = add ? spare[sums + j] + c[to + j] : spare[sums + j];
      }
    }
  }

  @Override
  public int directRows() {
    return ROWS;
  }

  @Override
  public void direct(
      int rows, int cols, int[] taps, int count, int run,
      float[] a, int ao, int step, float[] b, int bo, float[] c, int co, int ldc, float[] spare) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < COLS; j++) {
        spare[j] = 0;
      }
      int panel = bo;
      for (int t = 0; t < count; t++) {
        int from = ao + taps[t] + i * step;
        for (int p = 0; p < run; p++, panel += COLS) {
          addScaled(a[from + p], b, panel, spare, 0);
        }
      }
      System.arraycopy(spare, 0, c, co + i * ldc, cols);
    }
  }

  @Override
  public int packRowsAndDirect(
      int rows, int width, int k, float[] a, int ao, int step,
      float[] s, int so, int lds, float[] d, int at, float[] c, int co, int ldc) {
    packRows(width, tileCols(), k, s, so, lds, d, at);
    return 0;
  }

  @Override
  public int outerRows() {
    return ROWS;
  }

  @Override
  public void outer(
      int rows, int cols, int lines, int pixels,
      float[] a, int ao, int aLine, int step, float[] b, int bo, int bLine, int ldb,
      float[] c, int co, int ldc, float[] spare) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < COLS; j++) {
        spare[j] = 0;
      }
      for (int l = 0; l < lines; l++) {
        for (int p = 0; p < pixels; p++) {
          addScaled(a[ao + l * aLine + p * step + i], b, bo + l * bLine + p * ldb, spare, 0);
        }
      }
      for (int j = 0; j < cols; j++) {
        c[co + i * ldc + j] += spare[j];
      }
    }
  }

  @Override
  public void addRuns(
      int count, int apart, int run, float[] s, int so, int sStep, float[] d, int at, int dStep) {
    for (int i = 0; i < count; i++) {
      for (int p = 0; p < run; p++) {
        d[at + i * dStep + p] += s[so + i * sStep + p];
      }
    }
  }

  private static void addScaled(float x, float[] b, int bo, float[] sums, int at) {
    for (int j = 0; j < COLS; j++) {
      sums[at + j] += x * b[bo + j];
    }
  }

  @Override
  public int planeLanes() {
    return COLS;
  }

  @Override
  public int planeLines() {
    return 1;
  }

  @Override
  public int planeChannels() {
    return 1;
  }

  @Override
  public int planeTaps() {
    return 1;
  }

  @Override
  public void planeForward(
      int lines, int channels, int[] taps, int count, float[] a, int ao, int aLine,
      float[] b, int bo, int bStep, float[] c, int co, int cLine, int cPlane) {
    Arrays.fill(c, co, co + COLS, 0f);
    for (int t = 0; t < count; t++) {
      addScaled(b[bo + t * bStep], a, ao + taps[t], c, co);
    }
  }

  @Override
  public void planeWeights(
      int lines, int vectors, int channels, int[] taps, int tap, float[] a, int ao, int aLine,
      float[] b, int bo, int bLine, int bPlane, float[] c, int co, int cStep) {
    for (int i = 0; i < lines; i++) {
      for (int p = 0; p < vectors * COLS; p++) {
        c[co + p % COLS] += a[ao + taps[tap] + i * aLine + p] * b[bo + i * bLine + p];
      }
    }
  }

  @Override
  public void toPlanes(int pixels, int channels, float[] s, int so, float[] d, int at, int plane) {
    toPlanesPlainly(pixels, channels, COLS, s, so, d, at, plane);
  }

  @Override
  public void toPixels(int pixels, int channels, float[] s, int so, int plane, float[] d, int at) {
    toPixelsPlainly(pixels, channels, s, so, plane, d, at);
  }

  static void toPlanesPlainly(
      int pixels, int channels, int lanes, float[] s, int so, float[] d, int at, int plane) {
    int end = Math.ceilDiv(pixels, lanes) * lanes;
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < pixels; i++) {
        d[at + c * plane + i] = s[so + i * channels + c];
      }
      Arrays.fill(d, at + c * plane + pixels, at + c * plane + end, 0f);
    }
  }

  static void toPixelsPlainly(
      int pixels, int channels, float[] s, int so, int plane, float[] d, int at) {
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < pixels; i++) {
        d[at + i * channels + c] = s[so + c * plane + i];
      }
    }
  }

  @Override
  public void packRows(int width, int panel, int k, float[] s, int so, int lds, float[] d, int at) {
    for (int p = 0; p < k; p++) {
      System.arraycopy(s, so + p * lds, d, at + p * panel, width);
    }
  }

  @Override
  public void packColumns(
      int width, int panel, int k, float[] s, int so, int lds, float[] d, int at) {
    packColumnsPlainly(width, panel, k, s, so, lds, d, at);
  }

  static void packColumnsPlainly(
      int width, int panel, int k, float[] s, int so, int lds, float[] d, int at) {
    for (int j = 0; j < width; j++) {
      int from = so + j * lds;
      int to = at + j;
      for (int p = 0; p < k; p++) {
        d[to + p * panel] = s[from + p];
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
    for (int i = 0; i < rows; i++) {
      int from = ao + i * lda;
      float sum = 0;
      for (int p = 0; p < k; p++) {
        sum += a[from + p] * x[xo + p];
      }
      y[yo + i * yStep] = sum;
    }
  }

  @Override
  public void scaledRows(
      int k, int cols, float[] x, int xo, int xStep, float[] b, int bo, int ldb, float[] y, int yo) {
    for (int j = 0; j < cols; j++) {
      y[yo + j] = x[xo] * b[bo + j];
    }
    for (int p = 1; p < k; p++) {
      float scale = x[xo + p * xStep];
      int from = bo + p * ldb;
      for (int j = 0; j < cols; j++) {
        y[yo + j] += scale * b[from + j];
      }
    }
  }

  @Override
  public void depthwise(
      int[] taps, int n, int outs, int xStep, int yStep, int channels,
      float[] x, int xo, float[] w, int wo, float[] y, int yo) {
    for (int o = 0; o < outs; o++) {
      for (int c = 0; c < channels; c++) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
          sum += x[xo + taps[i] + o * xStep + c] * w[wo + taps[n + i] + c];
        }
        y[yo + o * yStep + c] = sum;
      }
    }
  }

  @Override
  public void depthwiseWeights(
      int[] taps, int n, int outs, int xStep, int channels,
      float[] x, int xo, float[] dy, int dyo, float[] dw, int dwo) {
    for (int i = 0; i < n; i++) {
      for (int o = 0; o < outs; o++) {
        int from = xo + taps[i] + o * xStep;
        for (int c = 0; c < channels; c++) {
          dw[dwo + taps[n + i] + c] += x[from + c] * dy[dyo + o * channels + c];
        }
      }
    }
  }

  @Override
  public void poolMax(
      int[] window, int n, int outs, int step, int channels, float[] x, int xo, float[] y, int yo) {
    ScalarPooling.max(window, n, outs, step, channels, x, xo, y, yo);
  }

  @Override
  public void poolMaxScatter(
      int[] window, int n, int outs, int step, int channels, boolean apart,
      float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo) {
    ScalarPooling.maxScatter(window, n, outs, step, channels, apart, x, xo, dy, dyo, dx, dxo);
  }

  @Override
  public void poolMaxGather(
      int[] window, int n, int outs, int step, int channels,
      float[] x, int xo, float[] z, int zo, float[] y, int yo) {
    ScalarPooling.maxGather(window, n, outs, step, channels, x, xo, z, zo, y, yo);
  }

  @Override
  public void poolAverage(
      int[] window, int n, int outs, int step, int channels, float share,
      float[] x, int xo, float[] y, int yo) {
    ScalarPooling.average(window, n, outs, step, channels, share, x, xo, y, yo);
  }

  @Override
  public void poolSpread(
      int[] window, int n, int outs, int step, int channels, boolean apart, float share,
      float[] dy, int dyo, float[] dx, int dxo) {
    ScalarPooling.spread(window, n, outs, step, channels, apart, share, dy, dyo, dx, dxo);
  }
}
