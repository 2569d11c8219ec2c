package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.nn.Accuracy;
import profundo.nn.ConfusionMatrix;
import profundo.nn.Layer;
import profundo.nn.Loss;
import profundo.nn.Pass;
import profundo.optim.Adam;
import profundo.reference.Interpreter;

class EvaluationTest {
  private static double[] reference(Layer net, Dataset data) {
    Tensor y = Pass.inference(net).apply(net, Tensor.of(data.x())).softmax();
    return Interpreter.value(y).reals();
  }

  @Test
  void isWhatTheTrainerFindsInValidation() throws IOException {
    Layer net = Problems.dropping(3);
    Dataset held = Problems.sides(300, 2);
    var last =
        Trainer.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.05)).measure(Accuracy.of())
            .fit(Batches.of(Problems.sides(100, 1), 20), Batches.of(held, 128), 3).last();
    ConfusionMatrix matrix = ConfusionMatrix.of(2);
    Evaluation evaluation = Evaluation.of(net, held, Loss::softmaxCrossEntropy, matrix);
    assertThat(evaluation.samples()).isEqualTo(300);
    assertThat(evaluation.metrics().keySet()).containsExactly("loss", "accuracy");
    assertThat(evaluation.metrics().get("loss")).isCloseTo(last.get("val_loss"), within(1e-6));
    assertThat(evaluation.metrics().get("accuracy")).isEqualTo(last.get("val_accuracy"));
    assertThat(matrix.result()).isEqualTo(last.get("val_accuracy"));
  }

  @Test
  void predictsAnyNumberOfSamples() {
    Layer net = Problems.dropping(3);
    Predictor predictor = Predictor.of(net).then(Tensor::softmax);
    for (int n : new int[] {1, 2, 255, 256, 257, 700, 3, 4, 5, 6, 7, 8, 9, 10, 700}) {
      Dataset data = Problems.sides(n, n);
      double[] expected = reference(net, data);
      Array got = predictor.predict(data.x());
      assertThat(got.shape()).isEqualTo(Shape.of(n, 2));
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) got.floats()[i]).as("%d samples, value %d", n, i).isCloseTo(expected[i], within(1e-5));
      }
    }
  }

  @Test
  void resultsAreNotOverwrittenByTheNext() {
    Predictor predictor = Predictor.of(Problems.mlp(3));
    Array first = predictor.predict(Problems.sides(5, 1).x());
    Array copy = first.copy();
    predictor.predict(Problems.sides(5, 2).x());
    assertThat(first.sameBits(copy)).isTrue();
  }

  @Test
  void samplesOfAnotherShapeNameTheLayer() {
    assertThatThrownBy(() -> Predictor.of(Problems.mlp(3)).predict(Array.of(Shape.of(2, 3), new float[6])))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("Linear: expected x[..., in=2], got [2, 3]");
  }
}
