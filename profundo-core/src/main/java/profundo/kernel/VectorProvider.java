package profundo.kernel;

import jdk.incubator.vector.FloatVector;

/// Loops on the Vector API; loaded by name only where `jdk.incubator.vector` is in the boot layer.
final class VectorProvider implements Provider {
  private final MatrixKernels matrix = new VectorMatrix();
  private final ElementKernels elements = new VectorElements();

  VectorProvider() {
    VectorClasses.load();
  }

  @Override
  public String name() {
    return "vector-" + FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  @Override
  public int lanes() {
    return FloatVector.SPECIES_PREFERRED.length();
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
