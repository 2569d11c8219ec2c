package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Dataset;
import profundo.nn.Accuracy;
import profundo.nn.Described;
import profundo.nn.Loss;
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

/// `profundo train rbm-classifier`.
final class ClassRbmRecipe implements Recipe {
  @Override
  public String name() {
    return "rbm-classifier";
  }

  @Override
  public String family() {
    return BOLTZMANN;
  }

  @Override
  public String description() {
    return "RBM with label units: learns samples and labels together, then the labels given the samples; classifies by free energy";
  }

  @Override
  public String paper() {
    return "Larochelle and Bengio 2008, Classification using discriminative restricted Boltzmann machines";
  }

  @Override
  public Settings defaults() {
    return Settings.of()
        .whole("hidden", 500, 1, 100_000)
        .whole("gibbs-steps", 1, 1, 1000)
        .number("rate", 0.1, 0, 10)
        .number("momentum", 0.5, 0, 0.999)
        .number("weight-decay", 0.0002, 0, 1)
        .whole("batch", 100, 1, 100_000)
        .whole("generative-epochs", 20, 1, 100_000)
        .whole("discriminative-epochs", 10, 0, 100_000)
        .number("discriminative-rate", 0.001, 0, 1);
  }

  @Override
  public Study study(Dataset train, Dataset validation, Settings settings, long seed) {
    List<String> classes = Classified.classes(name(), train);
    RbmRecipe.requireUnitInterval(name(), train, validation);
    int size = train.sampleShape().count();
    ClassRbm machine = ClassRbm.of(size, classes.size(), settings.whole("hidden"), Rng.of(seed).stream("weights"));
    machine.rbm().startAt(train.take(10_000).x());
    return new Learning(machine, train, validation, settings, seed, classes);
  }

  private static final class Learning implements Study {
    private static final int EACH = 10;
    private static final int SWEEPS = 10;

    private final ClassRbm machine;
    private final Dataset train;
    private final Dataset validation;
    private final Settings settings;
    private final long seed;
    private final List<String> classes;
    private Array generated;

    Learning(ClassRbm machine, Dataset train, Dataset validation, Settings settings, long seed, List<String> classes) {
      this.machine = machine;
      this.train = train;
      this.validation = validation;
      this.settings = settings;
      this.seed = seed;
      this.classes = classes;
    }

    @Override
    public List<String> classes() {
      return classes;
    }

    @Override
    public Described model() {
      return machine;
    }

    @Override
    public List<Phase> phases() {
      int batch = settings.whole("batch");
      var descent = GradientDescent.of(settings.number("rate")).withMomentum(settings.number("momentum"));
      String sizes = machine.rbm().visibleSize() + "-" + machine.rbm().hiddenSize();
      List<Phase> phases = new ArrayList<>();
      phases.add(
          validated(
              Phase.of(
                  "generative",
                  () -> Trainer.of(
                          machine.generative(
                              settings.whole("gibbs-steps"), descent,
                              settings.number("weight-decay")))
                      .measure(Accuracy.of())
                      .seed(seed),
                  () -> train.batches(batch).shuffled(seed),
                  settings.whole("generative-epochs"))
                  .sized(sizes)));
      int epochs = settings.whole("discriminative-epochs");
      if (epochs > 0) {
        int steps = train.batches(batch).steps(epochs);
        phases.add(
            validated(
                Phase.of(
                    "discriminative",
                    () -> {
                      // What the machine can generate is lost when its weights have to classify.
                      generated = generate();
                      var rate = Schedule.cosine(settings.number("discriminative-rate"), steps);
                      return Trainer.supervised(machine, Loss::softmaxCrossEntropy, Adam.of(rate)).measure(Accuracy.of()).seed(seed);
                    },
                    () -> train.batches(batch).shuffled(seed + 1),
                    epochs)
                    .sized(sizes + "-" + classes.size())));
      }
      return phases;
    }

    private Phase validated(Phase phase) {
      return validation == null ? phase : phase.validating(() -> validation.batches(settings.whole("batch")));
    }

    @Override
    public SequencedMap<String, Double> figures(Dataset test) {
      return Classified.figures(machine, test);
    }

    /// Means of the visible units after Gibbs sampling with the labels held, ten of each class; null for what is no picture.
    private Array generate() {
      if (!BoltzmannSheets.pictures(train.sampleShape())) {
        return null;
      }
      int[] labels = Classified.rows(classes.size(), EACH);
      Array start = Classified.ofEach(train, classes.size(), EACH).x().reshape(Shape.of(labels.length, machine.rbm().visibleSize()));
      return machine.generate(start, labels, SWEEPS, seed);
    }

    @Override
    public List<Sheet> sheets(Dataset test) {
      List<Sheet> sheets = new ArrayList<>();
      boolean two = settings.whole("discriminative-epochs") > 0;
      Filters.sheet(machine.rbm().weight().value(), test.sampleShape(), two ? " after the discriminative phase" : "")
          .ifPresent(sheets::add);
      if (BoltzmannSheets.pictures(test.sampleShape())) {
        Array pictures = two ? generated : generate();
        BoltzmannSheets.ofClasses(pictures, EACH, SWEEPS, test.sampleShape(), two ? ", before the discriminative phase" : "")
            .ifPresent(sheets::add);
      }
      return sheets;
    }
  }
}
