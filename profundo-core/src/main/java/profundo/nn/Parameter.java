package profundo.nn;

import profundo.Variable;

/// A variable of a model under its full name.
///
/// @param name path of its layer and its own name: `features.0.weight`
/// @param variable the variable
/// @param state whether the model keeps it without training it, such as a running mean
/// @param frozen whether training is to leave it alone
/// @param units which of its elements flow into one unit together
public record Parameter(String name, Variable variable, boolean state, boolean frozen, Units units) {
  /// Whether an optimizer changes it.
  public boolean trainable() {
    return !state && !frozen;
  }

  /// Whether it is a bias: penalties and weight decay leave those out.
  public boolean bias() {
    return isBias(name);
  }

  /// Whether this name, with or without a path, is that of a bias: its last part is `bias` or ends in `Bias`.
  public static boolean isBias(String name) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    return last.equals("bias") || last.endsWith("Bias");
  }

  /// Number of elements.
  public int count() {
    return variable.shape().count();
  }
}
