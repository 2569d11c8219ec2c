package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.data.LengthBuckets;
import profundo.nn.Accuracy;
import profundo.nn.Bidirectional;
import profundo.nn.ClassWeights;
import profundo.nn.Conv1d;
import profundo.nn.Embedding;
import profundo.nn.GruCell;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.LstmCell;
import profundo.nn.MultiHeadAttention;
import profundo.nn.Parameters;
import profundo.nn.Recurrent;
import profundo.nn.SequenceLoss;
import profundo.nn.Sequential;
import profundo.nn.Stacked;
import profundo.nn.Transformer;
import profundo.nn.TransformerBlock;
import profundo.optim.GradientDescent;
import profundo.reference.Interpreter;

/// Sequences of different length in one data set.
class SequencesTest {
  private static final int TIME = 5;
  private static final int[] ENDS = {3, 5, 0, 1};

  private static double real(Tensor t) {
    return Interpreter.value(t).reals()[0];
  }

  /// `[4, 5, ...]` of which the steps within the lengths are those of `[9, ...]`, padded with rubbish.
  private static Tensor padded(Tensor steps) {
    List<Tensor> rows = new ArrayList<>();
    int from = 0;
    Shape rest = steps.shape().without(0);
    for (int end : ENDS) {
      List<Tensor> row = new ArrayList<>();
      if (end > 0) {
        row.add(steps.slice(0, from, from + end));
      }
      if (end < TIME) {
        row.add(Tensor.fill(rest.insert(0, TIME - end), steps.dtype() == DType.I32 ? 2 : 77).cast(steps.dtype()));
      }
      rows.add(Tensor.concat(0, row).reshape(rest.insert(0, TIME).insert(0, 1)));
      from += end;
    }
    return Tensor.concat(0, rows);
  }

  @Test
  void everyLossOverPaddedStepsIsThatOfTheStepsAlone() {
    long seed = 31;
    Variable scores = Variable.of("scores", Rng.of(seed).normal(Shape.of(9, 3), 0, 1));
    Tensor labels = Tensor.of(Shape.of(9), 0, 2, 1, 1, 0, 2, 2, 0, 1);
    Tensor values = Tensor.of(Rng.of(seed + 1).uniform(Shape.of(9, 3), 0, 1));
    Tensor mask = SequenceLoss.mask(Tensor.fill(Shape.of(4, TIME, 1), 0), Tensor.of(Shape.of(4), ENDS)).reshape(4, TIME);
    Map<String, Loss> byLabel = new LinkedHashMap<>();
    byLabel.put("softmaxCrossEntropy", Loss::softmaxCrossEntropy);
    byLabel.put("smoothed", Loss.smoothedCrossEntropy(0.1));
    byLabel.put("multiclassHinge", Loss::multiclassHinge);
    byLabel.put("SequenceLoss", SequenceLoss::crossEntropy);
    byLabel.put("weights", ClassWeights.of(0.5, 3, 1).softmaxCrossEntropy());
    Map<String, Loss> byValue = new LinkedHashMap<>();
    byValue.put("squaredError", Loss::squaredError);
    byValue.put("absoluteError", Loss::absoluteError);
    byValue.put("binaryCrossEntropy", Loss::binaryCrossEntropy);
    byValue.put("hinge", Loss::hinge);
    byValue.put("shares", Loss::softmaxCrossEntropy);
    byLabel.forEach((name, loss) -> compare(name + ", seed " + seed, loss, scores, labels, mask));
    byValue.forEach((name, loss) -> compare(name + ", seed " + seed, loss, scores, values, mask));
    Tensor none = Tensor.fill(Shape.of(4, TIME), 0);
    byLabel.forEach((name, loss) -> assertThat(real(loss.of(padded(scores), padded(labels), none))).as(name).isCloseTo(0, within(1e-6)));
  }

  private static void compare(String name, Loss loss, Variable scores, Tensor target, Tensor mask) {
    Tensor alone = loss.of(scores, target);
    Tensor masked = loss.of(padded(scores), padded(target), mask);
    assertThat(real(masked)).as(name).isCloseTo(real(alone), within(1e-6));
    assertThat(Interpreter.value(Gradient.of(masked, scores)).reals())
        .as(name)
        .containsExactly(Interpreter.value(Gradient.of(alone, scores)).reals(), within(1e-6));
  }

  private static Dataset sequences(Array x, Array y, int[] ends, boolean cut) {
    Map<String, Array> parts = new LinkedHashMap<>();
    parts.put("x", x);
    parts.put("y", y);
    if (!cut) {
      parts.put(Dataset.LENGTH, Array.of(Shape.of(ends.length), ends));
    }
    return Dataset.of(parts);
  }

  /// x `[4, 5, 2]` with rubbish behind step 3, or only those three steps.
  private static Array x(boolean cut) {
    Tensor all = Tensor.of(Rng.of(5).normal(Shape.of(4, TIME, 2), 0, 1));
    Tensor first = all.slice(1, 0, 3);
    return (cut ? first : Tensor.concat(1, first, Tensor.fill(Shape.of(4, 2, 2), 50))).evaluate();
  }

  private static float[] trained(Layer net, Dataset data) throws Exception {
    var trainer = Trainer.supervised(net, Loss::softmaxCrossEntropy, GradientDescent.of(0.1)).measure(Accuracy.of());
    History history = trainer.fit(Batches.of(data, 2), Batches.of(data, 3), 2);
    List<Float> all = new ArrayList<>();
    Parameters.of(net).all().forEach(p -> {
      for (float f : p.variable().value().floats()) {
        all.add(f);
      }
    });
    for (String name : List.of("loss", "accuracy", "val_loss", "val_accuracy")) {
      all.add(history.last().get(name).floatValue());
    }
    float[] numbers = new float[all.size()];
    Arrays.setAll(new Object[numbers.length], i -> numbers[i] = all.get(i));
    return numbers;
  }

  @Test
  void trainingWithLengthsIsTrainingOnTheSequencesAlone() throws Exception {
    Map<String, Supplier<Layer>> nets = new LinkedHashMap<>();
    Rng key = Rng.of(8);
    nets.put("lstm, each step", () -> Sequential.of(Recurrent.lstm(2, 4, key.stream("a")), Linear.of(4, 3, key.stream("b"))));
    nets.put(
        "both directions",
        () -> Sequential.of(
            Bidirectional.of(LstmCell.of(2, 4, key.stream("a")), GruCell.of(2, 4, key.stream("b"))), Linear.of(8, 3, key.stream("c"))));
    nets.put(
        "stacked", () -> Sequential.of(
            Stacked.of(Recurrent.gru(2, 4, key.stream("a")), Recurrent.gru(4, 4, key.stream("b"))), Linear.of(4, 3, key.stream("c"))));
    nets.put(
        "attention",
        () -> Sequential.of(
            Linear.of(2, 4, key.stream("a")), MultiHeadAttention.of(4, 2, key.stream("b")), TransformerBlock.of(4, 2, key.stream("c")),
            Linear.of(4, 3, key.stream("d"))));
    nets.put(
        "last step",
        () -> Sequential.of(
            Bidirectional.of(LstmCell.of(2, 4, key.stream("a")), GruCell.of(2, 4, key.stream("b"))).last(),
            Linear.of(8, 3, key.stream("c"))));
    int[] ends = {3, 3, 3, 3};
    Array each = Array.of(Shape.of(4, TIME), 0, 1, 2, 2, 2, 1, 1, 0, 0, 0, 2, 0, 1, 1, 1, 0, 0, 1, 2, 2);
    Array eachCut = Tensor.wrap(each).slice(1, 0, 3).evaluate();
    Array one = Array.of(Shape.of(4), 0, 1, 2, 1);
    for (var net : nets.entrySet()) {
      boolean last = net.getKey().equals("last step");
      float[] cut = trained(net.getValue().get(), sequences(x(true), last ? one : eachCut, ends, true));
      float[] padded = trained(net.getValue().get(), sequences(x(false), last ? one : each, ends, false));
      assertThat(padded).as(net.getKey()).containsExactly(cut, within(2e-5f));
    }
  }

  @Test
  void sequencesMayDifferInLengthWithinABatch() throws Exception {
    int[] ends = {2, 5, 1, 4};
    Sequential net = Sequential.of(Recurrent.lstm(2, 4, Rng.of(1)), Linear.of(4, 3, Rng.of(2)));
    Array y = Array.of(Shape.of(4, TIME), 0, 1, 2, 2, 2, 1, 1, 0, -1, 0, 2, 0, 1, 1, 1, 0, 0, 1, 2, 2);
    Dataset all = sequences(Rng.of(5).normal(Shape.of(4, TIME, 2), 0, 1), y, ends, false);
    Evaluation judged = Evaluation.of(net, all, Loss::softmaxCrossEntropy, Accuracy.of());
    double loss = 0;
    int steps = 0;
    int hits = 0;
    for (int i = 0; i < 4; i++) {
      Array p = Predictor.of(net).predict(Dataset.of(Tensor.wrap(all.x()).slice(0, i, i + 1).slice(1, 0, ends[i]).evaluate()));
      for (int t = 0; t < ends[i]; t++) {
        int label = y.ints()[i * TIME + t];
        if (label >= 0) {
          Tensor row = Tensor.wrap(p).slice(1, t, t + 1).reshape(1, 3);
          loss += Loss.softmaxCrossEntropy(row, Tensor.of(Shape.of(1), label)).toFloats()[0];
          hits += row.argmax(-1).evaluate().ints()[0] == label ? 1 : 0;
          steps++;
        }
      }
    }
    assertThat(steps).isEqualTo(11);
    assertThat(judged.metrics().get("loss")).isCloseTo(loss / steps, within(1e-5));
    assertThat(judged.metrics().get("accuracy")).isCloseTo((double) hits / steps, within(1e-9));
    assertThat(Evaluation.of(net, all.subset(1, 1), Loss::softmaxCrossEntropy).metrics().get("loss"))
        .isNotCloseTo(Evaluation.of(net, all.subset(0, 0), Loss::softmaxCrossEntropy).metrics().get("loss"), within(1e-4));
  }

  @Test
  void tokensEndWhereTheLengthsSay() {
    Transformer net = Transformer.of(7, 4, 2, 1, Rng.of(3));
    Sequential words = Sequential.of(Embedding.of(7, 3, Rng.of(1)), Recurrent.gru(3, 4, Rng.of(2)).last());
    Array x = Array.of(Shape.of(2, 4), 1, 2, 3, 4, 5, 6, 0, 6);
    Dataset data = Dataset.of(x).with(Dataset.LENGTH, Array.of(Shape.of(2), 4, 2));
    Dataset alone = Dataset.of(Array.of(Shape.of(1, 2), 5, 6));
    float[] last = Predictor.of(words).predict(data).floats();
    assertThat(Arrays.copyOfRange(last, 4, 8)).containsExactly(Predictor.of(words).predict(alone).floats(), within(1e-6f));
    assertThat(last).isNotEqualTo(Predictor.of(words).withoutLengths().predict(data).floats());
    float[] seen = Predictor.of(net).predict(data).floats();
    assertThat(Arrays.copyOfRange(seen, 16, 24)).containsExactly(Predictor.of(net).predict(alone).floats(), within(1e-5f));
    // A network that asks for no lengths may have them all the same.
    var plain = Sequential.of(Embedding.of(7, 3, Rng.of(1)), Linear.of(3, 2, Rng.of(2)));
    assertThat(Predictor.of(plain).predict(data).shape()).isEqualTo(Shape.of(2, 4, 2));
  }

  @Test
  void aLayerThatChangesTheNumberOfStepsIsToldApart() {
    var net = Sequential.of(Conv1d.of(2, 3, 2, Rng.of(1)).withStride(2), Recurrent.gru(3, 4, Rng.of(2)).last(), Linear.of(4, 2, Rng.of(3)));
    Dataset data = sequences(x(false), Array.of(Shape.of(4), 0, 1, 1, 0), new int[] {3, 3, 2, 5}, false);
    var step = Step.supervised(net, Loss::softmaxCrossEntropy, GradientDescent.of(0.1));
    assertThatThrownBy(() -> Evaluation.of(step, Batches.of(data, 4)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("1 Recurrent: expected the 4 sequences of 5 steps whose lengths are known, got [4, 2, 3]");
    assertThat(Evaluation.of(step.withoutLengths(), Batches.of(data, 4)).samples()).isEqualTo(4);
    Dataset renamed = Dataset.of(Map.of("x", data.x(), "y", data.y(), "ends", data.part(Dataset.LENGTH)));
    assertThat(Evaluation.of(step, Batches.of(renamed, 4)).samples()).isEqualTo(4);
    assertThatThrownBy(() -> Evaluation.of(step.withLengths("ends"), Batches.of(renamed, 4))).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> Evaluation.of(step.withLengths("end"), Batches.of(renamed, 4))).hasMessageContaining("no part 'end'");
  }

  @Test
  void bucketsTrainInOneEpoch() throws Exception {
    int n = 40;
    int[] ends = new int[n];
    Arrays.setAll(ends, i -> 1 + i % 8);
    int[] y = new int[n * 8];
    Arrays.setAll(y, i -> i % 3);
    Dataset data = sequences(Rng.of(5).normal(Shape.of(n, 8, 2), 0, 1), Array.of(Shape.of(n, 8), y), ends, false);
    float[] first = bucketed(data, 7);
    assertThat(bucketed(data, 7)).isEqualTo(first);
    assertThat(bucketed(data, 8)).isNotEqualTo(first);
  }

  private static float[] bucketed(Dataset data, long seed) throws Exception {
    Sequential net = Sequential.of(Recurrent.gru(2, 4, Rng.of(1)), Linear.of(4, 3, Rng.of(2)));
    var trainer = Trainer.supervised(net, Loss::softmaxCrossEntropy, GradientDescent.of(0.1)).seed(seed);
    trainer.fit(LengthBuckets.of(data, Dataset.LENGTH, 2, 5).batches(4, seed), 2);
    return Parameters.of(net).get("1.weight").value().floats().clone();
  }
}
