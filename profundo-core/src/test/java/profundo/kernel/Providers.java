package profundo.kernel;

/// The variants that tests compare.
final class Providers {
  private Providers() {}

  /// Scalar loops, vector loops from the first call on, and vector loops as they are used.
  static Provider[] all() {
    Provider best = Provider.best();
    return best.lanes() == 1
        ? new Provider[] {Provider.scalar()}
        : new Provider[] {Provider.scalar(), vectors(), best};
  }

  /// Vector loops from the first call on; scalar ones where there is no Vector API.
  static Provider vectors() {
    Provider best = Provider.best();
    if (best.lanes() == 1) {
      return best;
    }
    ElementKernels elements = new VectorElements(false);
    return new Provider() {
      @Override
      public String name() {
        return best.name() + " at once";
      }

      @Override
      public int lanes() {
        return best.lanes();
      }

      @Override
      public MatrixKernels matrix() {
        return best.matrix();
      }

      @Override
      public ElementKernels elements() {
        return elements;
      }
    };
  }
}
