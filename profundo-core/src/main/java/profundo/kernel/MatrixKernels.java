package profundo.kernel;

/// The inner loops of contractions, convolutions and pooling.
///
/// A *panel* of the left operand takes `tileRows * k` floats, laid out by [#packLeft] as [#tile] likes it; a panel of the right
/// one is packed `[k][tileCols]`. Packed panels may be read, not written, up to 16 floats past their end, and what they hold
/// beyond the rows or columns asked for is of no account.
public interface MatrixKernels {
  /// Floats that packed memory must extend beyond its last panel.
  int SLACK = 16;

  /// Rows of the register tile.
  int tileRows();

  /// Columns of the register tile.
  int tileCols();

  /// [#outer] with fewer rows reads as if it had the next multiple of this.
  int rowUnit();

  /// Tiles with fewer columns read as if they had the next multiple of this.
  int colUnit();

  /// Packs `rows` rows of `k` values of the left operand, at most [#tileRows()], into a panel. They are stored `lds` apart, or
  /// if `transposed` as columns of `k` rows that far apart. Overwrites as [#packRows] does.
  void packLeft(boolean transposed, int rows, int k, float[] s, int so, int lds, float[] d, int at);

  /// `c[i, j] = sum over p of a[i, p] b[p, j]`, with both operands as panels, for `rows` at most [#tileRows()] and `cols`
  /// at most [#tileCols()], or added to what is there if `add`. The sum runs from p = 0 up, whatever the size of the tile. `spare` takes
  /// `tileRows * tileCols` floats.
  void tile(
      int rows, int cols, int k,
      float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add, float[] spare);

  /// Rows that [#direct] works on at once.
  int directRows();

  /// `c[i, j] = sum over t below count, p below run of a[ao + taps[t] + i * step + p] b[t, p, j]`, with `b` a panel of `count * run`
  /// rows, for any number of `rows`. The sum runs over taps and then p. `spare` takes `directRows * tileCols` floats.
  void direct(
      int rows, int cols, int[] taps, int count, int run,
      float[] a, int ao, int step, float[] b, int bo, float[] c, int co, int ldc, float[] spare);

  /// Packs `k` rows of `width` floats, `lds` apart, into a panel as [#packRows] does, and may compute rows of [#direct] by the way, with
  /// the packed rows as right operand and a single tap: returns how many of the first of `rows` are done.
  int packRowsAndDirect(
      int rows, int width, int k, float[] a, int ao, int step,
      float[] s, int so, int lds, float[] d, int at, float[] c, int co, int ldc);

  /// Rows that [#outer] works on at once.
  int outerRows();

  /// `c[i, j] += sum over lines and pixels of a[ao + line * aLine + pixel * step + i] b[bo + line * bLine + pixel * ldb + j]`,
  /// for `rows` at most [#outerRows()] and `cols` at most [#tileCols()]. `spare` takes `outerRows * tileCols` floats.
  void outer(
      int rows, int cols, int lines, int pixels,
      float[] a, int ao, int aLine, int step, float[] b, int bo, int bLine, int ldb,
      float[] c, int co, int ldc, float[] spare);

  /// `d[at + i * dStep + p] += s[so + i * sStep + p]` for `count` runs of `run` floats. Runs may overlap in d unless their
  /// numbers are equal modulo `apart`.
  void addRuns(
      int count, int apart, int run, float[] s, int so, int sStep, float[] d, int at, int dStep);

  /// Pixels in a vector of the `plane` operations, for convolutions with few channels: images are there as planes, one for each
  /// channel, and the lanes are neighbouring pixels. 0 where there are no such operations.
  int planeLanes();

  /// Lines and channels that [#planeForward] works on at once, and places of the window for [#planeWeights].
  int planeLines();

  int planeChannels();

  int planeTaps();

  /// `c[k, i, l] = sum over t below count of a[ao + taps[t] + i * aLine + l] b[bo + t * bStep + k]` for at most [#planeLines()] lines i and
  /// [#planeChannels()] channels k; lines of c are `cLine`, channels `cPlane` apart. All of c is written, as if there were as many
  /// lines and channels as can be.
  void planeForward(
      int lines, int channels, int[] taps, int count, float[] a, int ao, int aLine,
      float[] b, int bo, int bStep, float[] c, int co, int cLine, int cPlane);

  /// `c[t, k, l] += sum over lines i and vectors j of a[ao + taps[tap + t] + i * aLine + j * lanes + l]
  /// b[bo + k * bPlane + i * bLine + j * lanes + l]`
  /// for [#planeTaps()] places t and at most [#planeChannels()] channels k; places are `cStep` apart in c, channels next to each
  /// other. All of c is written, as above.
  void planeWeights(
      int lines, int vectors, int channels, int[] taps, int tap, float[] a, int ao, int aLine,
      float[] b, int bo, int bLine, int bPlane, float[] c, int co, int cStep);

  /// `d[at + c * plane + i] = s[so + i * channels + c]` for `pixels` pixels i, and zero after that up to a whole vector.
  void toPlanes(int pixels, int channels, float[] s, int so, float[] d, int at, int plane);

  /// `d[at + i * channels + c] = s[so + c * plane + i]` for `pixels` pixels i. Whole vectors of s are read.
  void toPixels(int pixels, int channels, float[] s, int so, int plane, float[] d, int at);

  /// Packs `k` rows of `width` floats, `lds` apart, into rows of `panel` floats. What lies up to [#SLACK] floats after a
  /// packed row may be overwritten: pack in the order of addresses.
  void packRows(int width, int panel, int k, float[] s, int so, int lds, float[] d, int at);

  /// Packs `k` columns of `width` rows, `lds` apart, into rows of `panel` floats; overwrites as [#packRows] does.
  void packColumns(int width, int panel, int k, float[] s, int so, int lds, float[] d, int at);

  /// The transforms of Winograd's convolutions.
  WinogradKernels winograd();

  /// `y[i * yStep] = sum over p of a[ao + i * lda + p] x[xo + p]` for i below `rows`, in an order of its own. `spare` takes
  /// 16 floats.
  void dotRows(
      int rows, int k, float[] a, int ao, int lda, float[] x, int xo, float[] y, int yo, int yStep, float[] spare);

  /// `y[j] = sum over p of x[xo + p * xStep] b[bo + p * ldb + j]` for j below `cols`, from p = 0 up.
  void scaledRows(
      int k, int cols, float[] x, int xo, int xStep, float[] b, int bo, int ldb, float[] y, int yo);

  /// `y[o * yStep + c] = sum over i below n of x[taps[i] + o * xStep + c] w[taps[n + i] + c]` for `outs` pixels o and `channels`
  /// channels c: zero if n is. The sum runs from i = 0 up.
  void depthwise(
      int[] taps, int n, int outs, int xStep, int yStep, int channels,
      float[] x, int xo, float[] w, int wo, float[] y, int yo);

  /// `dw[taps[n + i] + c] += sum over outs pixels o of x[taps[i] + o * xStep + c] dy[o * channels + c]` for `n` places i and
  /// `channels` channels c.
  void depthwiseWeights(
      int[] taps, int n, int outs, int xStep, int channels,
      float[] x, int xo, float[] dy, int dyo, float[] dw, int dwo);

  /// Maximum pooling of `outs` neighbouring pixels: `y[o, c] = max over the first n of x[window[i] + o * step + c]`. The first NaN
  /// beats everything.
  void poolMax(
      int[] window, int n, int outs, int step, int channels, float[] x, int xo, float[] y, int yo);

  /// Adds `dy[o, c]` to dx at the place where [#poolMax] finds the first maximum of x. If `apart`, no two windows overlap: all
  /// places of these windows are written, with zeros elsewhere, instead of being added to.
  void poolMaxScatter(
      int[] window, int n, int outs, int step, int channels, boolean apart,
      float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo);

  /// `y[o, c]` = z at the place where [#poolMax] finds the first maximum of x.
  void poolMaxGather(
      int[] window, int n, int outs, int step, int channels,
      float[] x, int xo, float[] z, int zo, float[] y, int yo);

  /// `y[o, c] = (sum over the first n of x[window[i] + o * step + c]) * share`.
  void poolAverage(
      int[] window, int n, int outs, int step, int channels, float share,
      float[] x, int xo, float[] y, int yo);

  /// Adds `dy[o, c] * share` to each of `dx[window[i] + o * step + c]`; `apart` is as in [#poolMaxScatter].
  void poolSpread(
      int[] window, int n, int outs, int step, int channels, boolean apart, float share,
      float[] dy, int dyo, float[] dx, int dxo);
}
