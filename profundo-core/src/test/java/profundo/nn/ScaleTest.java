package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.reference.Interpreter;

/// The layer of `docs/adding-a-layer.md`.
class ScaleTest {
  /// Every feature times a factor of its own: x `[..., features]`, factor `[features]` -> y `[..., features]`.
  record Scale(Variable factor) implements Described {
    static Scale of(int features) {
      return new Scale(Variable.of("factor", Initializer.constant(1).draw(Shape.of(features), Rng.of(0))));
    }

    @Override
    public Tensor apply(Tensor x, Pass pass) {
      pass.expect(this, x, x.shape().rank() > 0 && x.shape().size(-1) == factor.shape().count());
      return x.mul(pass.read(factor));
    }

    @Override
    public String expects() {
      return "x[..., features=" + factor.shape().count() + "]";
    }

    @Override
    public SequencedMap<String, Object> config() {
      return new LinkedHashMap<>(Map.of("features", factor.shape().count()));
    }
  }

  @Test
  void theGuideShowsThisCode() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs/adding-a-layer.md"))) {
      root = root.getParent();
    }
    String guide = Files.readString(root.resolve("docs/adding-a-layer.md"));
    int begin = guide.indexOf("```java\n") + 8;
    String code = guide.substring(begin, guide.indexOf("```", begin));
    assertThat(Files.readString(root.resolve("profundo-core/src/test/java/profundo/nn/ScaleTest.java")))
        .satisfies(test -> assertThat(unindented(test)).contains(unindented(code)));
    assertThat(guide).contains("registry.with(\"Scale\", c -> new Scale(c.variable(\"factor\", c.integer(\"features\", 1))))");
  }

  private static String unindented(String text) {
    return text.replaceAll("(?m)^ +", "");
  }

  @Test
  void itDoesWhatTheGuideSays() {
    Sequential net = Sequential.of().then("features", Sequential.of(Scale.of(3)));
    Parameters.of(net).get("features.0.factor").set(Array.of(Shape.of(3), 1f, 2f, 3f));
    Tensor x = Tensor.of(Shape.of(1, 3), 5f, 6f, 7f);
    assertThat(Interpreter.value(net.apply(x, Pass.inference(net))).reals()).containsExactly(5, 12, 21);
    assertThatThrownBy(
            () -> net.apply(Tensor.input("x", Shape.of(32, 4), DType.F32), Pass.inference(net)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("features.0 Scale: expected x[..., features=3], got [32, 4]");
    LayerRegistry registry = LayerRegistry.standard();
    Layer again =
        registry.with("Scale", c -> new Scale(c.variable("factor", c.integer("features", 1))))
            .build(LayerRegistry.describe(net), 3);
    assertThat(LayerRegistry.describe(again)).isEqualTo(LayerRegistry.describe(net));
  }
}
