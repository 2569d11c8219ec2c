package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.data.LengthBuckets;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.optim.GradientDescent;

class LengthsCheckedTest {
  private static Dataset data(int... lengths) {
    Rng rng = Rng.of(1);
    int n = lengths.length;
    return Dataset.of(
        Map.of(
            "x", rng.normal(Shape.of(n, 6, 2), 0, 1), "y", rng.normal(Shape.of(n, 6, 1), 0, 1), Dataset.LENGTH,
            Array.of(Shape.of(n), lengths)));
  }

  @Test
  void lengthsThatAreNoneAreRefusedInTrainingAndJudging() throws IOException {
    Layer net = Linear.of(2, 1, Rng.of(2));
    for (int wrong : new int[] {7, -1}) {
      Dataset bad = data(3, wrong);
      String message = "expected lengths from 0 to the 6 steps of x in 'length', got " + wrong + " for sample 1";
      Supervised step = Step.supervised(net, Loss::squaredError, GradientDescent.of(0.1));
      assertThatThrownBy(() -> Trainer.of(step).fit(Batches.of(bad, 2), 1)).hasMessageContaining(message);
      assertThatThrownBy(() -> Trainer.of(Averaged.of(step, Averaging.ema(0.9))).fit(Batches.of(bad, 2), 1))
          .hasMessageContaining(message);
      assertThatThrownBy(() -> Evaluation.of(net, bad, Loss::squaredError)).hasMessageContaining(message);
      assertThat(Trainer.of(step.withoutLengths()).fit(Batches.of(bad, 2), 1).steps()).isEqualTo(1);
    }
  }

  @Test
  void nothingToJudgeIsSaid() {
    Layer net = Linear.of(2, 1, Rng.of(2));
    assertThatThrownBy(() -> Evaluation.of(net, data(0, 0), Loss::squaredError))
        .hasMessageContaining("expected at least one step to judge, got 2 sequences of length 0");
    assertThat(Evaluation.of(net, data(0, 6), Loss::squaredError).metrics().get("loss")).isFinite();
  }

  @Test
  void sharesOfAsManyClassesAsThereAreStepsAreNotCutUnasked() {
    Dataset steps = data(1, 2);
    Dataset shares =
        Dataset.of(Map.of("x", steps.x(), "y", Array.zeros(Shape.of(2, 6), DType.F32), Dataset.LENGTH, steps.part(Dataset.LENGTH)));
    assertThatThrownBy(() -> LengthBuckets.of(shares, Dataset.LENGTH, 3))
        .hasMessageContaining("'y' F32 [n, 6] could be 6 steps").hasMessageContaining("Set.of(\"x\")");
    Dataset bucket = LengthBuckets.of(shares, Dataset.LENGTH, Set.of("x"), 3).datasets().getFirst();
    assertThat(bucket.part("y").shape()).isEqualTo(Shape.of(2, 6));
    assertThat(bucket.x().shape()).isEqualTo(Shape.of(2, 2, 2));
    Dataset both = LengthBuckets.of(shares, Dataset.LENGTH, Set.of("x", "y"), 3).datasets().getFirst();
    assertThat(both.part("y").shape()).isEqualTo(Shape.of(2, 2));
    assertThat(LengthBuckets.of(steps, Dataset.LENGTH, 3).datasets().getFirst().y().shape()).isEqualTo(Shape.of(2, 2, 1));
    assertThatThrownBy(() -> LengthBuckets.of(shares, Dataset.LENGTH, Set.of("x", "z"), 3)).hasMessageContaining("no such part");
  }
}
