package profundo.app.reproduce;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import profundo.Array;
import profundo.Rng;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.data.Mnist;
import profundo.data.Strokes;
import profundo.data.TrainTest;
import profundo.nn.Accuracy;
import profundo.nn.Layer;
import profundo.nn.OutputHead;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.Optimizer;
import profundo.optim.Schedule;
import profundo.train.Evaluation;
import profundo.train.History;
import profundo.train.Phase;
import profundo.train.Predictor;
import profundo.train.Step;
import profundo.train.Trainer;
import profundo.zoo.autoencoder.Corruption;
import profundo.zoo.autoencoder.ShallowAutoencoder;
import profundo.zoo.stack.LayerwisePretraining;

/// What reproductions of learning without labels have in common: digits, pre-training layer by layer, fine-tuning, the
/// linear classifier on codes.
final class Unlabelled {
  static final int BATCH = 100;

  private Unlabelled() {}

  /// MNIST, or for the twin some generated digits and a thousand to test.
  static TrainTest digits(Lab lab, int twin) {
    return lab.reduced() ? Strokes.load(Strokes.SEED, twin, 1000) : Mnist.load(lab.data("mnist"));
  }

  /// Trains one phase.
  static History run(Lab lab, Phase phase) throws IOException {
    return lab.fit(phase.trainer().get(), phase.train().get(), phase.validation().get(), phase.epochs());
  }

  /// Pre-trains a stack and tells each layer's width and squared error.
  ///
  /// @return the largest share of the variance of its input that a layer leaves over
  static double pretrain(Lab lab, LayerwisePretraining stack, Dataset train, int epochs) throws IOException {
    List<Phase> phases = stack.phases("layer", train, null, BATCH, epochs, lab.seed());
    double worst = 0;
    for (int i = 0; i < phases.size(); i++) {
      History history = run(lab, phases.get(i));
      Dataset input = stack.codes(i, train);
      double left = history.last().getOrDefault("squared_error", Double.NaN) / variance(input);
      lab.say(
          String.format(
              Locale.ROOT, "layer %d, %d to %d units: squared error %.3f, %.1f %% of the variance of its input", i + 1,
              input.sampleShape().count(), stack.codes(i + 1, train.take(1)).sampleShape().count(),
              history.last().getOrDefault("squared_error", Double.NaN), 100 * left));
      worst = Math.max(worst, left);
    }
    return worst;
  }

  /// Mean squared distance of samples from their mean.
  private static double variance(Dataset data) {
    float[] x = data.x().floats();
    int units = data.sampleShape().count();
    double[] mean = means(x, units);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - mean[i % units]) * (x[i] - mean[i % units]);
    }
    return sum / data.size();
  }

  /// Makes an autoencoder of one layer, the brick of a stack.
  @FunctionalInterface
  interface Brick {
    ShallowAutoencoder of(int in, int width, Optimizer optimizer, Rng rng);
  }

  /// What [#stacked] measures.
  ///
  /// @param demanded the largest test error
  /// @param published that of the paper
  /// @param twin the largest test error of the twin
  /// @param gain the least gain of the twin
  static List<Figure> stackedFigures(double demanded, String published, double twin, double gain) {
    return List.of(
        Figure.atMost("test_error", "test error", "%", demanded).published(published).twin(twin),
        Figure.shown("random_error", "test error of the same network from random weights", "%"),
        Figure.atLeast("gain", "gain over random weights", "points", Double.NEGATIVE_INFINITY).twin(gain),
        Figure.atMost("left_over", "largest share of the variance of its input that a layer leaves over", "", 0.3).twin(0.5));
  }

  /// Layers of 1000 units that learned one on the code of the other, and were fine-tuned as a classifier with a fifth of the
  /// input masked; beside them the same network, fine-tuned alike from random weights.
  static Map<String, Double> stacked(Lab lab, int count, Brick brick) throws IOException {
    TrainTest data = digits(lab, 3000);
    Rng rng = Rng.of(lab.seed());
    int epochs = lab.of(30, 15);
    LayerwisePretraining stack = stack(lab, count, brick, data.train(), epochs, rng);
    double left = pretrain(lab, stack, data.train(), epochs);
    int classes = data.train().classes().size();
    Layer net = stack.unroll(OutputHead.DISCRETE.layer(width(lab), classes, rng));
    double error = tuned(lab, net, data);
    Layer random =
        stack(lab, count, brick, data.train(), epochs, rng).unroll(OutputHead.DISCRETE.layer(width(lab), classes, rng));
    double without = tuned(lab, random, data);
    return Map.of("test_error", error, "random_error", without, "gain", without - error, "left_over", left);
  }

  private static int width(Lab lab) {
    return lab.of(1000, 100);
  }

  private static LayerwisePretraining stack(Lab lab, int count, Brick brick, Dataset train, int epochs, Rng rng) {
    List<ShallowAutoencoder> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var adam = Adam.of(Schedule.oneCycle(lab.of(1e-3, 5e-3), steps(train, epochs)));
      layers.add(brick.of(i == 0 ? train.sampleShape().count() : width(lab), width(lab), adam, rng));
    }
    return LayerwisePretraining.of(layers);
  }

  private static double tuned(Lab lab, Layer net, TrainTest data) throws IOException {
    int tuning = lab.of(40, 10);
    return finetune(lab, masked(net), data, Adam.of(Schedule.oneCycle(lab.of(2e-3, 3e-3), steps(data.train(), tuning))), tuning);
  }

  /// How many steps training in batches of [#BATCH] takes.
  static int steps(Dataset train, int epochs) {
    return train.batches(BATCH).count() * epochs;
  }

  /// Trains a network on labels and gives its test error in per cent.
  static double finetune(Lab lab, Layer net, TrainTest data, Optimizer optimizer, int epochs) throws IOException {
    OutputHead head = OutputHead.DISCRETE;
    Batches train = data.train().batches(BATCH).shuffled(lab.seed());
    lab.fit(Trainer.of(Step.supervised(net, head.loss(), optimizer)).measure(Accuracy.of()).seed(lab.seed()), train, null, epochs);
    return error(net, data.test());
  }

  /// A network that is not shown a fifth of its input while it learns. Fine-tuning on digits fits all of them soon, and the
  /// noise on the way in goes on doing for the whole what it did for the layers (Srivastava and others 2014, section 4).
  static Layer masked(Layer net) {
    return Sequential.of().then("noise", Corruption.masking(0.2)).then("net", net);
  }

  /// Test error in per cent.
  static double error(Layer net, Dataset test) {
    return 100 * (1 - Evaluation.of(net, test, OutputHead.DISCRETE.loss(), Accuracy.of()).metrics().get("accuracy"));
  }

  /// Test error in per cent of a linear classifier, multinomial logistic regression, on what a layer makes of the samples.
  /// Each unit is taken as its distance from its mean, all in one unit of measure: that changes nothing of what linear
  /// classifiers there are, but finds a good one sooner.
  ///
  /// @param encoder gives `[n, units]`
  static double probe(Lab lab, Layer encoder, TrainTest data, int epochs) throws IOException {
    Dataset train = codes(encoder, data.train());
    Dataset test = codes(encoder, data.test());
    int units = train.sampleShape().count();
    float[] mean = new float[units];
    double scale = centre(train.x().floats(), mean, units);
    Layer linear = OutputHead.DISCRETE.layer(units, data.train().classes().size(), Rng.of(lab.seed()));
    var centred = new TrainTest(train.map(Dataset.X, x -> moved(x, mean, scale)), test.map(Dataset.X, x -> moved(x, mean, scale)));
    return finetune(lab, linear, centred, Adam.of(Schedule.oneCycle(lab.of(3e-3, 1e-2), steps(train, epochs))), epochs);
  }

  static Dataset codes(Layer encoder, Dataset data) {
    return data.with(Dataset.X, Predictor.of(encoder).predict(data));
  }

  /// Finds the mean of each unit, and what makes the mean square of the distances from it 1.
  private static double centre(float[] x, float[] mean, int units) {
    double[] means = means(x, units);
    double square = 0;
    for (int j = 0; j < units; j++) {
      mean[j] = (float) means[j];
    }
    for (int i = 0; i < x.length; i++) {
      double d = x[i] - mean[i % units];
      square += d * d / x.length;
    }
    return 1 / Math.sqrt(Math.max(square, 1e-12));
  }

  private static double[] means(float[] x, int units) {
    double[] means = new double[units];
    for (int i = 0; i < x.length; i++) {
      means[i % units] += x[i] * (double) units / x.length;
    }
    return means;
  }

  private static Array moved(Array x, float[] mean, double scale) {
    float[] y = new float[x.floats().length];
    for (int i = 0; i < y.length; i++) {
      y[i] = (float) (scale * (x.floats()[i] - mean[i % mean.length]));
    }
    return Array.wrap(x.shape(), y);
  }

  /// Squared error of each sample, mean over a data set: what a model makes of it against what it is.
  static double squaredError(Layer model, Dataset data) {
    float[] r = Predictor.of(model).predict(data).floats();
    float[] x = data.x().floats();
    double sum = 0;
    for (int i = 0; i < r.length; i++) {
      double d = r[i] - x[i];
      sum += d * d;
    }
    return sum / data.size();
  }

  /// Mean of what a layer gives.
  static double mean(Layer layer, Dataset data) {
    double sum = 0;
    float[] y = Predictor.of(layer).predict(data).floats();
    for (float f : y) {
      sum += f;
    }
    return sum / y.length;
  }
}
