package profundo.zoo.recipe;

import java.util.Optional;
import java.util.stream.Stream;
import profundo.data.Dataset;

/// How a model of the zoo is made and trained where nothing else is known than a data set: what stands behind
/// `profundo train NAME`.
public interface Recipe {
  /// What it is called on the command line, such as `rbm`.
  String name();

  /// The family that it belongs to in the catalogue: [#AUTOENCODERS] or [#BOLTZMANN].
  String family();

  /// One line for people.
  String description();

  /// Where it was published.
  String paper();

  /// What can be chosen, with what holds where nobody chooses.
  Settings defaults();

  /// The setting that says how far the steps of a phase go, if there is one: what to lower when it diverges. By its name that of
  /// the phase alone, as `finetune-rate` of `finetune` and `pretrain-rate` of `pretrain-2`, or that of all others.
  ///
  /// @param phase one of [Study#phases]
  default Optional<String> rate(String phase) {
    return Stream.of(phase.replaceFirst("-\\d+$", "") + "-rate", "rate", "lr").filter(defaults()::has).findFirst();
  }

  /// Makes the model with new weights, and the phases of its training; trains nothing.
  ///
  /// @param train samples `[...]`, mostly with values in [0, 1], mostly with labels
  /// @param validation samples to validate on after each epoch, or null
  /// @param settings as [#defaults], some of them chosen
  /// @param seed of everything that is drawn
  /// @throws IllegalArgumentException when the data are not such that the model can learn them: what was expected, what came
  Study study(Dataset train, Dataset validation, Settings settings, long seed);

  /// Family of those that learn to reproduce their input.
  String AUTOENCODERS = "autoencoder";

  /// Family of those that learn an energy.
  String BOLTZMANN = "boltzmann";
}
