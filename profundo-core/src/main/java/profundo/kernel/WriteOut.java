package profundo.kernel;

/// What happens to a block of a result as soon as it is final, while it is still in cache: bias, activation and the
/// like.
@FunctionalInterface
public interface WriteOut {
  /// The elements in rows `row0` to `row0 + rows - 1` and columns `col0` to `col0 + cols - 1` are final. Every element of
  /// a result is announced exactly once; how it is cut into blocks depends on its shape alone. `worker` is as in
  /// [Parallel.Task#run].
  void apply(int worker, int row0, int rows, int col0, int cols);
}
