package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Array;
import profundo.Shape;
import profundo.Variable;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.nn.Accuracy;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Parameters;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.Clip;
import profundo.optim.GradientDescent;
import profundo.optim.Lion;
import profundo.optim.Nadam;
import profundo.optim.Optimizer;
import profundo.optim.RateGroups;
import profundo.optim.Schedule;

/// Accumulation, averaging, plateaus: what they compute, and that a killed run goes on with them bit for bit.
class TrainingToolsTest {
  @TempDir Path folder;

  private static double[] weights(Layer net) {
    List<Double> all = new ArrayList<>();
    for (Variable v : Parameters.of(net).byName().values()) {
      for (float f : v.value().floats()) {
        all.add((double) f);
      }
    }
    return all.stream().mapToDouble(d -> d).toArray();
  }

  private static double[] trained(Optimizer optimizer, int batch, int accumulated, int epochs) throws IOException {
    Layer net = Problems.mlp(4);
    Supervised step =
        Step.supervised(net, Loss::softmaxCrossEntropy, optimizer).withClip(Clip.globalNorm(0.3)).withAccumulation(accumulated);
    Trainer.of(step).fit(Batches.of(Problems.sides(40, 1), batch), epochs);
    return weights(net);
  }

  @Test
  void accumulatedBatchesAreOneLargeBatch() throws IOException {
    for (Optimizer optimizer : List.of(GradientDescent.of(0.3).withMomentum(0.9), Adam.of(0.02), Nadam.of(0.02))) {
      double[] large = trained(optimizer, 40, 1, 5);
      assertThat(trained(optimizer, 10, 4, 5)).as("%s", optimizer).containsExactly(large, within(2e-5));
      assertThat(trained(optimizer, 10, 1, 5)).isNotEqualTo(large);
      assertThat(trained(optimizer, 20, 2, 5)).containsExactly(large, within(2e-5));
    }
    // Three batches of an epoch of four: the fourth waits for the next epoch.
    Layer net = Problems.mlp(4);
    Supervised step = Step.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.1)).withAccumulation(3);
    Trainer.of(step).fit(Batches.of(Problems.sides(40, 1), 10), 1);
    assertThat(step.memory().get("accumulated/waiting").value().ints()[0]).isEqualTo(1);
    assertThat(step.memory().get("accumulated/updates").value().ints()[0]).isEqualTo(1);
    assertThatThrownBy(() -> step.withAccumulation(0)).hasMessageContaining("at least 1 batch, got 0");
  }

  @Test
  void averagesAreThoseOfTheWeightsAfterEachStep() throws IOException {
    for (Averaging averaging : List.of(Averaging.ema(0.7), Averaging.swa(0, 1), Averaging.swa(5, 3), new Averaging(0.6, 4, 2))) {
      Layer net = Problems.mlp(4);
      Averaged step = Averaged.of(Step.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.05)), averaging);
      List<double[]> after = new ArrayList<>();
      Map<String, Double> last = new LinkedHashMap<>();
      Dataset held = Problems.sides(30, 2);
      Trainer.of(step)
          .measure(Accuracy.of())
          .on(
              (event, _) -> {
                switch (event) {
                  case TrainEvent.BatchEnded _ -> after.add(weights(net));
                  case TrainEvent.EpochEnded e -> last.putAll(e.metrics());
                  default -> {}
                }
              })
          .fit(Batches.of(Problems.sides(40, 1), 10).shuffled(3), Batches.of(held, 30), 4);
      double[] expected = new double[after.getFirst().length];
      int n = 0;
      for (int t = 0; t < after.size(); t++) {
        if (t < averaging.start()) {
          expected = after.get(t).clone();
        } else if ((t - averaging.start()) % averaging.every() == 0) {
          double share = n == 0 ? 1 : averaging.decay() == 0 ? 1.0 / (n + 1) : 1 - averaging.decay();
          for (int i = 0; i < expected.length; i++) {
            expected[i] += share * (after.get(t)[i] - expected[i]);
          }
          n++;
        }
      }
      List<Double> judged = new ArrayList<>();
      step.judged().values().forEach(v -> {
        for (float f : v.value().floats()) {
          judged.add((double) f);
        }
      });
      assertThat(judged.stream().mapToDouble(d -> d).toArray()).as("%s", averaging).containsExactly(expected, within(1e-5));
      assertThat(weights(net)).as("training went on with the weights").isEqualTo(after.getLast());
      step.useAverage();
      assertThat(weights(net)).containsExactly(expected, within(1e-5));
      double loss = Evaluation.of(net, held, Loss::softmaxCrossEntropy).metrics().get("loss");
      assertThat(last.get("val_loss")).as("validation judges the average").isCloseTo(loss, within(1e-6));
    }
    assertThatThrownBy(() -> Averaging.ema(1)).hasMessageContaining("decay from 0 to below 1, got 1.0");
    assertThatThrownBy(() -> Averaging.swa(-1, 1)).hasMessageContaining("start of at least 0");
  }

  @Test
  void frozenWeightsHaveNoAverage() throws IOException {
    Layer net = Problems.mlp(4);
    Supervised tuned = Step.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.05)).withParameters(p -> p.freeze("0"));
    Averaged step = Averaged.of(tuned, Averaging.ema(0.9));
    assertThat(step.memory()).containsKey("average/2.weight").doesNotContainKey("average/0.weight");
    assertThat(step.judged().get("0.weight")).isSameAs(Parameters.of(net).get("0.weight"));
    Trainer.of(step).fit(Batches.of(Problems.sides(40, 1), 10), Batches.of(Problems.sides(40, 2), 10), 1);
  }

  /// A run whose model is one weight.
  private static final class Told implements Run {
    private final List<String> warnings = new ArrayList<>();

    @Override
    public SequencedMap<String, Variable> model() {
      return new LinkedHashMap<>();
    }

    @Override
    public boolean higherIsBetter(String metric) {
      return metric.endsWith("accuracy");
    }

    @Override
    public void stop(String reason) {}

    @Override
    public void warn(String message) {
      warnings.add(message);
    }

    @Override
    public void checkpoint(Path file, Consumer<Boolean> then) {}

    @Override
    public void remember() {}

    @Override
    public String diagnose() {
      return "";
    }
  }

  private static List<Double> parts(ReduceOnPlateau plateau, String metric, double... values) {
    List<Double> parts = new ArrayList<>();
    for (int epoch = 1; epoch <= values.length; epoch++) {
      plateau.on(new TrainEvent.EpochEnded(epoch, 99, epoch, Map.of(metric, values[epoch - 1]), 0.1, 1, 1), new Told());
      parts.add(plateau.part());
    }
    return parts;
  }

  @Test
  void aPlateauLowersTheRate() {
    assertThat(parts(ReduceOnPlateau.on("val_loss").factor(0.5).patience(2), "val_loss", 3, 2, 2, 2.5, 2, 2, 1, 1, 1))
        .containsExactly(1.0, 1.0, 1.0, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125);
    assertThat(parts(ReduceOnPlateau.on("val_accuracy").factor(0.5).patience(1), "val_accuracy", 0.5, 0.6, 0.55, 0.7, 0.6))
        .containsExactly(1.0, 1.0, 0.5, 0.5, 0.25);
    assertThat(parts(ReduceOnPlateau.on("loss").factor(0.5).patience(1).cooldown(2), "loss", 3, 3, 3, 3, 3, 3))
        .as("rests, as Keras counts").containsExactly(1.0, 0.5, 0.5, 0.25, 0.25, 0.125);
    assertThat(parts(ReduceOnPlateau.on("loss").factor(0.5).patience(1).least(0.4), "loss", 3, 3, 3, 3))
        .containsExactly(1.0, 0.5, (double) 0.4f, (double) 0.4f);
    Told told = new Told();
    ReduceOnPlateau plateau = ReduceOnPlateau.on("loss").patience(1);
    for (int epoch = 1; epoch < 3; epoch++) {
      plateau.on(new TrainEvent.EpochEnded(epoch, 99, epoch, Map.of("loss", 1.0), 0.1, 1, 1), told);
    }
    assertThat(told.warnings).containsExactly("loss has not improved for 1 epoch: the learning rate is now 0.100 of its schedule");
    assertThatThrownBy(() -> ReduceOnPlateau.on("loss").factor(1)).hasMessageContaining("factor above 0 and below 1");
  }

  /// What a killed process does not catch.
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /// A run with everything that holds state, made anew for each process.
  private static final class Process {
    final Sequential net = Sequential.of().then("features", Problems.dropping(3)).then("head", Linear.of(2, 2, profundo.Rng.of(8)));
    final List<String> seen = new ArrayList<>();
    final Averaged step;
    final Trainer trainer;

    Process(Averaging averaging) {
      ReduceOnPlateau plateau = ReduceOnPlateau.on("val_loss").factor(0.5).patience(1).minDelta(0.05);
      Schedule schedule = plateau.over(Schedule.warmRestarts(0.02, 7, 2));
      step =
          Averaged.of(
              Step.supervised(net, Loss::softmaxCrossEntropy, RateGroups.of(Lion.of(schedule).withDecay(0.1)).rate("head", 3))
                  .withParameters(p -> p.freeze("features.0.bias"))
                  .withAccumulation(3),
              averaging);
      trainer =
          Trainer.of(step)
              .measure(Accuracy.of())
              .seed(17)
              .on(
                  plateau,
                  EarlyStopping.on("val_loss").patience(9).restoreBestWeights(),
                  (event, _) -> {
                    switch (event) {
                      case TrainEvent.BatchEnded b -> seen.add(b.step() + " " + b.loss() + " " + b.learningRate());
                      case TrainEvent.EpochEnded e -> seen.add(e.metrics().toString() + plateau.part());
                      default -> {}
                    }
                  });
    }

    void fit() throws IOException {
      trainer.fit(Batches.of(Problems.sides(37, 1), 10).shuffled(8), Batches.of(Problems.sides(20, 2), 20), 6);
    }
  }

  @Test
  void aKilledRunGoesOnWithAllOfThemBitForBit() throws IOException {
    for (Averaging averaging : List.of(Averaging.ema(0.8), Averaging.swa(6, 4))) {
      Process undisturbed = new Process(averaging);
      undisturbed.fit();
      assertThat(String.join("\n", undisturbed.seen)).as("the plateau was met").contains("}0.5");
      // In the middle of an accumulation, at the end of an epoch, late.
      for (int at : new int[] {5, 12, 19, 22}) {
        Path file = folder.resolve(averaging.decay() + " " + at + ".safetensors");
        Process killed = new Process(averaging);
        killed.trainer.on(
            (event, run) -> {
              if (event instanceof TrainEvent.BatchEnded b && b.step() == at) {
                run.checkpoint(file);
              }
              if (event instanceof TrainEvent.BatchEnded b && b.step() == at + 1) {
                throw new Killed();
              }
            });
        assertThatThrownBy(killed::fit).isInstanceOf(Killed.class);
        Process resumed = new Process(averaging);
        resumed.trainer.resume(file);
        resumed.fit();
        int from = undisturbed.seen.size() - resumed.seen.size();
        assertThat(resumed.seen).isEqualTo(undisturbed.seen.subList(from, undisturbed.seen.size()));
        undisturbed.step.memory().forEach(
            (name, v) -> assertThat(resumed.step.memory().get(name).value().sameBits(v.value())).as(name).isTrue());
        assertThat(TrainerTest.bits(resumed.net)).isEqualTo(TrainerTest.bits(undisturbed.net));
      }
    }
  }

  @Test
  void substitutionPutsOtherTensorsInPlace() {
    Variable a = Variable.of("a", Array.of(Shape.of(2), 1f, 2f));
    Variable b = Variable.of("b", Array.of(Shape.of(2), 10f, 20f));
    var kept = b.mul(2);
    var both = a.mul(3).add(kept);
    var next = profundo.Graph.substitute(List.of(both, kept, a), Map.of(a, b));
    assertThat(next.get(0).toFloats()).containsExactly(50f, 100f);
    assertThat(next.get(1)).isSameAs(kept);
    assertThat(next.get(2)).isSameAs(b);
    assertThatThrownBy(() -> profundo.Graph.substitute(List.of(both), Map.of(a, Variable.zeros("c", Shape.of(3)))))
        .hasMessageContaining("expected a replacement F32 [2], got F32 [3]");
  }
}
