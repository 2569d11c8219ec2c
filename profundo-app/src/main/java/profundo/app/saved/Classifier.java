package profundo.app.saved;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.DType;
import profundo.Shape;
import profundo.app.data.Samples;
import profundo.app.data.TextCode;
import profundo.app.report.Predictions;
import profundo.app.terminal.InvalidInput;
import profundo.data.Dataset;
import profundo.io.ModelFile;
import profundo.nn.CenterCrop;
import profundo.nn.Layer;
import profundo.nn.OutputHead;
import profundo.nn.Sequential;
import profundo.train.Predictor;

/// A model from a file that tells classes apart.
///
/// @param file where it was read from
/// @param layer from `[batch, input...]` to logits `[batch, classes]`
/// @param input shape of one sample
/// @param classes a name for each output
/// @param notes what the file says besides
/// @param code how texts become what it takes; empty where it takes no texts
public record Classifier(Path file, Layer layer, Shape input, List<String> classes, Map<String, String> notes, Optional<TextCode> code) {
  /// The model in the folder of a run.
  public static final String FILE = "model.safetensors";

  /// The note that says what the model was trained on.
  public static final String DATA = "data";

  /// The note that says what kind of samples it takes, where these are no images.
  public static final String KIND = "kind";

  /// Reads a model.
  ///
  /// @param path a model file, or the folder of a run
  /// @throws InvalidInput when the file holds a model of another kind
  /// @throws profundo.io.FormatException when it holds no model
  public static Classifier load(Path path) throws IOException {
    return of(SavedModel.load(path));
  }

  /// The model of a file that was read.
  ///
  /// @throws InvalidInput when it is a model of another kind
  public static Classifier of(SavedModel saved) {
    Path file = saved.file();
    ModelFile model = saved.content();
    OutputHead head = model.head().orElse(OutputHead.DISCRETE);
    if (head != OutputHead.DISCRETE) {
      throw new InvalidInput(
          file + ": expected a classifier, whose outputs are of head 'discrete', got head '" + head
              + "'; use it from code, with ModelFile.head().activate");
    }
    switch (saved.outputs().orElse(SavedModel.Outputs.CLASSES)) {
      case CLASSES -> {}
      case RECONSTRUCTION ->
          throw new InvalidInput(
              file + ": expected a classifier, got an autoencoder, which reproduces its input; try 'profundo evaluate' or 'profundo"
                  + " predict'");
      case CODE ->
          throw new InvalidInput(
              file + ": expected a classifier or an autoencoder, got a model that makes codes "
                  + saved.output().range(1, saved.output().rank()) + " of samples; its figures are in the result.json of its run");
    }
    Shape y = saved.output();
    if (y.rank() != 2 || y.size(0) != 1 || y.size(1) < 2) {
      throw new InvalidInput(file + ": expected a classifier with outputs [batch, classes], got outputs " + y);
    }
    int outputs = y.size(1);
    List<String> names = model.classes();
    if (names.isEmpty()) {
      names = IntStream.range(0, outputs).mapToObj(Integer::toString).toList();
    }
    if (names.size() != outputs) {
      throw new InvalidInput(
          file + ": expected a name for each of " + outputs + " outputs, got " + names.size() + " names");
    }
    return new Classifier(file, model.layer(), saved.input(), names, model.notes(), saved.code());
  }

  /// What kind of samples it takes.
  public Samples.Kind kind() {
    return code.isPresent()
        ? Samples.Kind.TEXT
        : notes.getOrDefault(KIND, "").equals("series") ? Samples.Kind.SERIES : Samples.Kind.IMAGE;
  }

  /// @throws InvalidInput when it takes no images
  public Classifier requireImages() {
    if (kind() != Samples.Kind.IMAGE || input.rank() != 3) {
      throw new InvalidInput(file + ": expected a model of images, got one of " + (kind() == Samples.Kind.TEXT ? "texts" : "series"));
    }
    return this;
  }

  /// What it takes.
  DType dtype() {
    return code.isPresent() ? DType.I32 : DType.F32;
  }

  /// Applies the model to samples.
  ///
  /// @throws InvalidInput when the outputs are not finite, because the weights are not, or are too large
  public Predictions predict(Dataset samples, int batch) {
    Predictions predictions = Predictions.of(layer, samples, batch);
    for (float p : predictions.probabilities().floats()) {
      if (!Float.isFinite(p)) {
        throw new InvalidInput(
            file + ": expected a model that gives probabilities, got " + p + "; its weights are not finite or too large: "
                + "take another model, or train this one again with a lower --lr");
      }
    }
    return predictions;
  }

  /// The same without the layer that takes the centre of a sample, where there is one: for samples that [#seen] gives.
  public Classifier withoutCrop() {
    if (!(layer instanceof Sequential s) || !(s.layers().getFirst() instanceof CenterCrop crop)) {
      return this;
    }
    Shape centre = Shape.of(crop.sizes().get(0), crop.sizes().get(1), input.size(2));
    int n = s.layers().size();
    return new Classifier(file, new Sequential(s.layers().subList(1, n), s.names().subList(1, n)), centre, classes, notes, code);
  }

  /// What the network sees of a sample: its centre, where the model begins with that.
  public Array seen(Array sample) {
    if (!(layer instanceof Sequential s) || !(s.layers().getFirst() instanceof CenterCrop crop)) {
      return sample;
    }
    Array one = sample.reshape(sample.shape().insert(0, 1));
    Array centre = Predictor.of(crop).predict(one);
    return centre.reshape(centre.shape().without(0));
  }

  /// Checks that a data set has the classes that the model knows. Names that are only numbers name nothing.
  public void requireClasses(String data, List<String> others) {
    boolean unnamed = isNumbered(classes) || isNumbered(others);
    if (others.size() != classes.size() || !unnamed && !others.equals(classes)) {
      throw new InvalidInput(
          data + ": expected the " + classes.size() + " classes of " + file + ", " + brief(classes) + ", got "
              + others.size() + ", " + brief(others) + "; take a model that was trained on these classes");
    }
  }

  private static String brief(List<String> names) {
    int shown = 10;
    return names.size() <= shown
        ? names.toString()
        : "[" + String.join(", ", names.subList(0, shown)) + ", and " + (names.size() - shown) + " more]";
  }

  private static boolean isNumbered(List<String> names) {
    return IntStream.range(0, names.size()).allMatch(i -> names.get(i).equals(Integer.toString(i)));
  }
}
