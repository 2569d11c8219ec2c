package profundo.data;

import java.util.Arrays;
import profundo.Rng;
import profundo.Shape;

/// The patches of AlexNet (Krizhevsky, Sutskever and Hinton 2012, section 4.1): crops and their mirror images. 224 x 224
/// of 256 x 256 are 32 x 32 translations and 2 reflections, a set 2048 times as large.
///
/// The paper counts the translations as the difference of the sides, so that the last possible position, 32, is not taken.
///
/// @param height of a patch
/// @param width of a patch
public record CropAndMirror(int height, int width) implements Augmentation {
  /// @throws IllegalArgumentException when a side is below 1
  public CropAndMirror {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("CropAndMirror: expected sides of at least 1, got " + height + " x " + width);
    }
  }

  /// Number of patches of one picture: `(H - height) * (W - width) * 2`, at least one translation for each side.
  public int count(Shape picture) {
    output(picture);
    return down(picture) * right(picture) * 2;
  }

  private int down(Shape picture) {
    return Math.max(1, picture.size(0) - height);
  }

  private int right(Shape picture) {
    return Math.max(1, picture.size(1) - width);
  }

  /// One of the patches, `index` from 0 to [#count] - 1: by translation, row after row, and each plain and mirrored.
  public float[] patch(float[] values, Shape picture, int index) {
    if (index < 0 || index >= count(picture)) {
      throw new IndexOutOfBoundsException(
          "CropAndMirror: expected a patch from 0 to " + (count(picture) - 1) + ", got " + index);
    }
    int w = picture.size(1);
    int c = picture.size(2);
    int top = index / 2 / right(picture);
    int left = index / 2 % right(picture);
    float[] out = new float[height * width * c];
    for (int i = 0; i < height; i++) {
      System.arraycopy(values, ((top + i) * w + left) * c, out, i * width * c, width * c);
    }
    return index % 2 == 0 ? out : ImageAugment.mirrored(out, output(picture));
  }

  /// The five patches, corners and centre, plain and mirrored, over which AlexNet averages what it predicts.
  public float[][] tenViews(float[] values, Shape picture) {
    int last = right(picture) - 1;
    int row = right(picture);
    int bottom = (down(picture) - 1) * row;
    int centre = down(picture) / 2 * row + right(picture) / 2;
    return Arrays.stream(new int[] {0, last, bottom, bottom + last, centre})
        .flatMap(t -> Arrays.stream(new int[] {2 * t, 2 * t + 1}))
        .mapToObj(i -> patch(values, picture, i))
        .toArray(float[][]::new);
  }

  @Override
  public float[] apply(float[] values, Shape shape, Rng rng) {
    return patch(values, shape, rng.nextInt(count(shape)));
  }

  @Override
  public Shape output(Shape shape) {
    if (shape.rank() != 3 || shape.size(0) < height || shape.size(1) < width) {
      throw new IllegalArgumentException(
          "CropAndMirror: expected pictures [height >= " + height + ", width >= " + width + ", channels], got " + shape);
    }
    return Shape.of(height, width, shape.size(2));
  }

  @Override
  public String toString() {
    return "crop:" + height + "x" + width;
  }
}
