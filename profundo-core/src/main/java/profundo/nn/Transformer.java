package profundo.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import profundo.DType;
import profundo.Rng;
import profundo.Tensor;

/// A transformer over tokens: vectors of the tokens times sqrt(width), positions added, dropout, blocks, a norm at the
/// end (Vaswani et al. 2017; pre-norm: Xiong et al. 2020).
///
/// x I32 `[batch, time]` -> y `[batch, time, width]`. Where the [Embedding] has a padding index, no place looks at padding.
/// Causal blocks make it a language model's trunk; a [Linear] to the vocabulary follows.
///
/// @param tokens a vector for each token
/// @param positions [SinusoidalPositions] or [LearnedPositions]
/// @param dropout of the sum of both
/// @param blocks one after the other
/// @param norm at the end
public record Transformer(
    Embedding tokens, Layer positions, Dropout dropout, List<TransformerBlock> blocks, LayerNorm norm)
    implements Described {
  /// Copies the list.
  public Transformer {
    blocks = List.copyOf(blocks);
  }

  /// Sinusoidal positions, no dropout, each place sees all others.
  ///
  /// @param vocabulary how many tokens there are
  /// @param width size of the vectors
  /// @param heads of the attention; divides the width
  /// @param depth how many blocks
  public static Transformer of(int vocabulary, int width, int heads, int depth, Rng rng) {
    Shapes.atLeast("Transformer", "depth", depth, 1);
    Initializer small = Initializer.normal(0, Math.sqrt(1.0 / width));
    Embedding tokens = Embedding.of(vocabulary, width, small, rng);
    List<TransformerBlock> blocks = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      blocks.add(TransformerBlock.of(width, heads, rng));
    }
    return new Transformer(tokens, SinusoidalPositions.of(), Dropout.of(0), blocks, LayerNorm.of(width));
  }

  /// The same weights, where place t sees only places up to t.
  public Transformer withCausal() {
    return new Transformer(
        tokens, positions, dropout, blocks.stream().map(TransformerBlock::withCausal).toList(), norm);
  }

  /// The same weights with one rate of dropout everywhere.
  public Transformer withDropout(double rate) {
    return new Transformer(
        tokens, positions, Dropout.of(rate), blocks.stream().map(b -> b.withDropout(rate)).toList(), norm);
  }

  /// The same weights with a token that stands for nothing.
  public Transformer withPadding(int token) {
    return new Transformer(tokens.withPadding(token), positions, dropout, blocks, norm);
  }

  /// The same weights with other positions.
  public Transformer withPositions(Layer positions) {
    return new Transformer(tokens, positions, dropout, blocks, norm);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, x.dtype() == DType.I32 && x.shape().rank() == 2);
    Tensor y = pass.apply(tokens, x).mul(Math.sqrt(tokens.weight().shape().size(1)));
    y = pass.apply(dropout, pass.apply(positions, y));
    Tensor within = pass.mask(this, x);
    Tensor told = tokens.padding().isPresent() ? tokens.mask(x) : null;
    Tensor mask = told == null ? within : within == null ? told : told.mul(within);
    for (TransformerBlock block : blocks) {
      Tensor in = y;
      y = pass.apply(block, in, () -> block.apply(in, mask, pass));
    }
    return pass.apply(norm, y);
  }

  @Override
  public String expects() {
    return "I32 x[batch, time] below " + tokens.weight().shape().size(0);
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("tokens", LayerRegistry.describe(tokens));
    c.put("positions", LayerRegistry.describe(positions));
    c.put("dropout", dropout.rate());
    List<Object> list = new ArrayList<>();
    blocks.forEach(b -> list.add(LayerRegistry.describe(b)));
    c.put("blocks", list);
    c.put("norm", LayerRegistry.describe(norm));
    return c;
  }

  static Transformer of(Config c) {
    Embedding tokens = Structure.layer(c, "tokens", Embedding.class);
    Layer positions = c.layer("positions");
    List<TransformerBlock> blocks = new ArrayList<>();
    for (Config entry : c.list("blocks")) {
      blocks.add(Structure.cast(c, entry.layer(), "blocks", TransformerBlock.class));
      entry.requireAllRead();
    }
    return new Transformer(
        tokens, positions, Dropout.of(c.number("dropout")), blocks, Structure.layer(c, "norm", LayerNorm.class));
  }
}
