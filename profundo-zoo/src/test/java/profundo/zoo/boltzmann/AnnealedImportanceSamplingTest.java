package profundo.zoo.boltzmann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import profundo.Shape;
import profundo.Tensor;

class AnnealedImportanceSamplingTest {
  @Test
  void theEstimateIsNearTheExactPartitionFunction() {
    Rbm rbm = RbmTest.random(50, 12, 0.4, 5);
    double exact = PartitionFunction.log(rbm);
    var samples = Draws.of("data", 5, 0).bernoulli(Tensor.fill(Shape.of(100, 50), 0.4)).evaluate();
    var estimate = AnnealedImportanceSampling.of(rbm, samples).withChains(100).withTemperatures(500).estimate(5);
    System.out.printf("log Z %.3f, estimated %.3f (%.3f to %.3f)%n", exact, estimate.logZ(), estimate.low(), estimate.high());
    assertThat(estimate.logZ()).as("seed 5").isCloseTo(exact, within(0.2));
    assertThat(estimate.low()).isLessThan(exact);
    assertThat(estimate.high()).isGreaterThan(exact);
    assertThat(estimate.logWeights()).hasSize(100);
  }

  @Test
  void withoutWeightsItIsExact() {
    Rbm rbm = RbmTest.random(20, 5, 0, 5);
    var half = Tensor.fill(Shape.of(8, 20), 0.5).evaluate();
    var estimate = AnnealedImportanceSampling.of(rbm, half).withTemperatures(3).estimate(1);
    assertThat(PartitionFunction.log(rbm)).isCloseTo(25 * Math.log(2), within(1e-4));
    assertThat(estimate.logZ()).isCloseTo(25 * Math.log(2), within(1e-4));
  }

  @Test
  void anEstimateWithoutALowerEndGivesNoFigureOfIt() {
    Map<String, Double> figures = new LinkedHashMap<>();
    new AnnealedImportanceSampling.Estimate(5, 4, 5.5, List.of()).addTo(figures);
    assertThat(figures).containsExactly(Map.entry("log_z_estimate", 5.0), Map.entry("log_z_low", 4.0), Map.entry("log_z_high", 5.5));
    figures.clear();
    new AnnealedImportanceSampling.Estimate(5, Double.NEGATIVE_INFINITY, 6, List.of()).addTo(figures);
    assertThat(figures).containsExactly(Map.entry("log_z_estimate", 5.0), Map.entry("log_z_high", 6.0));
  }
}
