package profundo.nn;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import profundo.Rng;
import profundo.Shape;

/// What [LayerContractTest] asks of normalization, structure, attention and noise.
final class StructureCases {
  private StructureCases() {}

  private static final List<String> ATTENTION =
      List.of("query.weight", "query.bias", "key.weight", "value.weight", "value.bias", "output.weight", "output.bias");

  private static LayerContractTest.Case same(String name, Layer layer, Shape s, Shape wrong, String expects, String... names) {
    return new LayerContractTest.Case(
        name, layer, s, s, List.of(names), wrong, "expected " + expects + ", got " + wrong, false);
  }

  private static LayerContractTest.Case noise(String name, Layer layer, String expects) {
    Shape s = Shape.of(3, 4, 5);
    return new LayerContractTest.Case(
        name, layer, s, s, List.of(), null, "expected " + expects + ", got I32 [3, 4, 5]", true);
  }

  private static String[] in(String path, List<String> names) {
    return names.stream().map(n -> path + n).toArray(String[]::new);
  }

  private static String[] block(String path) {
    return Stream.of(
            Stream.of("attentionNorm.weight", "attentionNorm.bias"),
            ATTENTION.stream().map(n -> "attention." + n),
            Stream.of("feedNorm.weight", "feedNorm.bias", "expand.weight", "expand.bias", "contract.weight",
                "contract.bias"))
        .flatMap(s -> s)
        .map(n -> path + n)
        .toArray(String[]::new);
  }

  static Stream<LayerContractTest.Case> cases() {
    Rng rng = Rng.of(12);
    Shape image = Shape.of(2, 3, 4, 6);
    Shape other = Shape.of(2, 3, 4, 5);
    Shape sequence = Shape.of(2, 5, 4);
    Shape wide = Shape.of(2, 5, 3);
    String[] norm = {"weight", "bias"};
    String[] batch = {"weight", "bias", "runningMean", "runningVariance"};
    return Stream.of(
        same("BatchNorm", BatchNorm.of(6), Shape.of(7, 6), Shape.of(7, 5), "x[batch, ..., channels=6]", batch),
        same("BatchNorm on images", BatchNorm.of(6).withMomentum(0.3).withEpsilon(1e-3), image, other,
            "x[batch, ..., channels=6]", batch),
        same("LayerNorm", LayerNorm.of(6), image, other, "x[..., features=6]", norm),
        same("LayerNorm over two axes", LayerNorm.of(4, 6).withEpsilon(1e-3), image, other, "x[..., 4, 6]", norm),
        same("GroupNorm", GroupNorm.of(3, 6), image, other, "x[batch, ..., channels=6]", norm),
        same("Highway", Highway.of(6, Tanh.of(), -2, rng), Shape.of(3, 6), Shape.of(3, 5), "x[..., features=6]",
            "transform.weight", "transform.bias", "gate.weight", "gate.bias"),
        new LayerContractTest.Case("Reshape", Reshape.of(6, 2), Shape.of(3, 3, 4), Shape.of(3, 6, 2), List.of(), Shape.of(3, 5),
            "expected x[batch, ...] with 12 elements in each example, got [3, 5]", false),
        new LayerContractTest.Case("Maxout", Maxout.of(5, 4, 3, rng), Shape.of(3, 5), Shape.of(3, 4),
            List.of("linear.weight", "linear.bias"), Shape.of(3, 6), "expected x[..., in=5], got [3, 6]", false),
        new LayerContractTest.Case("Embedding", Embedding.of(3, 4, rng), Shape.of(2, 5), Shape.of(2, 5, 4),
            List.of("weight"), null, "expected I32 x below 3, got [2, 5]", false),
        new LayerContractTest.Case("Embedding with padding", Embedding.of(3, 4, rng).withPadding(1), Shape.of(7),
            Shape.of(7, 4), List.of("weight"), null, "expected I32 x below 3, got [7]", false),
        new LayerContractTest.Case("Embedding, frozen", Embedding.of(3, 4, rng).withFrozen(true), Shape.of(7),
            Shape.of(7, 4), List.of("weight"), null, "expected I32 x below 3, got [7]", false),
        new LayerContractTest.Case("Residual", Residual.of(Sequential.of(Linear.of(5, 5, rng), Tanh.of())), Shape.of(3, 5),
            Shape.of(3, 5), List.of("inner.0.weight", "inner.0.bias"), Shape.of(3, 4),
            "inner.0 Linear: expected x[..., in=5], got [3, 4]", false),
        new LayerContractTest.Case("Residual with shortcut",
            Residual.of(Linear.of(5, 2, rng)).withShortcut(Linear.of(5, 2, rng).withoutBias()), Shape.of(3, 5),
            Shape.of(3, 2), List.of("inner.weight", "inner.bias", "shortcut.weight"), Shape.of(3, 4),
            "inner Linear: expected x[..., in=5], got [3, 4]", false),
        new LayerContractTest.Case("Concatenation",
            Concatenation.of(-1, Linear.of(5, 2, rng)).with("tanh", Sequential.of(Linear.of(5, 3, rng), Tanh.of())),
            Shape.of(3, 5), Shape.of(3, 5), List.of("0.weight", "0.bias", "tanh.0.weight", "tanh.0.bias"),
            Shape.of(3, 4), "0 Linear: expected x[..., in=5], got [3, 4]", false),
        new LayerContractTest.Case("LayerGraph", graph(rng), Shape.of(3, 5), Shape.of(3, 8),
            List.of("a.weight", "a.bias", "gate.0.weight", "gate.0.bias", "b.weight", "b.bias"),
            Shape.of(3, 4), "a Linear: expected x[..., in=5], got [3, 4]", false),
        same("MultiHeadAttention", MultiHeadAttention.of(4, 2, rng), sequence, wide, "x[batch, time, width=4]",
            in("", ATTENTION)),
        same("MultiHeadAttention, causal", MultiHeadAttention.of(4, 1, rng).withCausal(), sequence, wide,
            "x[batch, time, width=4]", in("", ATTENTION)),
        new LayerContractTest.Case("MultiHeadAttention with dropout",
            MultiHeadAttention.of(4, 2, rng).withDropout(0.5), sequence, sequence, ATTENTION, wide,
            "expected x[batch, time, width=4], got [2, 5, 3]", true),
        same("SinusoidalPositions", SinusoidalPositions.of(), sequence, Shape.of(2, 5), "x[batch, time, width]"),
        same("LearnedPositions", LearnedPositions.of(6, 4, rng), sequence, Shape.of(2, 7, 4),
            "x[batch, time<=6, width=4]", "weight"),
        same("TransformerBlock", TransformerBlock.of(4, 2, rng), sequence, wide, "x[batch, time, width=4]", block("")),
        new LayerContractTest.Case("TransformerBlock, causal with dropout",
            TransformerBlock.of(4, 2, 6, rng).withCausal().withDropout(0.2), sequence, sequence, List.of(block("")),
            wide, "expected x[batch, time, width=4], got [2, 5, 3]", true),
        new LayerContractTest.Case("Transformer", Transformer.of(3, 4, 2, 2, rng).withPadding(2).withCausal(), Shape.of(2, 5),
            sequence, transformer(), null, "expected I32 x[batch, time] below 3, got [2, 5]", false),
        noise("SpatialDropout", SpatialDropout.of(0.4), "F32 x[batch, ..., channels]"),
        noise("GaussianNoise", GaussianNoise.of(0.3), "F32 x"),
        noise("GaussianDropout", GaussianDropout.of(0.3), "F32 x"));
  }

  private static List<String> transformer() {
    return Stream.of(
            Stream.of("tokens.weight"), Stream.of(block("blocks.0.")), Stream.of(block("blocks.1.")),
            Stream.of("norm.weight", "norm.bias"))
        .flatMap(s -> s)
        .toList();
  }

  /// A gate for what flows beside it, and all of that beside the input once more.
  private static LayerGraph graph(Rng rng) {
    return LayerGraph.of()
        .then("a", Linear.of(5, 3, rng))
        .then("gate", Sequential.of(Linear.of(5, 3, rng), Sigmoid.of()), "x")
        .join("gated", Join.product(), "a", "gate")
        .with(new LayerGraph.Node("b", List.of("gated", "a"), Join.sum(), Optional.of(Linear.of(3, 3, rng))))
        .join("all", Join.concat(-1), "b", "x");
  }
}
