package profundo.kernel;

/// Spatial axes as the kernels see them: always three, `depth, height, width`, where leading axes that are not there have
/// size 1.
final class Axes {
  static final int COUNT = 3;

  private Axes() {}

  /// The entry of `values` for axis `axis` of [#COUNT], or `missing` for a leading axis that is not there.
  static int at(int[] values, int axis, int missing) {
    int i = axis - (COUNT - values.length);
    return i < 0 ? missing : values[i];
  }

  static void check(String operation, int[] in, int[] window, int[] stride, int[]... padding) {
    int rank = in.length;
    boolean agree = rank >= 1 && rank <= COUNT && window.length == rank && stride.length == rank;
    for (int[] p : padding) {
      agree &= p.length == rank;
    }
    if (!agree) {
      throw new IllegalArgumentException(
          operation + ": expected one to three spatial axes and one size, window, stride and padding for each, got "
              + rank + " axes");
    }
    for (int i = 0; i < rank; i++) {
      if (in[i] < 1 || window[i] < 1 || stride[i] < 1) {
        throw new IllegalArgumentException(
            operation + ": expected size, window and stride of at least 1, got " + in[i] + ", " + window[i] + ", " + stride[i]);
      }
    }
  }
}
