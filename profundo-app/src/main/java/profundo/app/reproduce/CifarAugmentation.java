package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import profundo.Rng;
import profundo.data.Augmentation;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.data.ImageAugment;
import profundo.data.ImageAugment.Edge;
import profundo.data.Scaling;
import profundo.files.Cifar;
import profundo.nn.Accuracy;
import profundo.nn.BatchNorm;
import profundo.nn.Conv2d;
import profundo.nn.Dropout;
import profundo.nn.GlobalAvgPool;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.MaxPool2d;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.optim.AdamW;
import profundo.optim.Schedule;
import profundo.train.Evaluation;
import profundo.train.Step;
import profundo.train.Trainer;

/// What augmentation is worth where pictures are few: the same network, the same number of steps, with and without shifts
/// and mirror images. Both train for long, for that is what changed pictures need; who trains for 24 epochs gains nothing.
/// Epochs and changes were chosen on the last 500 of the training pictures.
final class CifarAugmentation implements Reproduction {
  private static final int SEEDS = 3;
  private static final int TRAIN = 3500;
  private static final int BATCH = 64;
  private static final String PLAIN = "plain";
  private static final String AUGMENTED = "augmented";

  @Override
  public String name() {
    return "cifar-augmentation";
  }

  @Override
  public String what() {
    return "CNN of three 3x3 layers (32, 64, 128 maps) on 4,000 pictures of CIFAR-10, 3,500 to learn and 500 to test, with and"
        + " without augmentation, mean of 3 seeds";
  }

  @Override
  public String source() {
    return "Krizhevsky, Sutskever, Hinton 2012, ImageNet classification with deep convolutional networks, section 4.1 (data augmentation)";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atLeast(AUGMENTED, "test accuracy with augmentation", "%", 62).twin(26),
        Figure.atLeast("gain", "gain by augmentation", "points", 3).twin(-8));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(15);
  }

  @Override
  public List<String> parts() {
    var parts = new ArrayList<String>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      parts.add(AUGMENTED + " " + seed);
      parts.add(PLAIN + " " + seed);
    }
    return parts;
  }

  @Override
  public List<String> twinParts() {
    return List.of(AUGMENTED + " 1", PLAIN + " 1");
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    String kind = part.substring(0, part.indexOf(' '));
    long seed = lab.seed() + Long.parseLong(part.substring(part.indexOf(' ') + 1)) - 1;
    Dataset all = Cifar.read(lab.data("cifar10/data_batch_first4000.bin.gz"));
    Dataset learned = all.range(0, lab.of(TRAIN, 1000));
    Scaling scaling = Scaling.perChannel(learned);
    Batches train = scaling.apply(learned).batches(BATCH).shuffled(seed).dropLast();
    if (kind.equals(AUGMENTED)) {
      train = train.augmented(change(), seed);
    }
    int epochs = lab.of(90, 4);
    Sequential net = net(lab.of(32, 16), all.classes().size(), Rng.of(seed));
    var step =
        Step.supervised(net, Loss::softmaxCrossEntropy, AdamW.of(Schedule.oneCycle(4e-3, train.count() * epochs)));
    lab.fit(Trainer.of(step).measure(Accuracy.of()).seed(seed), train, null, epochs);
    Dataset test = scaling.apply(all.range(TRAIN, all.size()));
    double accuracy = Evaluation.of(net, test, Loss::softmaxCrossEntropy, Accuracy.of()).metrics().get("accuracy");
    return Map.of(kind, 100 * accuracy);
  }

  @Override
  public Map<String, Double> combine(SequencedMap<String, Map<String, Double>> parts) {
    double augmented = mean(parts, AUGMENTED);
    var figures = new LinkedHashMap<String, Double>();
    figures.put(AUGMENTED, augmented);
    figures.put("gain", augmented - mean(parts, PLAIN));
    return figures;
  }

  private static double mean(SequencedMap<String, Map<String, Double>> parts, String kind) {
    return parts.values().stream().filter(p -> p.containsKey(kind)).mapToDouble(p -> p.get(kind)).average().orElse(Double.NaN);
  }

  private static Augmentation change() {
    return ImageAugment.shift(4, Edge.REFLECT).then(ImageAugment.mirror());
  }

  private static Sequential net(int maps, int classes, Rng rng) {
    Sequential net = Sequential.of();
    int in = 3;
    for (int i = 1; i <= 3; i++) {
      int out = maps << i - 1;
      net =
          net.then("conv" + i, Conv2d.of(in, out, 3, rng).withPadding("same"))
              .then("norm" + i, BatchNorm.of(out))
              .then("relu" + i, Relu.of())
              .then("pool" + i, MaxPool2d.of(2));
      in = out;
    }
    return net.then("mean", new GlobalAvgPool())
        .then("dropout", Dropout.of(0.2))
        .then("output", Linear.of(in, classes, rng));
  }
}
