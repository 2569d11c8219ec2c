package profundo.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import profundo.app.models.Models;
import profundo.app.models.Training;

/// What a run says at its end where its figures look wrong.
class TrainingRunTest {
  @Test
  void onlyALossAboveGuessingWithAnAccuracyOfGuessingIsDivergence() {
    Training t = Models.find("mlp").orElseThrow().defaults();
    int[] even = {10, 10, 10, 10};
    assertThat(TrainingRun.trouble(0.25, 7.6e19, 0.25, even, t)).contains("7.60e+19").contains("guessing has 1.39")
        .endsWith("try a lower --lr or --clip 1");
    assertThat(TrainingRun.trouble(0.25, 1.4, 0.25, even, t)).isEmpty();
    assertThat(TrainingRun.trouble(0.25, 7.6e19, 0.9, even, t)).isEmpty();
    assertThat(TrainingRun.trouble(0.3, 9, 0.25, even, t)).contains("diverged");
    assertThat(TrainingRun.trouble(1, 9, 0.25, even, t)).contains("it is 1.00 on the training data").contains("by heart")
        .doesNotContain("diverged").doesNotContain("--lr");
    assertThat(TrainingRun.trouble(0.25, 9, 0.9, new int[] {90, 10}, t)).contains("diverged");
    assertThat(TrainingRun.trouble(0.25, 9, 1, new int[] {90}, t)).isEmpty();
  }

  @Test
  void weightDecayIsNamedWhereItMayBeTheCause() {
    Training t = Models.find("mlp").orElseThrow().defaults();
    var decaying = new Training("adam", t.rate(), 0, 0.5, t.schedule(), 0, t.batch(), t.epochs());
    int[] even = {10, 10, 10, 10};
    assertThat(TrainingRun.trouble(0.25, 9, 0.25, even, decaying)).contains("diverged")
        .endsWith("try a lower --lr, a lower --weight-decay or --clip 1");
    assertThat(TrainingRun.trouble(0.25, 1.4, 0.25, even, decaying))
        .isEqualTo("the accuracy is that of guessing; try a lower --weight-decay");
    assertThat(TrainingRun.trouble(0.25, 1.4, 0.9, even, decaying)).isEmpty();
    assertThat(TrainingRun.trouble(0.25, 1.4, 0.25, even, t.withOptimizer("adamw"))).isEmpty();
  }
}
