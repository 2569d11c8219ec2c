package profundo.compile;

import profundo.Array;
import profundo.DType;
import profundo.Variable;

/// Storage of one value in a plan.
final class Buffer {

  /// Where a buffer's storage comes from.
  sealed interface Home {
    /// A place in the arena, found by [MemoryPlan].
    record Arena() implements Home {}

    /// The array given at each run.
    record Input(int index, String name) implements Home {}

    /// An array that the program hands out.
    record Output(int index) implements Home {}

    /// A variable's own array.
    record Of(Variable variable) implements Home {}

    /// Values known when the program was compiled.
    record Constant(Array values) implements Home {}
  }

  static final Home ARENA = new Home.Arena();

  final int id;
  final DType dtype;
  final int count;
  private Home home;

  Buffer(int id, DType dtype, int count, Home home) {
    this.id = id;
    this.dtype = dtype;
    this.count = count;
    this.home = home;
  }

  Home home() {
    return home;
  }

  /// Moves a buffer of the arena to where its value is wanted.
  void moveTo(Home other) {
    if (!inArena()) {
      throw new IllegalStateException("buffer " + id + " has a home: " + home);
    }
    home = other;
  }

  boolean inArena() {
    return home instanceof Home.Arena;
  }

  @Override
  public String toString() {
    return switch (home) {
      case Home.Arena _ -> "%" + id;
      case Home.Input(var _, var name) -> "input " + name;
      case Home.Output(var index) -> "output " + index;
      case Home.Of(var variable) -> variable.name();
      case Home.Constant(var values) -> values.shape().count() == 1 ? values.toString() : "constant " + values.shape();
    };
  }
}
