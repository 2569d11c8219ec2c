package profundo.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.DType;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.app.report.Predictions;
import profundo.data.Dataset;
import profundo.io.FormatException;
import profundo.io.ModelFile;
import profundo.nn.CenterCrop;
import profundo.nn.Layer;
import profundo.nn.OutputHead;
import profundo.nn.Pass;
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
record Classifier(Path file, Layer layer, Shape input, List<String> classes, Map<String, String> notes, Optional<TextCode> code) {
  /// The model in the folder of a run.
  static final String FILE = "model.safetensors";

  /// The note that says what the model was trained on.
  static final String DATA = "data";

  /// The note that says what kind of samples it takes, where these are no images.
  static final String KIND = "kind";

  /// Reads a model.
  ///
  /// @param path a model file, or the folder of a run
  /// @throws InvalidInput when the file holds a model of another kind
  /// @throws FormatException when it holds no model
  static Classifier load(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
    if (!Files.exists(file)) {
      throw new InvalidInput(
          path + ": expected a model file, such as runs/ID/" + FILE
              + (Files.isDirectory(path) ? ", got a folder without one" : ", got no such file") + "; check the path");
    }
    ModelFile model = ModelFile.load(file);
    OutputHead head = model.head().orElse(OutputHead.DISCRETE);
    if (head != OutputHead.DISCRETE) {
      throw new InvalidInput(
          file + ": expected a classifier, whose outputs are of head 'discrete', got head '" + head
              + "'; use it from code, with ModelFile.head().activate");
    }
    Shape input =
        model
            .input()
            .orElseThrow(
                () ->
                    new InvalidInput(
                        file + ": expected a model that says what its inputs are; save it with ModelFile.withInput"));
    Optional<TextCode> code;
    try {
      code = TextCode.read(model.notes());
    } catch (FormatException e) {
      throw e.in(file.toString());
    }
    if (code.isPresent() && input.rank() != 1) {
      throw new InvalidInput(file + ": expected texts, of which the shape is a number of words, got input " + input);
    }
    int outputs = outputs(file, model.layer(), input, code.isPresent() ? DType.I32 : DType.F32);
    List<String> names = model.classes();
    if (names.isEmpty()) {
      names = IntStream.range(0, outputs).mapToObj(Integer::toString).toList();
    }
    if (names.size() != outputs) {
      throw new InvalidInput(
          file + ": expected a name for each of " + outputs + " outputs, got " + names.size() + " names");
    }
    return new Classifier(file, model.layer(), input, names, model.notes(), code);
  }

  private static int outputs(Path file, Layer layer, Shape input, DType dtype) {
    Shape y;
    try {
      y = Pass.inference(layer).apply(layer, Tensor.input("x", input.insert(0, 1), dtype)).shape();
    } catch (ShapeException e) {
      throw new InvalidInput(file + ": the layers do not take the input " + input + " that it names: " + e.getMessage(), e);
    }
    if (y.rank() != 2 || y.size(0) != 1 || y.size(1) < 2) {
      throw new InvalidInput(file + ": expected a classifier with outputs [batch, classes], got outputs " + y);
    }
    return y.size(1);
  }

  /// What kind of samples it takes.
  Samples.Kind kind() {
    return code.isPresent()
        ? Samples.Kind.TEXT
        : notes.getOrDefault(KIND, "").equals("series") ? Samples.Kind.SERIES : Samples.Kind.IMAGE;
  }

  /// @throws InvalidInput when it takes no images
  Classifier requireImages() {
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
  Predictions predict(Dataset samples, int batch) {
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
  Classifier withoutCrop() {
    if (!(layer instanceof Sequential s) || !(s.layers().getFirst() instanceof CenterCrop crop)) {
      return this;
    }
    Shape centre = Shape.of(crop.sizes().get(0), crop.sizes().get(1), input.size(2));
    int n = s.layers().size();
    return new Classifier(file, new Sequential(s.layers().subList(1, n), s.names().subList(1, n)), centre, classes, notes, code);
  }

  /// What the network sees of a sample: its centre, where the model begins with that.
  Array seen(Array sample) {
    if (!(layer instanceof Sequential s) || !(s.layers().getFirst() instanceof CenterCrop crop)) {
      return sample;
    }
    Array one = sample.reshape(sample.shape().insert(0, 1));
    Array centre = Predictor.of(crop).predict(one);
    return centre.reshape(centre.shape().without(0));
  }

  /// Checks that a data set has the classes that the model knows. Names that are only numbers name nothing.
  void requireClasses(String data, List<String> others) {
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
