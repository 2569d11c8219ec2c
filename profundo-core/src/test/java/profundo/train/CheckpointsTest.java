package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Array;
import profundo.Shape;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.io.SafeTensors;
import profundo.nn.Loss;
import profundo.optim.Adam;

class CheckpointsTest {
  @TempDir Path folder;

  private static Trainer trainer() {
    return Trainer.supervised(Problems.mlp(3), Loss::softmaxCrossEntropy, Adam.of(0.3));
  }

  private static List<TrainEvent> fit(Trainer trainer, int epochs) throws IOException {
    List<TrainEvent> events = new ArrayList<>();
    trainer.on((event, run) -> events.add(event));
    trainer.fit(
        Batches.of(Problems.sides(30, 1), 10).shuffled(2), Batches.of(Problems.sides(20, 2), 20), epochs);
    return events;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void keepsTheBestEpochsAndTheLast() throws IOException {
    List<TrainEvent> events = fit(trainer().on(Checkpoints.in(folder).best("val_loss", 2)), 8);
    List<Integer> order =
        events.stream()
            .filter(TrainEvent.EpochEnded.class::isInstance)
            .map(TrainEvent.EpochEnded.class::cast)
            .sorted(java.util.Comparator.comparing(e -> e.metrics().get("val_loss")))
            .map(TrainEvent.EpochEnded::epoch)
            .toList();
    List<String> expected = new ArrayList<>();
    order.stream().limit(2).sorted().forEach(e -> expected.add(String.format("best-%04d.safetensors", e)));
    expected.add("last.safetensors");
    assertThat(names()).isEqualTo(expected);
  }

  @Test
  void writesInTheMiddleOfAnEpochWhenAsked() throws IOException {
    List<TrainEvent> events = fit(trainer().on(Checkpoints.in(folder).everySteps(2)), 2);
    assertThat(events.stream().filter(TrainEvent.Checkpointed.class::isInstance))
        .containsExactly(
            new TrainEvent.Checkpointed(Checkpoints.last(folder), 1, 2),
            new TrainEvent.Checkpointed(Checkpoints.last(folder), 1, 3),
            new TrainEvent.Checkpointed(Checkpoints.last(folder), 2, 4),
            new TrainEvent.Checkpointed(Checkpoints.last(folder), 2, 6));
  }

  @Test
  void allThatIsKnownOfAStepIsToldBeforeItsCheckpoint() throws IOException {
    List<TrainEvent> events = fit(trainer().gradientNorms(1).on(Checkpoints.in(folder).everySteps(1)), 1);
    assertThat(events.stream().map(e -> e.getClass().getSimpleName()).limit(8))
        .containsExactly(
            "RunStarted", "EpochStarted", "BatchEnded", "GradientsMeasured", "Checkpointed", "BatchEnded", "GradientsMeasured",
            "Checkpointed");
  }

  @Test
  void holdsTheModelUnderItsNames() throws IOException {
    fit(trainer().on(Checkpoints.in(folder)), 1);
    assertThat(SafeTensors.read(Checkpoints.last(folder)).tensors().keySet())
        .containsExactly(
            "step",
            "model/0.weight", "model/0.bias", "model/2.weight", "model/2.bias",
            "memory/mean/0.weight", "memory/square/0.weight", "memory/mean/0.bias", "memory/square/0.bias",
            "memory/mean/2.weight", "memory/square/2.weight", "memory/mean/2.bias", "memory/square/2.bias");
  }

  @Test
  void theBestCheckpointStaysUntilABetterOneIsOnTheDisk() throws IOException {
    for (int epoch = 2; epoch <= 4; epoch++) {
      Files.createDirectories(folder.resolve("best-000" + epoch + ".safetensors").resolve("inside"));
    }
    List<TrainEvent> events = fit(trainer().on(Checkpoints.in(folder).best("loss", 1)), 4);
    List<Double> losses =
        events.stream()
            .filter(TrainEvent.EpochEnded.class::isInstance)
            .map(e -> ((TrainEvent.EpochEnded) e).metrics().get("loss"))
            .toList();
    assertThat(losses.get(1)).isLessThan(losses.get(0));
    assertThat(folder.resolve("best-0001.safetensors")).isRegularFile();
  }

  @Test
  void aDiskThatRefusesIsReportedAndTheGoodCheckpointStays() throws IOException {
    Trainer trainer = trainer().on(Checkpoints.in(folder).best("val_loss", 9));
    Path blocked = folder.resolve("best-0002.safetensors");
    trainer.on(
        (event, run) -> {
          if (event instanceof TrainEvent.EpochStarted e && e.epoch() == 2) {
            try {
              // A folder that is not empty cannot be replaced by a file, whoever asks.
              Files.createDirectories(blocked.resolve("inside"));
            } catch (IOException x) {
              throw new java.io.UncheckedIOException(x);
            }
          }
        });
    List<TrainEvent> events = fit(trainer, 3);
    assertThat(events.stream().filter(TrainEvent.Warned.class::isInstance).map(Object::toString))
        .singleElement().asString().contains("checkpoint not written").contains("best-0002.safetensors");
    assertThat(names()).contains("best-0001.safetensors", "best-0003.safetensors", "last.safetensors");
    assertThat(((TrainEvent.RunEnded) events.getLast()).outcome()).isEqualTo(TrainEvent.Outcome.COMPLETED);
    assertThat(SafeTensors.read(Checkpoints.last(folder)).tensors().get("step").ints()).containsExactly(9);
  }

  @Test
  void aDiskThatGoesOnRefusingIsReportedOnceUntilThatChanges() throws IOException {
    Path inside = Checkpoints.last(folder).resolve("inside");
    Trainer trainer = trainer().on(Checkpoints.in(folder).everySteps(1));
    trainer.on(
        (event, run) -> {
          try {
            if (event instanceof TrainEvent.EpochStarted e && (e.epoch() == 1 || e.epoch() == 4)) {
              Files.deleteIfExists(Checkpoints.last(folder));
              Files.createDirectories(inside);
            } else if (event instanceof TrainEvent.EpochStarted e && e.epoch() == 3) {
              Files.delete(inside);
              Files.delete(inside.getParent());
            }
          } catch (IOException x) {
            throw new java.io.UncheckedIOException(x);
          }
        });
    // Refused in epochs 1, 2 and 4.
    List<TrainEvent> events = fit(trainer, 4);
    assertThat(events.stream().filter(TrainEvent.Warned.class::isInstance).map(Object::toString))
        .hasSize(2)
        .allSatisfy(w -> assertThat(w).containsOnlyOnce("cannot replace").contains("the run goes on without"));
  }

  @Test
  void nothingIsWrittenOverAGoodCheckpointAfterALossThatIsNotFinite() throws IOException {
    Dataset sides = Problems.sides(30, 1);
    float[] x = sides.x().floats().clone();
    x[59] = Float.NaN;
    Batches data = Batches.of(Dataset.of(Array.of(Shape.of(30, 2), x), sides.y()), 10);
    trainer().on(Checkpoints.in(folder).everySteps(1).best("loss", 1)).fit(data, 1);
    assertThat(names()).containsExactly("last.safetensors");
    assertThat(SafeTensors.read(Checkpoints.last(folder)).tensors().get("step").ints()).containsExactly(2);
  }
}
