package profundo.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.Window;
import profundo.nn.Conv1d;
import profundo.nn.Conv2d;
import profundo.nn.Conv3d;
import profundo.nn.ConvTranspose1d;
import profundo.nn.ConvTranspose2d;
import profundo.nn.ConvTranspose3d;
import profundo.nn.Embedding;
import profundo.nn.Layer;
import profundo.nn.LearnedPositions;
import profundo.nn.Linear;
import profundo.nn.LocallyConnected1d;
import profundo.nn.LocallyConnected2d;
import profundo.nn.Maxout;
import profundo.nn.NarxCell;
import profundo.nn.Parameter;
import profundo.nn.Parameters;
import profundo.nn.Pass;
import profundo.nn.Recurrent;
import profundo.nn.SecondOrderCell;
import profundo.nn.Units;
import profundo.reference.Interpreter;

class ConstraintTest {
  private static double[] reals(Tensor t) {
    return Interpreter.value(t).reals();
  }

  private static Parameter named(String name, Shape shape) {
    return new Parameter(name, Variable.zeros("w", shape), false, false, Units.last(shape));
  }

  @Test
  void maxNormShortensTheVectorsIntoUnitsThatAreTooLong() {
    Tensor w = Tensor.of(Shape.of(2, 3), 3f, 0.3f, 0f, 4f, 0.4f, 0f);
    assertThat(reals(Constraint.maxNorm(2.5).apply(named("0.weight", w.shape()), w)))
        .containsExactly(new double[] {1.5, 0.3f, 0, 2, 0.4f, 0}, within(1e-12));
    assertThat(Constraint.maxNorm(1).apply(named("0.bias", w.shape()), w)).isSameAs(w);
    assertThat(Constraint.maxNorm(1, n -> n.startsWith("output")).apply(named("0.weight", w.shape()), w)).isSameAs(w);
    Tensor vector = Tensor.of(Shape.of(2), 30f, 40f);
    assertThat(Constraint.maxNorm(1).apply(named("norm.weight", vector.shape()), vector)).isSameAs(vector);
  }

  /// What flows into a unit is what its output depends on: the support of the gradient of the output, at all places where
  /// these share the weights, or at one place where they do not.
  @Test
  void maxNormTakesTheWeightsThatFlowIntoEachUnitOfEveryKindOfLayer() {
    Rng rng = Rng.of(4);
    Map<Layer, Shape> shared = new LinkedHashMap<>();
    shared.put(Linear.of(3, 4, rng), Shape.of(3));
    shared.put(Conv1d.of(4, 6, 3, rng).withGroups(2, rng), Shape.of(7, 4));
    shared.put(Conv2d.of(3, 4, 2, rng).withStride(2), Shape.of(6, 5, 3));
    shared.put(Conv3d.of(2, 3, 2, rng), Shape.of(3, 4, 3, 2));
    shared.put(ConvTranspose1d.of(3, 5, 3, rng).withStride(2), Shape.of(4, 3));
    shared.put(ConvTranspose2d.of(4, 6, 2, rng).withGroups(2, rng), Shape.of(3, 4, 4));
    shared.put(ConvTranspose3d.of(2, 3, 2, rng).withStride(2), Shape.of(3, 2, 3, 2));
    shared.forEach((layer, sample) -> compare(layer, sample, true));
    compare(LocallyConnected1d.of(Shape.of(6, 2), 3, Window.of(2).stride(2), rng), Shape.of(6, 2), false);
    compare(LocallyConnected2d.of(Shape.of(4, 3, 2), 3, Window.of(2, 2), rng), Shape.of(4, 3, 2), false);
  }

  private static void compare(Layer layer, Shape sample, boolean shared) {
    long seed = 12;
    Parameter weight = Parameters.of(layer).all().getFirst();
    Variable w = weight.variable();
    double limit = 0.01;
    double[] limited = reals(Constraint.maxNorm(limit).apply(weight, w));
    Tensor y = layer.apply(Tensor.of(Rng.of(seed).uniform(sample.insert(0, 1), 1, 2)), Pass.inference(layer));
    int channels = y.shape().size(-1);
    Tensor rows = y.reshape(y.shape().count() / channels, channels);
    boolean[] met = new boolean[limited.length];
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < (shared ? 1 : rows.shape().size(0)); p++) {
        Tensor unit = rows.slice(1, c, c + 1);
        double[] flows = reals(Gradient.of((shared ? unit : unit.slice(0, p, p + 1)).sum(), w));
        double square = 0;
        for (int i = 0; i < flows.length; i++) {
          if (flows[i] != 0) {
            assertThat(met[i]).as("%s, seed %s: one unit for element %s", layer, seed, i).isFalse();
            met[i] = true;
            square += limited[i] * limited[i];
          }
        }
        assertThat(Math.sqrt(square)).as("%s, seed %s, channel %s", layer, seed, c).isCloseTo(limit, within(1e-9));
      }
    }
    assertThat(met).as("%s", layer).doesNotContain(false);
    assertThat(reals(Constraint.maxNorm(1e6).apply(weight, w))).containsExactly(reals(w));
  }

  @Test
  void cellsLayersWithinLayersAndTablesToo() {
    Rng rng = Rng.of(4);
    Constraint limit = Constraint.maxNorm(0.01);
    for (Layer table : List.of(Embedding.of(5, 3, rng), LearnedPositions.of(4, 3, rng))) {
      Parameter p = Parameters.of(table).all().getFirst();
      assertThat(limit.apply(p, p.variable())).isSameAs(p.variable());
    }
    Recurrent second = Recurrent.of(SecondOrderCell.of(2, 3, rng));
    Parameter pairs = Parameters.of(second).all().getFirst();
    assertThat(reals(limit.apply(pairs, pairs.variable()).reshape(6, 3).square().sum(0).sqrt())).containsExactly(all(3), within(1e-9));
    Recurrent narx = Recurrent.of(NarxCell.of(2, 3, 1, 2, 2, rng));
    Parameter delays = Parameters.of(narx).all().getFirst();
    assertThat(reals(limit.apply(delays, delays.variable()).reshape(6, 3).square().sum(0).sqrt())).containsExactly(all(3), within(1e-9));
    List<Layer> columns = new ArrayList<>(List.of(Maxout.of(3, 2, 2, rng), Recurrent.lstm(3, 2, rng)));
    for (Layer layer : columns) {
      Parameter p = Parameters.of(layer).freeze(q -> q.bias()).all().getFirst();
      int n = p.variable().shape().size(-1);
      assertThat(reals(limit.apply(p, p.variable()).square().sum(0).sqrt())).containsExactly(all(n), within(1e-9));
    }
  }

  private static double[] all(int n) {
    double[] limits = new double[n];
    Arrays.fill(limits, 0.01);
    return limits;
  }

  @Test
  void oneAfterTheOther() {
    Tensor w = Tensor.of(Shape.of(2, 1), -3f, 4f);
    Parameter p = named("w", w.shape());
    Constraint both = Constraint.nonNegative().and(Constraint.maxNorm(2));
    assertThat(reals(both.apply(p, w))).containsExactly(0, 2);
    assertThat(Constraint.none().apply(p, w)).isSameAs(w);
    assertThatThrownBy(() -> Constraint.maxNorm(0)).hasMessageContaining("finite limit above 0, got 0");
  }
}
