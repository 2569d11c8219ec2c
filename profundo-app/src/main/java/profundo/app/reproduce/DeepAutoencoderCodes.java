package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import profundo.Rng;
import profundo.data.TrainTest;
import profundo.nn.Gelu;
import profundo.nn.Initializer;
import profundo.nn.Loss;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.optim.Adam;
import profundo.optim.Schedule;
import profundo.train.Trainer;
import profundo.zoo.autoencoder.Autoencoder;
import profundo.zoo.autoencoder.Pca;

/// How much of a digit thirty numbers keep: a deep autoencoder, from random weights, beside the thirty principal components.
final class DeepAutoencoderCodes implements Reproduction {
  private static final int BATCH = 128;

  @Override
  public String name() {
    return "deep-autoencoder";
  }

  @Override
  public String what() {
    return "deep autoencoder 784-1000-500-250-30 and back, from random weights, squared error with Adam and one cycle, on MNIST;"
        + " beside it PCA with 30 components";
  }

  @Override
  public String source() {
    return "Hinton, Salakhutdinov 2006, Reducing the dimensionality of data with neural networks (pre-trained by RBMs)";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atMost("squared_error", "test squared error per image", "", 4.0).published("3.00").twin(12.5),
        Figure.atMost("pca_squared_error", "the same of PCA", "", 13.9).published("13.87").twin(13.5));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(20);
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    TrainTest data = Unlabelled.digits(lab, 4000);
    int code = lab.of(30, 12);
    double pca = Unlabelled.squaredError(Pca.of(data.train(), code).autoencoder(), data.test());
    lab.say("PCA: squared error " + pca + " for each test image");
    List<Integer> sizes = lab.of(List.of(1000, 500, 250, code), List.of(200, 100, code));
    Autoencoder plain =
        Autoencoder.symmetric(data.train().sampleShape(), sizes, Gelu::of, false, Initializer.heUniform(), Rng.of(lab.seed()));
    // The loss sees reconstructions: the sigmoid belongs to the decoder.
    Autoencoder a = Autoencoder.of(plain.encoder(), ((Sequential) plain.decoder()).then("sigmoid", Sigmoid.of()));
    var train = data.train().batches(lab.of(BATCH, 50)).shuffled(lab.seed());
    int epochs = lab.of(100, 15);
    var adam = Adam.of(Schedule.oneCycle(lab.of(1e-3, 2e-3), train.count() * epochs));
    lab.fit(Trainer.of(a.reconstructing(Autoencoder.perSample(Loss::squaredError), adam)).seed(lab.seed()), train, null, epochs);
    return Map.of("squared_error", Unlabelled.squaredError(a, data.test()), "pca_squared_error", pca);
  }
}
