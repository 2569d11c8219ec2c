package profundo.zoo.autoencoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import profundo.Array;
import profundo.Gradient;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Ratings;
import profundo.nn.Linear;
import profundo.nn.Pass;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;

/// A [Recommender] so small that it can be worked with a pencil: what six people think of four songs, in [0, 1], and a code
/// of two numbers. One step is traced from the input to the gradients:
///
///     h  = sigmoid(W x + b)              the code
///     x' = sigmoid(V h + c)              the reconstruction
///     R  = |x - x'|                      the error of each song that was heard
///     L  = sum of R² / number heard      the loss
///     e' = dL/d(V h + c) = 2 (x' - x) x' (1 - x') / number heard, 0 where nothing was heard
///     e  = dL/d(W x + b) = (V^T e') h (1 - h)
///     dL/dV = e' h^T,  dL/dc = e',  dL/dW = e x^T,  dL/db = e
///
/// The numbers are those that the graph itself gives, gradients by differentiation; docs/zoo-applications.md has them beside
/// the formulas, and a test has those that were worked by hand.
public final class SongExample {
  /// The columns.
  public static final List<String> SONGS = List.of("Harbour", "Lanterns", "Thunder", "Overdrive");

  /// The rows.
  public static final List<String> PEOPLE = List.of("Anna", "Ben", "Cleo", "Dan", "Emil", "Fay");

  private static final float NONE = Float.NaN;

  /// Two like it calm, three like it loud, and Fay likes it calm.
  private static final float[][] TABLE = {
    {1, 0.5f, 0, NONE}, {0.9f, 0.8f, NONE, 0.1f}, {0, NONE, 1, 0.9f}, {NONE, 0.1f, 0.8f, 1}, {0.1f, 0, 0.9f, NONE}, {0.9f, NONE, 0.1f, 0}
  };

  private final Linear encoder;
  private final Linear decoder;
  private final Recommender recommender;

  /// One step for one person, each field a row of numbers.
  ///
  /// @param x input, 0 where nothing was heard
  /// @param heard 1 where a song was heard, else 0
  /// @param z W x + b
  /// @param h code, sigmoid(z)
  /// @param decoded V h + c
  /// @param reconstruction x', sigmoid of it
  /// @param error R, 0 where nothing was heard
  /// @param loss L
  /// @param decodedDelta e'
  /// @param delta e
  /// @param gradients of W and V, a row for each output as in the formulas, and of b and c, by these letters
  public record Worked(
      float[] x, float[] heard, float[] z, float[] h, float[] decoded, float[] reconstruction, float[] error, float loss,
      float[] decodedDelta, float[] delta, SequencedMap<String, float[]> gradients) {}

  private SongExample(Linear encoder, Linear decoder) {
    this.encoder = encoder;
    this.decoder = decoder;
    this.recommender =
        new Recommender(
            Sequential.of().then("linear1", encoder).then("sigmoid1", Sigmoid.of()),
            Sequential.of().then("linear1", decoder).then("sigmoid1", Sigmoid.of()));
  }

  /// With the weights that the example begins with:
  ///
  ///     W = [  1 1 -1 -1 ]  b = [ -0.5 ]    V = [  2 -2 ]  c = 0
  ///         [ -1 0  1  1 ]      [  1   ]        [  1  0 ]
  ///                                             [ -1  1 ]
  ///                                             [ -1  1 ]
  public static SongExample of() {
    return new SongExample(
        linear(4, 2, new float[] {1, -1, 1, 0, -1, 1, -1, 1}, -0.5f, 1),
        linear(2, 4, new float[] {2, 1, -1, -1, -2, 0, 1, 1}, 0, 0, 0, 0));
  }

  /// @param weight as [Linear] has it, a row for each input
  private static Linear linear(int in, int out, float[] weight, float... bias) {
    return new Linear(
        Variable.of("weight", Array.of(Shape.of(in, out), weight)), Optional.of(Variable.of("bias", Array.of(Shape.of(out), bias))));
  }

  /// The model, to be trained further.
  public Recommender recommender() {
    return recommender;
  }

  /// The table.
  public static Ratings ratings() {
    int[] entries = new int[PEOPLE.size() * SONGS.size()];
    int n = 0;
    for (int i = 0; i < entries.length; i++) {
      if (!Float.isNaN(TABLE[i / SONGS.size()][i % SONGS.size()])) {
        entries[n++] = i;
      }
    }
    int[] user = new int[n];
    int[] item = new int[n];
    float[] value = new float[n];
    for (int k = 0; k < n; k++) {
      user[k] = entries[k] / SONGS.size();
      item[k] = entries[k] % SONGS.size();
      value[k] = TABLE[user[k]][item[k]];
    }
    return Ratings.of(PEOPLE.size(), SONGS.size(), user, item, value);
  }

  /// Works one step for one person with the weights as they are; changes nothing.
  public Worked work(int person) {
    var row = ratings().rows().range(person, person + 1);
    Tensor x = Tensor.of(row.x());
    Tensor heard = Tensor.of(row.part(Ratings.OBSERVED));
    Pass pass = Pass.inference(recommender);
    Tensor z = encoder.apply(x, pass);
    Tensor h = z.sigmoid();
    Tensor decoded = decoder.apply(h, pass);
    Tensor reconstruction = decoded.sigmoid();
    Tensor error = x.sub(reconstruction).abs().mul(heard);
    Tensor loss = Recommender.maskedSquaredError(reconstruction, x, heard);
    List<Tensor> gradients =
        Gradient.of(
            loss, List.of(decoded, z, encoder.weight(), encoder.bias().orElseThrow(), decoder.weight(), decoder.bias().orElseThrow()));
    var named = new LinkedHashMap<String, float[]>();
    named.put("W", transposed(gradients.get(2)));
    named.put("b", gradients.get(3).toFloats());
    named.put("V", transposed(gradients.get(4)));
    named.put("c", gradients.get(5).toFloats());
    return new Worked(
        x.toFloats(), heard.toFloats(), z.toFloats(), h.toFloats(), decoded.toFloats(), reconstruction.toFloats(), error.toFloats(),
        loss.toFloat(), gradients.get(0).toFloats(), gradients.get(1).toFloats(), named);
  }

  private static float[] transposed(Tensor t) {
    int rows = t.shape().size(0);
    int columns = t.shape().size(1);
    float[] from = t.toFloats();
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      to[i % columns * rows + i / columns] = from[i];
    }
    return to;
  }

  /// Moves every weight against its gradient: w - rate dL/dw.
  public void step(Worked worked, float rate) {
    descend(encoder, worked.gradients().get("W"), worked.gradients().get("b"), rate);
    descend(decoder, worked.gradients().get("V"), worked.gradients().get("c"), rate);
  }

  private static void descend(Linear layer, float[] weight, float[] bias, float rate) {
    float[] w = layer.weight().value().floats();
    int in = layer.weight().shape().size(0);
    int out = layer.weight().shape().size(1);
    for (int i = 0; i < w.length; i++) {
      w[i] -= rate * weight[i % out * in + i / out];
    }
    float[] b = layer.bias().orElseThrow().value().floats();
    for (int j = 0; j < out; j++) {
      b[j] -= rate * bias[j];
    }
  }
}
