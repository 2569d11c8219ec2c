package profundo.kernel;

/// Elementwise operations that read or write integers, over operands with strides; labels, indices and counters are
/// few, so plain loops do.
public final class IntLoop {
  /// What is computed. The first group takes integers to integers, the second integers to 0 or 1 as float, the third
  /// converts, the last chooses: a float condition and two integers.
  public enum Kind {
    NEG, ABS, ADD, SUB, MUL, MAX, MIN,
    EQ, NE, LT, LE,
    TO_FLOAT, TO_INT,
    SELECT
  }

  private final Kind kind;
  private final int[] dims;
  private final int[][] strides;
  private final int rows;
  private final int cols;

  /// @param dims iteration space, row-major; the result is dense over it
  /// @param strides for each operand its element stride along each dimension; 0 repeats
  public IntLoop(Kind kind, int[] dims, int[][] strides) {
    this.kind = kind;
    this.dims = dims;
    this.strides = strides;
    this.cols = dims[dims.length - 1];
    int n = 1;
    for (int i = 0; i < dims.length - 1; i++) {
      n *= dims[i];
    }
    this.rows = n;
  }

  private int place(int row, int operand) {
    int at = 0;
    for (int i = dims.length - 2; i >= 0; i--) {
      at += row % dims[i] * strides[operand][i];
      row /= dims[i];
    }
    return at;
  }

  private int step(int operand) {
    return strides[operand][dims.length - 1];
  }

  /// Integers to integers; `b` is not looked at for one operand.
  public void run(int[] a, int ao, int[] b, int bo, int[] y, int yo) {
    boolean unary = kind == Kind.NEG || kind == Kind.ABS;
    int as = step(0);
    int bs = unary ? 0 : step(1);
    for (int r = 0; r < rows; r++) {
      int p = ao + place(r, 0);
      int q = unary ? 0 : bo + place(r, 1);
      for (int c = 0; c < cols; c++) {
        int u = a[p + c * as];
        int v = unary ? 0 : b[q + c * bs];
        y[yo + r * cols + c] =
            switch (kind) {
              case NEG -> -u;
              case ABS -> Math.abs(u);
              case ADD -> u + v;
              case SUB -> u - v;
              case MUL -> u * v;
              case MAX -> Math.max(u, v);
              case MIN -> Math.min(u, v);
              default -> throw new IllegalStateException(kind + " does not give integers");
            };
      }
    }
  }

  /// Integers to zeros and ones, or to floats.
  public void run(int[] a, int ao, int[] b, int bo, float[] y, int yo) {
    boolean unary = kind == Kind.TO_FLOAT;
    int as = step(0);
    int bs = unary ? 0 : step(1);
    for (int r = 0; r < rows; r++) {
      int p = ao + place(r, 0);
      int q = unary ? 0 : bo + place(r, 1);
      int d = yo + r * cols;
      for (int c = 0; c < cols; c++) {
        int u = a[p + c * as];
        int v = unary ? 0 : b[q + c * bs];
        y[d + c] =
            switch (kind) {
              case EQ -> u == v ? 1 : 0;
              case NE -> u != v ? 1 : 0;
              case LT -> u < v ? 1 : 0;
              case LE -> u <= v ? 1 : 0;
              case TO_FLOAT -> u;
              default -> throw new IllegalStateException(kind + " does not give floats");
            };
      }
    }
  }

  /// Floats to integers, cutting the fraction off.
  public void run(float[] a, int ao, int[] y, int yo) {
    for (int r = 0; r < rows; r++) {
      int p = ao + place(r, 0);
      for (int c = 0; c < cols; c++) {
        y[yo + r * cols + c] = (int) a[p + c * step(0)];
      }
    }
  }

  /// `condition != 0 ? a : b`.
  public void select(float[] condition, int co, int[] a, int ao, int[] b, int bo, int[] y, int yo) {
    for (int r = 0; r < rows; r++) {
      int o = co + place(r, 0);
      int p = ao + place(r, 1);
      int q = bo + place(r, 2);
      for (int c = 0; c < cols; c++) {
        boolean first = condition[o + c * step(0)] != 0;
        y[yo + r * cols + c] = first ? a[p + c * step(1)] : b[q + c * step(2)];
      }
    }
  }

  /// The index along the middle of `[outer, n, inner]`.
  public static void iota(int outer, int n, int inner, int[] y, int yo) {
    for (int i = 0; i < outer * n * inner; i++) {
      y[yo + i] = i / inner % n;
    }
  }
}
