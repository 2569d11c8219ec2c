package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Mnist;
import profundo.data.Strokes;
import profundo.data.TrainTest;
import profundo.nn.Accuracy;
import profundo.nn.Flatten;
import profundo.nn.Initializer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.Schedule;
import profundo.train.Evaluation;
import profundo.train.Trainer;

/// Ten hidden layers learn when weights start at He's scale: each layer of relus then hands on a signal, and a gradient, of
/// the same size.
final class MlpDeep implements Reproduction {
  private static final int HIDDEN_LAYERS = 10;
  private static final int BATCH = 128;

  @Override
  public String name() {
    return "mlp-deep";
  }

  @Override
  public String what() {
    return "multilayer perceptron of ten hidden layers of 256 relus, He-normal weights, Adam with one cycle, on MNIST";
  }

  @Override
  public String source() {
    return "He, Zhang, Ren, Sun 2015, Delving deep into rectifiers (the initialization)";
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.atLeast("test_accuracy", "test accuracy", "%", 97).twin(85));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(5);
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    TrainTest data = lab.reduced() ? Strokes.load() : Mnist.load(lab.data("mnist"));
    Sequential net = net(data.train().sampleShape(), lab.of(256, 64), data.train().classes().size(), Rng.of(lab.seed()));
    var train = data.train().take(lab.of(data.train().size(), 8_000)).batches(BATCH).shuffled(lab.seed());
    int epochs = lab.of(6, 4);
    var trainer =
        Trainer.supervised(net, Loss::softmaxCrossEntropy, Adam.of(Schedule.oneCycle(1e-3, train.count() * epochs)))
            .measure(Accuracy.of())
            .seed(lab.seed());
    lab.fit(trainer, train, null, epochs);
    double accuracy =
        Evaluation.of(net, data.test(), Loss::softmaxCrossEntropy, Accuracy.of()).metrics().get("accuracy");
    return Map.of("test_accuracy", 100 * accuracy);
  }

  private static Sequential net(Shape sample, int width, int classes, Rng rng) {
    Sequential net = Sequential.of().then("flatten", Flatten.of());
    int in = sample.count();
    for (int i = 1; i <= HIDDEN_LAYERS; i++) {
      net = net.then("hidden" + i, Linear.of(in, width, Initializer.heNormal(), rng)).then("relu" + i, Relu.of());
      in = width;
    }
    return net.then("output", Linear.of(in, classes, rng));
  }
}
