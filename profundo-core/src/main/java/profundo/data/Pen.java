package profundo.data;

import java.util.Arrays;
import profundo.Rng;

/// Writes one digit: chooses a style, bends and places it, and draws it into 28 x 28 bytes. All choices come from the
/// generator it is given; only arithmetic and [StrictMath] are used, so that the bits are the same everywhere.
///
/// Not safe for use by several threads; holds the memory that it works in.
final class Pen {
  static final int SIDE = 28;

  /// Pixels at each edge that no ink reaches.
  static final float MARGIN = 1;

  /// Most grain of a picture: 0 is none.
  static final float GRAIN = 0.3f;

  /// Noise on blank paper from darkest to lightest, as a part of full ink, for a grain of 1.
  static final float PAPER = 0.5f;

  /// Room for the points of the longest digit.
  private static final int MAX_POINTS = 512;

  /// Straight pieces between two points of a stroke.
  private static final int PIECES = 6;

  /// Waves of the elastic distortion.
  private static final int WAVES = 3;

  /// How much wider than its mean the pen gets where it is pressed.
  private static final float REACH = 1.25f;

  private final float[] xs = new float[MAX_POINTS];
  private final float[] ys = new float[MAX_POINTS];
  private final boolean[] starts = new boolean[MAX_POINTS];
  private final float[] ink = new float[SIDE * SIDE];
  private final float[] wave = new float[WAVES * 4];
  private int points;

  /// Draws `digit` into `out[offset ...]`: 0 is paper, 255 is full ink.
  void write(int digit, Rng rng, byte[] out, int offset) {
    var styles = Glyphs.of(digit);
    Glyphs.Style style = styles.get(rng.nextInt(styles.size()));
    trace(style, rng);
    float width = between(rng, 1.2f, 3.6f);
    place(style, width, rng);
    draw(width, between(rng, 0.5f, 0.9f), rng);
    develop(between(rng, 0.6f, 1f), between(rng, 0, GRAIN), rng, out, offset);
  }

  /// Follows the strokes, with every given point moved by a smooth field of waves and a little by itself.
  private void trace(Glyphs.Style style, Rng rng) {
    float strength = between(rng, 0.2f, 1f) * 0.068f;
    for (int i = 0; i < wave.length; i += 4) {
      wave[i] = between(rng, -1.3f, 1.3f);
      wave[i + 1] = between(rng, -1.3f, 1.3f);
      wave[i + 2] = rng.nextFloat();
      wave[i + 3] = strength * between(rng, -1, 1);
    }
    points = 0;
    for (float[] stroke : style.strokes()) {
      int n = stroke.length / 2;
      float[] px = new float[n];
      float[] py = new float[n];
      for (int i = 0; i < n; i++) {
        float x = stroke[2 * i];
        float y = stroke[2 * i + 1];
        // Ends stay where the field puts them: other strokes may begin there.
        boolean inner = i > 0 && i < n - 1;
        px[i] = x + field(x, y, 0) + (inner ? between(rng, -1, 1) * 0.03f : 0);
        py[i] = y + field(x, y, 1) + (inner ? between(rng, -1, 1) * 0.03f : 0);
      }
      curve(px, py);
    }
  }

  private float field(float x, float y, int axis) {
    double d = 0;
    for (int w = 0; w < WAVES; w++) {
      int i = 4 * w;
      double phase = wave[i] * x + wave[i + 1] * y + wave[i + 2] + 0.25 * axis * (w + 1);
      d += wave[i + 3] * StrictMath.sin(2 * StrictMath.PI * phase);
    }
    return (float) d;
  }

  /// A Catmull-Rom spline through the points.
  private void curve(float[] px, float[] py) {
    int n = px.length;
    add(px[0], py[0], true);
    for (int i = 0; i + 1 < n; i++) {
      int before = Math.max(0, i - 1);
      int after = Math.min(n - 1, i + 2);
      for (int k = 1; k <= PIECES; k++) {
        float t = (float) k / PIECES;
        add(
            spline(px[before], px[i], px[i + 1], px[after], t),
            spline(py[before], py[i], py[i + 1], py[after], t),
            false);
      }
    }
  }

  private static float spline(float a, float b, float c, float d, float t) {
    return 0.5f * (2 * b + t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))));
  }

  private void add(float x, float y, boolean start) {
    xs[points] = x;
    ys[points] = y;
    starts[points++] = start;
  }

  /// Turns, shears, scales and moves the lines into the image; shrinks what would not fit.
  private void place(Glyphs.Style style, float width, Rng rng) {
    float turn = between(rng, -0.28f, 0.28f);
    float cos = (float) StrictMath.cos(turn);
    float sin = (float) StrictMath.sin(turn);
    float shear = between(rng, -0.17f, 0.47f);
    float height = between(rng, 14, 21);
    float wide = height * style.width() * between(rng, 0.7f, 1.38f);
    float minX = Float.MAX_VALUE;
    float maxX = -Float.MAX_VALUE;
    float minY = Float.MAX_VALUE;
    float maxY = -Float.MAX_VALUE;
    for (int i = 0; i < points; i++) {
      float y = (ys[i] - 0.5f) * height;
      float x = (xs[i] - 0.5f) * wide - shear * y;
      xs[i] = cos * x - sin * y;
      ys[i] = sin * x + cos * y;
      minX = Math.min(minX, xs[i]);
      maxX = Math.max(maxX, xs[i]);
      minY = Math.min(minY, ys[i]);
      maxY = Math.max(maxY, ys[i]);
    }
    // Ink reaches half the widest pen and half a pixel of softness beyond the line.
    float room = SIDE - 2 * MARGIN - REACH * width - 2;
    float scale = Math.min(1, room / Math.max(maxX - minX, maxY - minY));
    float dx = shift(rng, room - scale * (maxX - minX));
    float dy = shift(rng, room - scale * (maxY - minY));
    float midX = (minX + maxX) / 2;
    float midY = (minY + maxY) / 2;
    for (int i = 0; i < points; i++) {
      xs[i] = (xs[i] - midX) * scale + SIDE / 2f + dx;
      ys[i] = (ys[i] - midY) * scale + SIDE / 2f + dy;
    }
  }

  /// A move of at most two pixels, and no further than the room that is left on both sides allows.
  private static float shift(Rng rng, float left) {
    float most = Math.clamp(left / 2, 0, 2);
    return between(rng, -most, most);
  }

  /// Ink by the distance of each pixel's centre to the line: full within half the pen's width, fading over `2 soft`.
  private void draw(float width, float soft, Rng rng) {
    Arrays.fill(ink, 0);
    float pressure = between(rng, 2 - REACH, REACH);
    for (int i = 1; i < points; i++) {
      if (starts[i]) {
        continue;
      }
      // Pressure changes evenly from the beginning of the digit to its end.
      float here = pressure + (2 - 2 * pressure) * i / points;
      segment(xs[i - 1], ys[i - 1], xs[i], ys[i], width * here / 2, soft);
    }
  }

  private void segment(float x0, float y0, float x1, float y1, float half, float soft) {
    float reach = half + soft;
    int left = (int) Math.max(0, Math.min(x0, x1) - reach);
    int right = (int) Math.min(SIDE - 1, Math.max(x0, x1) + reach);
    int top = (int) Math.max(0, Math.min(y0, y1) - reach);
    int bottom = (int) Math.min(SIDE - 1, Math.max(y0, y1) + reach);
    float dx = x1 - x0;
    float dy = y1 - y0;
    float length = dx * dx + dy * dy;
    for (int r = top; r <= bottom; r++) {
      for (int c = left; c <= right; c++) {
        float px = c + 0.5f - x0;
        float py = r + 0.5f - y0;
        float t = length > 0 ? Math.clamp((px * dx + py * dy) / length, 0f, 1f) : 0;
        float ex = px - t * dx;
        float ey = py - t * dy;
        float distance = (float) Math.sqrt(ex * ex + ey * ey);
        float value = Math.clamp((half - distance) / (2 * soft) + 0.5f, 0f, 1f);
        int at = r * SIDE + c;
        ink[at] = Math.max(ink[at], value);
      }
    }
  }

  /// Ink to bytes, with grain: some uniform noise on the paper, more where there is ink.
  private void develop(float intensity, float grain, Rng rng, byte[] out, int offset) {
    int bits = 0;
    for (int i = 0; i < ink.length; i++) {
      if ((i & 3) == 0) {
        bits = rng.nextBits();
      }
      float noise = (bits & 0xFF) / 255f - 0.5f;
      bits >>>= 8;
      float value = ink[i] * intensity * (1 + 0.6f * grain * (2 * noise)) + PAPER * grain * noise;
      out[offset + i] = (byte) Math.round(255 * Math.clamp(value, 0f, 1f));
    }
  }

  private static float between(Rng rng, float low, float high) {
    return low + (high - low) * rng.nextFloat();
  }
}
