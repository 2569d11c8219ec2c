package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.reference.Interpreter;

class AttentionTest {
  private static final Offset<Double> TIGHT = within(1e-12);

  private static double[] reals(Tensor t) {
    return Interpreter.value(t).reals();
  }

  private static Variable sequence(int batch, int time, int width) {
    return Variable.of("x", Rng.of(21).normal(Shape.of(batch, time, width), 0, 1));
  }

  private static Linear identity(double factor) {
    return Linear.of(2, 2, (s, _) -> Array.of(s, (float) factor, 0, 0, (float) factor), Rng.of(0));
  }

  @Test
  void oneHeadIsTheSumWorkedByHand() {
    // Queries and keys are x, values are 2 x, the output stays; x = (1, 0), (0, 1), width 2.
    var attention =
        new MultiHeadAttention(identity(1), identity(1), identity(2), identity(1), 1, false, Dropout.of(0));
    Tensor x = Tensor.of(Shape.of(1, 2, 2), 1f, 0f, 0f, 1f);
    double e = Math.exp(1 / Math.sqrt(2));
    double own = e / (e + 1);
    assertThat(reals(attention.apply(x, Pass.inference(attention))))
        .containsExactly(new double[] {2 * own, 2 - 2 * own, 2 - 2 * own, 2 * own}, TIGHT);
    MultiHeadAttention causal = attention.withCausal();
    assertThat(reals(causal.apply(x, Pass.inference(causal))))
        .containsExactly(new double[] {2, 0, 2 - 2 * own, 2 * own}, TIGHT);
  }

  @Test
  void everyHeadIsAttentionOverItsOwnPart() {
    MultiHeadAttention two = MultiHeadAttention.of(4, 2, Rng.of(5));
    Variable x = sequence(1, 3, 4);
    Pass pass = Pass.inference(two);
    Tensor[] qkv = {two.query().apply(x, pass), two.key().apply(x, pass), two.value().apply(x, pass)};
    Tensor[] heads = new Tensor[2];
    for (int h = 0; h < 2; h++) {
      Tensor q = qkv[0].slice(2, 2 * h, 2 * h + 2);
      Tensor k = qkv[1].slice(2, 2 * h, 2 * h + 2);
      Tensor v = qkv[2].slice(2, 2 * h, 2 * h + 2);
      heads[h] = q.matmul(k.transpose()).div(Math.sqrt(2)).softmax().matmul(v);
    }
    double[] expected = reals(two.output().apply(Tensor.concat(2, heads), pass));
    assertThat(reals(two.apply(x, pass))).containsExactly(expected, TIGHT);
  }

  @Test
  void causalOutputDependsOnNoLaterInput() {
    int time = 4;
    TransformerBlock block = TransformerBlock.of(4, 2, Rng.of(6)).withCausal();
    Variable x = sequence(1, time, 4);
    Tensor y = block.apply(x, Pass.inference(block));
    for (int t = 0; t < time; t++) {
      double[] g = reals(Gradient.of(y.slice(1, t, t + 1).square().sum(), x));
      for (int s = 0; s < time; s++) {
        double size = Math.abs(g[4 * s]) + Math.abs(g[4 * s + 1]) + Math.abs(g[4 * s + 2]);
        if (s > t) {
          assertThat(size).as("output %s, input %s", t, s).isZero();
        } else {
          assertThat(size).as("output %s, input %s", t, s).isGreaterThan(1e-6);
        }
      }
    }
  }

  @Test
  void withoutTheMaskEveryOutputDependsOnEveryInput() {
    TransformerBlock block = TransformerBlock.of(4, 2, Rng.of(6));
    Variable x = sequence(1, 3, 4);
    double[] g = reals(Gradient.of(block.apply(x, Pass.inference(block)).slice(1, 0, 1).square().sum(), x));
    assertThat(g).doesNotContain(0.0);
  }

  @Test
  void whatIsMaskedIsNotSeen() {
    MultiHeadAttention attention = MultiHeadAttention.of(4, 2, Rng.of(7));
    Variable x = sequence(2, 3, 4);
    Tensor mask = Tensor.of(Shape.of(2, 3), 1f, 1f, 0f, 1f, 1f, 1f);
    Pass pass = Pass.inference(attention);
    Tensor y = attention.attend(x, x, x, mask, pass);
    Tensor shorter = x.slice(0, 0, 1).slice(1, 0, 2);
    assertThat(reals(y.slice(0, 0, 1).slice(1, 0, 2)))
        .containsExactly(reals(attention.apply(shorter, pass)), TIGHT);
    assertThat(reals(y.slice(0, 1, 2))).containsExactly(reals(attention.apply(x.slice(0, 1, 2), pass)), TIGHT);
    double[] weights = reals(attention.weights(x, x, mask, pass).sum(-1));
    assertThat(weights).hasSize(12).containsExactly(reals(Tensor.fill(Shape.of(12), 1)), TIGHT);
    assertThatThrownBy(() -> attention.attend(x, x, x, Tensor.fill(Shape.of(3, 2), 1), pass))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[batch, time] = [2, 3], got F32 [3, 2]");
  }

  @Test
  void aPlaceThatMayLookNowhereGivesZerosAndNoGradient() {
    MultiHeadAttention attention = MultiHeadAttention.of(4, 2, Rng.of(7)).withCausal();
    attention.output().bias().orElseThrow().value().floats()[1] = 3; // a bias must not show
    Variable x = sequence(2, 4, 4);
    // Padding on the left: the first places of sequence 0 see only padding, sequence 1 sees nothing at all.
    Tensor mask = Tensor.of(Shape.of(2, 4), 0f, 0f, 1f, 1f, 0f, 0f, 0f, 0f);
    Pass pass = Pass.inference(attention);
    double[] sums = reals(attention.weights(x, x, mask, pass).sum(-1));
    for (int i = 0; i < sums.length; i++) {
      assertThat(sums[i]).as("row %s", i).isCloseTo(i < 8 && i % 4 >= 2 ? 1 : 0, TIGHT); // 2 sequences, 2 heads, 4 places
    }
    assertThat(attention.weights(x, x, mask, pass).slice(0, 0, 1).slice(2, 0, 2).toFloats()).containsOnly(0);
    Tensor y = attention.attend(x, x, x, mask, pass);
    assertThat(y.slice(0, 0, 1).slice(1, 0, 2).toFloats()).containsOnly(0);
    assertThat(y.slice(0, 1, 2).toFloats()).containsOnly(0);
    Tensor seen = x.slice(0, 0, 1).slice(1, 2, 4);
    assertThat(reals(y.slice(0, 0, 1).slice(1, 2, 4))).containsExactly(reals(attention.apply(seen, pass)), TIGHT);
    for (Tensor nowhere : new Tensor[] {y.slice(0, 1, 2), y.slice(0, 0, 1).slice(1, 0, 2)}) {
      List<Variable> all = new ArrayList<>(Parameters.of(attention).byName().values());
      all.add(x);
      for (Tensor g : Gradient.of(nowhere.add(1).square().sum(), all)) {
        assertThat(g.toFloats()).containsOnly(0);
      }
    }
    double[] g = reals(Gradient.of(y.square().sum(), x));
    assertThat(Arrays.copyOf(g, 8)).containsOnly(0);
    assertThat(Arrays.copyOfRange(g, 8, 16)).doesNotContain(0.0).doesNotContain(Double.NaN);
    assertThat(Arrays.copyOfRange(g, 16, 32)).containsOnly(0);
  }

  @Test
  void paddingOnTheLeftChangesNothingForTheTokensAfterIt() {
    TransformerBlock block = TransformerBlock.of(8, 2, Rng.of(9)).withCausal();
    Pass pass = Pass.inference(block);
    Variable x = sequence(1, 3, 8);
    Tensor padded = Tensor.concat(1, Tensor.fill(Shape.of(1, 2, 8), 7), x);
    Tensor mask = Tensor.of(Shape.of(1, 5), 0f, 0f, 1f, 1f, 1f);
    assertThat(reals(block.apply(padded, mask, pass).slice(1, 2, 5))).containsExactly(reals(block.apply(x, pass)), TIGHT);
  }

  @Test
  void paddingChangesNothingForTheTokensBeforeIt() {
    Transformer t = Transformer.of(6, 8, 2, 2, Rng.of(9)).withPadding(0);
    Pass pass = Pass.inference(t);
    double[] alone = reals(t.apply(Tensor.of(Shape.of(1, 3), 4, 2, 5), pass));
    double[] padded = reals(t.apply(Tensor.of(Shape.of(1, 5), 4, 2, 5, 0, 0), pass).slice(1, 0, 3));
    assertThat(padded).containsExactly(alone, TIGHT);
    Transformer seeing = new Transformer(
        new Embedding(t.tokens().weight(), OptionalInt.empty(), false), t.positions(), t.dropout(), t.blocks(),
        t.norm());
    double[] seen = reals(seeing.apply(Tensor.of(Shape.of(1, 5), 4, 2, 5, 0, 0), pass).slice(1, 0, 3));
    assertThat(Math.abs(seen[0] - alone[0])).isGreaterThan(1e-6);
  }

  @Test
  void positionsAreTheSinesOfThePaper() {
    double[] table = reals(SinusoidalPositions.table(3, 5));
    double second = 2 / Math.pow(10_000, 2 / 5.0);
    double third = 2 / Math.pow(10_000, 4 / 5.0);
    assertThat(Arrays.copyOf(table, 5)).containsExactly(0, 1, 0, 1, 0);
    assertThat(Arrays.copyOfRange(table, 10, 15))
        .containsExactly(
            new double[] {Math.sin(2), Math.cos(2), Math.sin(second), Math.cos(second), Math.sin(third)}, within(1e-7));
  }

  @Test
  void crossAttentionTakesItsLengthFromTheQueries() {
    MultiHeadAttention a = MultiHeadAttention.of(4, 2, Rng.of(7));
    Pass pass = Pass.inference(a);
    Variable q = sequence(2, 3, 4);
    Variable other = sequence(2, 5, 4);
    assertThat(a.attend(q, other, other, null, pass).shape()).isEqualTo(Shape.of(2, 3, 4));
    assertThatThrownBy(() -> a.withCausal().attend(q, other, other, null, pass))
        .hasMessageContaining("as many keys as queries");
  }
}
