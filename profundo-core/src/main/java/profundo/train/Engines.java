package profundo.train;

import profundo.Evaluator;
import profundo.compile.Engine;

/// Which engine programs are compiled for.
final class Engines {
  private Engines() {}

  /// The engine in force where this is called, or the shared one.
  static Engine current() {
    return Evaluator.CURRENT.isBound() && Evaluator.CURRENT.get() instanceof Engine e ? e : Engine.shared();
  }
}
