package profundo.app.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import profundo.app.saved.Classifier;
import profundo.app.saved.Evaluation;
import profundo.app.terminal.Result;
import profundo.app.terminal.Table;
import profundo.io.AtomicFile;
import profundo.io.FormatException;
import profundo.io.Json;

/// What came out of a training run, as in `result.json`.
///
/// @param folder of the run
/// @param json everything, the most telling first
public record TrainResult(Path folder, Json.Obj json) implements Result {
  private static final Json.Limits LIMITS = new Json.Limits(1_000_000, 10, 10_000);

  void write(Path file) throws IOException {
    AtomicFile.write(file, json.pretty() + "\n");
  }

  /// The same with one figure more.
  TrainResult with(String name, Object value) {
    return new TrainResult(folder, json.with(name, value));
  }

  /// The result of a run that has ended.
  public static TrainResult read(RunFolder folder) throws IOException {
    Path file = folder.result();
    try {
      return new TrainResult(folder.path(), Json.parse(Files.readAllBytes(file), LIMITS).asObject());
    } catch (FormatException e) {
      throw e.in(file.toString());
    }
  }

  @Override
  public void print(PrintWriter out) {
    var table = Table.plain();
    table.row(
        "test accuracy",
        Evaluation.percent(json.number("test_accuracy")) + " of " + json.integer("test_samples") + " samples, loss "
            + String.format(Locale.ROOT, "%.4f", number("test_loss")));
    json.find("stopped").ifPresent(reason -> table.row("stopped", reason.asText()));
    table.row(
        "time",
        String.format(
            Locale.ROOT, "%.1f s, %,.0f samples/s in training", number("seconds"), number("samples_per_second")));
    table.row("seed", json.whole("seed"));
    table.row("model", folder.resolve(Classifier.FILE));
    table.row("SHA-256", json.text("model_sha256"));
    table.row("report", folder.resolve("report.html"));
    table.print(out);
    json.find("diagnosis").ifPresent(d -> RunDiagnosis.lines(d.asList()).forEach(out::println));
  }

  /// A figure; NaN, which JSON cannot write, is null there.
  private double number(String key) {
    return json.get(key) instanceof Json.Num n ? n.asDouble() : Double.NaN;
  }
}
