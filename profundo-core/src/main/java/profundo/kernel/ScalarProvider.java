package profundo.kernel;

/// Plain loops.
final class ScalarProvider implements Provider {
  static final Provider INSTANCE = new ScalarProvider();

  private final MatrixKernels matrix = new ScalarMatrix();
  private final ElementKernels elements = new ScalarElements();

  private ScalarProvider() {}

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public MatrixKernels matrix() {
    return matrix;
  }

  @Override
  public ElementKernels elements() {
    return elements;
  }
}
