package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.DataException;
import profundo.data.Dataset;
import profundo.data.VolumeAugment;
import profundo.io.Npz;
import profundo.nn.BatchNorm;
import profundo.nn.ClassWeights;
import profundo.nn.Conv3d;
import profundo.nn.Dropout;
import profundo.nn.GlobalAvgPool;
import profundo.nn.Linear;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.optim.AdamW;
import profundo.optim.Schedule;
import profundo.train.Predictor;
import profundo.train.Step;
import profundo.train.Trainer;

/// Shapes of adrenal glands from tomography, normal or with a mass, in a 3-d CNN. Three of four are normal: classes are weighted
/// to count the same, and the figures are those that do not profit from naming the majority. Glands have no side that must be up:
/// training sees them mirrored along each axis, which was worth five points of AUC on training volumes held out.
final class Adrenal3d implements Reproduction {
  private static final int BATCH = 32;
  private static final int TWIN = 12;

  /// Volumes and whether they have a mass.
  private record Volumes(Array x, int[] labels) {
    Dataset dataset() {
      return Dataset.of(x, Array.wrap(Shape.of(labels.length), labels));
    }
  }

  @Override
  public String name() {
    return "adrenal3d";
  }

  @Override
  public String what() {
    return "3-d CNN of 16, 32 and 64 filters of 3x3x3 with batch normalization, mirror images and balanced class weights on"
        + " AdrenalMNIST3D, validation part, mean of three seeds";
  }

  @Override
  public String source() {
    return "Yang et al. 2023, MedMNIST v2 (ResNet-18 with 3-d convolutions, test part)";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atLeast("auc", "AUC", "", 0.80).published("0.827").twin(0.9),
        Figure.atLeast("balanced_accuracy", "balanced accuracy", "", 0.70).twin(0.8));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(10);
  }

  @Override
  public List<String> parts() {
    return List.of("seed 1", "seed 2", "seed 3");
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    long seed = lab.seed() + Long.parseLong(part.substring(part.indexOf(' ') + 1)) - 1;
    Volumes train;
    Volumes validation;
    if (lab.reduced()) {
      train = generated(160, seed);
      validation = generated(60, seed + 1000);
    } else {
      var file = lab.data("adrenal3d/adrenalmnist3d.npz");
      Map<String, Array> arrays = Npz.read(file);
      train = volumes(file.toString(), arrays, "train");
      validation = volumes(file.toString(), arrays, "val");
    }
    int epochs = lab.of(20, 10);
    Sequential net = net(lab.of(16, 4), Rng.of(seed));
    var counts = new int[2];
    for (int l : train.labels) {
      counts[l]++;
    }
    var batches = train.dataset().batches(BATCH).shuffled(seed).augmented(VolumeAugment.mirror(), seed);
    var optimizer = AdamW.of(Schedule.oneCycle(4e-3, batches.count() * epochs));
    var step = Step.supervised(net, ClassWeights.balanced(counts).softmaxCrossEntropy(), optimizer);
    lab.fit(Trainer.of(step).seed(seed), batches, null, epochs);
    float[] p = Predictor.of(net).then(Tensor::softmax).predict(validation.x).floats();
    double[] scores = IntStream.range(0, validation.labels.length).mapToDouble(i -> p[2 * i + 1]).toArray();
    var figures =
        Map.of("auc", auc(scores, validation.labels), "balanced_accuracy", balanced(scores, validation.labels));
    lab.say(figures.toString());
    return figures;
  }

  private static Sequential net(int width, Rng rng) {
    return Sequential.of(
        Conv3d.of(1, width, 3, rng).withStride(2).withPadding("same"), BatchNorm.of(width), Relu.of(),
        Conv3d.of(width, 2 * width, 3, rng).withStride(2).withPadding("same"), BatchNorm.of(2 * width), Relu.of(),
        Conv3d.of(2 * width, 4 * width, 3, rng).withPadding("same"), BatchNorm.of(4 * width), Relu.of(),
        GlobalAvgPool.of(), Dropout.of(0.2), Linear.of(4 * width, 2, rng));
  }

  private static Volumes volumes(String file, Map<String, Array> arrays, String which) {
    Array images = arrays.get(which + "_images");
    Array labels = arrays.get(which + "_labels");
    if (images == null || labels == null || images.shape().rank() != 4 || labels.shape().count() != images.shape().size(0)) {
      throw new DataException(
          file + ": expected " + which + "_images [n, depth, height, width] and " + which + "_labels [n, 1], got "
              + (images == null ? "none" : images.shape()) + " and " + (labels == null ? "none" : labels.shape()));
    }
    int[] bytes = images.ints();
    float[] x = new float[bytes.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = bytes[i] / 255f;
    }
    for (int l : labels.ints()) {
      if (l != 0 && l != 1) {
        throw new DataException(file + ": expected labels 0 and 1, got " + l);
      }
    }
    return new Volumes(Array.wrap(images.shape().insert(4, 1), x), labels.ints().clone());
  }

  /// Balls, of which a quarter have a hole.
  private static Volumes generated(int n, long seed) {
    Array draws = Rng.of(seed).uniform(Shape.of(n, 4), 0, 1);
    int voxels = TWIN * TWIN * TWIN;
    float[] x = new float[n * voxels];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 4 == 0 ? 1 : 0;
      double radius = 3.5 + 1.5 * draws.floats()[4 * i];
      for (int v = 0; v < voxels; v++) {
        double square = 0;
        int rest = v;
        for (int a = 1; a <= 3; a++) {
          double d = rest % TWIN - (TWIN / 2 - 1 + 2 * draws.floats()[4 * i + a]);
          square += d * d;
          rest /= TWIN;
        }
        boolean inside = square < radius * radius && (labels[i] == 0 || square > 5);
        x[i * voxels + v] = inside ? 1 : 0;
      }
    }
    return new Volumes(Array.wrap(Shape.of(n, TWIN, TWIN, TWIN, 1), x), labels);
  }

  /// How often a positive has the larger score of a pair of positive and negative; ties count half (the area under the ROC
  /// curve).
  static double auc(double[] scores, int[] labels) {
    double won = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < scores.length; j++) {
        if (labels[i] == 1 && labels[j] == 0) {
          won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
      }
    }
    double positives = Arrays.stream(labels).sum();
    return won / (positives * (labels.length - positives));
  }

  /// Mean of the shares of each class that are found, at a threshold of one half.
  static double balanced(double[] scores, int[] labels) {
    var right = new double[2];
    var all = new double[2];
    for (int i = 0; i < scores.length; i++) {
      all[labels[i]]++;
      right[labels[i]] += (scores[i] > 0.5 ? 1 : 0) == labels[i] ? 1 : 0;
    }
    return (right[0] / all[0] + right[1] / all[1]) / 2;
  }
}
