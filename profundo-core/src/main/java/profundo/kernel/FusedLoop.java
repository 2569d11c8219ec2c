package profundo.kernel;

/// A whole elementwise group as one pass over memory: what the generated classes implement.
interface FusedLoop {
  /// @param memory the arrays of the registers in [FusedPlan#memory]
  /// @param at where each begins
  /// @param step how much further each begins in the next row
  /// @param same the values of all uniform registers, by register
  /// @param rows to compute
  /// @param cols points of a row, which lie next to each other
  void run(float[][] memory, int[] at, int[] step, float[] same, int rows, int cols);
}
