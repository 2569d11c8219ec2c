package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Shape;
import profundo.Variable;
import profundo.data.Batches;
import profundo.nn.Accuracy;
import profundo.nn.Loss;
import profundo.optim.Adam;

class EarlyStoppingTest {
  /// A run whose one weight is the number of the epoch.
  private static final class Told implements Run {
    private final Variable weight = Variable.zeros("w", Shape.of(1));
    private String reason = "";

    @Override
    public SequencedMap<String, Variable> model() {
      return new LinkedHashMap<>(Map.of("w", weight));
    }

    @Override
    public boolean higherIsBetter(String metric) {
      return metric.endsWith("accuracy");
    }

    @Override
    public void stop(String why) {
      reason = why;
    }

    @Override
    public void warn(String message) {}

    @Override
    public void checkpoint(Path file, Consumer<Boolean> then) {}

    @Override
    public void remember() {}

    @Override
    public String diagnose() {
      return "";
    }
  }

  private Told run = new Told();

  /// The epoch at which these values stop a run, 0 for never.
  private int stops(EarlyStopping stopping, String metric, double... values) {
    run = new Told();
    for (int epoch = 1; epoch <= values.length; epoch++) {
      run.weight.set(Array.of(Shape.of(1), (float) epoch));
      stopping.on(
          new TrainEvent.EpochEnded(epoch, 99, epoch, Map.of(metric, values[epoch - 1]), 0.1, 1, 1), run);
      if (!run.reason.isEmpty()) {
        return epoch;
      }
    }
    return 0;
  }

  @Test
  void waitsForAsManyEpochsAsToldTo() {
    assertThat(stops(EarlyStopping.on("val_loss"), "val_loss", 3, 2, 1, 1, 1)).isEqualTo(4);
    assertThat(stops(EarlyStopping.on("val_loss").patience(2), "val_loss", 3, 2, 2.5, 1, 1.5, 2, 3)).isEqualTo(6);
    assertThat(run.reason).isEqualTo("val_loss has not improved for 2 epochs; best was 1.0 in epoch 4");
    assertThat(stops(EarlyStopping.on("val_loss").patience(3), "val_loss", 3, 4, 4, 2, 3, 3)).isZero();
  }

  @Test
  void theModeFollowsTheMetricUnlessTold() {
    assertThat(stops(EarlyStopping.on("val_accuracy"), "val_accuracy", 0.5, 0.6, 0.55)).isEqualTo(3);
    assertThat(stops(EarlyStopping.on("val_accuracy").mode(Mode.MIN), "val_accuracy", 0.5, 0.6)).isEqualTo(2);
    assertThat(stops(EarlyStopping.on("score").mode(Mode.MAX), "score", 1, 2, 3, 2)).isEqualTo(4);
  }

  @Test
  void smallImprovementsDoNotCount() {
    EarlyStopping stopping = EarlyStopping.on("loss").minDelta(0.1).patience(2);
    assertThat(stops(stopping, "loss", 1, 0.95, 0.92, 0.5)).isEqualTo(3);
  }

  @Test
  void whatDoesNotBeatTheBaselineDoesNotRestartTheWait() {
    assertThat(stops(EarlyStopping.on("loss").baseline(0.5).patience(3), "loss", 1, 0.9, 0.8, 0.8, 0.8)).isEqualTo(4);
    assertThat(stops(EarlyStopping.on("loss").baseline(0.5).patience(3), "loss", 1, 0.9, 0.4, 0.6, 0.6)).isZero();
  }

  @Test
  void earlyEpochsCanBeLeftOut() {
    assertThat(stops(EarlyStopping.on("loss").startFromEpoch(4), "loss", 1, 2, 3, 4, 5)).isEqualTo(5);
  }

  @Test
  void notANumberIsNoImprovement() {
    assertThat(stops(EarlyStopping.on("loss").patience(2), "loss", Double.NaN, Double.NaN, 1, 2, 3)).isEqualTo(2);
    assertThat(stops(EarlyStopping.on("loss").patience(3), "loss", Double.NaN, 2, 1, Double.NaN)).isZero();
  }

  @Test
  void theBestWeightsComeBackAtTheEnd() {
    EarlyStopping stopping = EarlyStopping.on("loss").patience(9).restoreBestWeights();
    stops(stopping, "loss", 3, 1, 2, 2);
    stopping.on(new TrainEvent.RunEnded(TrainEvent.Outcome.COMPLETED, 4, 4, Map.of(), 1), run);
    assertThat(run.weight.value().floats()).containsExactly(2);
    assertThat(stopping.bestEpoch()).isEqualTo(2);
    assertThat(stopping.best()).isEqualTo(1);
  }

  @Test
  void anUnknownMetricIsReportedWithThoseThereAre() {
    assertThatThrownBy(() -> stops(EarlyStopping.on("val_loss"), "loss", 1))
        .hasMessageContaining("there is no metric 'val_loss'; expected one of [loss]")
        .hasMessageContaining("no validation data");
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> EarlyStopping.on("loss").patience(-1)).hasMessageContaining("patience");
    assertThatThrownBy(() -> EarlyStopping.on("loss").minDelta(Double.NaN)).hasMessageContaining("minDelta");
  }

  @Test
  void stopsARealRunAndGivesItsBestWeightsBack() throws IOException {
    var net = Problems.mlp(3);
    var held = Batches.of(Problems.sides(20, 2), 20);
    List<Double> losses = new ArrayList<>();
    List<List<Integer>> weights = new ArrayList<>();
    History history =
        Trainer.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.3))
            .measure(Accuracy.of())
            .on(EarlyStopping.on("val_loss").patience(2).restoreBestWeights())
            .on(
                (event, run) -> {
                  if (event instanceof TrainEvent.EpochEnded e) {
                    losses.add(e.metrics().get("val_loss"));
                    weights.add(TrainerTest.bits(net));
                  }
                })
            .fit(Batches.of(Problems.xor(), 4), held, 50);
    assertThat(history.stopped()).startsWith("val_loss has not improved for 2 epochs");
    int best = losses.indexOf(losses.stream().min(Double::compare).orElseThrow());
    assertThat(best).isEqualTo(losses.size() - 3);
    assertThat(TrainerTest.bits(net)).isEqualTo(weights.get(best)).isNotEqualTo(weights.getLast());
  }
}
