package profundo.app.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.nn.Layer;
import profundo.nn.LayerRegistry;
import profundo.nn.Parameters;
import profundo.nn.Pass;

class NetworkTest {
  @Test
  void theRecurrentFamilyHasMoreThanThirteenMembersThatCanBeBuilt() {
    List<Network> family = Network.of("recurrent");
    assertThat(family).hasSizeGreaterThan(13);
    assertThat(family.stream().map(Network::name)).doesNotHaveDuplicates();
    for (Network n : family) {
      Layer net = n.builder().of(3, 8, Rng.of(1));
      Tensor y = Pass.inference(net).apply(net, Tensor.input("x", Shape.of(2, 5, 3), DType.F32));
      assertThat(y.shape().range(0, 2)).as(n.name()).isEqualTo(Shape.of(2, 5));
      var description = LayerRegistry.describe(net);
      Layer again = LayerRegistry.standard().build(description, Parameters.of(net).count());
      assertThat(LayerRegistry.describe(again)).as(n.name()).isEqualTo(description);
    }
  }

  @Test
  void everyNetworkHasALineAndAPaper() {
    assertThat(Network.families()).containsExactly("feed-forward", "convolutional", "text", "recurrent");
    for (Network n : Network.all()) {
      assertThat(n.paper()).as(n.name()).containsPattern("[A-Z][a-z]+ .*(19|20)\\d\\d");
      assertThat(n.description()).as(n.name()).hasSizeLessThan(90);
    }
  }
}
