package profundo.bench;

/// A framework that does the work. A public class with a public constructor without arguments, started by name in a
/// process of its own ([Worker]).
public interface Contender {
  /// Distinct batches that are resident and cycled through.
  int BATCHES = 8;

  /// Prepares a workload; each call of the result does it once.
  ///
  /// @param threads that may compute
  /// @param variant one of the contender's own settings, such as a layout; empty for the usual one
  Runnable prepare(Workload workload, int threads, String variant);
}
