package profundo.compile;

import profundo.Op;
import profundo.Shape;
import profundo.Tensor;
import profundo.Window;
import profundo.compile.Kernel.ConvPart;
import profundo.compile.Kernel.Loop;
import profundo.compile.Kernel.Place;
import profundo.compile.Views.View;
import profundo.kernel.ConvGeometry;

/// Lowers contractions.
final class Products {
  private Products() {}

  /// A stack of matrices in memory: `transposed` when columns are contiguous.
  private record Matrices(Place place, boolean transposed, int ld, int stride) {}

  static Kernel matmul(Lowering low, Tensor t, Tensor a, Tensor b, Loop after) {
    Shape s = t.shape();
    int m = s.size(-2);
    int n = s.size(-1);
    int k = a.shape().size(-1);
    int batch = s.count() / (m * n);
    Matrices x = matrices(low, a);
    Matrices y = matrices(low, b);
    Place packed = x.transposed ? null : low.packedOperands().of(low, t, a, b, y.place, y.transposed, y.ld);
    if (packed != null) {
      return new Kernel.PackedMatMul(m, n, k, x.place, x.ld, packed, low.buffer(t), after);
    }
    return new Kernel.MatMul(
        batch, x.transposed, y.transposed, m, n, k,
        x.place, x.ld, x.stride, y.place, y.ld, y.stride, low.buffer(t), after);
  }

  private static Matrices matrices(Lowering low, Tensor t) {
    View v = low.views().of(t);
    int rank = t.shape().rank();
    int rows = t.shape().size(-2);
    int cols = t.shape().size(-1);
    int rs = v.strides()[rank - 2];
    int cs = v.strides()[rank - 1];
    Strides batch =
        Strides.collapse(
            t.shape().range(0, rank - 2).sizes(), false, java.util.Arrays.copyOf(v.strides(), rank - 2));
    if (batch.dims().length == 1) {
      int stride = batch.strides()[0][0];
      boolean rowMajor = (cs == 1 || cols == 1) && (rs >= cols || rows == 1);
      if (rowMajor) {
        return new Matrices(low.place(v), false, rows == 1 ? cols : rs, stride);
      }
      boolean columnMajor = (rs == 1 || rows == 1) && (cs >= rows || cols == 1);
      if (columnMajor) {
        return new Matrices(low.place(v), true, cols == 1 ? rows : cs, stride);
      }
    }
    return new Matrices(low.dense(t), false, cols, rows * cols);
  }

  static Kernel conv(Lowering low, Tensor t, Tensor x, Tensor w, Window window, int groups, Loop after) {
    return new Kernel.Convolve(
        ConvPart.FORWARD,
        geometry(x.shape(), w.shape(), window, groups),
        low.dense(x), low.dense(w), low.buffer(t), after);
  }

  static Kernel convInput(Lowering low, Tensor t, Tensor dy, Tensor w, Window window, int groups, Loop after) {
    return new Kernel.Convolve(
        ConvPart.INPUT,
        geometry(t.shape(), w.shape(), window, groups),
        low.dense(dy), low.dense(w), low.buffer(t), after);
  }

  static Kernel convWeight(Lowering low, Tensor t, Tensor x, Tensor dy, Window window, int groups) {
    return new Kernel.Convolve(
        ConvPart.WEIGHT,
        geometry(x.shape(), t.shape(), window, groups),
        low.dense(x), low.dense(dy), low.buffer(t), null);
  }

  private static ConvGeometry geometry(Shape x, Shape w, Window window, int groups) {
    return new ConvGeometry(
        x.size(0),
        x.range(1, x.rank() - 1).sizes(),
        x.size(-1),
        Op.ints(window.size()),
        w.size(-1),
        Op.ints(window.stride()),
        Op.ints(window.padLow()),
        Op.ints(window.padHigh()),
        Op.ints(window.dilation()),
        groups);
  }
}
