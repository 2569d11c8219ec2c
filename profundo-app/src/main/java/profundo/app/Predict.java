package profundo.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.Array;
import profundo.Shape;
import profundo.app.data.ImageFile;
import profundo.app.data.Samples;
import profundo.app.report.Predictions;
import profundo.app.report.SheetImage;
import profundo.app.saved.Classifier;
import profundo.app.saved.Evaluation;
import profundo.app.saved.Inputs;
import profundo.app.saved.Reconstructor;
import profundo.app.saved.SavedModel;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.OutputFile;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.app.terminal.Table;
import profundo.app.terminal.Threads;
import profundo.data.Dataset;
import profundo.io.Json;

/// `profundo predict MODEL_FILE IMAGE...`: what a trained model sees in pictures.
@Command(
    name = "predict",
    description = {
      "Show which class a trained model sees in pictures, texts or series, and how sure it is.",
      "An autoencoder names no class: what it makes of pictures is drawn beside them, with the squared error of each.",
      "A picture (PNG, JPEG, GIF, BMP) must have the size that the model was trained with; colour becomes grey where the"
          + " model knows only grey. Models of digits expect light strokes on dark ground, as in MNIST: use --invert for"
          + " ink on paper. Transparent parts count as white paper, or as black where all else is white."
    })
final class Predict implements Subcommand {
  /// Data sets of light figures on dark ground.
  private static final Set<String> LIGHT_ON_DARK = Set.of("strokes", "mnist", "fashion-mnist", "idx");

  private static final int BATCH = 256;
  private static final String RECONSTRUCTION = "reconstruction.png";

  @Parameters(index = "0", paramLabel = "MODEL_FILE", description = "A model.safetensors, or the folder of its run.")
  private Path file;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = {
        "Pictures; for a model of texts, texts; for a model of series, files with a series on each line: its values,",
        "step by step, between commas or blanks."
      })
  private List<String> images;

  @Option(names = "--invert", description = "Turn light into dark: for dark figures on light ground.")
  private boolean invert;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "3",
      description = "Show the N most probable classes (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Of an autoencoder: the picture to write (default: " + RECONSTRUCTION + ").")
  private Path out;

  @Option(names = "--force", description = "Replace the file that is there already.")
  private boolean force;

  @Mixin private Threads threads;

  @Override
  public Result run(Console console) throws Exception {
    if (top < 1) {
      throw new InvalidInput("--top: expected a whole number of at least 1, got " + top);
    }
    threads.count();
    SavedModel saved = SavedModel.load(file);
    Optional<Reconstructor> autoencoder = Reconstructor.of(saved);
    if (autoencoder.isPresent()) {
      return threads.with(() -> reconstruct(autoencoder.get(), saved, console));
    }
    Classifier model = Classifier.of(saved);
    if (out != null || force) {
      throw new InvalidInput("--out and --force belong to autoencoders, which make pictures; " + file + " is a classifier");
    }
    Inputs inputs =
        switch (model.kind()) {
          case TEXT -> Inputs.texts(images, model);
          case SERIES -> Inputs.series(images, model);
          case IMAGE -> new Inputs(images, Dataset.of(pictures(saved, console)));
        };
    if (invert && model.kind() != Samples.Kind.IMAGE) {
      throw new InvalidInput("--invert: belongs to pictures, and " + model.file() + " takes none; leave it out");
    }
    return threads.with(
        () -> new Findings(inputs.names(), model.kind(), model.predict(inputs.samples(), BATCH), model.classes(), top));
  }

  private Result reconstruct(Reconstructor autoencoder, SavedModel saved, Console console) throws IOException {
    Path place = out == null ? Path.of(RECONSTRUCTION) : out;
    OutputFile written = new OutputFile(place, ".png", "a picture", force).require();
    Array x = pictures(saved, console);
    Array r = autoencoder.reconstruct(Dataset.of(x));
    byte[] png = SheetImage.png(SheetImage.of(Reconstructor.beside(x, r)));
    written.write(stream -> stream.write(png));
    return new Reconstructions(images, Reconstructor.squaredErrors(x, r), place);
  }

  /// @param errors squared, summed over the elements of each picture
  /// @param picture what was written
  private record Reconstructions(List<String> images, double[] errors, Path picture) implements Result {
    @Override
    public Json.Obj json() {
      var all = new ArrayList<Json.Obj>();
      for (int i = 0; i < errors.length; i++) {
        all.add(Json.Obj.EMPTY.with("image", images.get(i)).with("squared_error", errors[i]));
      }
      return Json.Obj.EMPTY.with("reconstructions", all).with("picture", picture.toString());
    }

    @Override
    public void print(PrintWriter out) {
      var table = Table.of("picture", "squared error");
      for (int i = 0; i < errors.length; i++) {
        table.row(images.get(i), SavedModel.digits(errors[i]));
      }
      table.print(out);
      out.println(picture + ": each picture, and beside it what the model makes of it");
    }
  }

  /// All pictures, `[n, height, width, channels]`; the first that cannot be used ends the command.
  private Array pictures(SavedModel model, Console console) {
    Shape one = model.input();
    float[] all = new float[Math.multiplyExact(images.size(), one.count())];
    for (int i = 0; i < images.size(); i++) {
      float[] picture = ImageFile.read(Path.of(images.get(i)), one).floats();
      for (int k = 0; k < picture.length; k++) {
        all[i * picture.length + k] = invert ? 1 - picture[k] : picture[k];
      }
      if (LIGHT_ON_DARK.contains(model.content().notes().getOrDefault(Classifier.DATA, "")) && edge(all, i, one) > 0.5) {
        console.err().println(
            images.get(i) + ": the ground is light" + (invert ? " after --invert" : "")
                + ", but the model was trained on light figures on dark ground; "
                + (invert ? "leave out --invert" : "use --invert"));
      }
    }
    return Array.wrap(one.insert(0, images.size()), all);
  }

  /// Mean of the outermost pixels of a picture.
  private static double edge(float[] pictures, int index, Shape one) {
    int height = one.size(0);
    int width = one.size(1);
    int channels = one.size(2);
    double sum = 0;
    int n = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (y == 0 || x == 0 || y == height - 1 || x == width - 1) {
          for (int c = 0; c < channels; c++, n++) {
            sum += pictures[((index * height + y) * width + x) * channels + c];
          }
        }
      }
    }
    return sum / n;
  }

  private record Findings(List<String> inputs, Samples.Kind kind, Predictions predictions, List<String> classes, int top)
      implements Result {
    private float probability(int image, int c) {
      return predictions.probabilities().floats()[image * classes.size() + c];
    }

    /// Classes from the most probable on; the first of equal ones first.
    private List<Integer> ranked(int image) {
      return IntStream.range(0, classes.size())
          .boxed()
          .sorted(Comparator.comparing(c -> -probability(image, c)))
          .toList();
    }

    @Override
    public Json.Obj json() {
      var all = new ArrayList<Json.Obj>();
      for (int i = 0; i < inputs.size(); i++) {
        var probabilities = Json.Obj.EMPTY;
        for (int c = 0; c < classes.size(); c++) {
          probabilities = probabilities.with(classes.get(c), probability(i, c));
        }
        int best = ranked(i).getFirst();
        all.add(
            Json.Obj.EMPTY
                .with(kind.name().toLowerCase(Locale.ROOT), inputs.get(i))
                .with("class", classes.get(best))
                .with("probability", probability(i, best))
                .with("probabilities", probabilities));
      }
      return Json.Obj.EMPTY.with("predictions", all);
    }

    @Override
    public void print(PrintWriter out) {
      var headings = new ArrayList<>(List.of(kind == Samples.Kind.IMAGE ? "picture" : kind.name().toLowerCase(Locale.ROOT)));
      for (int i = 0; i < Math.min(top, classes.size()); i++) {
        headings.add(i == 0 ? "class" : "or");
        headings.add("sure");
      }
      var table = Table.of(headings.toArray(String[]::new));
      for (int i = 0; i < inputs.size(); i++) {
        var row = new ArrayList<Object>(List.of(inputs.get(i)));
        for (int c : ranked(i).stream().limit(top).toList()) {
          row.add(classes.get(c));
          row.add(Evaluation.percent(probability(i, c)));
        }
        table.row(row.toArray());
      }
      table.print(out);
    }
  }
}
