package profundo.kernel;

/// The transforms of Winograd's minimal filtering F(4x4, 3x3) for correlations of 3x3 at stride 1 (Lavin and Gray 2016, Fast
/// algorithms for convolutional neural networks): with B, G and A the matrices for the points 0, 1, -1, 2, -2 and infinity,
///
///     y = A' [ (G w G') * (B' x B) ] A         4x4 outputs from 6x6 inputs: 36 products instead of 144
///     dw = G' [ (A dy A') * (B' x B) ] G       the same for the weight gradient, summed over all tiles before G
///
/// where `*` multiplies place by place and sums over channels: 36 products of matrices. All transforms work on many channels
/// at once, which lie next to each other; counts of channels are multiples of [#UNIT]. `spare` takes [#SPARE] floats.
interface WinogradKernels {
  /// Outputs of a tile along an axis.
  int OUT = 4;

  /// Inputs of a tile along an axis.
  int IN = 6;

  /// Places of a transformed tile.
  int PLACES = IN * IN;

  /// What numbers of channels must be multiples of.
  int UNIT = 16;

  int SPARE = PLACES * UNIT;

  /// `v[place * step + c] = B' x B` of the 6x6 inputs from `xo` on, with lines and pixels so far apart.
  void input(int channels, float[] x, int xo, int line, int pixel, float[] v, int vo, int step, float[] spare);

  /// The 4x4 outputs from `yo` on, `A' m A` of `m[mo + place * step + c]`.
  void output(int channels, float[] m, int mo, int step, float[] y, int yo, int line, int pixel, float[] spare);

  /// `z[place * step + c] = A dy A'` of the 4x4 output gradients from `dyo` on.
  void gradient(int channels, float[] dy, int dyo, int line, int pixel, float[] z, int zo, int step, float[] spare);

  /// `u[place * uStep + i] = G w G'` of `w[tap * wStep + i]` for i below n.
  void kernel(int n, float[] w, int wo, int wStep, float[] u, int uo, int uStep, float[] spare);

  /// `dw[tap * dStep + i] = G' m G` of `m[place * mStep + i]` for i below n.
  void weights(int n, float[] m, int mo, int mStep, float[] dw, int dwo, int dStep, float[] spare);
}
