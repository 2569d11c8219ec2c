package profundo.zoo.autoencoder;

import static profundo.zoo.recipe.Recipe.AUTOENCODERS;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import profundo.Array;
import profundo.DType;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.nn.Initializer;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Pass;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.nn.Tanh;
import profundo.optim.Adam;
import profundo.optim.Schedule;
import profundo.train.Predictor;
import profundo.train.Trainer;
import profundo.zoo.autoencoder.ModelRecipe.Made;
import profundo.zoo.autoencoder.ModelRecipe.Task;
import profundo.zoo.recipe.Filters;
import profundo.zoo.recipe.Recipe;
import profundo.zoo.recipe.Settings;
import profundo.zoo.recipe.Sheet;
import profundo.zoo.recipe.Study;

/// The recipes of autoencoders of one hidden layer or more that are trained in one piece.
final class AutoencoderRecipes {
  private static final List<String> LOSSES = List.of("cross-entropy", "squared-error");

  private AutoencoderRecipes() {}

  static List<Recipe> all() {
    return List.of(plain(), sparse(), denoising(), contractive());
  }

  private static Recipe plain() {
    Settings s =
        common(20).sizes("layers", 256, 32).word("activation", "relu", List.of("relu", "sigmoid", "tanh", "none"))
            .word("tied", "no", List.of("no", "yes")).word("loss", "cross-entropy", LOSSES);
    return new ModelRecipe(
        "autoencoder", AUTOENCODERS,
        "learns to reproduce its input through a code; with activation=none and loss=squared-error it finds PCA's subspace",
        "Rumelhart, Hinton, Williams 1986; Bourlard and Kamp 1988", s, AutoencoderRecipes::plain);
  }

  private static Study plain(Task t) {
    String activation = t.settings().word("activation");
    Supplier<Layer> layer = activation(activation);
    boolean tied = t.settings().word("tied").equals("yes");
    Autoencoder a =
        finished(t, Autoencoder.symmetric(t.sample(), t.settings().sizes("layers"), layer, tied, initializer(activation), t.rng()));
    Made made = study(t, a, CodePenalty.none(), null);
    return new Made(
        a, List.of(), made.phases(), made.measure(),
        test -> {
          List<Sheet> sheets = new ArrayList<>(made.sheets(test));
          sheets.addAll(CodePlot.besidePca(t, a, test));
          return sheets;
        });
  }

  private static Recipe sparse() {
    Settings s =
        common(20).word("sparsity", "k-sparse", List.of("k-sparse", "kl", "l1")).whole("units", 1000, 1, 1_000_000)
            .whole("k", 25, 1, 1_000_000).number("activity", 0.05, 1e-6, 0.999).number("strength", 0.1, 0, 1e6);
    return new ModelRecipe(
        "sparse-autoencoder", AUTOENCODERS, "a wide code of which few units are active at a time",
        "Makhzani and Frey 2013, k-Sparse autoencoders; Ng 2011, Sparse autoencoder", s, AutoencoderRecipes::sparse);
  }

  private static Study sparse(Task t) {
    Settings s = t.settings();
    String how = s.word("sparsity");
    int units = s.whole("units");
    int k = s.whole("k");
    if (how.equals("k-sparse") && k > units) {
      throw new IllegalArgumentException(t.name() + ": expected k of at most " + units + " units, got " + k);
    }
    Layer onCode =
        switch (how) {
          case "k-sparse" -> KSparse.of(k);
          case "kl" -> Sigmoid.of();
          default -> Relu.of();
        };
    CodePenalty penalty =
        switch (how) {
          case "k-sparse" -> CodePenalty.none();
          case "kl" -> CodePenalty.kl(s.number("strength"), s.number("activity"));
          default -> CodePenalty.l1(s.number("strength"));
        };
    // Linear reconstructions and tied weights, as Makhzani and Frey have them.
    Autoencoder a =
        Autoencoder.symmetric(t.sample(), List.of(units), Relu::of, Optional.of(onCode), true, Initializer.glorotUniform(), t.rng());
    Made made = study(t, a, Autoencoder.perSample(Loss::squaredError), penalty, null);
    return new Made(
        made.model(), made.classes(), made.phases(), test -> activity(made.figures(test), a, test),
        test -> {
          List<Sheet> sheets = new ArrayList<>(made.sheets(test));
          sheets.addAll(Sheets.unitsPerClass(firstWeight(a), a.encoder(), test));
          return sheets;
        });
  }

  /// Adds how many units are active, more than a hundredth of the largest, and how active units are on the mean.
  private static SequencedMap<String, Double> activity(SequencedMap<String, Double> figures, Autoencoder a, Dataset test) {
    Array all = Predictor.of(a.encoder()).predict(test);
    float[] codes = all.floats();
    float most = 0;
    for (float c : codes) {
      most = Math.max(most, Math.abs(c));
    }
    double active = 0;
    for (float c : codes) {
      active += Math.abs(c) > most / 100 ? 1 : 0;
    }
    figures.put("active_units", active / test.size());
    figures.put("mean_activity", mean(all));
    return figures;
  }

  private static Recipe denoising() {
    Settings s =
        common(20).sizes("layers", 1000).word("noise", "masking", List.of("masking", "gaussian", "salt-and-pepper"))
            .number("level", 0.25, 0, 10).word("loss", "cross-entropy", LOSSES);
    return new ModelRecipe(
        "denoising-autoencoder", AUTOENCODERS, "learns to take away noise; its code may be wider than the input",
        "Vincent, Larochelle, Lajoie, Bengio, Manzagol 2010, Stacked denoising autoencoders", s, AutoencoderRecipes::denoising);
  }

  private static Study denoising(Task t) {
    Corruption noise = t.corruption();
    Autoencoder a =
        finished(
            t, Autoencoder.symmetric(
                t.sample(), t.settings().sizes("layers"), Sigmoid::of, Optional.of(Sigmoid.of()), true, Initializer.glorotUniform(),
                t.rng())).withNoise(noise);
    Made made = study(t, a, CodePenalty.none(), new Noisy(noise, t.seed()));
    return new Made(
        made.model(), made.classes(), made.phases(),
        test -> {
          SequencedMap<String, Double> figures = made.figures(test);
          Dataset noisy = test.with(Dataset.X, Predictor.of(new Noisy(noise, t.seed())).predict(test));
          figures.put("squared_error_of_noise", squaredError(noisy.x(), test.x()));
          figures.put("squared_error_denoised", squaredError(Predictor.of(a).predict(noisy), test.x()));
          return figures;
        },
        made.look());
  }

  /// Noise to look at: always the same.
  record Noisy(Corruption noise, long seed) implements Layer {
    @Override
    public Tensor apply(Tensor x, Pass pass) {
      return noise.corrupt(x, Pass.inference(noise, seed, Tensor.scalar(0, DType.I32)));
    }
  }

  private static Recipe contractive() {
    Settings s = common(20).whole("units", 500, 1, 100_000).number("strength", 0.1, 0, 1e6);
    return new ModelRecipe(
        "contractive-autoencoder", AUTOENCODERS, "a code that moves little where the input moves, but for what tells samples apart",
        "Rifai, Vincent, Muller, Glorot, Bengio 2011, Contractive auto-encoders", s, AutoencoderRecipes::contractive);
  }

  private static Study contractive(Task t) {
    t.requireUnitInterval("the cross-entropy");
    Autoencoder a =
        Autoencoder.symmetric(
                t.sample(), List.of(t.settings().whole("units")), Sigmoid::of, Optional.of(Sigmoid.of()), true,
                Initializer.glorotUniform(), t.rng())
            .withOutput(Sigmoid.of());
    Linear linear = first(a);
    CodePenalty penalty = CodePenalty.contractive(t.settings().number("strength"), linear);
    Made made = study(t, a, Autoencoder.perSample(Loss::binaryCrossEntropy), penalty, null);
    return new Made(
        made.model(), made.classes(), made.phases(),
        test -> {
          SequencedMap<String, Double> figures = made.figures(test);
          figures.put("jacobian_norm", mean(Predictor.of(new Norm(a.encoder(), linear)).predict(test)));
          return figures;
        },
        made.look());
  }

  /// The squared norm of the Jacobian of each sample, `[n]`.
  record Norm(Layer encoder, Linear linear) implements Layer {
    @Override
    public Tensor apply(Tensor x, Pass pass) {
      return JacobianNorm.ofSigmoid(linear, pass.apply(encoder, x), pass);
    }
  }

  static double mean(Array values) {
    double sum = 0;
    for (float v : values.floats()) {
      sum += v;
    }
    return sum / values.floats().length;
  }

  static Settings common(int epochs) {
    return Settings.of().whole("epochs", epochs, 1, 100_000).whole("batch", 100, 1, 1_000_000).number("lr", 2e-3, 1e-9, 100);
  }

  static Supplier<Layer> activation(String name) {
    return switch (name) {
      case "relu" -> Relu::of;
      case "sigmoid" -> Sigmoid::of;
      case "tanh" -> Tanh::of;
      default -> Sequential::of;
    };
  }

  private static Initializer initializer(String activation) {
    return activation.equals("relu") ? Initializer.heUniform() : Initializer.glorotUniform();
  }

  private static boolean crossEntropy(Task t) {
    return t.settings().word("loss").equals("cross-entropy");
  }

  /// With a sigmoid at the end where the cross-entropy wants one.
  static Autoencoder finished(Task t, Autoencoder a) {
    if (!crossEntropy(t)) {
      return a;
    }
    t.requireUnitInterval("the cross-entropy", "scale the data or choose loss=squared-error");
    return a.withOutput(Sigmoid.of());
  }

  /// By the loss that was chosen.
  static Made study(Task t, Autoencoder a, CodePenalty penalty, Layer seen) {
    return study(t, a, Autoencoder.perSample(crossEntropy(t) ? Loss::binaryCrossEntropy : Loss::squaredError), penalty, seen);
  }

  static Made study(Task t, Autoencoder a, Loss loss, CodePenalty penalty, Layer seen) {
    int epochs = t.settings().whole("epochs");
    Adam adam = Adam.of(Schedule.oneCycle(t.settings().number("lr"), t.steps(epochs)));
    var phase = t.phase("training", () -> Trainer.of(a.reconstructing(loss, penalty, adam)), epochs);
    return new Made(
        a, List.of(), List.of(phase), test -> reconstruction(a, test),
        test -> {
          List<Sheet> sheets = new ArrayList<>(Sheets.reconstructions(a, test, seen));
          Optional.ofNullable(firstWeight(a)).flatMap(w -> Filters.sheet(w, test.sampleShape(), "")).ifPresent(sheets::add);
          return sheets;
        });
  }

  /// Squared error of each sample, mean.
  static SequencedMap<String, Double> reconstruction(Layer model, Dataset test) {
    var figures = new LinkedHashMap<String, Double>();
    figures.put("squared_error", squaredError(Predictor.of(model).predict(test), test.x()));
    return figures;
  }

  static double squaredError(Array r, Array x) {
    double sum = 0;
    for (int i = 0; i < r.floats().length; i++) {
      double d = r.floats()[i] - x.floats()[i];
      sum += d * d;
    }
    return sum / x.shape().size(0);
  }

  /// The first linear layer of an encoder, null where it has none.
  static Linear first(Autoencoder a) {
    return a.encoder() instanceof Sequential s
        ? s.layers().stream().filter(Linear.class::isInstance).map(Linear.class::cast).findFirst().orElse(null)
        : null;
  }

  private static Array firstWeight(Autoencoder a) {
    Linear linear = first(a);
    return linear == null ? null : linear.weight().value();
  }
}
