package profundo.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import profundo.Shape;
import profundo.app.report.Predictions;
import profundo.data.Dataset;
import profundo.io.ModelFile;
import profundo.nn.Layer;
import profundo.nn.OutputHead;

/// A model from a file that tells classes apart.
///
/// @param file where it was read from
/// @param layer from `[batch, input...]` to logits `[batch, classes]`
/// @param input shape of one sample
/// @param classes a name for each output
/// @param notes what the file says besides
record Classifier(Path file, Layer layer, Shape input, List<String> classes, Map<String, String> notes) {
  /// The model in the folder of a run.
  static final String FILE = "model.safetensors";

  /// The note that says what the model was trained on.
  static final String DATA = "data";

  /// Reads a model.
  ///
  /// @param path a model file, or the folder of a run
  /// @throws InvalidInput when the file holds a model of another kind
  /// @throws profundo.io.FormatException when it holds no model
  static Classifier load(Path path) throws IOException {
    return of(SavedModel.load(path));
  }

  /// The model of a file that was read.
  ///
  /// @throws InvalidInput when it is a model of another kind
  static Classifier of(SavedModel saved) {
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
              file + ": expected a classifier or an autoencoder, got a model that makes codes " + saved.output().range(1, saved.output().rank())
                  + " of samples; its figures are in the result.json of its run");
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
    return new Classifier(file, model.layer(), saved.input(), names, model.notes());
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
