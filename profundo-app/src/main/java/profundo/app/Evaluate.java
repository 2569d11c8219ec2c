package profundo.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.Array;
import profundo.DType;
import profundo.Shape;
import profundo.app.data.DataOptions;
import profundo.app.data.FileSet;
import profundo.app.data.Samples;
import profundo.app.experiment.Plan;
import profundo.app.run.RunFolder;
import profundo.app.saved.Classifier;
import profundo.app.saved.Evaluation;
import profundo.app.saved.Reconstructor;
import profundo.app.saved.SavedModel;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.app.terminal.Threads;
import profundo.data.Dataset;
import profundo.data.DatasetCatalog;
import profundo.data.TrainTest;
import profundo.io.Json;

/// `profundo evaluate MODEL_FILE`: how well a trained model does on a data set.
@Command(
    name = "evaluate",
    description = {
      "Show accuracy, loss, precision, recall, F1 and the confusion matrix of a trained model.",
      "Of an autoencoder it shows the squared error of a sample's reconstruction."
    })
final class Evaluate implements Subcommand {
  /// The part of a data set.
  enum Part {
    TRAIN,
    TEST,
    ALL
  }

  @Parameters(index = "0", paramLabel = "MODEL_FILE", description = "A model.safetensors, or the folder of its run.")
  private Path file;

  @Mixin private DataOptions source;
  @Mixin private Threads threads;

  @Option(
      names = "--part",
      paramLabel = "PART",
      defaultValue = "test",
      description = "Which part of the data: train, test, or all of it (default: ${DEFAULT-VALUE}).")
  private Part part;

  @Option(names = "--batch", paramLabel = "N", defaultValue = "500", description = "Samples at a time (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Override
  public Result run(Console console) throws Exception {
    if (batch < 1) {
      throw new InvalidInput("--batch: expected a whole number of at least 1, got " + batch);
    }
    int count = threads.count();
    SavedModel saved = SavedModel.load(file);
    Optional<Reconstructor> autoencoder = Reconstructor.of(saved);
    Classifier model = autoencoder.isPresent() ? null : Classifier.of(saved);
    String data = source.spec(source.given() == null ? trainedOn(saved) : null);
    TrainTest parts = open(saved, data);
    Dataset samples =
        switch (part) {
          case TRAIN -> parts.train();
          case TEST -> parts.test();
          case ALL -> all(parts);
        };
    if (model != null) {
      model.requireClasses(data, samples.classes());
    }
    String place = source.place(data).map(at -> " in " + at).orElse("");
    console.err().println(
        "evaluating " + samples.size() + " samples of " + data + place + (part == Part.ALL ? "" : " (" + partName(part) + " part)") + " on "
            + count + (count == 1 ? " thread" : " threads")
            + " ...");
    if (part == Part.TEST && data.startsWith(FileSet.TEXT)) {
      console.err().println("the test part of a table is a tenth of it; --part all judges by the whole file");
    }
    return threads.with(
        () -> model == null
            ? new Reconstructions(
                saved.file(), data, part, Reconstructor.squaredErrors(samples.x(), autoencoder.get().reconstruct(samples)),
                saved.input().count())
            : new Findings(model.file(), data, part, Evaluation.of(model.predict(samples, batch))));
  }

  /// Both parts, one after the other.
  private static Dataset all(TrainTest parts) {
    Dataset train = parts.train();
    Dataset test = parts.test();
    return Dataset.of(join(train.x(), test.x()), join(train.y(), test.y())).withClasses(train.classes());
  }

  private static Array join(Array first, Array second) {
    int n = first.shape().count();
    int more = second.shape().count();
    Shape shape = first.shape().with(0, Math.addExact(first.shape().size(0), second.shape().size(0)));
    if (first.dtype() == DType.I32) {
      int[] both = Arrays.copyOf(first.ints(), Math.addExact(n, more));
      System.arraycopy(second.ints(), 0, both, n, more);
      return Array.of(shape, both);
    }
    float[] both = Arrays.copyOf(first.floats(), Math.addExact(n, more));
    System.arraycopy(second.floats(), 0, both, n, more);
    return Array.wrap(shape, both);
  }

  private static String partName(Part part) {
    return part.name().toLowerCase(Locale.ROOT);
  }

  private static String of(Part part, String data) {
    return (part == Part.ALL ? "all" : "the " + partName(part) + " part") + " of " + data;
  }

  /// @throws InvalidInput when the data are of another kind than the model was trained on
  private TrainTest open(SavedModel model, String data) {
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
  private String trainedOn(SavedModel model) throws IOException {
    Path experiment = new RunFolder(model.file().toAbsolutePath().getParent()).experiment();
    if (Files.isRegularFile(experiment)) {
      Plan.dataFolder(experiment).ifPresent(source::lookIn);
      return Plan.read(experiment).data();
    }
    String name = model.content().notes().get(Classifier.DATA);
    return DatasetCatalog.names().contains(name) || FileSet.names().contains(name) ? name : null;
  }

  /// @param errors squared, summed over the elements of each sample
  /// @param elements of a sample
  private record Reconstructions(Path file, String data, Part part, double[] errors, int elements) implements Result {
    private double[] sorted() {
      double[] sorted = errors.clone();
      Arrays.sort(sorted);
      return sorted;
    }

    private double mean() {
      return Arrays.stream(errors).average().orElse(Double.NaN);
    }

    @Override
    public Json.Obj json() {
      double[] sorted = sorted();
      return Json.Obj.EMPTY
          .with("model", file.toString())
          .with("data", data)
          .with("part", partName(part))
          .with("samples", errors.length)
          .with("squared_error", mean())
          .with("root_mean_squared_error", Math.sqrt(mean() / elements))
          .with("least_squared_error", sorted[0])
          .with("median_squared_error", sorted[sorted.length / 2])
          .with("largest_squared_error", sorted[sorted.length - 1]);
    }

    @Override
    public void print(PrintWriter out) {
      double[] sorted = sorted();
      out.println(file + " on " + of(part, data));
      out.println(
          "squared error " + SavedModel.digits(mean()) + " of a sample (sum over " + elements + " elements; "
              + SavedModel.digits(Math.sqrt(mean() / elements)) + " root mean square of one), " + errors.length + " samples");
      out.println(
          "from " + SavedModel.digits(sorted[0]) + " to " + SavedModel.digits(sorted[sorted.length - 1]) + ", half of them below "
              + SavedModel.digits(sorted[sorted.length / 2]));
    }
  }

  private record Findings(Path file, String data, Part part, Evaluation evaluation) implements Result {
    @Override
    public Json.Obj json() {
      var json = Json.Obj.EMPTY.with("model", file.toString()).with("data", data).with("part", partName(part));
      for (var member : evaluation.json().members().entrySet()) {
        json = json.with(member.getKey(), member.getValue());
      }
      return json;
    }

    @Override
    public void print(PrintWriter out) {
      out.println(file + " on " + of(part, data));
      evaluation.print(out);
    }
  }
}
