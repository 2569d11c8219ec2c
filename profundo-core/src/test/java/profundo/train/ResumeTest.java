package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.data.Batches;
import profundo.io.FormatException;
import profundo.io.SafeTensors;
import profundo.io.TensorBoardReader;
import profundo.nn.Accuracy;
import profundo.nn.ClassMetric;
import profundo.nn.Layer;
import profundo.nn.Loss;
import profundo.optim.Adam;
import profundo.optim.Schedule;

class ResumeTest {
  private static final int EPOCHS = 5;
  private static final int BATCHES = 4;

  @TempDir Path folder;

  /// What a killed process does not catch.
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /// Everything a process has, made anew for each.
  private static final class Process {
    final Layer net = Problems.dropping(3);
    final List<String> seen = new ArrayList<>();
    final Trainer trainer =
        Trainer.supervised(net, Loss::softmaxCrossEntropy, Adam.of(Schedule.cosine(0.05, EPOCHS * BATCHES)))
            .measure(Accuracy.of(), ClassMetric.f1(2))
            .gradientNorms(3)
            .seed(17);

    Process(Path folder) {
      trainer.on(
          EarlyStopping.on("val_loss").patience(10).restoreBestWeights(),
          CsvLogger.to(folder.resolve("metrics.csv")),
          TensorBoardLogger.to(folder).everySteps(1),
          Checkpoints.in(folder.resolve("checkpoints")).best("val_accuracy", 2).everySteps(3),
          (event, run) -> {
            if (event instanceof TrainEvent.BatchEnded b) {
              seen.add(b.step() + " " + b.loss() + " " + b.metrics());
            }
          });
    }

    History fit() throws IOException {
      return trainer.fit(
          Batches.of(Problems.sides(37, 1), 10).shuffled(8), Batches.of(Problems.sides(20, 2), 20), EPOCHS);
    }

    void dieAt(int step) {
      trainer.on(
          (event, run) -> {
            if (event instanceof TrainEvent.BatchEnded b && b.step() == step) {
              throw new Killed();
            }
          });
    }
  }

  private static Map<String, List<String>> curves(Path run) throws IOException {
    Map<String, List<String>> curves = new LinkedHashMap<>();
    for (String part : List.of("train", "validation")) {
      try (Stream<Path> files = Files.list(run.resolve(part))) {
        List<Path> all = files.toList();
        assertThat(all).hasSize(1);
        List<String> points = new ArrayList<>();
        for (TensorBoardReader.Event e : TensorBoardReader.read(all.getFirst()).events()) {
          points.add(e.step() + " " + e.values());
        }
        curves.put(part, points);
      }
    }
    return curves;
  }

  @Test
  void aRunThatIsKilledAtAnyStepEndsAsIfItHadNot() throws IOException {
    Path quiet = Files.createDirectory(folder.resolve("quiet"));
    Process undisturbed = new Process(quiet);
    History expected = undisturbed.fit();
    // In the first checkpoint's reach, between checkpoints, at the end of an epoch, in the last epoch.
    for (int step : new int[] {4, 6, 8, 11, 19, 20}) {
      Path run = Files.createDirectory(folder.resolve("killed" + step));
      Process killed = new Process(run);
      killed.dieAt(step);
      assertThatThrownBy(killed::fit).isInstanceOf(Killed.class);

      Process resumed = new Process(run);
      resumed.trainer.resume(Checkpoints.last(run.resolve("checkpoints")));
      History history = resumed.fit();

      assertThat(TrainerTest.bits(resumed.net)).as("weights, killed at %d", step)
          .isEqualTo(TrainerTest.bits(undisturbed.net));
      assertThat(history.epochs()).as("history, killed at %d", step).isEqualTo(expected.epochs());
      assertThat(history.steps()).isEqualTo(expected.steps());
      int from = undisturbed.seen.size() - resumed.seen.size();
      assertThat(resumed.seen).isEqualTo(undisturbed.seen.subList(from, undisturbed.seen.size()));
      assertThat(run.resolve("metrics.csv")).hasSameBinaryContentAs(quiet.resolve("metrics.csv"));
      assertThat(curves(run)).as("curves, killed at %d", step).isEqualTo(curves(quiet));
      try (Stream<Path> files = Files.list(quiet.resolve("checkpoints"))) {
        for (Path file : files.toList()) {
          Path same = run.resolve("checkpoints").resolve(file.getFileName());
          assertThat(SafeTensors.read(same).tensors().keySet())
              .isEqualTo(SafeTensors.read(file).tensors().keySet());
        }
      }
    }
  }

  @Test
  void aCheckpointFromTheMiddleOfAnEpochGoesOnThere() throws IOException {
    Process killed = new Process(folder);
    killed.dieAt(7);
    assertThatThrownBy(killed::fit).isInstanceOf(Killed.class);
    Process resumed = new Process(folder);
    List<TrainEvent> events = new ArrayList<>();
    resumed.trainer.on((event, run) -> events.add(event)).resume(Checkpoints.last(folder.resolve("checkpoints")));
    resumed.fit();
    assertThat(((TrainEvent.RunStarted) events.getFirst()).start()).isEqualTo(6);
    assertThat(events.get(1)).isEqualTo(new TrainEvent.EpochStarted(2, EPOCHS, BATCHES));
    assertThat(((TrainEvent.BatchEnded) events.get(2)).batch()).isEqualTo(3);
  }

  @Test
  void aRunThatHadStoppedStaysStopped() throws IOException {
    Process first = new Process(folder);
    first.trainer.on(
        (event, run) -> {
          if (event instanceof TrainEvent.EpochEnded e && e.epoch() == 2) {
            run.stop("enough");
          }
        });
    History history = first.fit();
    Process resumed = new Process(folder);
    resumed.trainer.resume(Checkpoints.last(folder.resolve("checkpoints")));
    History again = resumed.fit();
    assertThat(again.stopped()).isEqualTo("enough");
    assertThat(again.epochs()).isEqualTo(history.epochs());
    assertThat(TrainerTest.bits(resumed.net)).isEqualTo(TrainerTest.bits(first.net));
  }

  @Test
  void aFinishedRunCanBeTrainedLonger() throws IOException {
    Layer once = Problems.mlp(3);
    Trainer whole = Trainer.supervised(once, Loss::softmaxCrossEntropy, Adam.of(0.05));
    whole.fit(Batches.of(Problems.sides(30, 1), 10).shuffled(2), 4);
    Layer part = Problems.mlp(3);
    Trainer.supervised(part, Loss::softmaxCrossEntropy, Adam.of(0.05))
        .on(Checkpoints.in(folder))
        .fit(Batches.of(Problems.sides(30, 1), 10).shuffled(2), 2);
    Layer rest = Problems.mlp(99);
    History history =
        Trainer.supervised(rest, Loss::softmaxCrossEntropy, Adam.of(0.05))
            .resume(Checkpoints.last(folder))
            .fit(Batches.of(Problems.sides(30, 1), 10).shuffled(2), 4);
    assertThat(TrainerTest.bits(rest)).isEqualTo(TrainerTest.bits(once));
    assertThat(history.epochs()).hasSize(4);
  }

  @Test
  void aCheckpointOfAnotherRunIsRefusedAndChangesNothing() throws IOException {
    Batches data = Batches.of(Problems.sides(30, 1), 10).shuffled(2);
    Trainer.supervised(Problems.mlp(3), Loss::softmaxCrossEntropy, Adam.of(0.05)).seed(1)
        .on(Checkpoints.in(folder)).fit(data, 1);
    Path file = Checkpoints.last(folder);
    Layer net = Problems.mlp(4);
    List<Integer> before = TrainerTest.bits(net);

    refused(Trainer.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.05)).seed(2), data, file, "another seed");
    refused(
        Trainer.supervised(net, Loss::softmaxCrossEntropy, profundo.optim.GradientDescent.of(0.05)).seed(1),
        data, file, "another model or optimizer: missing none, unexpected [memory/");
    refused(
        Trainer.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.05)).seed(1),
        Batches.of(Problems.sides(30, 1), 15).shuffled(2), file, "another training data");
    refused(
        Trainer.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.05)).seed(1),
        Batches.of(Problems.sides(30, 1), 10).shuffled(3), file, "another training data");
    refused(
        Trainer.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.05)).seed(1).measure(Accuracy.of()),
        data, file, "resume with the metrics that the run had");
    assertThat(TrainerTest.bits(net)).isEqualTo(before);

    byte[] bytes = Files.readAllBytes(file);
    Path cut = folder.resolve("cut.safetensors");
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length - 5));
    refused(Trainer.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.05)).seed(1), data, cut,
        "; or remove it to begin that training anew");
    Path flipped = folder.resolve("flipped.safetensors");
    for (int at : new int[] {bytes.length - 3, digit(bytes, "epoch"), digit(bytes, "seed")}) {
      byte[] other = bytes.clone();
      other[at] ^= 1;
      Files.write(flipped, other);
      refused(Trainer.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.05)).seed(1), data, flipped,
          "; the file is damaged; use another checkpoint or copy it again");
    }
    Path none = folder.resolve("none.safetensors");
    SafeTensors.write(none, SafeTensors.read(file).tensors(), Map.of());
    refused(Trainer.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.05)).seed(1), data, none,
        "expected a checkpoint");
    assertThat(TrainerTest.bits(net)).isEqualTo(before);
  }

  /// Where the value of a number in the metadata begins.
  private static int digit(byte[] checkpoint, String name) {
    String key = "\\\"" + name + "\\\":";
    int at = new String(checkpoint, StandardCharsets.ISO_8859_1).indexOf(key);
    assertThat(at).as(name).isPositive();
    return at + key.length();
  }

  private static void refused(Trainer trainer, Batches data, Path file, String why) {
    assertThatThrownBy(() -> trainer.resume(file).fit(data, 2))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(why);
  }
}
