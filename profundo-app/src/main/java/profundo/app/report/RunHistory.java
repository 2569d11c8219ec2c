package profundo.app.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import profundo.io.CsvLog;
import profundo.io.CsvTable;
import profundo.io.FormatException;

/// How a run went.
///
/// @param epochs a row for each epoch, by column as in `metrics.csv`: `epoch`, `step`, `loss`, ..., `val_loss`, ...
/// @param steps loss of single batches, as far as they were sampled
/// @param gradients sizes of gradients, as far as they were measured
public record RunHistory(List<Map<String, Double>> epochs, List<StepLoss> steps, List<Gradients> gradients) {
  /// A run of which nothing is known.
  public static final RunHistory EMPTY = new RunHistory(List.of(), List.of(), List.of());

  /// The table that a run writes after each epoch.
  public static final String METRICS_FILE = "metrics.csv";

  /// The table that [ReportListener] writes within epochs, so that a run that is resumed still knows how it began.
  public static final String STEPS_FILE = "steps.csv";

  static final String STEP = "step";
  static final String EPOCH = "epoch";
  static final String LOSS = "loss";
  static final String LEARNING_RATE = "learning_rate";
  static final String GRADIENT_PREFIX = "gradient/";

  /// Mean loss of the batches up to a step.
  ///
  /// @param step batches trained on so far
  /// @param loss mean since the sample before
  /// @param learningRate that the last of them was trained with; NaN where there is none
  public record StepLoss(long step, double loss, double learningRate) {}

  /// Root of the sum of squares of each variable's gradient.
  ///
  /// @param step batches trained on so far
  /// @param norms by variable, in the order of the model
  public record Gradients(long step, Map<String, Double> norms) {
    /// Copies the map.
    public Gradients {
      norms = Collections.unmodifiableMap(new LinkedHashMap<>(norms));
    }
  }

  /// Copies the lists.
  public RunHistory {
    epochs = epochs.stream().map(row -> Collections.unmodifiableMap(new LinkedHashMap<>(row))).toList();
    steps = List.copyOf(steps);
    gradients = List.copyOf(gradients);
  }

  /// What the folder of a run tells: its `metrics.csv` and `steps.csv`, as far as they are there.
  ///
  /// @throws FormatException when one of them is no table
  /// @throws IOException when one of them cannot be read
  public static RunHistory read(Path runFolder) throws IOException {
    return read(runFolder, Long.MAX_VALUE);
  }

  /// The same, up to a step.
  static RunHistory read(Path runFolder, long lastStep) throws IOException {
    var epochs = new ArrayList<Map<String, Double>>();
    for (Map<String, Double> row : rows(runFolder.resolve(METRICS_FILE))) {
      if (row.getOrDefault(STEP, 0.0) <= lastStep) {
        epochs.add(row);
      }
    }
    var steps = new ArrayList<StepLoss>();
    var gradients = new ArrayList<Gradients>();
    for (Map<String, Double> row : rows(runFolder.resolve(STEPS_FILE))) {
      double step = row.getOrDefault(STEP, Double.NaN);
      if (!(step <= lastStep)) {
        continue;
      }
      if (row.containsKey(LOSS)) {
        steps.add(new StepLoss((long) step, row.get(LOSS), row.getOrDefault(LEARNING_RATE, Double.NaN)));
      }
      var norms = new LinkedHashMap<String, Double>();
      row.forEach(
          (column, value) -> {
            if (column.startsWith(GRADIENT_PREFIX)) {
              norms.put(column.substring(GRADIENT_PREFIX.length()), value);
            }
          });
      if (!norms.isEmpty()) {
        gradients.add(new Gradients((long) step, norms));
      }
    }
    return new RunHistory(epochs, steps, gradients);
  }

  /// The fields of a table that are numbers (NaN and infinities too), row by row.
  private static List<Map<String, Double>> rows(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    CsvTable table = CsvLog.read(file);
    var rows = new ArrayList<Map<String, Double>>();
    for (List<String> fields : table.rows()) {
      var row = new LinkedHashMap<String, Double>();
      for (int i = 0; i < fields.size(); i++) {
        OptionalDouble value = number(fields.get(i));
        if (value.isPresent()) {
          row.put(table.columns().get(i), value.getAsDouble());
        }
      }
      rows.add(row);
    }
    return rows;
  }

  private static OptionalDouble number(String field) {
    if (field.isBlank()) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(field));
    } catch (NumberFormatException text) {
      return OptionalDouble.empty();
    }
  }

  /// Batches in an epoch, as far as the rows tell; 0 where they do not.
  double stepsPerEpoch() {
    for (Map<String, Double> row : epochs) {
      double epoch = row.getOrDefault(EPOCH, Double.NaN);
      double step = row.getOrDefault(STEP, Double.NaN);
      if (epoch > 0 && step > 0) {
        return step / epoch;
      }
    }
    return 0;
  }
}
