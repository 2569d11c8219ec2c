package profundo.kernel;

/// A whole elementwise group as one pass over memory: what the generated classes implement.
interface FusedLoop {
  /// @param memory the arrays of the registers in [FusedPlan#memory]
  /// @param at where each begins
  /// @param same the values of all uniform registers, by register
  /// @param n points to compute
  void run(float[][] memory, int[] at, float[] same, int n);
}
