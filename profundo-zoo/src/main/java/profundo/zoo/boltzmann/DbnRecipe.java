package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Batches;
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

/// `profundo train dbn`: a phase of pre-training for each layer; up-down where it is asked for; back-propagation through the
/// unrolled net.
final class DbnRecipe implements Recipe {
  @Override
  public String name() {
    return "dbn";
  }

  @Override
  public String family() {
    return BOLTZMANN;
  }

  @Override
  public String description() {
    return "deep belief net: RBMs stacked greedily, then fine-tuned by up-down (--set updown-epochs=N) or by back-propagation, or both";
  }

  @Override
  public String paper() {
    return "Hinton, Osindero, Teh 2006, A fast learning algorithm for deep belief nets";
  }

  @Override
  public Settings defaults() {
    return Settings.of()
        .sizes("layers", 500, 500, 2000)
        .whole("pretrain-epochs", 10, 1, 100_000)
        .whole("updown-epochs", 0, 0, 100_000)
        .whole("finetune-epochs", 20, 0, 100_000)
        .number("rate", 0.05, 0, 10)
        .number("momentum", 0.9, 0, 0.999)
        .number("weight-decay", 0.0002, 0, 1)
        .number("updown-rate", 0.02, 0, 10)
        .whole("gibbs-steps", 10, 1, 1000)
        .number("finetune-rate", 0.0005, 0, 10)
        .whole("batch", 100, 1, 100_000);
  }

  @Override
  public Study study(Dataset train, Dataset validation, Settings settings, long seed) {
    Classified.requireLayers(name(), settings, Shape.MAX_RANK);
    return new Learning(train, validation, settings, seed);
  }

  private static final class Learning implements Study {
    private static final int EACH = 10;

    private final Dataset train;
    private final Dataset validation;
    private final Settings settings;
    private final long seed;
    private final List<String> classes;
    private final DeepBeliefNet net;
    private final Sequential unrolled;
    private Array generated;

    Learning(Dataset train, Dataset validation, Settings settings, long seed) {
      this.train = train;
      this.validation = validation;
      this.settings = settings;
      this.seed = seed;
      this.classes = Classified.classes("dbn", train);
      RbmRecipe.requireUnitInterval("dbn", train, validation);
      this.net =
          DeepBeliefNet.of(
              train.sampleShape().count(), settings.sizes("layers"), classes.size(), Rng.of(seed).stream("weights"));
      this.unrolled = net.unroll();
    }

    private int finetune() {
      return settings.whole("finetune-epochs");
    }

    @Override
    public Described model() {
      return finetune() > 0 ? unrolled : net;
    }

    @Override
    public List<String> classes() {
      return classes;
    }

    @Override
    public List<Phase> phases() {
      int batch = settings.whole("batch");
      int passes = settings.whole("pretrain-epochs");
      var stack = net.pretraining(falling("rate", passes), settings.number("weight-decay"));
      List<Phase> phases =
          new ArrayList<>(
              stack.phases("pretrain", train, validation, batch, passes, seed));
      int epochs = settings.whole("updown-epochs");
      if (epochs > 0) {
        phases.add(validated(Phase.of("updown", () -> upDown(epochs), this::batches, epochs).sized(sizes())));
      }
      if (finetune() > 0) {
        phases.add(validated(Phase.of("finetune", this::backpropagation, this::batches, finetune())));
      }
      return phases;
    }

    private String sizes() {
      return net.visibleSize() + "-" + settings.text("layers").replace(',', '-');
    }

    private Batches batches() {
      return train.batches(settings.whole("batch")).shuffled(seed);
    }

    private Phase validated(Phase phase) {
      return validation == null ? phase : phase.validating(() -> validation.batches(settings.whole("batch")));
    }

    private Trainer upDown(int epochs) {
      var step = net.upDown(settings.whole("gibbs-steps"), falling("updown-rate", epochs));
      return Trainer.of(step).measure(Accuracy.of()).seed(seed);
    }

    /// Steps with momentum that end at none: the last ones would leave their noise in the machine.
    private GradientDescent falling(String rate, int epochs) {
      var schedule = Schedule.cosine(settings.number(rate), batches().steps(epochs));
      return GradientDescent.of(schedule).withMomentum(settings.number("momentum"));
    }

    private Trainer backpropagation() {
      // What the net can generate is lost when its weights have to classify.
      generated = generate();
      net.unrollInto(unrolled);
      var rate = Schedule.cosine(settings.number("finetune-rate"), batches().steps(finetune()));
      return Trainer.supervised(unrolled, Loss::softmaxCrossEntropy, Adam.of(rate)).measure(Accuracy.of()).seed(seed);
    }

    private Array generate() {
      if (!BoltzmannSheets.pictures(train.sampleShape())) {
        return null;
      }
      int[] labels = Classified.rows(classes.size(), EACH);
      return net.generate(Classified.ofEach(train, classes.size(), EACH).x(), labels, sweeps(), seed);
    }

    private int sweeps() {
      return settings.whole("updown-epochs") > 0 ? 100 : 10;
    }

    @Override
    public SequencedMap<String, Double> figures(Dataset test) {
      return Classified.figures(model(), test);
    }

    @Override
    public List<Sheet> sheets(Dataset test) {
      List<Sheet> sheets = new ArrayList<>();
      Rbm first = net.below().isEmpty() ? net.top().rbm() : net.below().getFirst();
      Filters.sheet(first.weight().value(), test.sampleShape(), filtersOf()).ifPresent(sheets::add);
      if (BoltzmannSheets.pictures(test.sampleShape())) {
        if (finetune() == 0) {
          generated = generate();
        }
        String when = finetune() > 0 ? ", before it was fine-tuned by back-propagation" : "";
        BoltzmannSheets.ofClasses(generated, EACH, sweeps(), test.sampleShape(), when).ifPresent(sheets::add);
      }
      return sheets;
    }

    /// Which weights the filters are: those of the model, which shares them with the unrolled net.
    private String filtersOf() {
      if (finetune() > 0) {
        return " after fine-tuning by back-propagation";
      }
      return settings.whole("updown-epochs") > 0 ? " of the way up after up-down" : "";
    }
  }
}
