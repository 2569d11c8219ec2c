package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.nn.Described;
import profundo.optim.GradientDescent;
import profundo.train.Phase;
import profundo.train.Trainer;
import profundo.zoo.recipe.Recipe;
import profundo.zoo.recipe.Settings;
import profundo.zoo.recipe.Sheet;
import profundo.zoo.recipe.Study;

/// `profundo train boltzmann-machine`.
final class BoltzmannMachineRecipe implements Recipe {
  private static final int PICTURES = 100;

  @Override
  public String name() {
    return "boltzmann-machine";
  }

  @Override
  public String family() {
    return BOLTZMANN;
  }

  @Override
  public String description() {
    return "general Boltzmann machine, all units connected, for small samples of ones and zeros; settles by simulated annealing";
  }

  @Override
  public String paper() {
    return "Ackley, Hinton, Sejnowski 1985, A learning algorithm for Boltzmann machines";
  }

  @Override
  public Settings defaults() {
    return Settings.of()
        .whole("hidden", 32, 1, BoltzmannMachine.MOST_UNITS)
        .whole("sweeps", 1, 1, 100)
        .whole("chains", 100, 1, 10_000)
        .number("rate", 0.02, 0, 10)
        .number("momentum", 0.5, 0, 0.999)
        .whole("batch", 100, 1, 100_000)
        .whole("epochs", 20, 1, 100_000);
  }

  @Override
  public Study study(Dataset train, Dataset validation, Settings settings, long seed) {
    int visible = train.sampleShape().count();
    int units = visible + settings.whole("hidden");
    if (units > BoltzmannMachine.MOST_UNITS) {
      throw new IllegalArgumentException(
          "boltzmann-machine: expected at most " + BoltzmannMachine.MOST_UNITS + " units, got samples of " + visible + " and "
              + settings.whole("hidden") + " hidden; take smaller samples, such as --data images:DIR --input 16x16x1, or train rbm");
    }
    RbmRecipe.requireUnitInterval(name(), train, validation);
    var machine = BoltzmannMachine.of(visible, settings.whole("hidden"), Rng.of(seed).stream("weights"));
    return new Learning(machine, binary(train), validation == null ? null : binary(validation), settings, seed);
  }

  /// Values of at least 1/2 as 1, others as 0: units are in one state or the other.
  private static Dataset binary(Dataset data) {
    return data.map(Dataset.X, x -> {
      float[] bits = new float[x.shape().count()];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = x.floats()[i] >= 0.5f ? 1 : 0;
      }
      return Array.wrap(x.shape(), bits);
    });
  }

  private record Learning(
      BoltzmannMachine machine, Dataset train, Dataset validation, Settings settings, long seed) implements Study {
    @Override
    public Described model() {
      return machine;
    }

    @Override
    public List<String> classes() {
      return List.of();
    }

    @Override
    public List<Phase> phases() {
      int batch = settings.whole("batch");
      var descent = GradientDescent.of(settings.number("rate")).withMomentum(settings.number("momentum"));
      Phase phase =
          Phase.of(
                  "boltzmann-machine",
                  () -> Trainer.of(
                          machine.learning(
                              settings.whole("sweeps"), settings.whole("chains"),
                              descent))
                      .seed(seed),
                  () -> train.batches(batch).shuffled(seed),
                  settings.whole("epochs"))
              .sized(machine.visible() + "+" + settings.whole("hidden"));
      return List.of(validation == null ? phase : phase.validating(() -> validation.batches(batch)));
    }

    @Override
    public SequencedMap<String, Double> figures(Dataset test) {
      Dataset unseen = binary(test);
      var figures = new LinkedHashMap<String, Double>();
      figures.put("squared_error", RbmRecipe.mean(unseen, v -> missed(v).square().sum(-1)));
      return figures;
    }

    /// Visible means given all other units, less what they are.
    private Tensor missed(Tensor v) {
      Tensor s = machine.meanField(v);
      Tensor input = s.matmul(machine.symmetric()).add(machine.bias());
      return input.sigmoid().slice(1, 0, machine.visible()).sub(v);
    }

    @Override
    public List<Sheet> sheets(Dataset test) {
      List<Sheet> sheets = new ArrayList<>();
      Shape sample = test.sampleShape();
      if (BoltzmannSheets.pictures(sample)) {
        Array states = machine.anneal(PICTURES, BoltzmannMachine.cooling(10, 1, 200), seed);
        Array seen = Tensor.of(states).slice(1, 0, machine.visible()).evaluate();
        sheets.add(
            Sheet.of(
                "settled", "Settled", "Visible units of machines that settled while the temperature fell from 10 to 1.",
                seen.reshape(BoltzmannSheets.many(PICTURES, sample)), 10));
      }
      return sheets;
    }
  }
}
