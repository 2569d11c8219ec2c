package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Dataset;
import profundo.nn.Accuracy;
import profundo.nn.Described;
import profundo.nn.Loss;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.GradientDescent;
import profundo.optim.Schedule;
import profundo.train.Phase;
import profundo.train.Trainer;
import profundo.zoo.recipe.Filters;
import profundo.zoo.recipe.Recipe;
import profundo.zoo.recipe.Settings;
import profundo.zoo.recipe.Sheet;
import profundo.zoo.recipe.Study;

/// `profundo train dbm`.
final class DbmRecipe implements Recipe {
  private static final int PICTURES = 10;
  private static final int DREAM = 2000;
  private static final int LOOK = 10_000;
  private static final int TEMPERATURES = 5000;

  @Override
  public String name() {
    return "dbm";
  }

  @Override
  public String family() {
    return BOLTZMANN;
  }

  @Override
  public String description() {
    return "deep Boltzmann machine: pre-trained with doubled inputs, learned by mean field and persistent chains, fine-tuned";
  }

  @Override
  public String paper() {
    return "Salakhutdinov and Hinton 2009, Deep Boltzmann machines";
  }

  @Override
  public Settings defaults() {
    return Settings.of()
        .sizes("layers", 500, 1000)
        .whole("pretrain-epochs", 20, 1, 100_000)
        .whole("epochs", 30, 1, 100_000)
        .whole("finetune-epochs", 20, 0, 100_000)
        .number("pretrain-rate", 0.01, 0, 10)
        .number("rate", 0.001, 0, 10)
        .number("momentum", 0.9, 0, 0.999)
        .number("weight-decay", 0.0002, 0, 1)
        .whole("rounds", 10, 1, 1000)
        .whole("chains", 100, 1, 100_000)
        .whole("gibbs-steps", 5, 1, 1000)
        .number("finetune-rate", 0.001, 0, 10)
        .whole("batch", 100, 1, 100_000);
  }

  @Override
  public Study study(Dataset train, Dataset validation, Settings settings, long seed) {
    if (settings.sizes("layers").size() < 2) {
      throw new IllegalArgumentException("dbm: expected two layers or more, got " + settings.text("layers"));
    }
    Classified.requireLayers(name(), settings, Shape.MAX_RANK - 1);
    RbmRecipe.requireUnitInterval(name(), train, validation);
    List<String> classes = settings.whole("finetune-epochs") > 0 ? Classified.classes(name(), train) : List.of();
    var rng = Rng.of(seed).stream("weights");
    var machine = DeepBoltzmannMachine.of(train.sampleShape().count(), settings.sizes("layers"), rng);
    Sequential network = classes.isEmpty() ? null : machine.network(classes.size(), rng);
    return new Learning(machine, network, train, validation, settings, seed, classes);
  }

  private record Learning(
      DeepBoltzmannMachine machine,
      Sequential network,
      Dataset train,
      Dataset validation,
      Settings settings,
      long seed,
      List<String> classes)
      implements Study {
    @Override
    public Described model() {
      return network == null ? machine : new DbmClassifier(machine, network);
    }

    @Override
    public List<Phase> phases() {
      int batch = settings.whole("batch");
      double decay = settings.number("weight-decay");
      var pretraining = machine.pretraining(descent(Schedule.constant(settings.number("pretrain-rate"))), decay);
      List<Phase> phases =
          new ArrayList<>(
              pretraining.stack().phases("pretrain", train, validation, batch, settings.whole("pretrain-epochs"), seed));
      int epochs = settings.whole("epochs");
      int steps = train.batches(batch).steps(epochs);
      phases.add(
          validated(
              Phase.of(
                  "together",
                  () -> {
                    pretraining.combine().run();
                    var rate = descent(Schedule.cosine(settings.number("rate"), steps));
                    return Trainer.of(
                            machine.learning(
                                settings.whole("rounds"), settings.whole("chains"), settings.whole("gibbs-steps"), rate, decay))
                        .seed(seed);
                  },
                  () -> train.batches(batch).shuffled(seed),
                  epochs),
              false));
      if (network != null) {
        phases.add(validated(finetuning(), true));
      }
      return phases;
    }

    private Phase finetuning() {
      int batch = settings.whole("batch");
      int epochs = settings.whole("finetune-epochs");
      var rate = Schedule.cosine(settings.number("finetune-rate"), train.batches(batch).steps(epochs));
      return Phase.of(
          "finetune",
          () -> {
            machine.startNetwork(network);
            return Trainer.supervised(network, Loss::softmaxCrossEntropy, Adam.of(rate)).measure(Accuracy.of()).seed(seed);
          },
          () -> machine.augmented(train).batches(batch).shuffled(seed),
          epochs);
    }

    private GradientDescent descent(Schedule rate) {
      return GradientDescent.of(rate).withMomentum(settings.number("momentum"));
    }

    private Phase validated(Phase phase, boolean augmented) {
      int batch = settings.whole("batch");
      return validation == null
          ? phase
          : phase.validating(() -> (augmented ? machine.augmented(validation) : validation).batches(batch));
    }

    @Override
    public SequencedMap<String, Double> figures(Dataset test) {
      SequencedMap<String, Double> figures =
          network == null ? new LinkedHashMap<>() : Classified.figures(model(), test);
      var z = machine.partition(train.take(LOOK).x()).withTemperatures(TEMPERATURES).estimate(seed);
      double bound = RbmRecipe.mean(test, v -> machine.bound(machine.meanField(v, DeepBoltzmannMachine.ROUNDS)));
      if (Double.isFinite(z.low())) {
        figures.put("log_likelihood_bound_estimate", bound - z.logZ());
      }
      z.addTo(figures);
      return figures;
    }

    @Override
    public List<Sheet> sheets(Dataset test) {
      List<Sheet> sheets = new ArrayList<>();
      Shape sample = test.sampleShape();
      Filters.sheet(machine.weights().getFirst().value(), sample, network == null ? "" : " before fine-tuning").ifPresent(sheets::add);
      BoltzmannSheets.generated(
              "What chains of Gibbs sampling have come to that began at samples, " + DREAM + " steps before.", dreams(test), PICTURES,
              sample)
          .ifPresent(sheets::add);
      return sheets;
    }

    /// What chains see that began at samples: from coins they would fall into modes where no sample is.
    private Array dreams(Dataset samples) {
      Tensor v = Rbm.flat(Tensor.of(samples.take(PICTURES * PICTURES).x()));
      List<Variable> chain = new ArrayList<>();
      for (Tensor q : machine.meanField(v, settings.whole("rounds"))) {
        chain.add(Variable.of("chain", Draws.of("dreams", seed + chain.size(), 0).bernoulli(q).evaluate()));
      }
      Chain.run(chain, machine::gibbs, DREAM, seed);
      return machine.input(0, List.copyOf(chain)).sigmoid().evaluate();
    }
  }
}
