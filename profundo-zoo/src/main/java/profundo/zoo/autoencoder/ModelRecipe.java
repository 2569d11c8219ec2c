package profundo.zoo.autoencoder;

import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.nn.Described;
import profundo.train.Phase;
import profundo.train.Trainer;
import profundo.zoo.recipe.Recipe;
import profundo.zoo.recipe.Settings;
import profundo.zoo.recipe.Sheet;
import profundo.zoo.recipe.Study;
import profundo.zoo.recipe.UnitInterval;

/// A recipe as data: what it says of itself, and a function that makes the study.
record ModelRecipe(
    String name, String family, String description, String paper, Settings defaults, Function<ModelRecipe.Task, Study> maker)
    implements Recipe {
  /// What a study is made for.
  record Task(String name, Dataset train, Dataset validation, Settings settings, long seed) {
    Shape sample() {
      return train.sampleShape();
    }

    Rng rng() {
      return Rng.of(seed).stream(name);
    }

    /// How many steps the training takes.
    int steps(int epochs) {
      return batches(train).steps(epochs);
    }

    private Batches batches(Dataset data) {
      return data.batches(settings.whole("batch"));
    }

    /// A phase on the samples themselves.
    Phase phase(String name, Supplier<Trainer> trainer, int epochs) {
      Phase phase = Phase.of(name, () -> trainer.get().seed(seed), () -> batches(train).shuffled(seed), epochs);
      return validation == null ? phase : phase.validating(() -> batches(validation));
    }

    /// @throws IllegalArgumentException when there are no labels with names
    int classes() {
      if (!train.has(Dataset.Y) || train.classes().size() < 2) {
        throw new IllegalArgumentException(name + ": expected samples with labels of at least 2 classes, got " + train);
      }
      return train.classes().size();
    }

    /// @throws IllegalArgumentException when values are outside of [0, 1], where a cross-entropy means nothing
    void requireUnitInterval(String why) {
      requireUnitInterval(why, "scale the data");
    }

    void requireUnitInterval(String why, String remedy) {
      UnitInterval.require(name, train, validation, why, remedy);
    }

    /// The noise of the settings `noise` and `level`.
    ///
    /// @throws IllegalArgumentException when it is a probability and greater than 1
    Corruption corruption() {
      var kind = Corruption.Kind.named(settings.word("noise"));
      double level = settings.number("level");
      if (kind != Corruption.Kind.GAUSSIAN && level > 1) {
        throw new IllegalArgumentException(
            name + ": level: expected a probability from 0 to 1 for the noise " + kind + ", got " + level);
      }
      return new Corruption(kind, level);
    }
  }

  /// What a recipe has made.
  record Made(
      Described model, List<String> classes, List<Phase> phases, Function<Dataset, SequencedMap<String, Double>> measure,
      Function<Dataset, List<Sheet>> look)
      implements Study {
    @Override
    public SequencedMap<String, Double> figures(Dataset test) {
      return measure.apply(test);
    }

    @Override
    public List<Sheet> sheets(Dataset test) {
      return look.apply(test);
    }
  }

  /// Machines under an autoencoder learn at rates of their own, which nobody chooses.
  @Override
  public Optional<String> rate(String phase) {
    return phase.startsWith("rbm-") ? Optional.empty() : Recipe.super.rate(phase);
  }

  @Override
  public Study study(Dataset train, Dataset validation, Settings settings, long seed) {
    if (train.dtype(Dataset.X) != DType.F32 || train.sampleShape().rank() == 0) {
      throw new IllegalArgumentException(name + ": expected samples F32 [...], got " + train.dtype(Dataset.X) + " " + train.sampleShape());
    }
    return maker.apply(new Task(name, train, validation, settings, seed));
  }
}
