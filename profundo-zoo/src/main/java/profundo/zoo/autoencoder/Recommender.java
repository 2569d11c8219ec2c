package profundo.zoo.autoencoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import profundo.Rng;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.data.Ratings;
import profundo.nn.Config;
import profundo.nn.Described;
import profundo.nn.Dropout;
import profundo.nn.Initializer;
import profundo.nn.Layer;
import profundo.nn.LayerRegistry;
import profundo.nn.Linear;
import profundo.nn.Pass;
import profundo.nn.Sequential;
import profundo.optim.Optimizer;
import profundo.train.Minimization;
import profundo.train.Predictor;
import profundo.train.Step;
import profundo.train.Trace;

/// Autoencoder that recommends: it sees what somebody thinks of some items, and its reconstruction says what they may think
/// of the others (AutoRec: Sedhain, Menon, Sanner, Xie 2015; several layers: Kuchaiev and Ginsburg 2017).
///
///     h = f(V x + b1),   r = W h + b2,
///     loss = sum over observed entries of (r_j - x_j)² / number of them
///
/// x `[batch, items]`, 0 where nothing is observed -> r `[batch, items]`. Samples are rows of [Ratings#rows]: a row a user
/// (U-AutoRec), or after [Ratings#transposed] a row an item (I-AutoRec), which mostly does better. Entries that are not
/// observed give no gradient; that an entry which is observed is not just copied is seen to by a narrow code, by dropout of
/// what is shown, and by a [profundo.nn.Penalty] on the weights (the paper's lambda).
///
/// Published: RMSE 0.831 on MovieLens 1M (I-AutoRec, 500 units). Here, on ml-latest-small: `profundo reproduce movielens`.
///
/// @param encoder from a row to its code
/// @param decoder from the code to a row
public record Recommender(Layer encoder, Layer decoder) implements Described {
  /// A multilayer perceptron to the code and back, the output linear.
  ///
  /// @param items elements of a row
  /// @param sizes widths of the encoder's layers, the code's last
  /// @param activation after each layer but the last
  /// @param dropout probability with which an element of a row is not shown, in training
  public static Recommender of(int items, List<Integer> sizes, Supplier<? extends Layer> activation, double dropout, Rng rng) {
    if (sizes.isEmpty()) {
      throw new IllegalArgumentException("Recommender: expected the width of at least one layer, got none");
    }
    Sequential encoder = dropout == 0 ? Sequential.of() : Sequential.of().then("dropout", Dropout.of(dropout));
    int in = items;
    for (int i = 0; i < sizes.size(); i++) {
      encoder = encoder.then("linear" + (i + 1), Linear.of(in, sizes.get(i), Initializer.glorotUniform(), rng));
      encoder = encoder.then("activation" + (i + 1), activation.get());
      in = sizes.get(i);
    }
    Sequential decoder = Sequential.of();
    for (int i = sizes.size() - 1; i >= 0; i--) {
      int out = i == 0 ? items : sizes.get(i - 1);
      decoder = decoder.then("linear" + (i + 1), Linear.of(in, out, Initializer.glorotUniform(), rng));
      if (i > 0) {
        decoder = decoder.then("activation" + (i + 1), activation.get());
      }
      in = out;
    }
    return new Recommender(encoder, decoder);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    Tensor r = pass.apply(decoder, pass.apply(encoder, x));
    if (!r.shape().equals(x.shape())) {
      throw new ShapeException("Recommender: expected a decoder that gives the shape of x " + x.shape() + ", got " + r.shape());
    }
    return r;
  }

  /// Learns from rows of ratings, with the parts [Dataset#X] and [Ratings#OBSERVED].
  public Minimization learning(Optimizer optimizer) {
    return Step.minimizing(this, this::trace, optimizer);
  }

  private Trace trace(Map<String, Tensor> batch, Pass pass) {
    Tensor x = batch.get(Dataset.X);
    Tensor observed = batch.get(Ratings.OBSERVED);
    if (observed == null) {
      throw new IllegalArgumentException(
          "Recommender: expected a data set with a part '" + Ratings.OBSERVED + "', as Ratings.rows gives it, got " + batch.keySet());
    }
    Tensor r = pass.apply(this, x);
    return Trace.of(maskedSquaredError(r, x, observed)).predicting(r, Dataset.X);
  }

  /// Sum over observed entries of (r - x)², divided by the number of them; 0 where there is none.
  ///
  /// @param observed 1 where an entry counts, else 0
  public static Tensor maskedSquaredError(Tensor r, Tensor x, Tensor observed) {
    return r.sub(x).mul(observed).square().sum().div(observed.sum().max(1));
  }

  /// What it makes of every entry.
  ///
  /// @param rows what is known of each row
  /// @return for row and column
  public Ratings.Entry predicting(Ratings rows) {
    float[] r = Predictor.of(this).predict(rows.rows().x()).floats();
    int columns = rows.items();
    return (row, column) -> r[row * columns + column];
  }

  @Override
  public SequencedMap<String, Object> config() {
    var c = new LinkedHashMap<String, Object>();
    c.put("encoder", LayerRegistry.describe(encoder));
    c.put("decoder", LayerRegistry.describe(decoder));
    return c;
  }

  static Recommender of(Config c) {
    return new Recommender(c.layer("encoder"), c.layer("decoder"));
  }
}
