package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.app.experiment.Plan;
import profundo.data.Dataset;
import profundo.data.Strokes;

/// `train` on data that are strange, wrong, or somewhere else.
class TrainDataTest {
  @TempDir private Path temporary;
  private Path out;

  @BeforeEach
  void choose() {
    out = temporary.resolve("run");
  }

  private static Cli train(Object... words) {
    var all = new ArrayList<Object>(List.of("train"));
    all.addAll(List.of(words));
    return Cli.run(all.toArray());
  }

  @Test
  void labelsThatDoNotMatchTheImagesAreRefused() throws IOException {
    profundo.data.TrainTest digits = Strokes.load(5, 20, 20);
    Path bad = Files.createDirectory(temporary.resolve("bad"));
    DigitFiles.write(bad, "train", digits.train(), 19);
    DigitFiles.write(bad, "t10k", digits.test(), 20);
    Cli run = train("linear", "--data", "idx:" + bad, "--out", out);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("19 labels").contains("20 images").hasLineCount(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void theFolderOfTheDataIsToldAndFoundAgain() throws IOException {
    Path digits = Files.createDirectories(temporary.resolve("sets/mnist"));
    DigitFiles.write(digits, "train", Strokes.load(5, 60, 20).train(), 60);
    DigitFiles.write(digits, "t10k", Strokes.load(5, 60, 20).test(), 20);
    Object[] words = {"linear", "--data", "mnist", "--data-dir", digits.getParent(), "--epochs", 1, "--batch", 100, "--out", out};
    Cli run = train(words);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("on mnist in " + digits).contains("warning: the batch of 100 is larger than the training data");
    assertThat(Plan.dataFolder(out.resolve("experiment.json"))).contains(digits);
    assertThat(Cli.run("evaluate", out).err()).contains("evaluating 20 samples of mnist in " + digits);
    Files.delete(out.resolve("result.json"));
    Cli resumed = train("--resume", out);
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("on mnist in " + digits);
  }

  @Test
  void strangeClassesInTheDataAreTold() throws IOException {
    profundo.data.TrainTest digits = Strokes.load(5, 40, 20);
    Path few = Files.createDirectory(temporary.resolve("few"));
    Dataset zeros = digits.train().subset(IntStream.range(0, 40).filter(i -> digits.train().label(i) == 0).toArray());
    DigitFiles.write(few, "train", zeros, zeros.size());
    DigitFiles.write(few, "t10k", digits.test(), 20);
    Cli run = train("linear", "--data", "idx:" + few, "--epochs", 1, "--out", out);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("warning: 9 of the classes in the test data are not in the training data")
        .contains("warning: all training data are of one class");
    DigitFiles.write(few, "train", zeros.take(1), 1);
    Cli one = train("linear", "--data", "idx:" + few, "--epochs", 1, "--out", temporary.resolve("one"));
    assertThat(one.code()).isEqualTo(2);
    assertThat(one.err()).contains("at least 2 samples").contains("--validation-fraction 0");
    assertThat(train("linear", "--data", "idx:" + few, "--epochs", 1, "--validation-fraction", 0, "--out",
        temporary.resolve("one")).code()).isZero();
  }
}
