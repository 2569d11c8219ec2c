package profundo.kernel;

import java.lang.System.Logger.Level;

/// The inner loops of every kernel, in one of two mechanisms: plain Java loops, or the Vector API.
///
/// Blocking, chunking and threads live outside and are shared, so the two differ only in how the innermost loop is
/// written. The vector variant is named by a string, because linking it without `jdk.incubator.vector` in the boot
/// layer would fail.
public interface Provider {
  /// "scalar", or "vector-512" and the like.
  String name();

  /// Floats per vector register; 1 for the scalar variant.
  int lanes();

  /// The inner loops of contractions, convolutions and pooling.
  MatrixKernels matrix();

  /// The inner loops of elementwise operations, reductions and random fills.
  ElementKernels elements();

  /// Plain loops: the measure against which the vector variant is tested.
  static Provider scalar() {
    return ScalarProvider.INSTANCE;
  }

  /// The vector variant where the Vector API is there, else the scalar one.
  static Provider best() {
    return Best.INSTANCE;
  }

  /// Chosen once, on first use.
  final class Best {
    private static final Provider INSTANCE = choose();

    private Best() {}

    private static Provider choose() {
      if (Boolean.getBoolean("profundo.scalar")) {
        return scalar();
      }
      if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
        System.getLogger("profundo")
            .log(
                Level.WARNING,
                "Profundo runs on scalar kernels, many times slower:"
                    + " start java with --add-modules jdk.incubator.vector");
        return scalar();
      }
      try {
        return (Provider)
            Class.forName("profundo.kernel.VectorProvider").getDeclaredConstructor().newInstance();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the vector kernels of Profundo cannot be loaded", e);
      }
    }
  }
}
