package profundo.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.data.Strokes;
import profundo.data.TrainTest;
import profundo.nn.Conv2d;
import profundo.nn.Flatten;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.MaxPool2d;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.train.Trainer;

/// What a trained reader of digits looks at: the strokes.
class DigitSaliencyTest {
  private static final int SHOWN = 40;
  private static Sequential net;
  private static Dataset test;

  @BeforeAll
  static void train() throws IOException {
    net = untrained(7);
    TrainTest digits = Strokes.load(7, 1_500, SHOWN);
    test = digits.test();
    Trainer.supervised(net, Loss::softmaxCrossEntropy, Adam.of(3e-3)).seed(7).fit(Batches.of(digits.train(), 50).shuffled(7), 6);
  }

  private static Sequential untrained(long seed) {
    Rng rng = Rng.of(seed);
    return Sequential.of(
        Conv2d.of(1, 8, 5, rng).withStride(2), Relu.of(), MaxPool2d.of(2), Flatten.of(), Linear.of(288, 10, rng));
  }

  /// Mean heat on the strokes and within two pixels of them, over the mean heat elsewhere, and over how many digits it is
  /// above one.
  private static double[] contrast(Sequential model) {
    double logs = 0;
    int above = 0;
    for (int i = 0; i < SHOWN; i++) {
      Array x = test.sample(i);
      float[] heat = Explainer.heat(Saliency.of().explain(model, x, test.label(i))).floats();
      double[] sum = new double[2];
      int[] n = new int[2];
      for (int p = 0; p < heat.length; p++) {
        int side = isNearInk(x, p) ? 1 : 0;
        sum[side] += heat[p];
        n[side]++;
      }
      double ratio = (sum[1] / n[1]) / (sum[0] / n[0] + 1e-12);
      logs += Math.log(ratio);
      above += ratio > 1 ? 1 : 0;
    }
    return new double[] {Math.exp(logs / SHOWN), above / (double) SHOWN};
  }

  private static boolean isNearInk(Array x, int pixel) {
    Shape s = x.shape();
    for (int dy = -2; dy <= 2; dy++) {
      for (int dx = -2; dx <= 2; dx++) {
        int y = pixel / s.size(1) + dy;
        int c = pixel % s.size(1) + dx;
        if (y >= 0 && y < s.size(0) && c >= 0 && c < s.size(1) && x.floats()[y * s.size(1) + c] > 0.5) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void saliencyLiesOnTheStrokes() {
    double[] found = contrast(net);
    assertThat(found[0]).as("mean contrast").isGreaterThan(1.5);
    assertThat(found[1]).as("share of digits").isGreaterThan(0.9);
  }

  /// A model that has learnt nothing sees more where there is ink, too: its relus let gradients pass there. Learning adds to it.
  @Test
  void moreThanThatOfModelsThatHaveLearntNothing() {
    double trained = contrast(net)[0];
    for (long seed : new long[] {8, 9, 10}) {
      assertThat(trained).as("mean contrast, untrained seed " + seed).isGreaterThan(1.15 * contrast(untrained(seed))[0]);
    }
  }
}
