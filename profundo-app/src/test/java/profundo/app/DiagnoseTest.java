package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.data.Strokes;
import profundo.io.Json;
import profundo.io.Sha256;

/// `train --diagnose`.
class DiagnoseTest {
  @TempDir private static Path data;
  @TempDir private Path temporary;

  @BeforeAll
  static void writeDigits() {
    profundo.data.TrainTest digits = Strokes.load(5, 400, 100);
    DigitFiles.write(data, "train", digits.train(), digits.train().size());
    DigitFiles.write(data, "t10k", digits.test(), digits.test().size());
  }

  private Cli train(Path out, Object... words) {
    var all = new ArrayList<Object>(List.of("train", "mlp", "--data", "idx:" + data, "--quiet", "--out", out));
    all.addAll(List.of(words));
    return Cli.run(all.toArray());
  }

  @Test
  void aVerdictStandsInTheOutputTheResultAndTheReport() throws IOException {
    Path out = temporary.resolve("low");
    Cli run = train(out, "--epochs", 2, "--lr", 1e-8, "--diagnose");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains(
        "diagnosis: learning rate too low: the updates are too small beside the weights: a step moves a weight by ",
        "try: a learning rate");
    Json.Obj verdict = Json.parse(Files.readString(out.resolve("result.json"))).asObject().list("diagnosis").getFirst().asObject();
    assertThat(verdict.text("verdict")).isEqualTo("learning rate too low");
    assertThat(verdict.object("figures").number("update_ratio")).isBetween(1e-9, 1e-5);
    assertThat(out.resolve("report.html")).content()
        .contains("learning rate too low", "How far weights move", "Dead relus", "What each layer gives out");
    assertThat(out.resolve("events/diagnosis")).isNotEmptyDirectory();
    assertThat(train(out, "--resume", out).out()).as("of a run that has ended").contains("diagnosis: learning rate too low");
  }

  @Test
  void aRunThatBreaksIsDiagnosedToo() {
    Path out = temporary.resolve("high");
    Cli run = train(out, "--epochs", 2, "--optimizer", "sgd", "--schedule", "constant", "--lr", 1000, "--diagnose");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).containsOnlyOnce("diagnosis: ").contains("diagnosis: learning rate too high: ", "; this explains: ");
    assertThat(out.resolve("report.html")).content().contains("learning rate too high", "this explains");
  }

  @Test
  void theModelIsThatOfARunThatNobodyWatches() throws IOException {
    Path plain = temporary.resolve("plain");
    Path watched = temporary.resolve("watched");
    assertThat(train(plain, "--epochs", 2).code()).isZero();
    assertThat(train(watched, "--epochs", 2, "--diagnose").code()).isZero();
    assertThat(Sha256.of(watched.resolve("model.safetensors"))).isEqualTo(Sha256.of(plain.resolve("model.safetensors")));
    assertThat(Json.parse(Files.readString(plain.resolve("result.json"))).asObject().find("diagnosis")).isEmpty();
    assertThat(plain.resolve("events/diagnosis")).doesNotExist();
    assertThat(plain.resolve("report.html")).content().doesNotContain("What was wrong");
  }
}
