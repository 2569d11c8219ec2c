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
import profundo.nn.Dropout;
import profundo.nn.Flatten;
import profundo.nn.Linear;
import profundo.nn.OutputHead;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.Constraint;
import profundo.optim.Schedule;
import profundo.train.Evaluation;
import profundo.train.Step;
import profundo.train.Trainer;

/// What dropout and max-norm are worth to a network that knows nothing of images: a fifth of the pixels and half of the hidden
/// units are left out at each step, and no unit's incoming weights grow longer than 2.
final class MlpDropout implements Reproduction {
  private static final int BATCH = 128;

  @Override
  public String name() {
    return "mlp-dropout";
  }

  @Override
  public String what() {
    return "multilayer perceptron 784-800-800-10 with dropout of 0.2 and 0.5 and max-norm 2, Adam with one cycle, on MNIST";
  }

  @Override
  public String source() {
    return "Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014, Dropout, table 2 (three layers of 1024 relus with max-norm)";
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.atMost("test_error", "test error", "%", 1.3).published("1.06").twin(20));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(20);
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    TrainTest data = lab.reduced() ? Strokes.load() : Mnist.load(lab.data("mnist"));
    Sequential net = net(data.train().sampleShape(), lab.of(800, 128), data.train().classes().size(), Rng.of(lab.seed()));
    var train = data.train().take(lab.of(data.train().size(), 8_000)).batches(BATCH).shuffled(lab.seed());
    int epochs = lab.of(30, 5);
    OutputHead head = OutputHead.DISCRETE;
    var step =
        Step.supervised(net, head.loss(), Adam.of(Schedule.oneCycle(2e-3, train.count() * epochs)))
            .withConstraint(Constraint.maxNorm(2));
    lab.fit(Trainer.of(step).measure(head.metrics().getFirst()).seed(lab.seed()), train, null, epochs);
    double accuracy =
        Evaluation.of(net, data.test(), head.loss(), head.metrics().getFirst()).metrics().get("accuracy");
    return Map.of("test_error", 100 * (1 - accuracy));
  }

  private static Sequential net(Shape sample, int width, int classes, Rng rng) {
    return Sequential.of()
        .then("flatten", Flatten.of())
        .then("dropout0", Dropout.of(0.2))
        .then("hidden1", Linear.of(sample.count(), width, rng))
        .then("relu1", Relu.of())
        .then("dropout1", Dropout.of(0.5))
        .then("hidden2", Linear.of(width, width, rng))
        .then("relu2", Relu.of())
        .then("dropout2", Dropout.of(0.5))
        .then("output", OutputHead.DISCRETE.layer(width, classes, rng));
  }
}
