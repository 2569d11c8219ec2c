package profundo.app.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import profundo.Shape;
import profundo.app.terminal.InvalidInput;
import profundo.io.AtomicFile;
import profundo.io.FormatException;
import profundo.io.Json;

/// Everything that the outcome of a run depends on: the same plan on the same version gives the same model, bit for bit.
/// Kept as `experiment.json`, and as `experiment.yaml` for `profundo run`.
public sealed interface Plan permits Experiment, StudyPlan {
  /// The member of the environment that says where the data was.
  String DATA_FOLDER = "data_folder";

  Json.Limits LIMITS = new Json.Limits(1_000_000, 10, 10_000);

  /// The usual seed: fixed, so that the same command gives the same model; who wants another one asks for it.
  long SEED = 42;

  /// The name of what is trained.
  String model();

  /// As it stands after `--data`, folders absolute.
  String data();

  /// Shape of one sample.
  Shape input();

  /// Part of the training data that is held out to watch the run; 0 for none.
  double validationFraction();

  /// Of everything that is drawn.
  long seed();

  /// All settings by the names of their options.
  Map<String, Object> settings();

  /// The command that repeats the run.
  String command();

  /// What to try when the loss has grown out of bounds: `a lower --lr`.
  ///
  /// @param phase in which it did; empty where there are none
  String remedy(String phase);

  /// The settings, and with them whatever else is worth keeping.
  Json.Obj json();

  /// A file that repeats it.
  String yaml();

  /// Writes `experiment.json`.
  ///
  /// @param environment versions and the like, which tell where the run was made but do not belong to it
  default void write(Path file, Json.Obj environment) throws IOException {
    AtomicFile.write(file, json().with("command", command()).with("environment", environment).pretty() + "\n");
  }

  /// Reads what [#write] wrote.
  ///
  /// @throws FormatException when it is no such file
  static Plan read(Path file) throws IOException {
    if (Files.size(file) > LIMITS.length()) {
      throw new FormatException(file + ": expected settings of at most " + LIMITS.length() + " bytes, got " + Files.size(file));
    }
    try {
      Json.Obj json = Json.parse(Files.readAllBytes(file), LIMITS).asObject();
      return StudyPlan.isOne(json) ? StudyPlan.of(json) : Experiment.of(json);
    } catch (FormatException e) {
      throw e.in(file.toString());
    } catch (IllegalArgumentException | InvalidInput e) {
      throw new FormatException(file + ": " + e.getMessage(), e);
    }
  }

  /// Where the run was made, as [#write] was told.
  static Json.Obj environment(Path file) throws IOException {
    Json.Obj json = Json.parse(Files.readAllBytes(file), LIMITS).asObject();
    return json.find("environment").map(Json::asObject).orElse(Json.Obj.EMPTY);
  }

  /// The folder in which the data set was found, where it goes by its name.
  static Optional<Path> dataFolder(Path file) throws IOException {
    return environment(file).find(DATA_FOLDER).filter(Json.Str.class::isInstance).map(place -> Path.of(place.asText()));
  }

  /// Checks a part of the training data to hold out.
  static void requireFraction(double validationFraction) {
    if (!(validationFraction >= 0 && validationFraction <= 0.9)) {
      throw new InvalidInput("--validation-fraction: expected a number from 0 to 0.9, got " + validationFraction);
    }
  }

  /// Checks for how many epochs a run waits for a better validation loss, which there must be then.
  static void requirePatience(int patience, double validationFraction) {
    if (patience < 0) {
      throw new InvalidInput("--patience: expected a whole number of at least 0 (0: never stop early), got " + patience);
    }
    if (patience > 0 && validationFraction == 0) {
      throw new InvalidInput(
          "--patience " + patience + " watches the validation loss: give --validation-fraction above 0, such as 0.05");
    }
  }

  /// A word as a shell takes it.
  static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
