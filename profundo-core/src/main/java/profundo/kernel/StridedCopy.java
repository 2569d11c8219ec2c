package profundo.kernel;

import java.util.Arrays;

/// Moves elements from strided places to strided places: permutations, slices, padding, parts of a concatenation.
///
/// Dimensions are put into the order in which the target is written, and neighbours that move as one are joined. Where
/// the source runs along another dimension than the target, the two are walked in square blocks that stay in cache.
public final class StridedCopy {
  private static final int BLOCK = 16;
  private static final int TASK = 1 << 14;

  private final Parallel pool;
  private final int[] dims;
  private final int[] from;
  private final int[] to;
  private final int rank;
  private final int outer;
  private final int perTask;
  private final boolean blocked;
  private final Parallel.Task floatTask = this::floats;
  private final Parallel.Task intTask = this::ints;
  private Object source;
  private Object target;
  private int sourceAt;
  private int targetAt;

  /// Prepares a copy; running it allocates nothing.
  ///
  /// @param dims the elements to move, as a block of this shape
  /// @param from distance between source elements along each dimension; 0 repeats
  /// @param to distance between target elements along each dimension; no two elements may share a place
  public StridedCopy(Parallel pool, int[] dims, int[] from, int[] to) {
    this.pool = pool;
    Integer[] order = new Integer[dims.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (i, j) -> Integer.compare(to[j], to[i]));
    int[] d = new int[dims.length + 2];
    int[] f = new int[dims.length + 2];
    int[] t = new int[dims.length + 2];
    int n = 2;
    d[0] = 1;
    d[1] = 1;
    for (int i : order) {
      if (dims[i] == 1) {
        continue;
      }
      if (n > 2 && f[n - 1] == from[i] * dims[i] && t[n - 1] == to[i] * dims[i]) {
        d[n - 1] *= dims[i];
      } else {
        d[n++] = dims[i];
      }
      f[n - 1] = from[i];
      t[n - 1] = to[i];
    }
    // At least two dimensions: a matrix is the innermost unit of work.
    int first = Math.min(2, n - 2);
    int quick = n - 1;
    for (int i = first; i < n - 1; i++) {
      if (f[i] == 1 && f[n - 1] != 1) {
        quick = i;
      }
    }
    // The dimension along which the source is contiguous becomes the last but one: the other side of the blocks.
    blocked = quick != n - 1;
    if (blocked) {
      rotate(d, quick, n - 2);
      rotate(f, quick, n - 2);
      rotate(t, quick, n - 2);
    }
    this.rank = n - first;
    this.dims = Arrays.copyOfRange(d, first, n);
    this.from = Arrays.copyOfRange(f, first, n);
    this.to = Arrays.copyOfRange(t, first, n);
    int rows = 1;
    for (int i = 0; i < rank - 1; i++) {
      rows *= this.dims[i];
    }
    // Blocked copies hand out whole matrices' strips of BLOCK rows, others rows.
    this.outer = blocked ? rows / this.dims[rank - 2] * Math.ceilDiv(this.dims[rank - 2], BLOCK) : rows;
    int unit = this.dims[rank - 1] * (blocked ? BLOCK : 1);
    this.perTask = Math.max(1, TASK / Math.max(1, unit));
  }

  private static void rotate(int[] v, int from, int to) {
    int x = v[from];
    System.arraycopy(v, from + 1, v, from, to - from);
    v[to] = x;
  }

  /// Copies floats; source and target must not overlap.
  public void run(float[] source, int sourceAt, float[] target, int targetAt) {
    start(source, sourceAt, target, targetAt, floatTask);
  }

  /// Copies integers; source and target must not overlap.
  public void run(int[] source, int sourceAt, int[] target, int targetAt) {
    start(source, sourceAt, target, targetAt, intTask);
  }

  private void start(Object source, int sourceAt, Object target, int targetAt, Parallel.Task task) {
    this.source = source;
    this.sourceAt = sourceAt;
    this.target = target;
    this.targetAt = targetAt;
    pool.run(Math.ceilDiv(outer, perTask), task);
    this.source = null;
    this.target = null;
  }

  private void floats(int task, int worker) {
    float[] s = (float[]) source;
    float[] d = (float[]) target;
    int end = Math.min(outer, (task + 1) * perTask);
    int cols = dims[rank - 1];
    int fs = from[rank - 1];
    int ts = to[rank - 1];
    for (int unit = task * perTask; unit < end; unit++) {
      int so = sourceAt + place(unit, from);
      int to0 = targetAt + place(unit, to);
      if (blocked) {
        int rows = stripRows(unit);
        int fr = from[rank - 2];
        int tr = to[rank - 2];
        for (int c0 = 0; c0 < cols; c0 += BLOCK) {
          int c1 = Math.min(cols, c0 + BLOCK);
          for (int c = c0; c < c1; c++) {
            for (int r = 0; r < rows; r++) {
              d[to0 + r * tr + c * ts] = s[so + r * fr + c * fs];
            }
          }
        }
      } else if (fs == 1 && ts == 1) {
        System.arraycopy(s, so, d, to0, cols);
      } else {
        for (int c = 0; c < cols; c++) {
          d[to0 + c * ts] = s[so + c * fs];
        }
      }
    }
  }

  private void ints(int task, int worker) {
    int[] s = (int[]) source;
    int[] d = (int[]) target;
    int end = Math.min(outer, (task + 1) * perTask);
    int cols = dims[rank - 1];
    for (int unit = task * perTask; unit < end; unit++) {
      int rows = blocked ? stripRows(unit) : 1;
      for (int r = 0; r < rows; r++) {
        int so = sourceAt + place(unit, from) + r * from[rank - 2];
        int to0 = targetAt + place(unit, to) + r * to[rank - 2];
        for (int c = 0; c < cols; c++) {
          d[to0 + c * to[rank - 1]] = s[so + c * from[rank - 1]];
        }
      }
    }
  }

  /// How many rows of the last matrix a strip covers.
  private int stripRows(int unit) {
    int rows = dims[rank - 2];
    int strips = Math.ceilDiv(rows, BLOCK);
    return Math.min(BLOCK, rows - unit % strips * BLOCK);
  }

  /// Where a unit of work begins.
  private int place(int unit, int[] strides) {
    int at = 0;
    int i = rank - 2;
    if (blocked) {
      int strips = Math.ceilDiv(dims[i], BLOCK);
      at = unit % strips * BLOCK * strides[i];
      unit /= strips;
      i--;
    }
    for (; i >= 0; i--) {
      at += unit % dims[i] * strides[i];
      unit /= dims[i];
    }
    return at;
  }
}
