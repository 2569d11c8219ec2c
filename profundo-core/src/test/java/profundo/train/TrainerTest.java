package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Assignment;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.nn.Accuracy;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Parameters;
import profundo.nn.Pass;
import profundo.nn.Penalty;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.GradientDescent;
import profundo.optim.Schedule;
import profundo.reference.Interpreter;

class TrainerTest {
  private static List<TrainEvent> record(Trainer trainer) {
    List<TrainEvent> events = new ArrayList<>();
    trainer.on((event, run) -> events.add(event));
    return events;
  }

  private static Batches sides(int n, int batch) {
    return Batches.of(Problems.sides(n, 1), batch);
  }

  @Test
  void learnsExclusiveOr() throws IOException {
    Trainer trainer =
        Trainer.supervised(Problems.mlp(3), Loss::softmaxCrossEntropy, Adam.of(0.1)).measure(Accuracy.of());
    History history = trainer.fit(Batches.of(Problems.xor(), 4), 60);
    assertThat(history.last().get("loss")).isLessThan(0.05);
    assertThat(history.last()).containsEntry("accuracy", 1.0);
    assertThat(history.epochs()).hasSize(60);
    assertThat(history.steps()).isEqualTo(60);
  }

  @Test
  void separatesWhatCanBeSeparatedAndValidatesOnOtherSamples() throws IOException {
    Trainer trainer =
        Trainer.supervised(
                Linear.of(2, 2, profundo.Rng.of(1)), Loss::softmaxCrossEntropy, GradientDescent.of(0.5))
            .measure(Accuracy.of());
    History history =
        trainer.fit(sides(100, 10).shuffled(5), Batches.of(Problems.sides(50, 2), 20), 12);
    assertThat(history.last().get("val_accuracy")).isGreaterThan(0.97);
    assertThat(history.last().keySet()).containsExactly("loss", "accuracy", "val_loss", "val_accuracy");
  }

  @Test
  void findsTheCoefficientsOfALine() throws IOException {
    Linear line = Linear.of(2, 1, profundo.Rng.of(1));
    Trainer.supervised(line, Loss::squaredError, Adam.of(Schedule.cosine(0.2, 200)))
        .fit(Batches.of(Problems.line(40, 7), 20).shuffled(1), 100);
    assertThat(line.weight().value().floats()[0]).isCloseTo(3, within(0.01f));
    assertThat(line.weight().value().floats()[1]).isCloseTo(-2, within(0.01f));
    assertThat(line.bias().orElseThrow().value().floats()[0]).isCloseTo(1, within(0.01f));
  }

  @Test
  void tellsWhatHappensInOrder() throws IOException {
    Trainer trainer =
        Trainer.supervised(Problems.mlp(3), Loss::softmaxCrossEntropy, Adam.of(0.01))
            .gradientNorms(2).seed(9).setting("optimizer", "Adam");
    List<TrainEvent> events = record(trainer);
    trainer.fit(sides(20, 8), sides(10, 10), 2);
    assertThat(events.stream().map(e -> e.getClass().getSimpleName()))
        .containsExactly(
            "RunStarted",
            "EpochStarted", "BatchEnded", "GradientsMeasured", "BatchEnded", "BatchEnded", "GradientsMeasured",
            "EpochEnded",
            "EpochStarted", "BatchEnded", "BatchEnded", "GradientsMeasured", "BatchEnded", "EpochEnded",
            "RunEnded");
    assertThat(events.getFirst())
        .isEqualTo(
            new TrainEvent.RunStarted("Sequential", 42, 42, 9, 2, 3, 0, Map.of("optimizer", "Adam")));
    var batch = (TrainEvent.BatchEnded) events.get(5);
    assertThat(List.of(batch.epoch(), batch.batch(), batch.of())).containsExactly(1, 3, 3);
    assertThat(batch.step()).isEqualTo(3);
    assertThat(batch.learningRate()).isCloseTo(0.01, within(1e-8));
    var norms = (TrainEvent.GradientsMeasured) events.get(3);
    assertThat(norms.norms().keySet()).containsExactly("0.weight", "0.bias", "2.weight", "2.bias");
    assertThat(norms.norms().values()).allMatch(n -> n > 0 && n < 10);
    var end = (TrainEvent.RunEnded) events.getLast();
    assertThat(end.outcome()).isEqualTo(TrainEvent.Outcome.COMPLETED);
    assertThat(end.metrics()).containsKeys("loss", "val_loss");
  }

  @Test
  void aSmallerLastBatchWeighsAsManySamplesAsItHas() throws IOException {
    // A rate of zero: the mean over uneven batches must be that over all samples.
    Layer net = Problems.mlp(3);
    Trainer whole = Trainer.supervised(net, Loss::softmaxCrossEntropy, GradientDescent.of(0));
    double all = whole.fit(sides(23, 23), 1).last().get("loss");
    Trainer parts = Trainer.supervised(net, Loss::softmaxCrossEntropy, GradientDescent.of(0));
    assertThat(parts.fit(sides(23, 10), sides(23, 7), 1).last().get("loss")).isCloseTo(all, within(1e-6));
    assertThat(parts.fit(sides(23, 10), sides(23, 7), 1).last().get("val_loss")).isCloseTo(all, within(1e-6));
  }

  @Test
  void listenersMayStopInTheMiddleOfAnEpoch() throws IOException {
    Trainer trainer = Trainer.supervised(Problems.mlp(3), Loss::softmaxCrossEntropy, Adam.of(0.01));
    trainer.on(
        (event, run) -> {
          if (event instanceof TrainEvent.BatchEnded b && b.step() == 4) {
            run.stop("enough");
            run.stop("a second reason");
          }
        });
    List<TrainEvent> events = record(trainer);
    History history = trainer.fit(sides(30, 10), 5);
    assertThat(history.stopped()).isEqualTo("enough");
    assertThat(history.steps()).isEqualTo(4);
    assertThat(history.epochs()).hasSize(1);
    assertThat(events).contains(new TrainEvent.Stopped("enough"));
    assertThat(((TrainEvent.RunEnded) events.getLast()).outcome()).isEqualTo(TrainEvent.Outcome.STOPPED);
  }

  @Test
  void aFailureIsToldBeforeItLeaves() {
    Trainer trainer = Trainer.supervised(Problems.mlp(3), Loss::softmaxCrossEntropy, Adam.of(0.01));
    trainer.on(
        (event, run) -> {
          if (event instanceof TrainEvent.BatchEnded) {
            throw new IllegalStateException("boom");
          }
        });
    List<TrainEvent> events = record(trainer);
    assertThatThrownBy(() -> trainer.fit(sides(30, 10), 5)).isInstanceOf(IllegalStateException.class).hasMessage("boom");
    assertThat(((TrainEvent.RunEnded) events.getLast()).outcome()).isEqualTo(TrainEvent.Outcome.FAILED);
  }

  @Test
  void aVariableCapturedByALambdaIsRejected() {
    Variable stray = Variable.zeros("scale", Shape.of(2));
    Loss scaled = (p, t) -> Loss.softmaxCrossEntropy(p.mul(stray), t);
    Trainer trainer = Trainer.supervised(Problems.mlp(3), scaled, Adam.of(0.01));
    assertThatThrownBy(() -> trainer.fit(sides(30, 10), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reads variable 'scale' [2], which is no component of the model");
  }

  @Test
  void frozenWeightsStayAsTheyAre() throws IOException {
    Sequential net = Problems.mlp(3);
    Array before = Parameters.of(net).get("0.weight").value().copy();
    Array head = Parameters.of(net).get("2.weight").value().copy();
    Supervised step =
        Step.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.1)).withParameters(p -> p.freeze("0"));
    List<TrainEvent> events = new ArrayList<>();
    Trainer.of(step).on((event, run) -> events.add(event)).fit(sides(30, 10), 2);
    assertThat(Parameters.of(net).get("0.weight").value().sameBits(before)).isTrue();
    assertThat(Parameters.of(net).get("2.weight").value().sameBits(head)).isFalse();
    var started = (TrainEvent.RunStarted) events.getFirst();
    assertThat(started.parameters()).isEqualTo(42);
    assertThat(started.trainable()).isEqualTo(18);
  }

  @Test
  void aModelWithNothingToTrainIsRejected() {
    assertThatThrownBy(() -> Step.supervised((x, pass) -> x, Loss::squaredError, Adam.of(1)))
        .hasMessageContaining("no weights to train: it holds no variables");
    assertThatThrownBy(
            () ->
                Step.supervised(Problems.mlp(1), Loss::squaredError, Adam.of(1))
                    .withParameters(p -> p.freeze("0", "2")))
        .hasMessageContaining("all of them are frozen");
  }

  @Test
  void aShapeThatDoesNotFitNamesTheLayer() {
    Trainer trainer = Trainer.supervised(Problems.mlp(3), Loss::softmaxCrossEntropy, Adam.of(0.01));
    Dataset wide = Dataset.of(Array.of(Shape.of(2, 3), new float[6]), Array.of(Shape.of(2), 0, 1));
    assertThatThrownBy(() -> trainer.fit(Batches.of(wide, 2), 1))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("Linear: expected x[..., in=2], got [2, 3]");
  }

  @Test
  void aPenaltyCountsInTrainingAndValidation() throws IOException {
    Layer net = Problems.mlp(3);
    double plain =
        Trainer.supervised(net, Loss::softmaxCrossEntropy, GradientDescent.of(0)).fit(sides(20, 20), 1).last()
            .get("loss");
    Supervised step =
        Step.supervised(net, Loss::softmaxCrossEntropy, GradientDescent.of(0)).withPenalty(Penalty.l2(1));
    Map<String, Double> last = Trainer.of(step).fit(sides(20, 20), sides(20, 20), 1).last();
    double penalty = Interpreter.value(Penalty.l2(1).of(Parameters.of(net))).reals()[0];
    assertThat(last.get("loss")).isCloseTo(plain + penalty, within(1e-5));
    assertThat(last.get("val_loss")).isCloseTo(plain + penalty, within(1e-5));
  }

  @Test
  void fittingAgainGoesOnAndSeesOtherOrders() throws IOException {
    Layer together = Problems.mlp(3);
    Layer apart = Problems.mlp(3);
    Trainer.supervised(together, Loss::softmaxCrossEntropy, Adam.of(0.05)).fit(sides(30, 10).shuffled(4), 3);
    Trainer trainer = Trainer.supervised(apart, Loss::softmaxCrossEntropy, Adam.of(0.05));
    trainer.fit(sides(30, 10).shuffled(4), 1);
    trainer.fit(sides(30, 10).shuffled(4), 2);
    assertThat(bits(apart)).isEqualTo(bits(together));
  }

  @Test
  void aStepMayBeAnything() throws IOException {
    Variable mean = Variable.zeros("mean", Shape.of(2));
    record Mean(Variable mean) implements Layer {
      @Override
      public Tensor apply(Tensor x, Pass pass) {
        return x.sub(mean);
      }
    }
    Step step =
        new Step() {
          @Override
          public String name() {
            return "mean";
          }

          @Override
          public Parameters parameters() {
            return Parameters.of(new Mean(mean));
          }

          @Override
          public Trace train(Map<String, Tensor> batch, Tensor step, long seed) {
            Tensor error = batch.get("x").mean(0).sub(mean);
            return Trace.of(error.square().sum())
                .reporting("distance", error.abs().sum())
                .updating(List.of(new Assignment(mean, mean.add(error.mul(0.5)))));
          }

          @Override
          public Trace evaluate(Map<String, Tensor> batch) {
            return Trace.of(batch.get("x").mean(0).sub(mean).square().sum());
          }
        };
    Dataset x = Dataset.of(Array.of(Shape.of(2, 2), 1f, 2, 3, 6));
    History history = Trainer.of(step).measure(Accuracy.of()).fit(Batches.of(x, 2), Batches.of(x, 2), 30);
    assertThat(mean.value().floats()).containsExactly(new float[] {2, 4}, within(1e-5f));
    assertThat(history.last().keySet()).containsExactly("loss", "distance", "val_loss");
  }

  static List<Integer> bits(Layer layer) {
    List<Integer> bits = new ArrayList<>();
    for (Variable v : Parameters.of(layer).byName().values()) {
      for (float f : v.value().floats()) {
        bits.add(Float.floatToRawIntBits(f));
      }
    }
    return bits;
  }
}
