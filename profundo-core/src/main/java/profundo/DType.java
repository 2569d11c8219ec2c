package profundo;

/// The type of a tensor's elements.
public enum DType {
  /// 32-bit IEEE float, kept in `float[]`; the reference interpreter computes it in double precision.
  F32,
  /// 32-bit signed integer, kept in `int[]`: labels, indices, counters.
  I32
}
