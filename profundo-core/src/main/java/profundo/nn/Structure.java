package profundo.nn;

import java.util.Map;
import java.util.function.Function;

/// The way back from descriptions for layers that hold other layers, and for noise.
final class Structure {
  private Structure() {}

  /// The layer under a key, which must be of a type.
  static <T extends Layer> T layer(Config c, String key, Class<T> type) {
    return cast(c, c.layer(key), key, type);
  }

  static <T extends Layer> T cast(Config c, Layer layer, String key, Class<T> type) {
    if (type.isInstance(layer)) {
      return type.cast(layer);
    }
    throw c.error("'" + key + "' to be a " + type.getSimpleName(), Names.type(layer));
  }

  static void register(Map<String, Function<Config, ? extends Layer>> f) {
    Norms.register(f);
    f.put("Embedding", Embedding::of);
    f.put("Residual", Residual::of);
    f.put("Concatenation", Concatenation::of);
    f.put("LayerGraph", LayerGraph::of);
    f.put("Highway", Highway::of);
    f.put("Maxout", Maxout::of);
    f.put("Reshape", Reshape::of);
    f.put("MultiHeadAttention", MultiHeadAttention::of);
    f.put("SinusoidalPositions", _ -> SinusoidalPositions.of());
    f.put("LearnedPositions", LearnedPositions::of);
    f.put("TransformerBlock", TransformerBlock::of);
    f.put("Transformer", Transformer::of);
    f.put("SpatialDropout", c -> SpatialDropout.of(c.number("rate")));
    f.put("GaussianNoise", c -> GaussianNoise.of(c.number("deviation")));
    f.put("GaussianDropout", c -> GaussianDropout.of(c.number("rate")));
  }
}
