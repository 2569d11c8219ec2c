package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import profundo.app.experiment.Plan;
import profundo.app.models.Models;
import profundo.app.models.Training;

/// What `train` says about its options, without training.
class TrainOptionsTest {
  @TempDir private Path temporary;
  private Path out;

  @BeforeEach
  void choose() {
    out = temporary.resolve("run");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lennet5                            | unknown model 'lennet5'; did you mean 'lenet5'?",
        "--epochs 1                         | the model is missing: one of linear, mlp, lenet5, cnn, pyramid",
        "linear --data stroks               | unknown data set 'stroks'; did you mean 'strokes'?",
        "linear --data idx:/no/such/folder  | /no/such/folder",
        "linear --data-dir /no/such/folder  | --data-dir /no/such/folder: expected a folder, got no such folder",
        "linear --epochs 0                  | --epochs: expected",
        "linear --epochs -3                 | --epochs: expected",
        "linear --epochs many               | --epochs",
        "linear --batch 0                   | --batch: expected",
        "linear --lr NaN                    | --lr: expected",
        "linear --lr -1                     | --lr: expected",
        "linear --lr Infinity               | --lr: expected",
        "linear --momentum 0.9              | adam has no such setting",
        "linear --optimizer adamm           | --optimizer adamm: expected one of",
        "linear --schedule cosin            | --schedule cosin: expected one of",
        "linear --weight-decay -1           | --weight-decay: expected",
        "linear --clip NaN                  | --clip: expected",
        "linear --validation-fraction 1.5   | --validation-fraction: expected",
        "linear --validation-fraction NaN   | --validation-fraction: expected",
        "linear --patience 3 --validation-fraction 0 | --patience 3 watches the validation loss",
        "linear --patience -1               | --patience: expected",
        "linear --threads 0                 | --threads: expected",
        "linear --checkpoint-every 0        | --checkpoint-every: expected",
        "linear --seed x                    | --seed",
        "linear --input 28x28x3             | [28, 28, 3]",
        "linear --optimizer rprop --schedule cosine | --schedule cosine: rprop reads the learning rate once",
        "--resume /no/such/run              | --resume /no/such/run: expected the folder of a run",
      })
  void badInputIsNamedEndsInTwoAndWritesNothing(String line, String complaint) {
    var words = new ArrayList<Object>(List.of(line.split(" ")));
    if (!line.contains("--resume")) {
      words.addAll(List.of("--out", out));
    }
    words.addFirst("train");
    Cli run = Cli.run(words.toArray());
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(complaint).hasLineCount(1);
    assertThat(run.out()).isEmpty();
    assertThat(out).doesNotExist();
  }

  @Test
  void theHelpShowsTheDefaultsThatHoldForAllModels() {
    String help = Cli.run("train", "--help").out().replaceAll("\\s+", " ");
    for (var model : Models.all()) {
      Training t = model.defaults();
      assertThat(help)
          .containsPattern("Samples in a batch \\(default: [^)]*\\b" + t.batch() + "\\b")
          .contains("adamw (default: " + t.optimizer() + ").")
          .contains("down to nothing) (default: " + t.schedule() + "; with --optimizer rprop " + t.withOptimizer("rprop").schedule() + ").")
          .contains("on the loss (default: " + plain(t.weightDecay()) + "; with adamw " + t.withOptimizer("adamw").weightDecay() + ").")
          .contains("and rmsprop (default: " + plain(t.momentum()) + "; of nesterov " + t.withOptimizer("nesterov").momentum() + ").")
          .contains("0 for any (default: " + plain(t.clip()) + ").")
          .contains("with --optimizer sgd " + t.withOptimizer("sgd").rate() + ", nesterov " + t.withOptimizer("nesterov").rate()
              + ", rmsprop " + t.withOptimizer("rmsprop").rate() + ", rprop " + t.withOptimizer("rprop").rate() + ", adagrad "
              + t.withOptimizer("adagrad").rate() + ", adadelta " + plain(t.withOptimizer("adadelta").rate()) + ",");
      String names = help.substring(help.indexOf("sgd, nesterov"));
      assertThat(names.substring(0, names.indexOf(" (default: adam)")).split("[ ,]+")).contains(Training.OPTIMIZERS.toArray(String[]::new));
    }
    assertThat(Models.all().stream().map(m -> m.defaults().epochs()).distinct()).hasSizeGreaterThan(1);
    assertThat(help).contains("gives another model (default: " + Plan.SEED + ").");
    assertThat(help).contains("is seen (default: the model's, see 'profundo models').");
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
