package profundo.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import profundo.io.CsvLog;

/// Writes a row for each epoch into a table: epoch, step, learning rate, metrics. A run that is resumed cuts the table
/// back to where its checkpoint was written.
public final class CsvLogger implements Listener {
  private final Path file;
  private CsvLog log;
  private long last = -1;
  private boolean failed;

  private CsvLogger(Path file) {
    this.file = file;
  }

  /// Into a file such as `metrics.csv`.
  public static CsvLogger to(Path file) {
    return new CsvLogger(file);
  }

  @Override
  public void on(TrainEvent event, Run run) {
    try {
      switch (event) {
        case TrainEvent.RunStarted _ -> log = last < 0 ? CsvLog.create(file) : CsvLog.resume(file, "epoch", last);
        case TrainEvent.EpochEnded e -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("epoch", e.epoch());
          row.put("step", e.step());
          if (!Double.isNaN(e.learningRate())) {
            row.put("learning_rate", (float) e.learningRate());
          }
          row.putAll(e.metrics());
          last = e.epoch();
          log.append(row);
        }
        default -> {}
      }
    } catch (IOException e) {
      // The run is worth more than its table; one warning is enough.
      if (event instanceof TrainEvent.RunStarted) {
        throw new java.io.UncheckedIOException(e);
      }
      if (!failed) {
        run.warn(e.getMessage());
      }
      failed = true;
    }
  }

  @Override
  public String key() {
    return "CsvLogger";
  }

  @Override
  public Saved save() {
    return Saved.NOTHING.with("epoch", Math.max(last, 0));
  }

  @Override
  public void restore(Saved saved) {
    last = saved.whole("epoch");
  }
}
