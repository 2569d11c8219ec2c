package profundo.zoo.boltzmann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.train.Evaluation;

/// The units that the estimate looks at, batch by batch.
class PseudoLikelihoodTest {
  private static final int V = 200;
  private static final int N = 6000;
  private static final long SEED = 11;

  /// Without connections log P(v_i | the others) is log sigmoid(±b_i): half of the units are coins, the others all but sure,
  /// so that an estimate from a few units, the same in every batch, is off by far.
  @Test
  void theEstimateGoesOverAllUnitsInBatchesAlso() throws Exception {
    Rng rng = Rng.of(SEED);
    Rbm rbm = Rbm.of(V, 1, rng);
    rbm.weight().set(Array.zeros(rbm.weight().shape(), rbm.weight().dtype()));
    for (int i = 0; i < V; i++) {
      rbm.visibleBias().value().floats()[i] = rng.nextInt(2) * 10;
    }
    Array x = Draws.of("data", SEED, 0).bernoulli(rbm.visibleBias().sigmoid().expand(Shape.of(N, V))).evaluate();
    double exact = 0;
    for (float b : rbm.visibleBias().value().floats()) {
      double p = 1 / (1 + Math.exp(-b));
      exact += p * Math.log(p) + (p < 1 ? (1 - p) * Math.log(1 - p) : 0);
    }
    // log 1/2 for half of the draws: a deviation of V log(2) / 2 a sample.
    double deviation = V * Math.log(2) / 2 / Math.sqrt(N);
    Dataset data = Dataset.of(x);
    var step = ContrastiveDivergence.of(rbm).pretraining();
    double validated = Evaluation.of(step, data.batches(10)).metrics().get("pseudo_likelihood");
    double judged = RbmRecipe.mean(data, v -> rbm.pseudoLikelihood(v, Draws.of("pseudo-likelihood", SEED, 0)));
    System.out.printf("pseudo-likelihood %.2f, in batches of 10 %.2f, as a figure %.2f%n", exact, validated, judged);
    assertThat(validated).as("seed %s", SEED).isCloseTo(exact, within(4 * deviation));
    assertThat(judged).as("seed %s", SEED).isCloseTo(exact, within(4 * deviation));
    assertThat(Evaluation.of(step, data.batches(10)).metrics().get("pseudo_likelihood")).isEqualTo(validated);
  }

  /// Chi-squared over the units, of the same draws in every batch.
  @Test
  void eachUnitIsDrawnAsOftenAsAnyOther() {
    Rbm rbm = Rbm.of(V, 1, Rng.of(SEED));
    int[] counts = new int[V];
    for (int batch = 0; batch < 200; batch++) {
      Tensor v = Draws.of("data", SEED, batch).bernoulli(Tensor.fill(Shape.of(100, V), 0.2));
      for (int i : rbm.drawnUnit(v, Draws.of("pseudo-likelihood", 0, 0)).evaluate().ints()) {
        counts[i]++;
      }
    }
    double chi = Arrays.stream(counts).mapToDouble(c -> (c - 100) * (c - 100) / 100.0).sum();
    // V - 1 degrees of freedom: mean 199, deviation 20.
    assertThat(chi).as("seed %s", SEED).isLessThan(199 + 4 * 20);
    Tensor same = Tensor.fill(Shape.of(500, V), 0);
    assertThat(Arrays.stream(rbm.drawnUnit(same, Draws.of("pseudo-likelihood", 0, 0)).evaluate().ints()).distinct().count())
        .isGreaterThan(150);
  }
}
