package profundo.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import profundo.io.TensorBoardWriter;

/// Writes curves for TensorBoard: what concerns training into the folder `train`, validation into `validation` beside it.
/// Each epoch gives a point of every metric, named as in training and placed at its step, and the learning rate; with
/// [#everySteps] batches give points of their own. A run that is resumed cuts the curves back to its checkpoint.
public final class TensorBoardLogger implements Listener {
  private final Path folder;
  private int every;
  private TensorBoardWriter train;
  private TensorBoardWriter validation;
  private Saved resumed;
  private boolean failed;

  private TensorBoardLogger(Path folder) {
    this.folder = folder;
  }

  /// Into the folders `train` and `validation` of this one.
  public static TensorBoardLogger to(Path folder) {
    return new TensorBoardLogger(folder);
  }

  /// Adds a point of `batch_loss` every so many steps.
  public TensorBoardLogger everySteps(int steps) {
    every = Monitor.atLeast("TensorBoardLogger", "everySteps", steps, 1);
    return this;
  }

  @Override
  public void on(TrainEvent event, Run run) {
    try {
      write(event);
    } catch (IOException e) {
      if (event instanceof TrainEvent.RunStarted) {
        throw new UncheckedIOException(e);
      }
      if (!failed) {
        run.warn(e.getMessage());
      }
      failed = true;
    }
  }

  private void write(TrainEvent event) throws IOException {
    switch (event) {
      case TrainEvent.RunStarted _ -> {
        train = open("train");
        validation = open("validation");
      }
      case TrainEvent.BatchEnded b when every > 0 && b.step() % every == 0 ->
          train.scalar("batch_loss", b.step(), b.loss());
      case TrainEvent.GradientsMeasured g -> {
        for (Map.Entry<String, Double> n : g.norms().entrySet()) {
          train.scalar("gradient_norm/" + n.getKey(), g.step(), n.getValue());
        }
      }
      case TrainEvent.EpochEnded e -> {
        for (Map.Entry<String, Double> m : e.metrics().entrySet()) {
          String name = m.getKey();
          if (!name.startsWith("val_")) {
            train.scalar(name, e.step(), m.getValue());
          } else {
            if (validation == null) {
              validation = TensorBoardWriter.create(folder.resolve("validation"));
            }
            validation.scalar(name.substring(4), e.step(), m.getValue());
          }
        }
        if (!Double.isNaN(e.learningRate())) {
          train.scalar("learning_rate", e.step(), e.learningRate());
        }
        train.flush();
        if (validation != null) {
          validation.flush();
        }
      }
      case TrainEvent.RunEnded _ -> {
        if (train != null) {
          train.close();
        }
        if (validation != null) {
          validation.close();
        }
      }
      default -> {}
    }
  }

  /// The writer of a part: where a resumed run left off, or a new file. Validation waits for its first value.
  private TensorBoardWriter open(String part) throws IOException {
    if (resumed != null && resumed.values().containsKey(part + " file")) {
      // A name only: a checkpoint from elsewhere must not point at other files.
      String name = Path.of(resumed.text(part + " file")).getFileName().toString();
      Path file = folder.resolve(part).resolve(name);
      if (Files.exists(file)) {
        return TensorBoardWriter.resume(file, resumed.whole(part + " bytes"));
      }
    }
    return part.equals("train") ? TensorBoardWriter.create(folder.resolve(part)) : null;
  }

  @Override
  public String key() {
    return "TensorBoardLogger";
  }

  @Override
  public Saved save() {
    return save("validation", validation, save("train", train, Saved.NOTHING));
  }

  private Saved save(String part, TensorBoardWriter writer, Saved into) {
    if (writer == null) {
      return into;
    }
    try {
      return into.with(part + " file", writer.file().getFileName()).with(part + " bytes", writer.checkpoint());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void restore(Saved saved) {
    resumed = saved;
  }
}
