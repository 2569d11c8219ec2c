package profundo.nn;

import java.util.SequencedMap;
import profundo.Rng;
import profundo.Tensor;

/// One block of a transformer, normalized before each part (pre-norm, Xiong et al. 2020): x plus attention over
/// norm(x), then that plus a network of two linear layers with a [Gelu] between them over its norm.
///
/// x `[batch, time, width]` -> y of the same shape. A stack of such blocks ends in a [LayerNorm]; [Transformer] is one.
///
/// @param attentionNorm before the attention
/// @param attention may be causal
/// @param feedNorm before the network
/// @param expand `[width]` to `[hidden]`
/// @param contract `[hidden]` to `[width]`
/// @param dropout of what either part adds
public record TransformerBlock(
    LayerNorm attentionNorm,
    MultiHeadAttention attention,
    LayerNorm feedNorm,
    Linear expand,
    Linear contract,
    Dropout dropout)
    implements Described {
  private static final Gelu GELU = Gelu.of();

  /// Hidden layer of four times the width, no dropout, each place sees all others.
  public static TransformerBlock of(int width, int heads, Rng rng) {
    return of(width, heads, Math.multiplyExact(4, width), rng);
  }

  /// @param hidden size of the hidden layer
  public static TransformerBlock of(int width, int heads, int hidden, Rng rng) {
    return new TransformerBlock(
        LayerNorm.of(width),
        MultiHeadAttention.of(width, heads, rng),
        LayerNorm.of(width),
        Linear.of(width, hidden, Initializer.glorotUniform(), rng),
        Linear.of(hidden, width, Initializer.glorotUniform(), rng),
        Dropout.of(0));
  }

  /// The same weights, where place t sees only places up to t.
  public TransformerBlock withCausal() {
    return new TransformerBlock(attentionNorm, attention.withCausal(), feedNorm, expand, contract, dropout);
  }

  /// The same weights with dropout of what either part adds, and of the weights of attention.
  public TransformerBlock withDropout(double rate) {
    return new TransformerBlock(
        attentionNorm, attention.withDropout(rate), feedNorm, expand, contract, Dropout.of(rate));
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    return apply(x, pass.mask(this, x), pass);
  }

  /// With a mask.
  ///
  /// @param mask F32 `[batch, time]`, 0 where there is nothing to look at, such as padding; null for none
  public Tensor apply(Tensor x, Tensor mask, Pass pass) {
    pass.expect(
        this, x, Shapes.isFloat(x) && x.shape().rank() == 3 && x.shape().size(-1) == attention.width());
    Tensor n = pass.apply(attentionNorm, x);
    Tensor seen = pass.apply(attention, n, () -> attention.attend(n, n, n, mask, pass));
    Tensor y = x.add(pass.apply(dropout, seen));
    Tensor hidden = GELU.apply(pass.apply(expand, pass.apply(feedNorm, y)), pass);
    return y.add(pass.apply(dropout, pass.apply(contract, hidden)));
  }

  @Override
  public String expects() {
    return attention.expects();
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("attentionNorm", LayerRegistry.describe(attentionNorm));
    c.put("attention", LayerRegistry.describe(attention));
    c.put("feedNorm", LayerRegistry.describe(feedNorm));
    c.put("expand", LayerRegistry.describe(expand));
    c.put("contract", LayerRegistry.describe(contract));
    c.put("dropout", dropout.rate());
    return c;
  }

  static TransformerBlock of(Config c) {
    return new TransformerBlock(
        Structure.layer(c, "attentionNorm", LayerNorm.class),
        Structure.layer(c, "attention", MultiHeadAttention.class),
        Structure.layer(c, "feedNorm", LayerNorm.class),
        Structure.layer(c, "expand", Linear.class),
        Structure.layer(c, "contract", Linear.class),
        Dropout.of(c.number("dropout")));
  }
}
