package profundo.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.data.Dataset;
import profundo.data.DatasetCatalog;
import profundo.data.TrainTest;
import profundo.io.Json;

/// `profundo evaluate MODEL_FILE`: how well a trained model does on a data set.
@Command(
    name = "evaluate",
    description = "Show accuracy, loss, precision, recall, F1 and the confusion matrix of a trained model.")
final class Evaluate implements Subcommand {
  /// The part of a data set.
  enum Part {
    TRAIN,
    TEST
  }

  @Parameters(index = "0", paramLabel = "MODEL_FILE", description = "A model.safetensors, or the folder of its run.")
  private Path file;

  @Mixin private DataOptions source;
  @Mixin private Threads threads;

  @Option(
      names = "--part",
      paramLabel = "PART",
      defaultValue = "test",
      description = "Which part of the data: train or test (default: ${DEFAULT-VALUE}).")
  private Part part;

  @Option(names = "--batch", paramLabel = "N", defaultValue = "500", description = "Samples at a time (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Override
  public Result run(Console console) throws Exception {
    if (batch < 1) {
      throw new InvalidInput("--batch: expected a whole number of at least 1, got " + batch);
    }
    int count = threads.count();
    Classifier model = Classifier.load(file);
    String data = source.spec(source.given() == null ? trainedOn(model) : null);
    TrainTest parts = open(model, data);
    Dataset samples = part == Part.TEST ? parts.test() : parts.train();
    model.requireClasses(data, samples.classes());
    String place = source.place(data).map(at -> " in " + at).orElse("");
    console.err().println(
        "evaluating " + samples.size() + " samples of " + data + place + " on " + count + (count == 1 ? " thread" : " threads")
            + " ...");
    return threads.with(
        () -> new Findings(model.file(), data, part, Evaluation.of(model.predict(samples, batch))));
  }

  /// @throws InvalidInput when the data are of another kind than the model was trained on
  private TrainTest open(Classifier model, String data) {
    Samples samples = source.open(data, model.input(), model.code());
    if (samples.code().isPresent() != model.code().isPresent()) {
      throw new InvalidInput(
          data + ": expected " + (model.code().isPresent() ? "texts" : "images or series") + ", which " + model.file() + " takes, got "
              + (model.code().isPresent() ? "none" : "texts"));
    }
    return samples.parts();
  }

  /// The data set of the run in whose folder the model is; else what the model's file names, if it can be found by that
  /// name alone.
  private String trainedOn(Classifier model) throws IOException {
    Path experiment = new RunFolder(model.file().toAbsolutePath().getParent()).experiment();
    if (Files.isRegularFile(experiment)) {
      Experiment.dataFolder(experiment).ifPresent(source::lookIn);
      return Experiment.read(experiment).data();
    }
    String name = model.notes().get(Classifier.DATA);
    return DatasetCatalog.names().contains(name) || FileSet.names().contains(name) ? name : null;
  }

  private record Findings(Path file, String data, Part part, Evaluation evaluation) implements Result {
    private String partName() {
      return part.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Json.Obj json() {
      var json = Json.Obj.EMPTY.with("model", file.toString()).with("data", data).with("part", partName());
      for (var member : evaluation.json().members().entrySet()) {
        json = json.with(member.getKey(), member.getValue());
      }
      return json;
    }

    @Override
    public void print(PrintWriter out) {
      out.println(file + " on the " + partName() + " part of " + data);
      evaluation.print(out);
    }
  }
}
