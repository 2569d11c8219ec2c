package profundo.kernel;

import java.util.List;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Loads the JDK's classes of all vectors that kernels use.
///
/// The JVM's compiler takes a class that has one subclass so far for final. A kernel that met its first vector of doubles in the
/// middle of a training made all compiled loops over floats invalid, and the next second was spent on compiling them again.
final class VectorClasses {
  private static final List<VectorSpecies<?>> USED =
      List.of(
          FloatVector.SPECIES_PREFERRED, FloatVector.SPECIES_256, VectorDouble.H, IntVector.SPECIES_PREFERRED,
          DoubleVector.SPECIES_PREFERRED, LongVector.SPECIES_PREFERRED);

  private VectorClasses() {}

  /// Makes a vector, a mask and a shuffle of each kind.
  static void load() {
    USED.forEach(VectorClasses::load);
  }

  private static <E> void load(VectorSpecies<E> species) {
    Vector<E> v = species.broadcast(1);
    v.compare(VectorOperators.EQ, v);
    species.iotaShuffle(0, 1, true);
  }
}
