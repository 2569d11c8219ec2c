package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import profundo.Rng;
import profundo.Shape;

class VolumeAugmentTest {
  private static final Shape SHAPE = Shape.of(2, 3, 4, 2);

  /// Each value tells where it was.
  private static float[] places() {
    float[] values = new float[SHAPE.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return values;
  }

  @Test
  void theEightMirrorImagesAreThoseOfTheDefinition() {
    Set<String> expected = new HashSet<>();
    for (int ways = 0; ways < 8; ways++) {
      float[] out = new float[SHAPE.count()];
      for (int i = 0; i < out.length; i++) {
        int channel = i % 2;
        int k = i / 2 % 4;
        int j = i / 8 % 3;
        int d = i / 24;
        int from = ((ways & 1) == 0 ? d : 1 - d) * 24 + ((ways & 2) == 0 ? j : 2 - j) * 8 + ((ways & 4) == 0 ? k : 3 - k) * 2;
        out[i] = from + channel;
      }
      expected.add(Arrays.toString(out));
    }
    Set<String> seen = new HashSet<>();
    for (int draw = 0; draw < 200; draw++) {
      seen.add(Arrays.toString(VolumeAugment.mirror().apply(places(), SHAPE, Rng.of(draw))));
    }
    assertThat(expected).hasSize(8);
    assertThat(seen).isEqualTo(expected);
  }

  @Test
  void picturesAreRefused() {
    assertThatThrownBy(() -> VolumeAugment.mirror().output(Shape.of(28, 28, 1)))
        .hasMessage("VolumeAugment: expected volumes [depth, height, width, channels], got [28, 28, 1]");
  }
}
