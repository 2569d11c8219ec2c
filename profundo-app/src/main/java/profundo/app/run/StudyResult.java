package profundo.app.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import profundo.app.experiment.Plan;
import profundo.app.saved.Classifier;
import profundo.app.saved.SavedModel;
import profundo.app.terminal.Result;
import profundo.app.terminal.Table;
import profundo.io.AtomicFile;
import profundo.io.FormatException;
import profundo.io.Json;

/// What came out of the training of a model of the zoo, as in `result.json`.
///
/// @param folder of the run
/// @param json everything, the figures first
public record StudyResult(Path folder, Json.Obj json) implements Result {
  /// The member that names those members that are figures of the model.
  static final String FIGURES = "figures";

  void write(Path file) throws IOException {
    AtomicFile.write(file, json.pretty() + "\n");
  }

  /// The result of a run that has ended.
  public static StudyResult read(RunFolder folder) throws IOException {
    Path file = folder.result();
    try {
      return new StudyResult(folder.path(), Json.parse(Files.readAllBytes(file), Plan.LIMITS).asObject());
    } catch (FormatException e) {
      throw e.in(file.toString());
    }
  }

  @Override
  public void print(PrintWriter out) {
    var table = Table.plain();
    for (Json name : json.list(FIGURES)) {
      table.row(name.asText().replace('_', ' '), figure(json.get(name.asText())));
    }
    for (Json phase : json.list("phases")) {
      Json.Obj p = phase.asObject();
      int epochs = p.integer("epochs");
      table.row(
          p.text("name"),
          p.find("sizes").map(sizes -> sizes.asText() + ", ").orElse("")
              + String.format(Locale.ROOT, "%d %s, %.1f s, loss %s", epochs, epochs == 1 ? "epoch" : "epochs", p.number("seconds"),
              figure(p.get("loss"))) + p.find("val_loss").map(v -> ", validation " + figure(v)).orElse("")
              + p.find("stopped").map(why -> "; " + why.asText()).orElse(""));
    }
    table.row("time", String.format(Locale.ROOT, "%.1f s", json.number("seconds")));
    table.row("seed", json.whole("seed"));
    table.row("model", folder.resolve(Classifier.FILE));
    table.row("SHA-256", json.text("model_sha256"));
    table.row("report", folder.resolve("report.html"));
    table.print(out);
  }

  /// With about four digits that count; NaN, which JSON cannot write, is null there.
  private static String figure(Json value) {
    return value instanceof Json.Num n ? SavedModel.digits(n.asDouble()) : "NaN";
  }
}
