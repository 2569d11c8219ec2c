package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;

class AugmentationSpecTest {
  private static final Dataset PICTURES =
      Dataset.of(Rng.of(1).uniform(Shape.of(6, 32, 32, 3), 0, 1), Array.of(Shape.of(6), 0, 1, 0, 1, 0, 1));

  @Test
  void everyWordIsUnderstoodWithAndWithoutItsNumbers() {
    for (String word : AugmentationSpec.words()) {
      AugmentationSpec spec = AugmentationSpec.of(word, PICTURES);
      String bare = word.split(":")[0];
      assertThat(AugmentationSpec.of(bare, PICTURES).mixup()).isEqualTo(spec.mixup());
      if (spec.each() == null) {
        assertThat(spec.mixup()).isEqualTo(0.2);
      } else {
        assertThat(spec.each()).hasToString(AugmentationSpec.of(bare, PICTURES).each().toString());
      }
    }
  }

  @Test
  void wordsAreTheSameAsTheirFactories() {
    Augmentation spec = AugmentationSpec.of("shift:3:reflect,mirror , cutout:5", PICTURES).each();
    Augmentation built =
        ImageAugment.shift(3, ImageAugment.Edge.REFLECT).then(ImageAugment.mirror()).then(ImageAugment.cutout(5));
    Shape shape = PICTURES.sampleShape();
    for (int i = 0; i < 5; i++) {
      float[] v = PICTURES.sample(i).floats();
      assertThat(spec.apply(v.clone(), shape, Rng.of(2).stream(i))).containsExactly(built.apply(v, shape, Rng.of(2).stream(i)));
    }
  }

  @Test
  void mixupMakesSharesOfLabels() {
    Batches batches = AugmentationSpec.of("crop:24:20,mixup", PICTURES).apply(PICTURES.batches(2), Rng.of(1));
    assertThat(batches.sampleShape("x")).isEqualTo(Shape.of(24, 20, 3));
    assertThat(batches.dataset().dtype("y")).isEqualTo(DType.F32);
    assertThat(batches.sampleShape("y")).isEqualTo(Shape.of(2));
  }

  @Test
  void whatIsNotUnderstoodIsShown() {
    assertThatThrownBy(() -> AugmentationSpec.of("mirror,shfit:3", PICTURES))
        .hasMessageContaining("shift:4, mirror,").hasMessageEndingWith("got 'shfit:3'");
    assertThatThrownBy(() -> AugmentationSpec.of("shift:x", PICTURES)).hasMessageContaining("as in shift:4, got 'shift:x'");
    assertThatThrownBy(() -> AugmentationSpec.of("shift:1.5", PICTURES)).hasMessageContaining("whole number after 'shift'");
    assertThatThrownBy(() -> AugmentationSpec.of("elastic:1:2:3", PICTURES)).hasMessageContaining("at most 2 numbers");
    assertThatThrownBy(() -> AugmentationSpec.of("", PICTURES)).hasMessageContaining("got ''");
  }
}
