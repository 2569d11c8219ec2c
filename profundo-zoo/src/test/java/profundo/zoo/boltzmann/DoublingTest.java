package profundo.zoo.boltzmann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import profundo.DType;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.train.Step;
import profundo.train.Trace;

/// Contrastive divergence with doubled inputs against that of the machine that it stands for, which has two copies of its visible
/// or hidden units with the same weights.
class DoublingTest {
  private static final int V = 5;
  private static final int H = 3;
  private static final long SEED = 13;

  private static Trace train(Step step, Tensor x) {
    return step.train(Map.of("x", x), Tensor.scalar(2, DType.I32), SEED);
  }

  private static ContrastiveDivergence cd(Rbm rbm) {
    return ContrastiveDivergence.of(rbm).withWeightDecay(0);
  }

  private static Rbm machine(Tensor w, Tensor b, Tensor c) {
    return new Rbm(
        Variable.of("weight", w.evaluate()), Variable.of("visibleBias", b.evaluate()), Variable.of("hiddenBias", c.evaluate()),
        Units.BINARY, Units.BINARY);
  }

  private static void same(Tensor actual, Tensor expected) {
    float[] a = actual.toFloats();
    float[] e = expected.toFloats();
    assertThat(a).hasSameSizeAs(e);
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i]).isCloseTo(e[i], within(2e-5f));
    }
  }

  private static Tensor twice(Tensor t, int axis) {
    return Tensor.concat(axis, t, t);
  }

  @Test
  void aDoubledInputFromBelowIsThatOfTwoCopiesOfTheVisibleUnits() {
    Rbm r = RbmTest.random(V, H, 1, SEED);
    Rbm copies = machine(twice(r.weight(), 0), twice(r.visibleBias(), 0), r.hiddenBias());
    Tensor x = Draws.of("data", SEED, 0).bernoulli(Tensor.fill(Shape.of(40, V), 0.4)).materialize();
    Trace one = train(cd(r).withDoubling(2, 1).pretraining(), x);
    Trace two = train(cd(copies).pretraining(), twice(x, 1));
    same(twice(one.gradients().get("weight"), 0), two.gradients().get("weight"));
    same(twice(one.gradients().get("visibleBias"), 0), two.gradients().get("visibleBias"));
    same(one.gradients().get("hiddenBias"), two.gradients().get("hiddenBias"));
    same(one.loss().mul(2), two.loss());
    same(one.means().get("free_energy"), two.means().get("free_energy"));
  }

  /// Hidden units that are all but sure, so that the two copies, which draw each for itself, are in the same state.
  private static Rbm sure() {
    Rbm r = RbmTest.random(V, H, 1, SEED);
    r.hiddenBias().set(Tensor.of(Shape.of(H), 40f, -40f, 40f).evaluate());
    return r;
  }

  @Test
  void aDoubledInputFromAboveIsThatOfTwoCopiesOfTheHiddenUnits() {
    Rbm r = sure();
    Rbm copies = machine(twice(r.weight(), 1), r.visibleBias(), twice(r.hiddenBias(), 0));
    Tensor x = Draws.of("data", SEED, 0).bernoulli(Tensor.fill(Shape.of(40, V), 0.4)).materialize();
    Trace one = train(cd(r).withDoubling(1, 2).pretraining(), x);
    Trace two = train(cd(copies).pretraining(), x);
    same(twice(one.gradients().get("weight"), 1), two.gradients().get("weight"));
    same(one.gradients().get("visibleBias"), two.gradients().get("visibleBias"));
    same(twice(one.gradients().get("hiddenBias"), 0), two.gradients().get("hiddenBias"));
    same(one.loss(), two.loss());
    same(one.means().get("free_energy"), two.means().get("free_energy"));
  }

  /// E[v | h, h] by a sum over all states of the visible units.
  @Test
  void theMeanGivenTwoCopiesIsThatOfAllStates() {
    Rbm r = sure();
    Rbm copies = machine(twice(r.weight(), 1), r.visibleBias(), twice(r.hiddenBias(), 0));
    Tensor v = RbmTest.states(V);
    Tensor h = Tensor.of(Shape.of(2 * H), 1f, 0f, 1f, 1f, 0f, 1f).expand(Shape.of(1 << V, 2 * H));
    float[] e = copies.energy(v, h).toFloats();
    double[] on = new double[V];
    double all = 0;
    for (int s = 0; s < 1 << V; s++) {
      all += Math.exp(-e[s]);
      for (int i = 0; i < V; i++) {
        on[i] += (s >> i & 1) * Math.exp(-e[s]);
      }
    }
    Tensor x = Tensor.fill(Shape.of(1, V), 0);
    float[] mean = train(cd(r).withDoubling(1, 2).pretraining(), x).gradients().get("visibleBias").toFloats();
    for (int i = 0; i < V; i++) {
      assertThat(mean[i]).isCloseTo((float) (on[i] / all), within(1e-5f));
    }
  }
}
