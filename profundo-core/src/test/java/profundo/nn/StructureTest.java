package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Array;
import profundo.DType;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.io.ModelFile;
import profundo.reference.Interpreter;

class StructureTest {
  private static double[] reals(Tensor t) {
    return Interpreter.value(t).reals();
  }

  private static Tensor train(Layer layer, Tensor x, int step) {
    return layer.apply(x, Pass.training(layer, 4, Tensor.scalar(step, DType.I32)));
  }

  // Embedding.

  @Test
  void gradientsOfARowThatIsLookedUpTwiceAddUp() {
    Embedding e = Embedding.of(4, 2, Rng.of(1)).withPadding(3);
    Tensor y = e.apply(Tensor.of(Shape.of(5), 1, 0, 1, 3, 3), Pass.inference(e));
    Tensor weights = Tensor.of(Shape.of(5, 2), 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f, 10f);
    assertThat(reals(Gradient.of(y.mul(weights).sum(), e.weight())))
        .containsExactly(3, 4, 1 + 5, 2 + 6, 0, 0, 0, 0);
    assertThat(reals(y.slice(0, 3, 5))).containsOnly(0);
    assertThat(reals(e.mask(Tensor.of(Shape.of(2, 2), 3, 0, 1, 3)))).containsExactly(0, 1, 1, 0);
  }

  @Test
  void aPretrainedTableIsSavedAndNotTrained() {
    Embedding e = Embedding.pretrained(Array.of(Shape.of(2, 1), 5f, 6f));
    assertThat(Parameters.of(e).trainable()).isEmpty();
    assertThat(Parameters.of(e).byName()).containsOnlyKeys("weight");
    assertThat(Parameters.of(e.withFrozen(false)).trainable()).hasSize(1);
    assertThat(reals(e.apply(Tensor.of(Shape.of(2), 1, 0), Pass.inference(e)))).containsExactly(6, 5);
    assertThatThrownBy(() -> e.withPadding(2)).hasMessageContaining("padding index from 0 to 1, got 2");
  }

  @Test
  void anIndexOutsideTheTableIsAnError() {
    Embedding e = Embedding.of(3, 2, Rng.of(1));
    assertThatThrownBy(() -> e.apply(Tensor.of(Shape.of(2), 1, 3), Pass.inference(e)).toFloats())
        .hasMessageContaining("expected 0 to 2");
  }

  // Joining.

  @Test
  void joiningUnequalMapsNamesEachSize() {
    Rng rng = Rng.of(1);
    Concatenation c =
        Concatenation.of(-1)
            .with("3x3", Conv2d.of(1, 2, 3, rng))
            .with("5x5", Conv2d.of(1, 4, 5, rng));
    assertThatThrownBy(() -> Pass.inference(c).apply(c, Tensor.input("x", Shape.of(1, 8, 8, 1), DType.F32)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("3x3 [1, 6, 6, 2], 5x5 [1, 4, 4, 4]")
        .hasMessageContaining("change stride, padding");
    assertThatThrownBy(
            () -> {
              Residual r = Residual.of(Linear.of(3, 2, rng));
              Pass.inference(r).apply(r, Tensor.input("x", Shape.of(4, 3), DType.F32));
            })
        .hasMessageContaining("got [4, 2] and [4, 3]; keep the size inside, or use withShortcut");
  }

  @Test
  void filtersOfUnequalSizeGiveJoinedMapsWherePaddingMakesUpForIt() {
    Rng rng = Rng.of(1);
    Concatenation c =
        Concatenation.of(
            3, Conv2d.of(1, 2, 3, rng).withPadding("same"), Conv2d.of(1, 4, 5, rng).withPadding("same"));
    Tensor x = Tensor.of(Rng.of(2).normal(Shape.of(1, 6, 6, 1), 0, 1));
    Tensor y = c.apply(x, Pass.inference(c));
    assertThat(y.shape()).isEqualTo(Shape.of(1, 6, 6, 6));
    assertThat(reals(y.slice(3, 2, 6)))
        .containsExactly(reals(c.branches().get(1).apply(x, Pass.inference(c))));
  }

  @Test
  void aGraphGoesThroughAFileAndBack(@TempDir Path folder) throws Exception {
    Rng rng = Rng.of(3);
    LayerGraph g =
        LayerGraph.of()
            .then("wide", Linear.of(4, 6, rng))
            .then("narrow", Linear.of(4, 6, rng), "x")
            .join("both", Join.concat(-1), "wide", "narrow")
            .then("mixed", Linear.of(12, 6, rng))
            .join("sum", Join.sum(), "mixed", "wide");
    Tensor x = Tensor.of(Rng.of(2).normal(Shape.of(2, 4), 0, 1));
    Path file = folder.resolve("graph.safetensors");
    ModelFile.save(g, file);
    Layer again = ModelFile.load(file).layer();
    assertThat(reals(again.apply(x, Pass.inference(again)))).containsExactly(reals(g.apply(x, Pass.inference(g))));
    Pass pass = Pass.inference(g);
    Map<String, Tensor> values = g.values(x, pass);
    assertThat(values).containsOnlyKeys("x", "wide", "narrow", "both", "mixed", "sum");
    assertThat(reals(values.get("sum"))).containsExactly(reals(values.get("mixed").add(values.get("wide"))));
    LayerGraph part = g.withOutput("narrow");
    assertThat(part.apply(x, Pass.inference(part)).shape()).isEqualTo(Shape.of(2, 6));
  }

  @Test
  void aGraphNamesOnlyWhatCameBefore() {
    LayerGraph g = LayerGraph.of().then("dense", Relu.of());
    assertThatThrownBy(() -> g.then("next", Relu.of(), "dens"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("an input of node 'next' to be one of [x, dense], got 'dens'; did you mean dense?");
    assertThatThrownBy(() -> g.then("dense", Relu.of())).hasMessageContaining("a new name");
    assertThatThrownBy(() -> g.withOutput("nowhere")).hasMessageContaining("the output to be one of");
    Map<String, Object> node = new HashMap<>(Map.of("name", "a", "inputs", List.of("a"), "join", "sum"));
    var registry = LayerRegistry.standard();
    var description = Map.of("type", "LayerGraph", "config", Map.of("nodes", List.of(node), "output", "a"));
    assertThatThrownBy(() -> registry.build(description, 0)).hasMessageContaining("an input of node 'a'");
    node.put("inputs", List.of("x", "x"));
    node.put("join", "concat -123456789012");
    assertThatThrownBy(() -> registry.build(description, 0)).hasMessageContaining("sum, product or concat");
    node.put("inputs", List.of(7));
    assertThatThrownBy(() -> registry.build(description, 0)).hasMessageContaining("a list of names");
  }

  // Gates and maxima.

  @Test
  void aClosedHighwayCarriesItsInputOn() {
    Highway shut = Highway.of(3, Relu.of(), -50, Rng.of(1));
    Tensor x = Tensor.of(Shape.of(1, 3), 1f, -2f, 3f);
    assertThat(reals(shut.apply(x, Pass.inference(shut)))).containsExactly(new double[] {1, -2, 3}, within(1e-12));
    Highway open = Highway.of(3, Relu.of(), 50, Rng.of(1));
    Pass pass = Pass.inference(open);
    assertThat(reals(open.apply(x, pass)))
        .containsExactly(reals(open.transform().apply(x, pass).relu()), within(1e-12));
  }

  @Test
  void maxoutOfTwoPiecesIsAnAbsoluteValue() {
    Maxout m = Maxout.of(1, 1, 2, Rng.of(1));
    m.linear().weight().set(Array.of(Shape.of(1, 2), 1f, -1f));
    assertThat(reals(m.apply(Tensor.of(Shape.of(3, 1), -2f, 0.5f, 4f), Pass.inference(m))))
        .containsExactly(2, 0.5, 4);
  }

  // Noise.

  @Test
  void spatialDropoutDropsWholeMaps() {
    SpatialDropout d = SpatialDropout.of(0.25);
    double[] y = reals(train(d, Tensor.fill(Shape.of(20, 3, 3, 10), 1), 2));
    Set<Double> kinds = new HashSet<>();
    int zeros = 0;
    for (int map = 0; map < 200; map++) {
      double first = y[map / 10 * 90 + map % 10];
      for (int place = 0; place < 9; place++) {
        assertThat(y[map / 10 * 90 + place * 10 + map % 10]).as("map %s, place %s", map, place).isEqualTo(first);
      }
      kinds.add(first);
      zeros += first == 0 ? 1 : 0;
    }
    assertThat(kinds).hasSize(2).contains(0.0);
    // Binomial(200, 1/4): mean 50, deviation 6.1; five of them. Seed 4.
    assertThat(zeros).isBetween(20, 80);
  }

  @Test
  void noiseHasTheMeanAndVarianceItSays() {
    int n = 40_000;
    Tensor x = Tensor.fill(Shape.of(n), 2);
    double[] added = reals(train(GaussianNoise.of(0.5), x, 0));
    double[] factor = reals(train(GaussianDropout.of(0.2), x, 0));
    assertMoments("noise, seed 4", added, 2, 0.25);
    assertMoments("dropout, seed 4", factor, 2, 4 * 0.2 / 0.8);
    assertThat(reals(GaussianNoise.of(0.5).apply(x, Pass.inference(GaussianNoise.of(0.5))))).containsOnly(2);
  }

  /// Within five deviations of the estimates of a normal distribution.
  private static void assertMoments(String what, double[] v, double mean, double variance) {
    double m = 0;
    double s = 0;
    for (double d : v) {
      m += d / v.length;
      s += (d - mean) * (d - mean) / v.length;
    }
    assertThat(m).as(what).isCloseTo(mean, within(5 * Math.sqrt(variance / v.length)));
    assertThat(s).as(what).isCloseTo(variance, within(5 * variance * Math.sqrt(2.0 / v.length)));
  }

  // On the machine.

  @Test
  void theCompiledProgramAgreesWithTheInterpreter() {
    Rng rng = Rng.of(5);
    LayerGraph net =
        LayerGraph.of()
            .then("tokens", Transformer.of(7, 8, 2, 1, rng).withPadding(0).withCausal().withDropout(0.1))
            .then("batch", BatchNorm.of(8))
            .then("group", GroupNorm.of(2, 8))
            .then("highway", Residual.of(Highway.of(8, rng)))
            .then("maxout", Maxout.of(8, 4, 3, rng))
            .then("noise", Sequential.of(SpatialDropout.of(0.3), GaussianNoise.of(0.1), GaussianDropout.of(0.1)))
            .join("all", Join.concat(-1), "noise", "highway");
    Tensor x = Tensor.of(Shape.of(3, 4), 1, 2, 3, 0, 4, 5, 6, 1, 2, 0, 0, 0);
    Pass pass = Pass.training(net, 9, Tensor.scalar(2, DType.I32));
    Tensor y = pass.apply(net, x);
    List<Variable> weights = Parameters.of(net).trainable().stream().map(Parameter::variable).toList();
    List<Tensor> outputs = new ArrayList<>(Gradient.of(y.square().mean(), weights));
    outputs.add(y);
    pass.assignments().forEach(a -> outputs.add(a.value()));
    for (Tensor t : outputs) {
      float[] compiled = t.toFloats();
      double[] exact = reals(t);
      double size = 0;
      for (double d : exact) {
        size = Math.max(size, Math.abs(d));
      }
      for (int i = 0; i < compiled.length; i++) {
        assertThat((double) compiled[i]).as("%s, element %s", t.label(), i).isCloseTo(exact[i], within(1e-4 * size + 1e-6));
      }
    }
  }
}
