package profundo.explain;

import java.util.Arrays;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.nn.Layer;
import profundo.nn.Pass;

/// How much the score falls when a square of the input is covered, moved over the whole of it (Zeiler, Fergus 2013,
/// Visualizing and understanding convolutional networks, section 4.2). A place counts with the mean of the squares over it.
///
/// @param side of the square
/// @param stride how far it moves
/// @param fill what covers
public record Occlusion(int side, int stride, float fill) implements Explainer {
  private static final int CHUNK = 64;

  /// Checks the settings.
  public Occlusion {
    if (side < 1 || stride < 1 || stride > side) {
      throw new IllegalArgumentException(
          "Occlusion: expected a square of side at least 1 and a stride from 1 to its side, got " + side + " and " + stride);
    }
  }

  /// A square of zeros that moves by half its side, rounded up.
  public static Occlusion of(int side) {
    return new Occlusion(side, Math.max(1, (side + 1) / 2), 0);
  }

  /// The same with another cover.
  public Occlusion filling(float value) {
    return new Occlusion(side, stride, value);
  }

  /// @return `[height, width]`
  @Override
  public Array explain(Layer model, Array x, int target) {
    Shape s = x.shape();
    if (s.rank() != 3) {
      throw new ShapeException("Occlusion: expected an image [height, width, channels], got " + s);
    }
    int h = s.size(0);
    int w = s.size(1);
    int down = places(h);
    int across = places(w);
    double whole = scores(model, Score.batch(x), target)[0];
    double[] sum = new double[h * w];
    int[] over = new int[h * w];
    for (int done = 0; done < down * across; done += CHUNK) {
      int n = Math.min(CHUNK, down * across - done);
      float[] covered = new float[n * s.count()];
      for (int i = 0; i < n; i++) {
        System.arraycopy(x.floats(), 0, covered, i * s.count(), s.count());
        for (int at : under(done + i, h, w, across)) {
          int first = i * s.count() + at * s.size(2);
          Arrays.fill(covered, first, first + s.size(2), fill);
        }
      }
      float[] score = scores(model, Array.wrap(s.insert(0, n), covered), target);
      for (int i = 0; i < n; i++) {
        for (int at : under(done + i, h, w, across)) {
          sum[at] += whole - score[i];
          over[at]++;
        }
      }
    }
    float[] result = new float[h * w];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (sum[i] / over[i]);
    }
    return Array.wrap(s.range(0, 2), result);
  }

  /// The pixels under the square at one of its places; the last row and column of places end at the edge.
  private int[] under(int place, int h, int w, int across) {
    int top = Math.clamp((long) place / across * stride, 0, Math.max(0, h - side));
    int left = Math.clamp((long) (place % across) * stride, 0, Math.max(0, w - side));
    int rows = Math.min(side, h);
    int columns = Math.min(side, w);
    return IntStream.range(0, rows * columns).map(i -> (top + i / columns) * w + left + i % columns).toArray();
  }

  private int places(int size) {
    return size <= side ? 1 : Math.ceilDiv(size - side, stride) + 1;
  }

  private static float[] scores(Layer model, Array batch, int target) {
    return Score.of(model, Tensor.wrap(batch), target, Pass.inference(model)).toFloats();
  }
}
