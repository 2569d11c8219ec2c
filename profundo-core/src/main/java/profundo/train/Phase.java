package profundo.train;

import java.util.function.Supplier;
import profundo.data.Batches;

/// One part of a [Course]: a trainer with batches of its own, for a number of epochs.
///
/// The suppliers are asked when the phase begins, so that they may build on what the phases before have learned: the
/// second layer of a stack learns on the codes of the first.
///
/// @param name for people and for files: small letters, digits, `-`, such as `rbm-1`
/// @param trainer makes the trainer; each call a new one over the same variables
/// @param train makes the batches to learn from
/// @param validation makes those to validate on after each epoch; may give null for none
/// @param epochs how many
/// @param sizes of what it trains, for people, such as `784-500`; empty where it says nothing of them
public record Phase(
    String name, Supplier<Trainer> trainer, Supplier<Batches> train, Supplier<Batches> validation, int epochs, String sizes) {
  /// Checks the name and the number of epochs.
  public Phase {
    if (!name.matches("[a-z0-9][a-z0-9-]{0,40}")) {
      throw new IllegalArgumentException("Phase: expected a name of small letters, digits and '-', got '" + name + "'");
    }
    if (epochs < 1) {
      throw new IllegalArgumentException("Phase " + name + ": expected at least 1 epoch, got " + epochs);
    }
  }

  /// A phase without validation.
  public static Phase of(String name, Supplier<Trainer> trainer, Supplier<Batches> train, int epochs) {
    return new Phase(name, trainer, train, () -> null, epochs, "");
  }

  /// The same with validation after each epoch.
  public Phase validating(Supplier<Batches> on) {
    return new Phase(name, trainer, train, on, epochs, sizes);
  }

  /// The same with the sizes of what it trains, for people.
  public Phase sized(String sizes) {
    return new Phase(name, trainer, train, validation, epochs, sizes);
  }
}
