package profundo.zoo.autoencoder;

import static profundo.zoo.recipe.Recipe.AUTOENCODERS;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Dataset;
import profundo.nn.Accuracy;
import profundo.nn.Gelu;
import profundo.nn.Layer;
import profundo.nn.Loss;
import profundo.nn.OutputHead;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.optim.Adam;
import profundo.optim.Schedule;
import profundo.train.Evaluation;
import profundo.train.Phase;
import profundo.train.Trainer;
import profundo.zoo.autoencoder.ModelRecipe.Made;
import profundo.zoo.autoencoder.ModelRecipe.Task;
import profundo.zoo.recipe.Filters;
import profundo.zoo.recipe.Recipe;
import profundo.zoo.recipe.Settings;
import profundo.zoo.recipe.Sheet;
import profundo.zoo.recipe.Study;
import profundo.zoo.stack.LayerwisePretraining;

/// The recipes of autoencoders that are pre-trained, convolutional or variational.
final class DeepRecipes {
  /// PCA of more elements would take minutes.
  static final int MOST_FOR_PCA = 1500;

  private DeepRecipes() {}

  static List<Recipe> all() {
    return List.of(stacked(), deep(), convolutional(), variational());
  }

  private static Recipe stacked() {
    Settings s =
        Settings.of().sizes("layers", 1000, 1000, 1000).whole("pretrain-epochs", 10, 1, 100_000)
            .whole("finetune-epochs", 20, 1, 100_000).whole("batch", 100, 1, 1_000_000).number("lr", 1e-3, 1e-9, 100)
            .word("noise", "masking", List.of("masking", "gaussian", "salt-and-pepper")).number("level", 0.25, 0, 10);
    return new ModelRecipe(
        "stacked-denoising-autoencoder", AUTOENCODERS,
        "denoising autoencoders trained one on the code of the other, then fine-tuned as a classifier",
        "Vincent, Larochelle, Lajoie, Bengio, Manzagol 2010, Stacked denoising autoencoders", s, DeepRecipes::stacked);
  }

  private static Study stacked(Task t) {
    t.requireUnitInterval("the cross-entropy");
    Settings s = t.settings();
    int classes = t.classes();
    Corruption noise = t.corruption();
    Rng rng = t.rng();
    List<ShallowAutoencoder> layers = new ArrayList<>();
    int in = t.sample().count();
    int before = t.steps(s.whole("pretrain-epochs"));
    for (int width : s.sizes("layers")) {
      layers.add(ShallowAutoencoder.denoising(in, width, noise, Adam.of(Schedule.oneCycle(s.number("lr"), before)), rng));
      in = width;
    }
    LayerwisePretraining stack = LayerwisePretraining.of(layers);
    Sequential net = stack.unroll(OutputHead.DISCRETE.layer(in, classes, rng));
    List<Phase> phases =
        new ArrayList<>(stack.phases("denoising", t.train(), t.validation(), s.whole("batch"), s.whole("pretrain-epochs"), t.seed()));
    int epochs = s.whole("finetune-epochs");
    phases.add(
        t.phase(
            "fine-tuning",
            () -> Trainer.supervised(net, OutputHead.DISCRETE, Adam.of(Schedule.oneCycle(s.number("lr"), t.steps(epochs)))),
            epochs));
    return new Made(
        net, t.train().classes(), phases, test -> error(net, test),
        test -> Filters.sheet(layers.getFirst().linear().weight().value(), test.sampleShape(), " after fine-tuning").stream().toList());
  }

  private static SequencedMap<String, Double> error(Layer net, Dataset test) {
    var accuracy = Accuracy.of();
    double right = Evaluation.of(net, test, OutputHead.DISCRETE.loss(), accuracy).metrics().get(accuracy.name());
    var figures = new LinkedHashMap<String, Double>();
    figures.put("test_error_percent", 100 * (1 - right));
    return figures;
  }

  private static Recipe deep() {
    Settings s =
        Settings.of().whole("epochs", 30, 1, 100_000).whole("batch", 128, 1, 1_000_000).number("lr", 1e-3, 1e-9, 100)
            .sizes("layers", 1000, 500, 250, 30).word("start", "random", List.of("random", "rbm"))
            .whole("pretrain-epochs", 10, 1, 100_000);
    return new ModelRecipe(
        "deep-autoencoder", AUTOENCODERS, "four layers to a code of 30 numbers and four back, from random weights or RBMs",
        "Hinton and Salakhutdinov 2006, Reducing the dimensionality of data with neural networks", s, DeepRecipes::deep);
  }

  private static Study deep(Task t) {
    t.requireUnitInterval("a reconstruction by sigmoids");
    Settings s = t.settings();
    List<Integer> sizes = s.sizes("layers");
    boolean rbm = s.word("start").equals("rbm");
    DeepAutoencoder deep =
        rbm ? DeepAutoencoder.pretrained(t.train(), sizes, t.rng()) : DeepAutoencoder.random(t.sample(), sizes, Gelu::of, t.rng());
    List<Phase> phases = new ArrayList<>();
    deep.stack()
        .ifPresent(
            stack -> phases.addAll(
                stack.phases("rbm", t.train(), t.validation(), s.whole("batch"), s.whole("pretrain-epochs"), t.seed())));
    // From RBMs on the cross-entropy as in the paper; without them the squared error, by which it is judged.
    Autoencoder a = rbm ? deep.autoencoder() : squashed(deep.autoencoder());
    Loss loss = Autoencoder.perSample(rbm ? Loss::binaryCrossEntropy : Loss::squaredError);
    int epochs = s.whole("epochs");
    phases.add(
        t.phase(
            rbm ? "fine-tuning" : "training",
            () -> {
              deep.unroll();
              return Trainer.of(a.reconstructing(loss, Adam.of(Schedule.oneCycle(s.number("lr"), t.steps(epochs)))));
            },
            epochs));
    return new Made(
        a, List.of(), phases, test -> besidePca(t, AutoencoderRecipes.reconstruction(a, test), sizes.getLast(), test),
        test -> {
          List<Sheet> sheets = new ArrayList<>(Sheets.reconstructions(a, test, null));
          sheets.addAll(CodePlot.besidePca(t, a, test));
          return sheets;
        });
  }

  /// The same with the sigmoid as part of the decoder, so that the loss sees reconstructions.
  static Autoencoder squashed(Autoencoder a) {
    return Autoencoder.of(a.encoder(), ((Sequential) a.decoder()).then("sigmoid", Sigmoid.of()));
  }

  private static SequencedMap<String, Double> besidePca(Task t, SequencedMap<String, Double> figures, int units, Dataset test) {
    if (t.sample().count() <= MOST_FOR_PCA && units <= t.sample().count()) {
      figures.put(
          "pca_squared_error",
          AutoencoderRecipes.reconstruction(Pca.of(t.train(), units).autoencoder(), test).get("squared_error"));
    }
    return figures;
  }

  private static Recipe convolutional() {
    Settings s =
        AutoencoderRecipes.common(10).sizes("channels", 16, 32).whole("code", 30, 1, 100_000)
            .word("growth", "transposed", List.of("transposed", "upsampled"));
    return new ModelRecipe(
        "conv-autoencoder", AUTOENCODERS, "convolutions to a code, transposed convolutions or up-sampling back",
        "Masci, Meier, Ciresan, Schmidhuber 2011, Stacked convolutional auto-encoders", s, DeepRecipes::convolutional);
  }

  private static Study convolutional(Task t) {
    t.requireUnitInterval("pictures");
    Settings s = t.settings();
    var growth =
        s.word("growth").equals("transposed") ? ConvolutionalAutoencoder.Growth.TRANSPOSED : ConvolutionalAutoencoder.Growth.UPSAMPLED;
    Autoencoder a = squashed(ConvolutionalAutoencoder.of(t.sample(), s.sizes("channels"), s.whole("code"), growth, t.rng()));
    Made made = AutoencoderRecipes.study(t, a, Autoencoder.perSample(Loss::squaredError), CodePenalty.none(), null);
    return new Made(
        a, List.of(), made.phases(), test -> besidePca(t, made.figures(test), s.whole("code"), test), made.look());
  }

  private static Recipe variational() {
    Settings s =
        AutoencoderRecipes.common(20).sizes("layers", 400).whole("code", 20, 1, 100_000).number("beta", 1, 0, 1e6);
    return new ModelRecipe(
        "variational-autoencoder", AUTOENCODERS, "codes are distributions, so that new samples can be drawn",
        "Kingma and Welling 2014, Auto-encoding variational Bayes", s, DeepRecipes::variational);
  }

  private static Study variational(Task t) {
    t.requireUnitInterval("the cross-entropy");
    Settings s = t.settings();
    int code = s.whole("code");
    VariationalAutoencoder v =
        VariationalAutoencoder.of(t.sample(), s.sizes("layers"), code, Relu::of, t.rng()).withBeta(s.number("beta"));
    int epochs = s.whole("epochs");
    Adam adam = Adam.of(Schedule.oneCycle(s.number("lr"), t.steps(epochs)));
    return new Made(
        v, List.of(), List.of(t.phase("training", () -> Trainer.of(v.learning(adam)), epochs)),
        test -> {
          var step = v.learning(Adam.of(1));
          var figures = new LinkedHashMap<String, Double>();
          Evaluation.of(step, test.batches(250)).metrics().forEach((name, value) -> {
            if (!name.equals("loss")) {
              figures.put(name, value);
            }
          });
          return figures;
        },
        test -> {
          List<Sheet> sheets = new ArrayList<>(Sheets.reconstructions(v, test, null));
          sheets.addAll(Sheets.samples(v.generator(), Rng.of(t.seed()).normal(Shape.of(100, code), 0, 1), test.sampleShape()));
          return sheets;
        });
  }
}
