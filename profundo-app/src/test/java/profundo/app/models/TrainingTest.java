package profundo.app.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import profundo.optim.AdamW;
import profundo.optim.GradientDescent;
import profundo.optim.Lion;
import profundo.optim.Schedule;

class TrainingTest {
  private static final Training GOOD = Training.adam(1e-3, "cosine");

  @Test
  void everyOptimizerAndScheduleCanBeBuilt() {
    for (String optimizer : Training.OPTIMIZERS) {
      for (String schedule : Training.SCHEDULES) {
        var t = Training.adam(1e-3, schedule).withOptimizer(optimizer);
        assertThat(t.optimizer(100).schedule()).as(optimizer + " " + schedule).isNotNull();
      }
    }
  }

  @Test
  void rpropHasNoScheduleUnlessItIsAskedFor() {
    assertThat(Training.adam(1e-3, "one-cycle").withOptimizer("rprop").optimizer(10).schedule()).isEqualTo(Schedule.constant(1e-3));
    assertThat(Training.misplaced("one-cycle", "rprop")).contains("size of its first steps");
    assertThat(Training.misplaced("constant", "rprop")).isEmpty();
    assertThat(Training.misplaced("one-cycle", "adam")).isEmpty();
  }

  @Test
  void theScheduleSpansTheWholeRun() {
    assertThat(GOOD.withEpochs(3).optimizer(100).schedule()).isEqualTo(Schedule.cosine(1e-3, 300));
  }

  @Test
  void weightDecayIsTheOptimizersOwnOnlyInAdamW() {
    var sgd = new Training("sgd", 0.1, 0.9, 0.3, "constant", 0, 1, 1);
    assertThat(sgd.optimizer(1)).isEqualTo(GradientDescent.of(0.1).withMomentum(0.9));
    assertThat(sgd.penalty()).isEqualTo(0.3);
    var adamW = new Training("adamw", 0.1, 0, 0.3, "constant", 0, 1, 1);
    assertThat(adamW.optimizer(1)).isEqualTo(AdamW.of(0.1).withDecay(0.3));
    assertThat(adamW.penalty()).isZero();
    var lion = new Training("lion", 0.1, 0, 0.3, "constant", 0, 1, 1);
    assertThat(lion.optimizer(1)).isEqualTo(Lion.of(0.1).withDecay(0.3));
    assertThat(lion.penalty()).isZero();
    assertThat(new Training("adagrad", 0.1, 0, 0.3, "constant", 0, 1, 1).penalty()).isEqualTo(0.3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "adam   | NaN  | 0   | 0   | cosine | 0  | 1  | 1  | --lr: expected",
        "adam   | -1   | 0   | 0   | cosine | 0  | 1  | 1  | --lr: expected",
        "adam   | 0    | 0   | 0   | cosine | 0  | 1  | 1  | --lr: expected",
        "sgd    | 0.1  | 1   | 0   | cosine | 0  | 1  | 1  | --momentum: expected",
        "sgd    | 0.1  | NaN | 0   | cosine | 0  | 1  | 1  | --momentum: expected",
        "adam   | 0.1  | 0.9 | 0   | cosine | 0  | 1  | 1  | --momentum 0.9: adam has no such setting",
        "nesterov | 0.1 | 0  | 0   | cosine | 0  | 1  | 1  | --optimizer nesterov: expected a --momentum",
        "adam   | 0.1  | 0   | -1  | cosine | 0  | 1  | 1  | --weight-decay: expected",
        "adam   | 0.1  | 0   | 0   | cosine | NaN | 1 | 1  | --clip: expected",
        "adam   | 0.1  | 0   | 0   | cosine | 0  | 0  | 1  | --batch: expected",
        "adam   | 0.1  | 0   | 0   | cosine | 0  | 1  | -3 | --epochs: expected",
        "adamm  | 0.1  | 0   | 0   | cosine | 0  | 1  | 1  | --optimizer adamm: expected one of sgd",
        "adam   | 0.1  | 0   | 0   | cosin  | 0  | 1  | 1  | --schedule cosin: expected one of constant",
      })
  void aBadSettingIsNamedByItsOption(
      String optimizer, double rate, double momentum, double decay, String schedule, double clip, int batch, int epochs,
      String complaint) {
    assertThatThrownBy(() -> new Training(optimizer, rate, momentum, decay, schedule, clip, batch, epochs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }
}
