package profundo.app;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.app.data.ImageFolder;
import profundo.app.data.ImageSize;
import profundo.app.experiment.ModelNames;
import profundo.app.models.Model;
import profundo.app.models.Models;
import profundo.app.models.Sample;
import profundo.app.models.Training;
import profundo.app.saved.SavedModel;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.io.Json;
import profundo.nn.Layer;
import profundo.nn.Sequential;
import profundo.nn.Summary;
import profundo.zoo.Zoo;

/// `profundo summary MODEL`: the layers of a model.
@Command(
    name = "summary",
    description = "Show the layers of a model, their shapes and parameters, and the depth of the graph.")
final class Summarize implements Subcommand {
  /// So many tokens has a text for figures.
  private static final int TOKENS = 10_000;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A name from 'profundo models', or a model file.")
  private String model;

  @Option(
      names = "--input",
      paramLabel = "HxWxC",
      converter = ImageSize.class,
      description = "Shape of one image for a model by name (default: 28x28x1).")
  private Shape input;

  @Option(names = "--classes", paramLabel = "N", description = "Classes of a model by name (default: 10).")
  private Integer classes;

  @Option(names = "--memory", description = "Show what a training step keeps in memory; runs two steps to look.")
  private boolean memory;

  @Option(names = "--batch", paramLabel = "N", description = "Samples in a batch, for --memory (default: the model's).")
  private Integer batch;

  @Override
  public Result run(Console console) throws Exception {
    if (batch != null && !memory) {
      throw new InvalidInput("--batch: belongs to --memory; add that, or leave it out");
    }
    Optional<Model> known = Models.find(model);
    if (known.isPresent()) {
      Sample usual = known.get().usual();
      Sample sample = input == null ? usual : new Sample(input, input.rank() == 1 ? Math.max(usual.tokens(), TOKENS) : 0);
      int outputs = classes == null ? 10 : classes;
      if (outputs < 2 || outputs > ImageFolder.MAX_CLASSES) {
        throw new InvalidInput("--classes: expected from 2 to " + ImageFolder.MAX_CLASSES + ", got " + outputs);
      }
      Supplier<Sequential> build = () -> known.get().build(sample, outputs, Rng.of(0));
      Training training = known.get().defaults();
      if (batch != null) {
        training = training.withBatch(batch);
      }
      MemoryUse use = memory ? MemoryUse.of(build, sample, outputs, training) : null;
      return new Findings(model, sample.shape(), summary(build.get(), sample.shape(), sample.dtype()), use);
    }
    Path file = Path.of(model);
    if (!Files.exists(file)) {
      if (Zoo.find(model).isPresent()) {
        throw new InvalidInput(
            model + " is a model of the zoo, whose layers follow from data and settings: train it, and name the folder of its run");
      }
      throw ModelNames.unknown(model, "no file of this name either");
    }
    if (input != null || classes != null) {
      throw new InvalidInput("--input and --classes belong to a model by name; " + model + " is a file that has its own");
    }
    if (memory) {
      throw new InvalidInput("--memory: expected a model by name, got the file " + model + "; how it was trained is not in it");
    }
    SavedModel loaded = SavedModel.load(file);
    return new Findings(
        loaded.file().toString(), loaded.input(), summary(loaded.content().layer(), loaded.input(), loaded.dtype()), null);
  }

  private static Summary summary(Layer net, Shape sample, DType dtype) {
    return Summary.of(net, profundo.nn.Parameters.of(net), sample, dtype);
  }

  private record Findings(String model, Shape input, Summary summary, MemoryUse memory) implements Result {
    @Override
    public Json.Obj json() {
      Json.Obj json = Json.of(summary.toMap()).asObject().with("model", model).with("input", input.sizes());
      return memory == null ? json : json.with("memory", memory.json());
    }

    @Override
    public void print(PrintWriter out) {
      out.println(model + ", input " + ImageSize.text(input));
      summary.toString().lines().forEach(out::println);
      if (memory != null) {
        memory.print(out);
      }
    }
  }
}
