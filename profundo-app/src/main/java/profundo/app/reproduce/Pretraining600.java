package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import profundo.Gradient;
import profundo.Rng;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Dataset;
import profundo.data.Mnist;
import profundo.data.Strokes;
import profundo.data.TrainTest;
import profundo.nn.Accuracy;
import profundo.nn.Flatten;
import profundo.nn.Initializer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Parameter;
import profundo.nn.Parameters;
import profundo.nn.Pass;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.optim.Adam;
import profundo.optim.GradientDescent;
import profundo.optim.Schedule;
import profundo.train.Phase;
import profundo.train.Trainer;
import profundo.zoo.boltzmann.ContrastiveDivergence;
import profundo.zoo.boltzmann.Rbm;
import profundo.zoo.stack.LayerwisePretraining;
import profundo.zoo.stack.Stackable;

/// The experiment that motivates pre-training: a deep network of sigmoids learns from few labels, beginning with weights that
/// RBMs have learned from all digits without labels, with Glorot's random weights, and with small random weights.
///
/// The rate of each beginning is chosen from three on another draw of the labels, judged by training digits that are held out.
/// The sizes of the gradients of all layers are told before and after.
final class Pretraining600 implements Reproduction {
  private static final String FEW = "600 labels";
  private static final String ALL = "60000 labels";
  private static final int BATCH = 100;
  private static final int DRAWS = 3;
  /// Layers with weights.
  private static final int LAYERS = 4;
  private static final List<Double> RATES = List.of(3e-4, 1e-3, 3e-3);

  /// How a network begins.
  private enum Beginning {
    PRETRAINED("pre-trained"), GLOROT("Glorot"), SMALL("N(0, 0.01²)");

    private final String title;

    Beginning(String title) {
      this.title = title;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    String rateKey() {
      return key() + "_rate";
    }

    String gradientKey(int layer, boolean after) {
      return key() + "_gradient_" + layer + (after ? "_after" : "_before");
    }
  }

  @Override
  public String name() {
    return "pretraining-600";
  }

  @Override
  public String what() {
    return "784-500-500-500-10 of sigmoids on MNIST with 600 labels (60 of each class, mean of " + DRAWS + " draws), and with all:"
        + " layers pre-trained by CD-1 on 60,000 digits without labels, against random weights of Glorot, and from N(0, 0.01²)";
  }

  @Override
  public String source() {
    return "Bengio, Lamblin, Popovici, Larochelle 2007, Greedy layer-wise training of deep networks; Erhan et al. 2010, Why does"
        + " unsupervised pre-training help deep learning?";
  }

  @Override
  public List<Figure> figures() {
    List<Figure> all = new ArrayList<>(List.of(
        Figure.atLeast("gain", "600 labels, gain of pre-training over Glorot", "points", 2).twin(2),
        Figure.atMost("pretrained", "600 labels, test error, pre-trained", "%", 12).twin(50),
        Figure.atMost("glorot", "600 labels, test error, Glorot", "%", 100).twin(100),
        Figure.atMost("small", "600 labels, test error, N(0, 0.01²)", "%", 100).twin(100),
        Figure.atMost("pretrained_all", "60,000 labels, test error, pre-trained", "%", 2.5).twin(40),
        Figure.atMost("glorot_all", "60,000 labels, test error, Glorot", "%", 100).twin(100),
        Figure.atMost("small_all", "60,000 labels, test error, N(0, 0.01²)", "%", 100).twin(100)));
    for (Beginning b : Beginning.values()) {
      all.add(Figure.shown(b.rateKey(), "600 labels, chosen rate, " + b.title, ""));
    }
    for (Beginning b : Beginning.values()) {
      for (boolean after : new boolean[] {false, true}) {
        for (int layer = 1; layer <= LAYERS; layer++) {
          all.add(
              Figure.shown(
                  b.gradientKey(layer, after),
                  "60,000 labels, gradient of layer " + layer + (after ? " after" : " before") + " training, " + b.title, ""));
        }
      }
    }
    return all;
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(10);
  }

  @Override
  public List<String> parts() {
    return List.of(FEW, ALL);
  }

  @Override
  public List<String> twinParts() {
    return parts();
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    TrainTest data = lab.reduced() ? Strokes.load(lab.seed(), 2000, 500) : Mnist.load(lab.data("mnist"));
    LayerwisePretraining stack = stack(data.train(), lab);
    for (Phase p : stack.phases("rbm", data.train(), null, lab.of(BATCH, 20), lab.of(10, 10), lab.seed())) {
      lab.fit(p.trainer().get(), p.train().get(), null, p.epochs());
    }
    // Fine-tuning starts from these again and again.
    List<float[]> learned = values(stack);
    return part.equals(FEW) ? few(data, stack, learned, lab) : all(data, stack, learned, lab);
  }

  private static LayerwisePretraining stack(Dataset train, Lab lab) {
    List<Stackable> stack = new ArrayList<>();
    Rng rng = Rng.of(lab.seed());
    int in = train.sampleShape().count();
    for (int size : lab.of(List.of(500, 500, 500), List.of(80, 80, 80))) {
      var slower = GradientDescent.of(0.1).withMomentum(0.5);
      stack.add(ContrastiveDivergence.of(Rbm.of(in, size, rng)).withOptimizer(slower));
      in = size;
    }
    return LayerwisePretraining.of(stack);
  }

  private static List<float[]> values(LayerwisePretraining stack) {
    return Parameters.of(stack.encoder(stack.layers().size())).all().stream()
        .map(p -> p.variable().value().floats().clone())
        .toList();
  }

  private static Map<String, Double> few(TrainTest data, LayerwisePretraining stack, List<float[]> learned, Lab lab)
      throws IOException {
    int each = lab.of(60, 10);
    int held = lab.of(5_000, 500);
    Dataset validation = data.train().range(data.train().size() - held, data.train().size());
    Dataset pool = data.train().range(0, data.train().size() - held);
    var figures = new LinkedHashMap<String, Double>();
    for (Beginning b : Beginning.values()) {
      Dataset other = draw(pool, each, lab.seed() + 1000);
      double best = Double.MAX_VALUE;
      double rate = 0;
      for (double r : lab.of(RATES, List.of(2e-3))) {
        double error = tuned(b, stack, learned, other, validation, r, lab.seed(), lab);
        if (error < best) {
          best = error;
          rate = r;
        }
      }
      double sum = 0;
      int draws = lab.of(DRAWS, 2);
      for (int d = 0; d < draws; d++) {
        sum += tuned(b, stack, learned, draw(pool, each, lab.seed() + d), data.test(), rate, lab.seed() + d, lab);
      }
      figures.put(b.key(), sum / draws);
      figures.put(b.rateKey(), rate);
      lab.say(String.format(Locale.ROOT, "%s: rate %s, test error %.2f %%", b.key(), rate, sum / draws));
    }
    figures.put("gain", figures.get("glorot") - figures.get("pretrained"));
    return figures;
  }

  private static Map<String, Double> all(TrainTest data, LayerwisePretraining stack, List<float[]> learned, Lab lab)
      throws IOException {
    var figures = new LinkedHashMap<String, Double>();
    Dataset some = data.train().take(lab.of(10_000, 500));
    for (Beginning b : Beginning.values()) {
      Sequential net = begin(b, stack, learned, data.train().classes().size(), lab.seed());
      List<Double> before = gradients(net, some);
      int epochs = lab.of(15, 5);
      var batches = data.train().batches(lab.of(BATCH, 20)).shuffled(lab.seed());
      var adam = Adam.of(Schedule.cosine(1e-3, batches.count() * epochs));
      lab.fit(
          Trainer.supervised(net, Loss::softmaxCrossEntropy, adam).measure(Accuracy.of()).seed(lab.seed()), batches, null,
          epochs);
      List<Double> after = gradients(net, some);
      lab.say(b.key() + ", all labels, sizes of gradients before: " + text(before) + "; after: " + text(after));
      figures.put(b.key() + "_all", DeepBelief.error(net, data.test()));
      for (int layer = 1; layer <= LAYERS; layer++) {
        figures.put(b.gradientKey(layer, false), before.get(layer - 1));
        figures.put(b.gradientKey(layer, true), after.get(layer - 1));
      }
    }
    return figures;
  }

  /// As many samples of each class.
  private static Dataset draw(Dataset data, int each, long seed) {
    int[] taken = new int[data.classes().size()];
    int[] order = Rng.of(seed).stream("labels").permutation(data.size());
    return data.subset(IntStream.of(order).filter(i -> taken[data.label(i)]++ < each).toArray());
  }

  private static double tuned(
      Beginning b, LayerwisePretraining stack, List<float[]> learned, Dataset few, Dataset judge, double rate, long seed, Lab lab)
      throws IOException {
    Sequential net = begin(b, stack, learned, few.classes().size(), seed);
    lab.say(b.key() + ", rate " + rate + ", sizes of gradients before: " + text(gradients(net, few)));
    int epochs = lab.of(150, 40);
    var batches = few.batches(lab.of(BATCH, 20)).shuffled(seed);
    var adam = Adam.of(Schedule.cosine(rate, batches.count() * epochs));
    Trainer.supervised(net, Loss::softmaxCrossEntropy, adam).seed(seed).fit(batches, epochs);
    double error = DeepBelief.error(net, judge);
    lab.say(String.format(Locale.ROOT, "error %.2f %%, sizes of gradients after: %s", error, text(gradients(net, few))));
    return error;
  }

  private static Sequential begin(Beginning b, LayerwisePretraining stack, List<float[]> learned, int classes, long seed) {
    Rng rng = Rng.of(seed).stream(b.key());
    Initializer random = b == Beginning.SMALL ? Initializer.normal(0, 0.01) : Initializer.glorotUniform();
    if (b == Beginning.PRETRAINED) {
      int i = 0;
      for (Parameter p : Parameters.of(stack.encoder(stack.layers().size())).all()) {
        float[] values = learned.get(i++);
        System.arraycopy(values, 0, p.variable().value().floats(), 0, values.length);
      }
      int top = learned.getLast().length;
      return stack.unroll(Linear.of(top, classes, random, rng));
    }
    Sequential net = Sequential.of().then("input", Flatten.of());
    int in = learned.getFirst().length / learned.get(1).length;
    for (int i = 0; i < stack.layers().size(); i++) {
      int size = learned.get(2 * i + 1).length;
      net = net.then("layer" + (i + 1), Sequential.of(Linear.of(in, size, random, rng), Sigmoid.of()));
      in = size;
    }
    return net.then("output", Linear.of(in, classes, random, rng));
  }

  /// The length of the gradient of each layer's weights over all samples.
  private static List<Double> gradients(Sequential net, Dataset few) {
    Tensor x = Tensor.of(few.x());
    Tensor loss = Loss.softmaxCrossEntropy(Pass.inference(net).apply(net, x), Tensor.of(few.y()));
    List<Variable> weights =
        Parameters.of(net).all().stream().filter(p -> !p.bias()).map(Parameter::variable).toList();
    List<Double> sizes = new ArrayList<>();
    for (Tensor g : Gradient.of(loss, weights)) {
      sizes.add((double) g.square().sum().sqrt().toFloat());
    }
    return sizes;
  }

  private static String text(List<Double> sizes) {
    return String.join(", ", sizes.stream().map(size -> String.format(Locale.ROOT, "%.2g", size)).toList());
  }
}
