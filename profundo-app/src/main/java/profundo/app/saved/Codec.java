package profundo.app.saved;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import profundo.Array;
import profundo.DType;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.app.terminal.InvalidInput;
import profundo.io.ModelFile;
import profundo.nn.Pass;
import profundo.train.Predictor;
import profundo.zoo.Zoo;
import profundo.zoo.autoencoder.Autoencoder;

/// An autoencoder of pictures from a file, as a way to pack them and to unpack them again, with loss.
///
/// @param file where it was read from
/// @param hash SHA-256 of the file
/// @param autoencoder with a code that is smaller or not
/// @param picture `[height, width, channels]`
/// @param sample the same as the model takes it
/// @param code shape of one code
public record Codec(Path file, byte[] hash, Autoencoder autoencoder, Shape picture, Shape sample, Shape code) {
  private static final int SHOWN = 12;

  /// Reads a model.
  ///
  /// @param path a model file, or the folder of a run
  /// @throws InvalidInput when it is no autoencoder of pictures
  public static Codec load(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(Classifier.FILE) : path;
    if (!Files.isRegularFile(file)) {
      throw new InvalidInput(path + ": expected a model file, or a run's folder with " + Classifier.FILE + ", got none; check --model");
    }
    ModelFile model = ModelFile.load(file, Zoo.layers());
    if (!(model.layer() instanceof Autoencoder a)) {
      throw new InvalidInput(
          file + ": expected an autoencoder, as 'profundo train autoencoder' makes one, got " + model.layer().getClass().getSimpleName());
    }
    Shape sample =
        model.input().orElseThrow(() -> new InvalidInput(file + ": expected a model that says what its inputs are, got one without input"));
    Shape picture = sample.rank() == 2 ? sample.insert(2, 1) : sample;
    if (picture.rank() != 3 || picture.size(2) != 1 && picture.size(2) != 3) {
      throw new InvalidInput(file + ": expected a model of pictures [height, width, 1 or 3], got one of " + sample);
    }
    try {
      Pass pass = Pass.inference(a);
      Shape code = a.encode(Tensor.input("x", sample.insert(0, 1), DType.F32), pass).shape();
      Shape back = pass.apply(a.generator(), Tensor.input("code", code, DType.F32)).shape();
      if (code.rank() < 2 || !back.equals(sample.insert(0, 1))) {
        throw new InvalidInput(file + ": expected a decoder that gives pictures " + sample + ", got " + back);
      }
      return new Codec(file, sha256(file), a, picture, sample, code.range(1, code.rank()));
    } catch (ShapeException e) {
      throw new InvalidInput(file + ": the layers do not take the input " + sample + " that it names: " + e.getMessage(), e);
    }
  }

  private static byte[] sha256(Path file) throws IOException {
    try {
      return MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every platform has it
    }
  }

  /// Packs pictures.
  ///
  /// @param pictures `[n, height, width, channels]` in [0, 1]
  public CodeFile pack(Array pictures) {
    return CodeFile.of(hash, Predictor.of(autoencoder.encoder()).predict(pictures.reshape(sample.insert(0, pictures.shape().size(0)))));
  }

  /// Unpacks pictures, each value rounded to a byte.
  ///
  /// @param from where the codes were read from
  /// @return `[n, height, width, channels]` as bytes
  /// @throws InvalidInput when the codes are those of another model
  public byte[] unpack(CodeFile codes, Path from) {
    if (!Arrays.equals(codes.model(), hash)) {
      throw new InvalidInput(
          from + ": expected codes of the model " + file + " (SHA-256 " + shown(hash) + "...), got those of another one ("
              + shown(codes.model()) + "...); name the model that packed it with --model");
    }
    if (codes.units() != code.count()) {
      throw new InvalidInput(from + ": expected codes of " + code.count() + " numbers, got " + codes.units());
    }
    float[] values = Predictor.of(autoencoder.generator()).predict(codes.numbers(code)).floats();
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(255 * Math.clamp(values[i], 0f, 1f)); // NaN becomes 0
    }
    return bytes;
  }

  private static String shown(byte[] hash) {
    return HexFormat.of().formatHex(hash).substring(0, SHOWN);
  }
}
