package profundo.nn;

import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;

/// Scaled dot-product attention with several heads (Vaswani et al. 2017, section 3.2): each head computes
/// softmax(Q K' / sqrt(width / heads)) V from its own part of the projections, and a last projection mixes the heads.
///
/// x `[batch, time, width]` -> y of the same shape: each place asks all places of its sequence. [#attend] takes queries,
/// keys and values from different sequences, and a mask.
///
/// Places that are masked, or that lie ahead where it is causal, get weight 0. A place that may look nowhere, because all that it
/// could see is masked (as where padding comes first and attention is causal), gives zeros, and no gradient.
///
/// @param query `[width]` to `[width]`
/// @param key `[width]` to `[width]`
/// @param value `[width]` to `[width]`
/// @param output `[width]` to `[width]`, over the heads side by side
/// @param heads how many; divides the width
/// @param causal whether place t sees only places up to t
/// @param dropout of the weights of attention
public record MultiHeadAttention(
    Linear query, Linear key, Linear value, Linear output, int heads, boolean causal, Dropout dropout)
    implements Described {
  /// Checks that the projections agree and that the heads divide the width.
  public MultiHeadAttention {
    Shapes.atLeast("MultiHeadAttention", "heads", heads, 1);
    int width = query.weight().shape().size(0);
    Shape square = Shape.of(width, width);
    for (Linear l : new Linear[] {query, key, value, output}) {
      Shapes.require("MultiHeadAttention: weight", l.weight(), square.toString(), l.weight().shape().equals(square));
    }
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "MultiHeadAttention: expected heads that divide a width of " + width + ", got " + heads);
    }
  }

  /// Each place sees all others; Glorot-uniform projections; no dropout. Keys have no bias: it would add the same to all
  /// scores of a query, and softmax does not see that.
  public static MultiHeadAttention of(int width, int heads, Rng rng) {
    Initializer glorot = Initializer.glorotUniform();
    return new MultiHeadAttention(
        Linear.of(width, width, glorot, rng),
        Linear.of(width, width, glorot, rng).withoutBias(),
        Linear.of(width, width, glorot, rng),
        Linear.of(width, width, glorot, rng),
        heads,
        false,
        Dropout.of(0));
  }

  /// The same weights, where place t sees only places up to t.
  public MultiHeadAttention withCausal() {
    return new MultiHeadAttention(query, key, value, output, heads, true, dropout);
  }

  /// The same weights with dropout of the weights of attention.
  public MultiHeadAttention withDropout(double rate) {
    return new MultiHeadAttention(query, key, value, output, heads, causal, Dropout.of(rate));
  }

  /// Size of the vectors.
  int width() {
    return query.weight().shape().size(0);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    return attend(x, x, x, pass.mask(this, x), pass);
  }

  /// Attention from one sequence to another.
  ///
  /// @param queries `[batch, time, width]`
  /// @param keys `[batch, other time, width]`
  /// @param values `[batch, other time, width]`
  /// @param mask F32 `[batch, other time]`, 0 where there is nothing to look at, such as padding; null for none
  /// @return `[batch, time, width]`
  public Tensor attend(Tensor queries, Tensor keys, Tensor values, Tensor mask, Pass pass) {
    for (Tensor t : new Tensor[] {queries, keys, values}) {
      pass.expect(this, t, Shapes.isFloat(t) && t.shape().rank() == 3 && t.shape().size(-1) == width());
    }
    if (!values.shape().equals(keys.shape()) || keys.shape().size(0) != queries.shape().size(0)) {
      throw new ShapeException(
          "MultiHeadAttention: expected keys and values of one shape and as many sequences as queries, got queries "
              + queries.shape() + ", keys " + keys.shape() + " and values " + values.shape());
    }
    Tensor weights = pass.apply(dropout, weights(queries, keys, mask, pass));
    Tensor mixed = weights.matmul(split(pass.apply(value, values)));
    Tensor y = pass.apply(output, mixed.permute(0, 2, 1, 3).reshape(queries.shape()));
    // The bias of the output must not show where nothing was seen.
    return mask == null ? y : somewhere(queries.shape(), keys.shape(), mask).select(y, Tensor.scalar(0));
  }

  /// How much each place looks at each other, before dropout: what is drawn as a map of attention.
  ///
  /// @param queries `[batch, time, width]`
  /// @param keys `[batch, other time, width]`
  /// @param mask F32 `[batch, other time]`, 0 where there is nothing to look at; null for none
  /// @return `[batch, heads, time, other time]`; sums to one over the last axis, or to zero where a place may look nowhere
  public Tensor weights(Tensor queries, Tensor keys, Tensor mask, Pass pass) {
    Tensor q = split(pass.apply(query, queries));
    Tensor k = split(pass.apply(key, keys));
    Tensor scores = q.matmul(k.transpose()).mul(1 / Math.sqrt(width() / (double) heads));
    Tensor seen = seen(scores.shape(), mask);
    if (seen == null) {
      return scores.softmax();
    }
    // e^(-1e9 - m) is exactly zero, and unlike infinity it keeps rows finite that may look nowhere; those become zero after it.
    Tensor weights = seen.select(scores, Tensor.scalar(-1e9)).softmax();
    return mask == null ? weights : seen.select(weights, Tensor.scalar(0));
  }

  /// F32 `[batch, time, 1]`, broadcastable: 1 where a place may look at something.
  private Tensor somewhere(Shape queries, Shape keys, Tensor mask) {
    Shape scores = Shape.of(queries.size(0), 1, queries.size(1), keys.size(1));
    Tensor any = seen(scores, mask).ne(Tensor.scalar(0)).maxKeep(3);
    return any.reshape(any.shape().size(0), any.shape().size(2), 1);
  }

  /// 1 where a place may look, broadcastable to the scores; null where it may look everywhere.
  private Tensor seen(Shape scores, Tensor mask) {
    Shape square = scores.range(2, 4);
    if (causal && square.size(0) != square.size(1)) {
      throw new ShapeException(
          "MultiHeadAttention: expected as many keys as queries where attention is causal, got " + square.size(1)
              + " and " + square.size(0));
    }
    Tensor before = causal ? Tensor.iota(square, 1).le(Tensor.iota(square, 0)) : null;
    if (mask == null) {
      return before;
    }
    Shape expected = Shape.of(scores.size(0), scores.size(3));
    if (!Shapes.isFloat(mask) || !mask.shape().equals(expected)) {
      throw new ShapeException(
          "MultiHeadAttention: expected a mask F32 [batch, time] = " + expected + ", got " + mask.dtype() + " "
              + mask.shape());
    }
    Tensor there = mask.reshape(scores.size(0), 1, 1, scores.size(3));
    return before == null ? there : there.mul(before);
  }

  /// `[batch, time, width]` to `[batch, heads, time, width / heads]`.
  private Tensor split(Tensor x) {
    Shape s = x.shape();
    return x.reshape(s.size(0), s.size(1), heads, s.size(2) / heads).permute(0, 2, 1, 3);
  }

  @Override
  public String expects() {
    return "x[batch, time, width=" + width() + "]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of();
    c.put("width", width());
    c.put("heads", heads);
    c.put("causal", causal);
    c.put("dropout", dropout.rate());
    c.put("biases", Stream.of(query, key, value, output).map(l -> l.bias().isPresent()).toList());
    return c;
  }

  static MultiHeadAttention of(Config c) {
    int width = c.integer("width", 1);
    Object biases = c.value("biases");
    if (!(biases instanceof List<?> b) || b.size() != 4 || !b.stream().allMatch(Boolean.class::isInstance)) {
      throw c.error("'biases' to be four of true and false", biases);
    }
    Linear[] l = new Linear[4];
    for (int i = 0; i < 4; i++) {
      l[i] =
          new Linear(
              c.variable("weight", width, width),
              b.get(i).equals(true)
                  ? Optional.of(c.variable("bias", width))
                  : Optional.empty());
    }
    return new MultiHeadAttention(
        l[0], l[1], l[2], l[3], c.integer("heads", 1), c.flag("causal"), Dropout.of(c.number("dropout")));
  }
}
