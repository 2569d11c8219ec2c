package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.data.ImageAugment.Edge;

class ImageAugmentTest {
  private static final Shape THREE = Shape.of(3, 3, 1);
  private static final float[] DIGITS = {1, 2, 3, 4, 5, 6, 7, 8, 9};

  @Test
  void alexNetsSetIs2048TimesAsLarge() {
    Shape picture = Shape.of(256, 256, 1);
    float[] v = new float[256 * 256];
    for (int i = 0; i < v.length; i++) {
      v[i] = i;
    }
    var crops = new CropAndMirror(224, 224);
    assertThat(crops.count(picture)).isEqualTo(2048);
    // Every value of the picture is another one, so that a corner and its neighbour tell position and reflection.
    Set<Long> seen = new HashSet<>();
    for (int k = 0; k < 2048; k++) {
      float[] patch = crops.patch(v, picture, k);
      assertThat(patch).hasSize(224 * 224);
      seen.add((long) patch[0] << 32 | (long) patch[1]);
    }
    assertThat(seen).hasSize(2048);
    // 8 x 8 of 40 x 40 are as many.
    Shape small = Shape.of(40, 40, 1);
    Set<Long> drawn = new HashSet<>();
    for (int i = 0; i < 40_000; i++) {
      float[] patch = new CropAndMirror(8, 8).apply(v, small, Rng.of(11).stream(i));
      drawn.add((long) patch[0] << 32 | (long) patch[1]);
    }
    assertThat(drawn).as("draws reach every member").hasSize(2048);
  }

  @Test
  void patchesLieWhereTheyShould() {
    var crops = new CropAndMirror(2, 2);
    assertThat(crops.count(THREE)).isEqualTo(2);
    assertThat(crops.patch(DIGITS, THREE, 0)).containsExactly(1, 2, 4, 5);
    assertThat(crops.patch(DIGITS, THREE, 1)).containsExactly(2, 1, 5, 4);
    assertThat(crops.tenViews(DIGITS, THREE)).hasNumberOfRows(10);
    assertThatThrownBy(() -> crops.count(Shape.of(1, 3, 1))).hasMessageContaining("height >= 2");
  }

  @Test
  void tenViewsAreCornersAndCentre() {
    Shape four = Shape.of(4, 4, 1);
    float[] v = new float[16];
    for (int i = 0; i < 16; i++) {
      v[i] = i;
    }
    float[][] views = new CropAndMirror(1, 1).tenViews(v, four);
    assertThat(new float[] {views[0][0], views[2][0], views[4][0], views[6][0], views[8][0]}).containsExactly(0, 2, 8, 10, 5);
  }

  @Test
  void mirrorImagesOfColours() {
    Shape shape = Shape.of(1, 3, 2);
    float[] v = {1, 2, 3, 4, 5, 6};
    assertThat(ImageAugment.mirrored(v, shape)).containsExactly(5, 6, 3, 4, 1, 2);
  }

  @Test
  void shiftsAreWholePixelsAllAlikeOften() {
    assertThat(ImageWarp.shift(DIGITS, THREE, 1, -1, Edge.ZERO)).containsExactly(0, 0, 0, 2, 3, 0, 5, 6, 0);
    assertThat(ImageWarp.shift(DIGITS, THREE, 1, 0, Edge.REFLECT)).containsExactly(4, 5, 6, 1, 2, 3, 4, 5, 6);
    int[] where = new int[9];
    float[] dot = {0, 0, 0, 0, 1, 0, 0, 0, 0};
    for (int i = 0; i < 9000; i++) {
      float[] moved = ImageAugment.shift(1).apply(dot, THREE, Rng.of(1).stream(i));
      for (int k = 0; k < 9; k++) {
        where[k] += (int) moved[k];
      }
    }
    for (int count : where) {
      assertThat(count).isBetween(850, 1150);
    }
  }

  @Test
  void aQuarterTurnIsClockwise() {
    assertThat(ImageWarp.affine(DIGITS, THREE, Math.PI / 2, 1, 0, Edge.ZERO)).containsExactly(7, 4, 1, 8, 5, 2, 9, 6, 3);
  }

  @Test
  void twiceTheSizeAndSlanted() {
    // Every second pixel from the centre falls on one of the source.
    assertThat(ImageWarp.affine(DIGITS, THREE, 0, 2, 0, Edge.ZERO)).containsExactly(3, 3.5f, 4, 4.5f, 5, 5.5f, 6, 6.5f, 7);
    // The row below the centre moves one column to the right, that above one to the left.
    assertThat(ImageWarp.affine(DIGITS, THREE, 0, 1, 1, Edge.ZERO)).containsExactly(2, 3, 0, 4, 5, 6, 0, 7, 8);
  }

  @Test
  void nothingAtStrengthZero() {
    Rng rng = Rng.of(3);
    for (Augmentation a :
        new Augmentation[] {
          ImageAugment.shift(0), ImageAugment.rotate(0, Edge.ZERO), ImageAugment.scale(0, Edge.ZERO),
          ImageAugment.shear(0, Edge.ZERO), ImageAugment.elastic(0, 2, Edge.ZERO), ImageAugment.brightness(0),
          ImageAugment.contrast(0), ImageAugment.colour(0)
        }) {
      float[] got = a.apply(DIGITS.clone(), THREE, rng);
      for (int i = 0; i < 9; i++) {
        assertThat(got[i]).as("%s at %d", a, i).isCloseTo(DIGITS[i], within(1e-5f));
      }
    }
  }

  @Test
  void elasticDistortionsAreSmooth() {
    int n = 28;
    Shape shape = Shape.of(n, n, 1);
    float[] ramp = new float[n * n];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = i % n;
    }
    // The picture shows its own columns: what comes out is where each pixel came from.
    float[] got = ImageAugment.elastic(34, 4, Edge.REFLECT).apply(ramp, shape, Rng.of(6));
    double largest = 0;
    for (int i = 8; i < 20; i++) {
      for (int j = 8; j < 20; j++) {
        largest = Math.max(largest, Math.abs(got[i * n + j] - j));
        assertThat(Math.abs(got[i * n + j + 1] - got[i * n + j] - 1)).isLessThan(1);
      }
    }
    assertThat(largest).isBetween(0.3, 8.0);
  }

  @Test
  void cutoutHidesASquare() {
    Shape shape = Shape.of(8, 8, 2);
    for (int i = 0; i < 200; i++) {
      float[] v = new float[128];
      Arrays.fill(v, 1);
      ImageAugment.cutout(4).apply(v, shape, Rng.of(2).stream(i));
      int hidden = 0;
      for (float x : v) {
        hidden += x == 0 ? 1 : 0;
      }
      // From a corner of 2 x 2 to the whole square, in both channels.
      assertThat(hidden).isBetween(8, 32).isEven();
    }
  }

  @Test
  void contrastKeepsTheMeanAndColourMovesChannelsApart() {
    float[] v = {0, 1, 2, 3};
    float[] got = ImageAugment.contrast(0.5).apply(v.clone(), Shape.of(2, 2, 1), Rng.of(8));
    assertThat(got[0] + got[1] + got[2] + got[3]).isCloseTo(6, within(1e-5f));
    assertThat((got[3] - got[0]) / 3).isBetween(0.5f, 1.5f).isNotEqualTo(1);
    float[] colour = ImageAugment.colour(1).apply(new float[4], Shape.of(2, 1, 2), Rng.of(8));
    assertThat(colour[0]).isEqualTo(colour[2]).isNotEqualTo(colour[1]);
    assertThat(colour[1]).isEqualTo(colour[3]);
  }

  @Test
  void principalComponentsOfColours() {
    Rng rng = Rng.of(12);
    float[] x = new float[300 * 3];
    for (int i = 0; i < 300; i++) {
      float a = 2 * rng.nextGaussian();
      float b = rng.nextGaussian();
      x[3 * i] = a + 0.1f * rng.nextGaussian();
      x[3 * i + 1] = a + b;
      x[3 * i + 2] = a - b;
    }
    ColourPca pca = ColourPca.of(Dataset.of(Array.of(Shape.of(3, 10, 10, 3), x)));
    double[][] covariance = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++) {
        for (int j = 0; j < 3; j++) {
          covariance[k][j] += pca.variances()[i] * pca.components()[i][k] * pca.components()[i][j];
        }
      }
    }
    double[] mean = new double[3];
    for (int i = 0; i < 900; i++) {
      mean[i % 3] += x[i] / 300;
    }
    for (int k = 0; k < 3; k++) {
      for (int j = 0; j < 3; j++) {
        double sum = 0;
        double dot = 0;
        for (int i = 0; i < 300; i++) {
          sum += (x[3 * i + k] - mean[k]) * (x[3 * i + j] - mean[j]) / 300;
        }
        for (int i = 0; i < 3; i++) {
          dot += pca.components()[k][i] * pca.components()[j][i];
        }
        assertThat(covariance[k][j]).isCloseTo(sum, within(1e-6));
        assertThat(dot).isCloseTo(k == j ? 1 : 0, within(1e-9));
      }
    }
    assertThat(pca.variances()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    // What is added varies along the first component as std times its variance.
    double squares = 0;
    for (int i = 0; i < 4000; i++) {
      float[] add = pca.draw(0.1, 3, Rng.of(5).stream(i));
      double along = 0;
      for (int k = 0; k < 3; k++) {
        along += add[k] * pca.components()[0][k];
      }
      squares += along * along / 4000;
    }
    assertThat(Math.sqrt(squares)).isCloseTo(0.1 * pca.variances()[0], within(0.06 * 0.1 * pca.variances()[0]));
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> ImageAugment.shift(60).output(Shape.of(28, 28, 1)))
        .hasMessageContaining("shift:60: expected fewer pixels than the picture's 28 rows and 28 columns, got 60");
    assertThatThrownBy(() -> ImageAugment.shift(5).output(Shape.of(28, 5, 1))).hasMessageContaining("5 columns");
    assertThat(ImageAugment.shift(4).output(Shape.of(28, 5, 1))).isEqualTo(Shape.of(28, 5, 1));
    assertThat(ImageAugment.shift(60, Edge.REFLECT).output(Shape.of(28, 28, 1))).isEqualTo(Shape.of(28, 28, 1));
    assertThatThrownBy(() -> ImageAugment.shift(-1)).hasMessage("ImageAugment.shift: expected at least 0 pixels, got -1");
    assertThatThrownBy(() -> ImageAugment.scale(1, Edge.ZERO)).hasMessageContaining("below 1");
    assertThatThrownBy(() -> ImageAugment.elastic(1, 0, Edge.ZERO)).hasMessageContaining("sigma");
  }
}
