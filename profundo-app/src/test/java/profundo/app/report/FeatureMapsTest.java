package profundo.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Evaluator;
import profundo.Rng;
import profundo.Shape;
import profundo.nn.Conv2d;
import profundo.nn.Dropout;
import profundo.nn.Flatten;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.reference.Interpreter;

class FeatureMapsTest {
  private final Rng rng = Rng.of(5);
  private final Array image = rng.uniform(Shape.of(6, 6, 1), 0, 1);

  @Test
  void eachLayerThatChangesSomethingIsShownInOrder() {
    var features = Sequential.of().then("conv", Conv2d.of(1, 2, 3, rng)).then("relu", Relu.of())
        .then("drop", Dropout.of(0.5));
    var net = Sequential.of().then("features", features).then("flat", Flatten.of()).then("out", Linear.of(32, 3, rng));
    List<ReportData.FeatureMap> maps = of(net, List.of("a", "b", "c"));
    assertThat(maps)
        .extracting(ReportData.FeatureMap::layer)
        .containsExactly("input", "features.conv (Conv2d)", "features.relu (Relu)", "out (Linear)");
    assertThat(maps)
        .extracting(m -> m.values().shape())
        .containsExactly(Shape.of(6, 6, 1), Shape.of(4, 4, 2), Shape.of(4, 4, 2), Shape.of(3));
    assertThat(maps.getLast().names()).containsExactly("a", "b", "c");
    float[] conv = maps.get(1).values().floats();
    float[] relu = maps.get(2).values().floats();
    for (int i = 0; i < conv.length; i++) {
      assertThat(relu[i]).isEqualTo(Math.max(0, conv[i]));
    }
  }

  @Test
  void aModelOfOneLayerIsShownToo() {
    Layer twice = (x, _) -> x.mul(2);
    List<ReportData.FeatureMap> maps = of(twice, List.of());
    assertThat(maps).hasSize(2);
    assertThat(maps.get(1).values().floats()[7]).isEqualTo(2 * image.floats()[7]);
    assertThat(maps.get(1).layer()).isEqualTo("Layer");
  }

  @Test
  void theFirstFiltersOfAConvolutionAreItsKernels() {
    Conv2d conv = Conv2d.of(3, 4, 5, rng);
    Array filters = FirstLayer.filters(Sequential.of(conv, Relu.of()), Shape.of(9, 9, 3)).orElseThrow();
    assertThat(filters.sameBits(conv.weight().value())).isTrue();
    assertThat(filters.shape()).isEqualTo(Shape.of(5, 5, 3, 4));
  }

  @Test
  void theWeightsOfADenseLayerTakeTheShapeOfTheImage() {
    Linear linear = Linear.of(36, 4, rng);
    Array filters = FirstLayer.filters(Sequential.of(Flatten.of(), linear), Shape.of(6, 6, 1)).orElseThrow();
    assertThat(filters.shape()).isEqualTo(Shape.of(6, 6, 1, 4));
    assertThat(filters.floats()).containsExactly(linear.weight().value().floats());
  }

  @Test
  void weightsThatAreNoPicturesAreNotShown() {
    assertThat(FirstLayer.filters(Linear.of(5, 2, rng), Shape.of(5))).isEmpty();
    assertThat(FirstLayer.filters(Relu.of(), Shape.of(6, 6, 1))).isEmpty();
  }

  private List<ReportData.FeatureMap> of(Layer model, List<String> classes) {
    return ScopedValue.where(Evaluator.CURRENT, new Interpreter()).call(() -> FeatureMaps.of(model, image, classes));
  }
}
