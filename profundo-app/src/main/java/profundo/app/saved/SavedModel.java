package profundo.app.saved;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import profundo.DType;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.app.data.TextCode;
import profundo.app.terminal.InvalidInput;
import profundo.io.FormatException;
import profundo.io.ModelFile;
import profundo.nn.Layer;
import profundo.nn.Pass;
import profundo.zoo.Zoo;

/// A model from a file, of the zoo or not.
///
/// @param file where it was read from
/// @param content what stands in it
/// @param input shape of one sample
/// @param output shape of what it makes of one sample, `[1, ...]`
/// @param code how texts become what it takes; empty where it takes no texts
public record SavedModel(Path file, ModelFile content, Shape input, Shape output, Optional<TextCode> code) {
  /// The note that says what the outputs stand for.
  public static final String OUTPUTS = "outputs";

  /// What outputs stand for.
  public enum Outputs {
    /// Logits of classes.
    CLASSES,
    /// What the model makes of its own input.
    RECONSTRUCTION,
    /// Features: neither of both.
    CODE;

    /// As it stands in a file.
    public String note() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Reads a model.
  ///
  /// @param path a model file, or the folder of a run
  /// @throws InvalidInput when there is none, or it does not say what its inputs are, or does not take them
  /// @throws profundo.io.FormatException when the file holds no model
  public static SavedModel load(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(Classifier.FILE) : path;
    if (!Files.exists(file)) {
      throw new InvalidInput(
          path + ": expected a model file, such as runs/ID/" + Classifier.FILE
              + (Files.isDirectory(path) ? ", got a folder without one" : ", got no such file") + "; check the path");
    }
    ModelFile content = ModelFile.load(file, Zoo.layers());
    Shape input =
        content
            .input()
            .orElseThrow(
                () ->
                    new InvalidInput(
                        file + ": expected a model that says what its inputs are; save it with ModelFile.withInput"));
    Optional<TextCode> code;
    try {
      code = TextCode.read(content.notes());
    } catch (FormatException e) {
      throw e.in(file.toString());
    }
    if (code.isPresent() && input.rank() != 1) {
      throw new InvalidInput(file + ": expected texts, of which the shape is a number of words, got input " + input);
    }
    return new SavedModel(file, content, input, output(file, content.layer(), input, dtype(code)), code);
  }

  private static DType dtype(Optional<TextCode> code) {
    return code.isPresent() ? DType.I32 : DType.F32;
  }

  /// What it takes.
  public DType dtype() {
    return dtype(code);
  }

  private static Shape output(Path file, Layer layer, Shape input, DType dtype) {
    try {
      return Pass.inference(layer).apply(layer, Tensor.input("x", input.insert(0, 1), dtype)).shape();
    } catch (ShapeException e) {
      throw new InvalidInput(file + ": the layers do not take the input " + input + " that it names: " + e.getMessage(), e);
    }
  }

  /// What the outputs stand for, where the file says so.
  Optional<Outputs> outputs() {
    String note = content.notes().get(OUTPUTS);
    for (Outputs known : Outputs.values()) {
      if (known.note().equals(note)) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /// Whether it is an autoencoder.
  boolean reconstructs() {
    return outputs().equals(Optional.of(Outputs.RECONSTRUCTION)) && output.equals(input.insert(0, 1));
  }

  /// With about four digits that count.
  public static String digits(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e7)) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(size >= 1000 ? 6 : 4)).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0).toPlainString() : rounded.toPlainString();
  }
}
