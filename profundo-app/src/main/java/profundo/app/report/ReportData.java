package profundo.app.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import profundo.Array;
import profundo.Shape;
import profundo.nn.Summary;
import profundo.train.TrainingDiagnosis;
import profundo.zoo.recipe.Sheet;

/// Everything that a report shows, as plain data. Only the first four are needed; a part that is empty is left out of
/// the report.
///
///     ReportData.of("lenet5", "strokes", 42, "profundo train lenet5 --seed 42")
///         .history(listener.history())
///         .summary(Summary.of(net, test.sampleShape()))
///         .predictions(Predictions.of(net, test, 512), 24)
///         .filters(FirstLayer.filters(net, test.sampleShape()))
///         .featureMaps(FeatureMaps.of(net, test.sample(0), test.classes()))
///         .build();
///
/// @param model name of the model
/// @param data name of the data set
/// @param seed the one seed of the run
/// @param command the command line that repeats the run
/// @param notice one line when the run did not go through as planned: stopped early, failed; else empty
/// @param settings all settings by name, as text
/// @param result final figures by name, as in `result.json`: numbers, or text
/// @param history how loss, metrics and gradients went
/// @param summary the model's layers
/// @param confusion which class was taken for which
/// @param mistakes the worst ones, worst first
/// @param filters kernels of the first layer `[height, width, in, out]`
/// @param featureMaps one input as it goes through the layers, itself first
/// @param diagnosis what was wrong with the run, where somebody watched
/// @param phases how the parts of a run went that has several, in their order
/// @param sheets pictures of what was learned
public record ReportData(
    String model,
    String data,
    long seed,
    String command,
    String notice,
    Map<String, String> settings,
    Map<String, Object> result,
    RunHistory history,
    Optional<Summary> summary,
    Optional<Confusion> confusion,
    List<Mistake> mistakes,
    Optional<Array> filters,
    List<FeatureMap> featureMaps,
    Optional<TrainingDiagnosis> diagnosis,
    List<PhaseHistory> phases,
    List<Sheet> sheets) {

  /// One of several parts of a run.
  ///
  /// @param name of the phase
  /// @param history how loss, metrics and gradients went in it
  public record PhaseHistory(String name, RunHistory history) {}

  /// An example that the model got wrong.
  ///
  /// @param index its place in the data
  /// @param image what the model saw, `[height, width, channels]` or any other shape
  /// @param actual name of its class
  /// @param predicted name of the class it was taken for
  /// @param probability that the model gave to that class
  /// @param actualProbability that the model gave to the right class
  public record Mistake(
      int index, Array image, String actual, String predicted, double probability, double actualProbability) {}

  /// What a layer made of one input.
  ///
  /// @param layer name and type of the layer
  /// @param values `[height, width, channels]`, `[units]`, or any other shape
  /// @param names one for each unit, where the units of a `[units]` have any, such as the classes; else empty
  public record FeatureMap(String layer, Array values, List<String> names) {
    /// Copies the names.
    public FeatureMap {
      names = List.copyOf(names);
    }
  }

  /// Copies lists and maps, and checks the shapes.
  public ReportData {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    result = Collections.unmodifiableMap(new LinkedHashMap<>(result));
    mistakes = List.copyOf(mistakes);
    featureMaps = List.copyOf(featureMaps);
    phases = List.copyOf(phases);
    sheets = List.copyOf(sheets);
    filters.ifPresent(
        f -> {
          if (f.shape().rank() != 4) {
            throw new IllegalArgumentException(
                "report: expected filters [height, width, in, out], got " + f.shape());
          }
        });
  }

  /// Starts with what every report has.
  public static Builder of(String model, String data, long seed, String command) {
    return new Builder(model, data, seed, command);
  }

  /// Gathers the parts of a report; none of them is needed.
  public static final class Builder {
    private final String model;
    private final String data;
    private final long seed;
    private final String command;
    private String notice = "";
    private Map<String, String> settings = Map.of();
    private Map<String, Object> result = Map.of();
    private RunHistory history = RunHistory.EMPTY;
    private Optional<Summary> summary = Optional.empty();
    private Optional<Confusion> confusion = Optional.empty();
    private List<Mistake> mistakes = List.of();
    private Optional<Array> filters = Optional.empty();
    private List<FeatureMap> featureMaps = List.of();
    private Optional<TrainingDiagnosis> diagnosis = Optional.empty();
    private List<PhaseHistory> phases = List.of();
    private List<Sheet> sheets = List.of();

    private Builder(String model, String data, long seed, String command) {
      this.model = model;
      this.data = data;
      this.seed = seed;
      this.command = command;
    }

    /// One line when the run did not go through as planned.
    public Builder notice(String line) {
      this.notice = line;
      return this;
    }

    /// All settings, in the order in which they are shown.
    public Builder settings(Map<String, String> byName) {
      this.settings = byName;
      return this;
    }

    /// The final figures, the most telling first.
    public Builder result(Map<String, ?> byName) {
      this.result = new LinkedHashMap<>(byName);
      return this;
    }

    /// How loss, metrics and gradients went.
    public Builder history(RunHistory gathered) {
      this.history = gathered;
      return this;
    }

    /// The model's layers.
    public Builder summary(Summary ofModel) {
      this.summary = Optional.of(ofModel);
      return this;
    }

    /// Which class was taken for which.
    public Builder confusion(Confusion matrix) {
      this.confusion = Optional.of(matrix);
      return this;
    }

    /// Mistakes, worst first.
    public Builder mistakes(List<Mistake> worstFirst) {
      this.mistakes = worstFirst;
      return this;
    }

    /// Confusion matrix and mistakes of these predictions.
    ///
    /// @param worst at most so many mistakes
    public Builder predictions(Predictions predictions, int worst) {
      return confusion(predictions.confusion()).mistakes(predictions.worst(worst));
    }

    /// Kernels of the first layer `[height, width, in, out]`, where it has any.
    public Builder filters(Optional<Array> kernels) {
      this.filters = kernels;
      return this;
    }

    /// One input as it goes through the layers.
    public Builder featureMaps(List<FeatureMap> inOrder) {
      this.featureMaps = inOrder;
      return this;
    }

    /// What was wrong with the run.
    public Builder diagnosis(TrainingDiagnosis ofRun) {
      this.diagnosis = Optional.of(ofRun);
      return this;
    }

    /// How the parts of the run went.
    public Builder phases(List<PhaseHistory> inOrder) {
      this.phases = inOrder;
      return this;
    }

    /// Pictures of what was learned.
    public Builder sheets(List<Sheet> inOrder) {
      this.sheets = inOrder;
      return this;
    }

    /// The whole.
    public ReportData build() {
      return new ReportData(
          model, data, seed, command, notice, settings, result, history, summary, confusion, mistakes, filters,
          featureMaps, diagnosis, phases, sheets);
    }
  }

  /// The image form of values: `[height, width, channels]`, where it is one.
  static Optional<Array> image(Array values) {
    Shape s = values.shape();
    return switch (s.rank()) {
      case 3 -> Optional.of(values);
      case 2 -> Optional.of(values.reshape(Shape.of(s.size(0), s.size(1), 1)));
      default -> Optional.empty();
    };
  }
}
