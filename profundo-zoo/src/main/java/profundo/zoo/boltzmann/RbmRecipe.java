package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.nn.Described;
import profundo.nn.Flatten;
import profundo.nn.Sequential;
import profundo.train.Phase;
import profundo.train.Predictor;
import profundo.train.Trainer;
import profundo.zoo.recipe.Filters;
import profundo.zoo.recipe.Recipe;
import profundo.zoo.recipe.Settings;
import profundo.zoo.recipe.Sheet;
import profundo.zoo.recipe.Study;
import profundo.zoo.recipe.UnitInterval;

/// `profundo train rbm`.
final class RbmRecipe implements Recipe {
  static final String BINARY = "binary";
  private static final String GAUSSIAN = "gaussian";
  private static final String RECTIFIED = "rectified";
  private static final int LOOK = 10_000;

  /// The rate for units without a bound: one or two orders lower (Hinton 2010, sections 13.2 and 13.5).
  private static final double SLOW = 0.001;

  @Override
  public String name() {
    return "rbm";
  }

  @Override
  public String family() {
    return BOLTZMANN;
  }

  @Override
  public String description() {
    return "restricted Boltzmann machine: binary or Gaussian visible units, binary or rectified hidden ones; CD-k or PCD; the rate is "
        + "0.1 where all units are binary, else 0.001, unless it is chosen";
  }

  @Override
  public String paper() {
    return "Hinton 2002, Training products of experts by minimizing contrastive divergence";
  }

  @Override
  public Settings defaults() {
    return Settings.of()
        .whole("hidden", 500, 1, 100_000)
        .word("visible-units", BINARY, List.of(BINARY, GAUSSIAN))
        .word("hidden-units", BINARY, List.of(BINARY, RECTIFIED))
        .whole("gibbs-steps", 1, 1, 1000)
        .whole("chains", 0, 0, 100_000)
        .number("rate", 0.1, 0, 10)
        .otherwise("rate", SLOW, "visible-units", GAUSSIAN)
        .otherwise("rate", SLOW, "hidden-units", RECTIFIED)
        .number("momentum", 0.5, 0, 0.999)
        .number("weight-decay", 0.0002, 0, 1)
        .number("sparsity", 0, 0, 0.99)
        .whole("batch", 100, 1, 100_000)
        .whole("epochs", 20, 1, 100_000);
  }

  @Override
  public Study study(Dataset train, Dataset validation, Settings settings, long seed) {
    return new RbmStudy(train, validation, settings, seed);
  }

  /// A choice of units by its word.
  private static Units units(String word) {
    return switch (word) {
      case GAUSSIAN -> Units.GAUSSIAN;
      case RECTIFIED -> Units.RECTIFIED;
      default -> Units.BINARY;
    };
  }

  /// Refuses data that binary visible units cannot stand for.
  static void requireUnitInterval(String model, Dataset train, Dataset validation) {
    UnitInterval.require(model, train, validation, "binary units", "scale the data");
  }

  private static final class RbmStudy implements Study {
    private final Dataset train;
    private final Dataset validation;
    private final Settings settings;
    private final long seed;
    private final Rbm rbm;
    private final Sequential input;
    private final Optional<Standardize> scale;

    RbmStudy(Dataset train, Dataset validation, Settings settings, long seed) {
      this.train = train;
      this.validation = validation;
      this.settings = settings;
      this.seed = seed;
      Units visible = units(settings.word("visible-units"));
      Sequential flat = Sequential.of().then("flatten", Flatten.of());
      if (visible == Units.BINARY) {
        UnitInterval.require("rbm", train, validation, "binary visible units", "scale the data or choose visible-units=gaussian");
      }
      Dataset some = train.take(LOOK);
      scale = visible == Units.GAUSSIAN ? Optional.of(Standardize.of(some.x())) : Optional.empty();
      input = scale.map(s -> flat.then("standardize", s)).orElse(flat);
      int size = train.sampleShape().count();
      rbm =
          Rbm.of(size, visible, settings.whole("hidden"), units(settings.word("hidden-units")), Rng.of(seed).stream("weights"))
              .startAt(Predictor.of(input).predict(some));
    }

    @Override
    public Described model() {
      return scale.isPresent() ? input.then("rbm", rbm) : rbm;
    }

    @Override
    public List<String> classes() {
      return List.of();
    }

    /// Samples as the visible units take them.
    private Dataset scaled(Dataset data) {
      return scale.isPresent() ? data.with(Dataset.X, Predictor.of(input).predict(data)) : data;
    }

    /// Visible units in the units of the samples.
    private Tensor original(Tensor v) {
      return scale.map(s -> s.undo(v)).orElse(v);
    }

    private ContrastiveDivergence learning() {
      var cd =
          ContrastiveDivergence.of(rbm)
              .withSteps(settings.whole("gibbs-steps"))
              .withChains(settings.whole("chains"))
              .withRate(settings.number("rate"), settings.number("momentum"))
              .withWeightDecay(settings.number("weight-decay"));
      double target = settings.number("sparsity");
      return target > 0 ? cd.withSparsity(new ContrastiveDivergence.Sparsity(target, 0.95, 0.1)) : cd;
    }

    @Override
    public List<Phase> phases() {
      int batch = settings.whole("batch");
      Phase phase =
          Phase.of(
              "rbm",
              () -> Trainer.of(learning().pretraining()).seed(seed),
              () -> scaled(train).batches(batch).shuffled(seed),
              settings.whole("epochs"));
      return List.of(validation == null ? phase : phase.validating(() -> scaled(validation).batches(batch)));
    }

    @Override
    public SequencedMap<String, Double> figures(Dataset test) {
      Dataset unseen = scaled(test);
      Dataset seen = scaled(train.take(test.size()));
      var figures = new LinkedHashMap<String, Double>();
      figures.put("squared_error", mean(unseen, v -> original(rbm.reconstruct(v)).sub(original(v)).square().sum(-1)));
      double free = mean(unseen, rbm::freeEnergy);
      figures.put("free_energy_gap", free - mean(seen, rbm::freeEnergy));
      if (rbm.visible() == Units.BINARY) {
        figures.put(
            "pseudo_log_likelihood", mean(unseen, v -> rbm.pseudoLikelihood(v, Draws.of("pseudo-likelihood", seed, 0))));
      }
      if (rbm.visible() == Units.BINARY && rbm.hidden() == Units.BINARY) {
        var z = AnnealedImportanceSampling.of(rbm, train.take(LOOK).x()).estimate(seed);
        if (Double.isFinite(z.low())) {
          figures.put("log_likelihood_estimate", -free - z.logZ());
        }
        z.addTo(figures);
      }
      return figures;
    }

    @Override
    public List<Sheet> sheets(Dataset test) {
      Shape sample = test.sampleShape();
      List<Sheet> sheets = new ArrayList<>();
      Filters.sheet(rbm.weight().value(), sample, "").ifPresent(sheets::add);
      BoltzmannSheets.reconstructions(test, some -> Predictor.of(model()).then(h -> original(rbm.visibleMean(h))).predict(some))
          .ifPresent(sheets::add);
      Dataset some = test.take(10);
      Shape states = Shape.of(some.size(), rbm.visibleSize());
      Array start = scaled(some).x().reshape(states);
      BoltzmannSheets.chains(some.x(), start, rbm::gibbs, v -> original(rbm.reconstruct(v)), 100, sample, seed)
          .ifPresent(sheets::add);
      return sheets;
    }
  }

  /// The mean over samples of a function from `[n, visible]` to `[n]`.
  static double mean(Dataset data, UnaryOperator<Tensor> each) {
    double sum = 0;
    for (float f : Predictor.of((x, _) -> each.apply(Rbm.flat(x))).predict(data).floats()) {
      sum += f;
    }
    return sum / data.size();
  }
}
