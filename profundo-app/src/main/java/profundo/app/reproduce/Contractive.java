package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import profundo.Rng;
import profundo.data.TrainTest;
import profundo.nn.OutputHead;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.Schedule;
import profundo.zoo.LayerwisePretraining;
import profundo.zoo.ShallowAutoencoder;

/// Two contractive autoencoders, one on the code of the other, fine-tuned as a classifier.
final class Contractive implements Reproduction {
  private static final int LAYERS = 2;
  private static final double LAMBDA = 0.1;

  @Override
  public String name() {
    return "contractive";
  }

  @Override
  public String what() {
    return "contractive autoencoders 784-1000-1000, lambda 0.1, tied weights, layer by layer, then fine-tuned as a classifier with a"
        + " fifth of the input masked, on MNIST";
  }

  @Override
  public String source() {
    return "Rifai, Vincent, Muller, Glorot, Bengio 2011, Contractive auto-encoders, section 5.2 (CAE-2)";
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.atMost("test_error", "test error", "%", 1.6).published("1.14").twin(25));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(40);
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    TrainTest data = Unlabelled.digits(lab, 3000);
    Rng rng = Rng.of(lab.seed());
    int width = lab.of(1000, 100);
    int epochs = lab.of(30, 4);
    List<ShallowAutoencoder> layers = new ArrayList<>();
    for (int i = 0; i < LAYERS; i++) {
      var adam = Adam.of(Schedule.oneCycle(lab.of(1e-3, 5e-3), Unlabelled.steps(data.train(), epochs)));
      int in = i == 0 ? data.train().sampleShape().count() : width;
      layers.add(ShallowAutoencoder.contractive(in, width, LAMBDA, adam, rng));
    }
    LayerwisePretraining stack = LayerwisePretraining.of(layers);
    Unlabelled.pretrain(lab, stack, data.train(), epochs);
    Sequential net = stack.unroll(OutputHead.DISCRETE.layer(width, data.train().classes().size(), rng));
    int tuning = lab.of(40, 10);
    var adam = Adam.of(Schedule.oneCycle(lab.of(2e-3, 3e-3), Unlabelled.steps(data.train(), tuning)));
    return Map.of("test_error", Unlabelled.finetune(lab, Unlabelled.masked(net), data, adam, tuning));
  }
}
