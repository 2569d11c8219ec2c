package profundo.compile;

import java.util.Arrays;

/// An iteration space with the strides of several operands over it.
record Strides(int[] dims, int[][] strides) {

  /// The same space with as few dimensions as the operands allow: neighbours along which every operand moves as if they
  /// were one are joined, sizes of one dropped. At least one dimension is left.
  ///
  /// @param keepLast whether the last dimension must stay on its own
  static Strides collapse(int[] sizes, boolean keepLast, int[]... operands) {
    int[] dims = new int[Math.max(1, sizes.length)];
    int[][] strides = new int[operands.length][dims.length];
    int rank = 0;
    for (int d = 0; d < sizes.length; d++) {
      boolean last = keepLast && d == sizes.length - 1;
      if (sizes[d] == 1 && !last) {
        continue;
      }
      boolean join = rank > 0 && !last;
      for (int i = 0; join && i < operands.length; i++) {
        join = strides[i][rank - 1] == operands[i][d] * sizes[d];
      }
      if (!join) {
        rank++;
        dims[rank - 1] = 1;
      }
      dims[rank - 1] *= sizes[d];
      for (int i = 0; i < operands.length; i++) {
        strides[i][rank - 1] = operands[i][d];
      }
    }
    if (rank == 0) {
      rank = 1;
      dims[0] = 1;
    }
    int[][] cut = new int[operands.length][];
    for (int i = 0; i < cut.length; i++) {
      cut[i] = Arrays.copyOf(strides[i], rank);
    }
    return new Strides(Arrays.copyOf(dims, rank), cut);
  }
}
