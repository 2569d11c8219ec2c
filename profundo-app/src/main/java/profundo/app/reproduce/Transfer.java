package profundo.app.reproduce;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.app.models.LeNet5;
import profundo.data.Augmentation;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.data.ImageAugment;
import profundo.data.ImageAugment.Edge;
import profundo.data.Mnist;
import profundo.data.TrainTest;
import profundo.io.ModelFile;
import profundo.io.Pretrained;
import profundo.nn.Accuracy;
import profundo.nn.Layer;
import profundo.nn.Loss;
import profundo.nn.Parameters;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.RateGroups;
import profundo.optim.Schedule;
import profundo.train.Evaluation;
import profundo.train.Predictor;
import profundo.train.Step;
import profundo.train.Supervised;
import profundo.train.Trainer;

/// Features that were learned on the digits 0 to 4 help to learn 5 to 9 from ten examples of each.
///
/// The features are learned once, on digits 0 to 4 in each of the eight ways in which a square can lie, each way a class
/// of its own, with small changes: forty classes ask for more than five do. Then, for each draw of ten examples, a new
/// head learns alone on the features as they are in use, and after it all weights, the features more slowly. Beside it
/// the same network learns the same examples from nothing, by Adam too. Neither sees changed examples.
///
/// Rates, steps and what is done before were chosen with other draws of ten examples, judged by training digits 5 to 9
/// that were held out, for each of the two networks by itself: from nothing does best at 2e-3 for 300 steps.
final class Transfer implements Reproduction {
  private static final int SHOTS = 10;
  private static final int OLD = 5;
  private static final int DRAWS = 5;
  private static final int WAYS = 8;
  private static final String FEATURES = "features";
  private static final String HEAD = "head";
  private static final int OLD_EACH = 3000;
  private static final int OLD_BATCH = 64;
  private static final int OLD_EPOCHS = 2;
  private static final double OLD_RATE = 4e-3;
  private static final double TUNED_RATE = 3e-3;
  private static final double FEATURE_FACTOR = 1.0 / 3;
  private static final int HEAD_STEPS = 100;
  private static final int TUNED_STEPS = 100;
  private static final double FRESH_RATE = 2e-3;
  private static final int FRESH_STEPS = 300;

  @Override
  public String name() {
    return "transfer";
  }

  @Override
  public String what() {
    return "features of LeNet-5 learned on MNIST digits 0 to 4, turned and mirrored (40 classes), fine-tuned"
        + " on 5 to 9 with 10 examples of each, against the same network from nothing; mean of "
        + DRAWS + " draws of the examples, judged by the test digits 5 to 9";
  }

  @Override
  public String source() {
    return "Yosinski, Clune, Bengio, Lipson 2014, How transferable are features in deep neural networks? (the method);"
        + " Santoro et al. 2016, One-shot learning with memory-augmented neural networks (turned pictures as classes)";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atLeast("gain", "gain over training from nothing", "points", 5).twin(0),
        Figure.atLeast("least_gain", "least gain of a draw", "points", 0).twin(-10),
        Figure.atMost("gain_deviation", "standard deviation of the gain", "points", 5).twin(20),
        Figure.atLeast("tuned", "test accuracy, fine-tuned", "%", 80).twin(80),
        Figure.atLeast("from_nothing", "test accuracy, from nothing", "%", 80).twin(50));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(3);
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    TrainTest data = Mnist.load(lab.data("mnist"));
    Path file = learnFeatures(data.train(), lab);
    Dataset test = digits(data.test(), OLD, lab.of(Integer.MAX_VALUE, 200));
    int draws = lab.of(DRAWS, 2);
    double[] tuned = new double[draws];
    double[] fresh = new double[draws];
    for (int d = 0; d < draws; d++) {
      long seed = lab.seed() + d;
      int[] order = Rng.of(seed).stream("few").permutation(data.train().size());
      Dataset few = digits(data.train().subset(order), OLD, SHOTS);
      tuned[d] = accuracy(fineTuned(file, few, seed), test);
      fresh[d] = accuracy(fromNothing(few, seed), test);
      lab.say(String.format(Locale.ROOT, "draw %d: fine-tuned %.2f %%, from nothing %.2f %%", d + 1, tuned[d], fresh[d]));
    }
    double[] gain = IntStream.range(0, draws).mapToDouble(d -> tuned[d] - fresh[d]).toArray();
    lab.say(
        String.format(
            Locale.ROOT, "fine-tuned %s, from nothing %s, gain %s points", spread(tuned), spread(fresh), spread(gain)));
    var figures = new LinkedHashMap<String, Double>();
    figures.put("gain", mean(gain));
    figures.put("gain_deviation", deviation(gain));
    figures.put("least_gain", DoubleStream.of(gain).min().orElseThrow());
    figures.put("tuned", mean(tuned));
    figures.put("from_nothing", mean(fresh));
    return figures;
  }

  /// Learns the digits 0 to 4 in all ways.
  ///
  /// @return the file of the model
  private static Path learnFeatures(Dataset train, Lab lab) throws IOException {
    Dataset old = inAllWays(digits(train, 0, lab.of(OLD_EACH, 200)));
    long seed = lab.seed();
    Augmentation change =
        ImageAugment.rotate(15, Edge.ZERO).then(ImageAugment.scale(0.15, Edge.ZERO)).then(ImageAugment.shift(2));
    Batches batches = old.batches(OLD_BATCH).shuffled(seed).dropLast().augmented(change, seed);
    int epochs = lab.of(OLD_EPOCHS, 1);
    Sequential net = net(OLD * WAYS, Rng.of(seed).stream("old"));
    var step = Step.supervised(net, Loss::softmaxCrossEntropy, Adam.of(Schedule.oneCycle(OLD_RATE, batches.count() * epochs)));
    lab.fit(Trainer.of(step).measure(Accuracy.of()).seed(seed), batches, null, epochs);
    Path file = lab.folder().resolve("digits-0-to-4.safetensors");
    ModelFile.save(net, file);
    return file;
  }

  private static Sequential fineTuned(Path file, Dataset few, long seed) throws IOException {
    Sequential net = net(OLD, Rng.of(seed).stream("weights"));
    Pretrained.read(file).without(HEAD).into(Parameters.of(net));
    Layer features = net.layers().get(net.names().indexOf(FEATURES));
    Dataset seen = few.with(Dataset.X, Predictor.of(features).predict(few));
    var head = Sequential.of(net.layers().get(net.names().indexOf(HEAD)));
    fit(Step.supervised(head, Loss::softmaxCrossEntropy, Adam.of(TUNED_RATE)), seen, seed, HEAD_STEPS);
    var slow = RateGroups.of(Adam.of(TUNED_RATE)).rate(FEATURES, FEATURE_FACTOR);
    fit(Step.supervised(net, Loss::softmaxCrossEntropy, slow), few, seed, TUNED_STEPS);
    return net;
  }

  private static Sequential fromNothing(Dataset few, long seed) throws IOException {
    Sequential net = net(OLD, Rng.of(seed).stream("weights"));
    fit(Step.supervised(net, Loss::softmaxCrossEntropy, Adam.of(FRESH_RATE)), few, seed, FRESH_STEPS);
    return net;
  }

  /// Steps with all examples at once.
  private static void fit(Supervised step, Dataset few, long seed, int steps) throws IOException {
    Trainer.of(step).seed(seed).fit(few.batches(few.size()), steps);
  }

  private static double accuracy(Sequential net, Dataset test) {
    return 100 * Evaluation.of(net, test, Loss::softmaxCrossEntropy, Accuracy.of()).metrics().get("accuracy");
  }

  private static double mean(double... values) {
    return DoubleStream.of(values).average().orElseThrow();
  }

  private static double deviation(double... values) {
    double mean = mean(values);
    return Math.sqrt(DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1));
  }

  private static String spread(double... values) {
    return String.format(Locale.ROOT, "%.2f +- %.2f", mean(values), deviation(values));
  }

  /// At most so many samples of each of five digits from one on, which become the labels 0 to 4.
  private static Dataset digits(Dataset data, int from, int each) {
    int[] taken = new int[OLD];
    int[] chosen =
        IntStream.range(0, data.size())
            .filter(i -> data.label(i) >= from && data.label(i) < from + OLD && taken[data.label(i) - from]++ < each)
            .toArray();
    Dataset some = data.subset(chosen);
    int[] labels = IntStream.range(0, some.size()).map(i -> some.label(i) - from).toArray();
    return some.with(Dataset.Y, Array.wrap(Shape.of(labels.length), labels));
  }

  /// Every picture turned by 0, 90, 180 and 270 degrees, and mirrored, too; a class for each label and way.
  private static Dataset inAllWays(Dataset data) {
    int[] labels = IntStream.range(0, data.size() * WAYS).map(i -> data.label(i / WAYS) * WAYS + i % WAYS).toArray();
    return Dataset.made(data.sampleShape(), (i, into, offset) -> lay(data.sample(i / WAYS), i % WAYS, into, offset), labels);
  }

  /// A square picture of one channel turned by 90 degrees `way % 4` times, and mirrored if `way` is 4 or more.
  static void lay(Array picture, int way, float[] into, int offset) {
    int side = picture.shape().size(0);
    float[] from = picture.floats();
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        int r = row;
        int c = way < 4 ? column : side - 1 - column;
        for (int turn = way % 4; turn > 0; turn--) {
          int before = r;
          r = c;
          c = side - 1 - before;
        }
        into[offset + row * side + column] = from[r * side + c];
      }
    }
  }

  /// LeNet-5, its last layer apart from what comes before.
  private static Sequential net(int classes, Rng rng) {
    Sequential whole = new LeNet5().build(Shape.of(28, 28, 1), classes, rng);
    int last = whole.layers().size() - 1;
    var features = new Sequential(whole.layers().subList(0, last), whole.names().subList(0, last));
    return Sequential.of().then(FEATURES, features).then(HEAD, whole.layers().get(last));
  }
}
