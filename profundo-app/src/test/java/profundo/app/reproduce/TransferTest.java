package profundo.app.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Shape;

class TransferTest {
  private static List<Float> laid(int way, float... picture) {
    int side = (int) Math.sqrt(picture.length);
    float[] into = new float[picture.length + 2];
    Transfer.lay(Array.wrap(Shape.of(side, side, 1), picture), way, into, 1);
    assertThat(into[0]).isZero();
    assertThat(into[into.length - 1]).isZero();
    return boxed(Arrays.copyOfRange(into, 1, into.length - 1));
  }

  private static List<Float> boxed(float... values) {
    return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
  }

  @Test
  void theEightWaysAreThoseOfASquare() {
    // 1 2    2 4    mirrored: 2 1
    // 3 4    1 3              4 3
    float[] square = {1, 2, 3, 4};
    assertThat(laid(0, square)).isEqualTo(boxed(1, 2, 3, 4));
    assertThat(laid(1, square)).isEqualTo(boxed(2, 4, 1, 3));
    assertThat(laid(2, square)).isEqualTo(boxed(4, 3, 2, 1));
    assertThat(laid(3, square)).isEqualTo(boxed(3, 1, 4, 2));
    assertThat(laid(4, square)).isEqualTo(boxed(2, 1, 4, 3));
    var seen = new HashSet<List<Float>>();
    for (int way = 0; way < 8; way++) {
      seen.add(laid(way, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    }
    assertThat(seen).hasSize(8);
  }
}
