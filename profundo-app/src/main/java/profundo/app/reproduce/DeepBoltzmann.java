package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import profundo.Rng;
import profundo.Tensor;
import profundo.data.Mnist;
import profundo.data.Strokes;
import profundo.data.TrainTest;
import profundo.nn.Accuracy;
import profundo.nn.Layer;
import profundo.nn.Loss;
import profundo.nn.Pass;
import profundo.optim.Adam;
import profundo.optim.GradientDescent;
import profundo.optim.Schedule;
import profundo.train.Phase;
import profundo.train.Trainer;
import profundo.zoo.boltzmann.DbmClassifier;
import profundo.zoo.boltzmann.DeepBoltzmannMachine;

/// The deep Boltzmann machine: pre-trained, learned as a whole, and fine-tuned as a network over digits and what the machine
/// infers of them.
final class DeepBoltzmann implements Reproduction {
  private static final int BATCH = 100;

  @Override
  public String name() {
    return "dbm";
  }

  @Override
  public String what() {
    return "deep Boltzmann machine 784-500-1000 on MNIST: greedy pre-training with doubled inputs, mean field and persistent chains"
        + " for the whole, then back-propagation through the network that it becomes, a fifth of its input masked; grey is"
        + " taken as the probability of a pixel, so"
        + " that the bound does not compare with that of binarised digits";
  }

  @Override
  public String source() {
    return "Salakhutdinov, Hinton 2009, Deep Boltzmann machines";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atMost("test_error", "test error, fine-tuned", "%", 1.4).published("0.95").twin(17),
        Figure.atLeast("bound", "bound of the log-likelihood of grey test digits, by AIS", "nats", -150)
            .published("-84.62")
            .twin(-180),
        Figure.atLeast("gain", "how much of it came from learning as a whole, at least", "nats", 10).twin(15));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(60);
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    TrainTest data = lab.reduced() ? Strokes.load(lab.seed(), 2000, 500) : Mnist.load(lab.data("mnist"));
    long seed = lab.seed();
    int batch = lab.of(BATCH, 20);
    Rng rng = Rng.of(seed);
    var machine =
        DeepBoltzmannMachine.of(data.train().sampleShape().count(), lab.of(List.of(500, 1000), List.of(80, 100)), rng);
    var pretraining = machine.pretraining(GradientDescent.of(0.05).withMomentum(0.5), 0.0002);
    for (Phase p : pretraining.stack().phases("pretrain", data.train(), null, batch, lab.of(30, 5), seed)) {
      lab.fit(p.trainer().get(), p.train().get(), null, p.epochs());
    }
    pretraining.combine().run();
    double before = bound(lab, "before", machine, data).value;
    var batches = data.train().batches(batch).shuffled(seed);
    int epochs = lab.of(10, 3);
    // Chains are drawn independently of the data, so the gradient is a noisy one: large steps lose what pre-training gave.
    var slow = GradientDescent.of(Schedule.cosine(lab.of(0.001, 0.01), batches.count() * epochs)).withMomentum(lab.of(0.9, 0.5));
    var step = machine.learning(DeepBoltzmannMachine.ROUNDS, BATCH, 5, slow, 0.0002);
    lab.fit(Trainer.of(step).seed(seed), batches, null, epochs);

    Bounded after = bound(lab, "after", machine, data);

    var network = machine.network(data.train().classes().size(), rng.stream("output"));
    int passes = lab.of(40, 12);
    var rate = Schedule.oneCycle(lab.of(1e-3, 3e-3), batches.count() * passes);
    lab.fit(
        Trainer.supervised(Unlabelled.masked(network), Loss::softmaxCrossEntropy, Adam.of(rate)).measure(Accuracy.of()).seed(seed),
        machine.augmented(data.train()).batches(batch).shuffled(seed), null, passes);
    var figures = new LinkedHashMap<String, Double>();
    figures.put("test_error", DeepBelief.error(new DbmClassifier(machine, network), data.test()));
    figures.put("bound", after.sure ? after.value : Double.NaN);
    figures.put("gain", after.sure ? after.value - before : Double.NaN);
    return figures;
  }

  /// Chains that do not agree miss a part of Z, so a bound that is not sure is too high.
  ///
  /// @param sure whether the chains of the estimate agree on log Z
  private record Bounded(double value, boolean sure) {}

  /// Mean bound of the log-likelihood of test digits.
  private static Bounded bound(Lab lab, String when, DeepBoltzmannMachine machine, TrainTest data) {
    var z = machine.partition(data.train().take(10_000).x()).withTemperatures(lab.of(10_000, 2000)).estimate(lab.seed());
    double mean = Unlabelled.mean(new Bound(machine), data.test()) - z.logZ();
    lab.say(
        String.format(
            Locale.ROOT, "%s learning as a whole: log Z estimated %.2f (%.2f to %.2f), bound of test digits %.2f nats", when,
            z.logZ(), z.low(), z.high(), mean));
    return new Bounded(mean, Double.isFinite(z.low()));
  }

  /// The bound of each sample, but for log Z.
  record Bound(DeepBoltzmannMachine machine) implements Layer {
    @Override
    public Tensor apply(Tensor x, Pass pass) {
      return machine.bound(machine.meanField(x.reshape(x.shape().size(0), -1), DeepBoltzmannMachine.ROUNDS));
    }
  }
}
