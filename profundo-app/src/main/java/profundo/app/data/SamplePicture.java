package profundo.app.data;

import java.util.Arrays;
import profundo.Shape;

/// How `profundo augment` shows a sample: a picture as it is, a series or a sound as lines over time, a spectrogram with time
/// to the right and low bands below.
public enum SamplePicture {
  /// `[height, width, 1 or 3]`, from 0 to 1.
  PICTURE,
  /// `[time, channels]` or `[time, channels, 1]`.
  LINES,
  /// `[frames, bands, 1]`.
  SPECTROGRAM;

  private static final int HEIGHT = 64;
  private static final int WIDTH = 160;

  /// The size of the picture of samples of this shape.
  public Shape size(Shape sample) {
    return switch (this) {
      case PICTURE -> sample;
      case LINES -> Shape.of(HEIGHT, WIDTH, 1);
      case SPECTROGRAM -> Shape.of(sample.size(1), sample.size(0), 1);
    };
  }

  /// The picture, of shape [#size], values from 0 to 1.
  ///
  /// @param like values of the sample as it was: what it spans is the height, or all from black to white
  public float[] draw(float[] v, Shape shape, float[] like) {
    if (this == PICTURE) {
      return v;
    }
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (float x : like) {
      low = Math.min(low, x);
      high = Math.max(high, x);
    }
    float span = high > low ? high - low : 1;
    float[] scaled = new float[v.length];
    for (int i = 0; i < v.length; i++) {
      scaled[i] = Math.clamp((v[i] - low) / span, 0, 1);
    }
    return this == LINES ? lines(scaled, shape.size(0), shape.size(1)) : upright(scaled, shape.size(0), shape.size(1));
  }

  /// Each column of pixels shows all values from its first step to that of the next column.
  private static float[] lines(float[] v, int n, int channels) {
    float[] picture = new float[HEIGHT * WIDTH];
    for (int x = 0; x < WIDTH; x++) {
      int first = (int) ((long) x * (n - 1) / WIDTH);
      int last = Math.min(n - 1, (int) (((long) (x + 1) * (n - 1) + WIDTH - 1) / WIDTH));
      for (int c = 0; c < channels; c++) {
        float low = at(v, first, last, (double) x * (n - 1) / WIDTH, c, channels);
        float high = low;
        float end = at(v, first, last, (double) (x + 1) * (n - 1) / WIDTH, c, channels);
        low = Math.min(low, end);
        high = Math.max(high, end);
        for (int t = first + 1; t < last; t++) {
          low = Math.min(low, v[t * channels + c]);
          high = Math.max(high, v[t * channels + c]);
        }
        for (int y = row(high); y <= row(low); y++) {
          picture[y * WIDTH + x] = 1;
        }
      }
    }
    return picture;
  }

  /// Between two steps the value is interpolated.
  private static float at(float[] v, int first, int last, double time, int c, int channels) {
    int left = Math.clamp((int) time, first, last);
    int right = Math.min(last, left + 1);
    float part = (float) (time - left);
    return (1 - part) * v[left * channels + c] + part * v[right * channels + c];
  }

  private static int row(float value) {
    return Math.round((1 - value) * (HEIGHT - 1));
  }

  private static float[] upright(float[] v, int frames, int bands) {
    float[] picture = Arrays.copyOf(v, v.length);
    for (int t = 0; t < frames; t++) {
      for (int b = 0; b < bands; b++) {
        picture[(bands - 1 - b) * frames + t] = v[t * bands + b];
      }
    }
    return picture;
  }
}
