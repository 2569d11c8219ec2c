package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import profundo.Rng;
import profundo.Shape;
import profundo.data.TrainTest;
import profundo.nn.Initializer;
import profundo.nn.Loss;
import profundo.nn.Parameters;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.optim.Adam;
import profundo.optim.Schedule;
import profundo.train.Trainer;
import profundo.zoo.autoencoder.Autoencoder;
import profundo.zoo.autoencoder.ConvolutionalAutoencoder;
import profundo.zoo.autoencoder.ConvolutionalAutoencoder.Growth;

/// What it is worth to know that pixels have neighbours: codes of thirty numbers from a convolutional autoencoder and from a
/// dense one of as many parameters.
final class ConvAutoencoder implements Reproduction {
  private static final String CONV = "convolutional";
  private static final String DENSE = "dense";
  private static final int BATCH = 128;
  private static final int CODE = 30;

  @Override
  public String name() {
    return "conv-autoencoder";
  }

  @Override
  public String what() {
    return "convolutional autoencoder (16 and 32 maps, code of 30) beside a dense one 784-h-30-h-784 of as many parameters, squared"
        + " error, on MNIST";
  }

  @Override
  public String source() {
    return "Masci, Meier, Ciresan, Schmidhuber 2011, Stacked convolutional auto-encoders for hierarchical feature extraction";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atMost("ratio", "squared error, convolutional over dense", "", 1).twin(0.8),
        Figure.shown("convolutional_error", "test squared error per image, convolutional", ""),
        Figure.shown("dense_error", "the same, dense", ""),
        Figure.shown("convolutional_parameters", "parameters, convolutional", ""),
        Figure.shown("dense_parameters", "parameters, dense", ""));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(20);
  }

  @Override
  public List<String> parts() {
    return List.of(CONV, DENSE);
  }

  @Override
  public List<String> twinParts() {
    return parts();
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    TrainTest data = Unlabelled.digits(lab, 1500);
    Shape sample = data.train().sampleShape();
    Autoencoder conv = squashed(ConvolutionalAutoencoder.of(sample, channels(lab), CODE, Growth.TRANSPOSED, Rng.of(lab.seed())));
    long budget = Parameters.of(conv).count();
    Autoencoder a = part.equals(CONV) ? conv : dense(sample, budget, Rng.of(lab.seed()));
    var train = data.train().batches(lab.of(BATCH, 20)).shuffled(lab.seed());
    int epochs = lab.of(25, 6);
    var adam = Adam.of(Schedule.oneCycle(3e-3, train.count() * epochs));
    lab.fit(Trainer.of(a.reconstructing(Autoencoder.perSample(Loss::squaredError), adam)).seed(lab.seed()), train, null, epochs);
    double error = Unlabelled.squaredError(a, data.test());
    double count = Parameters.of(a).count();
    lab.say(part + ": " + (long) count + " parameters, squared error " + error + " for each test image");
    return Map.of(part + "_error", error, part + "_parameters", count);
  }

  private static List<Integer> channels(Lab lab) {
    return lab.of(List.of(16, 32), List.of(8, 16));
  }

  /// One hidden layer each way, as wide as the parameters allow.
  private static Autoencoder dense(Shape sample, long budget, Rng rng) {
    long fixed = sample.count() + CODE;
    int hidden = Math.toIntExact((budget - fixed) / (2L * sample.count() + 2L * CODE + 2));
    return squashed(Autoencoder.symmetric(sample, List.of(hidden, CODE), Relu::of, false, Initializer.heUniform(), rng));
  }

  private static Autoencoder squashed(Autoencoder a) {
    return Autoencoder.of(a.encoder(), ((Sequential) a.decoder()).then("sigmoid", Sigmoid.of()));
  }

  @Override
  public Map<String, Double> combine(SequencedMap<String, Map<String, Double>> parts) {
    var all = new LinkedHashMap<String, Double>();
    parts.values().forEach(all::putAll);
    all.put("ratio", all.get(CONV + "_error") / all.get(DENSE + "_error"));
    return all;
  }
}
