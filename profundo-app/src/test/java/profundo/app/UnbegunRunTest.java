package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.app.experiment.Experiment;
import profundo.io.Sha256;

/// A run whose process was killed between `experiment.yaml` and `experiment.json`.
class UnbegunRunTest {
  @TempDir private Path temporary;
  private Path whole;
  private Path out;

  @BeforeEach
  void killEarly() throws IOException {
    whole = temporary.resolve("whole");
    Cli run = Cli.run("train", "linear", "--data", "strokes", "--epochs", 1, "--batch", 500, "--seed", 3, "--out", whole, "--quiet");
    assertThat(run.code()).as(run.err()).isZero();
    out = Files.createDirectories(temporary.resolve("killed"));
    Files.copy(whole.resolve("experiment.yaml"), out.resolve("experiment.yaml"));
    Files.createFile(out.resolve(".lock"));
    Files.writeString(out.resolve(".experiment.json.4711.1a2b.tmp"), "{\"model\"");
  }

  @Test
  void resumeTrainsItFromTheBeginning() throws IOException {
    assertThat(Cli.run("train", "--resume", out, "--epochs", 2).err()).contains("the run was started with other settings: epochs 1, not 2");
    Cli run = Cli.run("train", "--resume", out, "--quiet");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Sha256.of(out.resolve("model.safetensors"))).isEqualTo(Sha256.of(whole.resolve("model.safetensors")));
    assertThat(Experiment.read(out.resolve("experiment.json"))).isEqualTo(Experiment.read(whole.resolve("experiment.json")));
    assertThat(Cli.run("train", "--resume", out).err()).contains("has ended already");
  }

  @Test
  void outSaysHowToBeginIt() {
    Cli run = Cli.run("train", "linear", "--data", "strokes", "--out", out);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("holds a run that was stopped before it began; begin it with --resume " + out).hasLineCount(1);
  }

  @Test
  void aFolderInWhichNothingWasFinishedIsNew() throws IOException {
    Files.delete(out.resolve("experiment.yaml"));
    assertThat(Cli.run("train", "--resume", out).err()).contains("got an empty one").contains("begin it with --out " + out);
    Cli run = Cli.run("train", "linear", "--data", "strokes", "--epochs", 1, "--batch", 500, "--seed", 3, "--out", out, "--quiet");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Sha256.of(out.resolve("model.safetensors"))).isEqualTo(Sha256.of(whole.resolve("model.safetensors")));
  }

  @Test
  void anExperimentFileOfAPersonIsNoRun() throws IOException {
    Path own = Files.writeString(out.resolve("experiment.yaml"), "model: linear\n");
    assertThat(Cli.run("train", "--resume", out).err()).contains("no experiment.json in it");
    assertThat(Cli.run("train", "linear", "--data", "strokes", "--out", out).err()).contains("is not empty");
    assertThat(own).hasContent("model: linear\n");
  }
}
