package profundo.data;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import profundo.Rng;
import profundo.Shape;
import profundo.data.ImageAugment.Edge;

/// Augmentation in words, as on the command line and in experiment files: `shift:4,mirror,cutout:8,mixup:0.2`.
///
/// Words are applied in their order, `mixup` after all others. Numbers after colons may be left out from the right; see
/// [#words]. `shift`, `rotate`, `scale`, `shear` and `elastic` take a last part `reflect`, which fills what comes in with
/// the mirrored picture instead of zeros.
///
/// `time-shift`, `speed`, `noise`, `jitter`, `magnitude` and `warp` are for series `[time, channels]`, and for `[time, channels, 1]`,
/// as networks over images see them; `mask-bands` and `mask-frames` for spectrograms `[frames, bands, channels]`.
///
/// @param text as it was given
/// @param each what is done to each sample, null for nothing
/// @param mixup alpha, 0 for none
public record AugmentationSpec(String text, Augmentation each, double mixup) {
  private static final Map<String, double[]> DEFAULTS = new LinkedHashMap<>();

  static {
    DEFAULTS.put("shift", new double[] {4});
    DEFAULTS.put("mirror", new double[] {});
    DEFAULTS.put("rotate", new double[] {15});
    DEFAULTS.put("scale", new double[] {0.1});
    DEFAULTS.put("shear", new double[] {10});
    DEFAULTS.put("elastic", new double[] {34, 4});
    DEFAULTS.put("crop", new double[] {24, 24});
    DEFAULTS.put("cutout", new double[] {8});
    DEFAULTS.put("brightness", new double[] {0.2});
    DEFAULTS.put("contrast", new double[] {0.2});
    DEFAULTS.put("colour", new double[] {0.1});
    DEFAULTS.put("pca", new double[] {1});
    DEFAULTS.put("time-shift", new double[] {400});
    DEFAULTS.put("speed", new double[] {0.8, 1.25});
    DEFAULTS.put("noise", new double[] {10, 30});
    DEFAULTS.put("mask-bands", new double[] {8});
    DEFAULTS.put("mask-frames", new double[] {8});
    DEFAULTS.put("jitter", new double[] {0.05});
    DEFAULTS.put("magnitude", new double[] {0.1});
    DEFAULTS.put("warp", new double[] {0.2, 4});
    DEFAULTS.put("mixup", new double[] {0.2});
  }

  /// Of whole numbers; more pixels, samples or frames than anything has.
  private static final int LARGEST = 1_000_000;

  private static final List<String> EDGED = List.of("shift", "rotate", "scale", "shear", "elastic");

  /// The names of the words.
  public static List<String> names() {
    return List.copyOf(DEFAULTS.keySet());
  }

  /// The words with the numbers they take when none are given, as in `elastic:34:4`.
  public static List<String> words() {
    return DEFAULTS.entrySet().stream().map(e -> e.getKey() + numbers(e.getValue())).toList();
  }

  private static String numbers(double[] values) {
    var text = new StringBuilder();
    for (double v : values) {
      text.append(':').append(v == Math.rint(v) ? Long.toString((long) v) : Double.toString(v));
    }
    return text.toString();
  }

  /// Reads words.
  ///
  /// @param train what will be augmented; `pca` measures its colours; null to check the words only
  /// @throws IllegalArgumentException when a word is unknown or a number is wrong, with what is known
  public static AugmentationSpec of(String text, Dataset train) {
    var parts = new ArrayList<Augmentation>();
    double mixup = 0;
    for (String word : text.split(",", -1)) {
      var fields = new ArrayList<>(Arrays.asList(word.strip().split(":", -1)));
      String name = fields.removeFirst();
      if (!DEFAULTS.containsKey(name)) {
        throw new IllegalArgumentException(
            "augmentation: expected some of " + String.join(", ", words()) + ", with commas between them, got '" + word + "'");
      }
      Edge edge = Edge.ZERO;
      if (EDGED.contains(name) && !fields.isEmpty() && fields.getLast().equals("reflect")) {
        edge = Edge.REFLECT;
        fields.removeLast();
      }
      double[] v = values(word, name, fields);
      if (name.equals("mixup")) {
        mixup = v[0];
      } else if (train != null || !name.equals("pca")) {
        parts.add(part(name, v, edge, train));
      }
    }
    return new AugmentationSpec(text, parts.isEmpty() ? null : Augmentation.all(parts), mixup);
  }

  private static double[] values(String word, String name, List<String> fields) {
    double[] v = DEFAULTS.get(name).clone();
    if (fields.size() > v.length) {
      throw new IllegalArgumentException(
          "augmentation: expected " + name + " with at most " + v.length + " numbers, as in " + name
              + numbers(DEFAULTS.get(name)) + ", got '" + word + "'");
    }
    for (int i = 0; i < fields.size(); i++) {
      try {
        v[i] = Double.parseDouble(fields.get(i));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "augmentation: expected numbers after '" + name + "', as in " + name + numbers(DEFAULTS.get(name)) + ", got '"
                + word + "'",
            e);
      }
    }
    return v;
  }

  private static Augmentation part(String name, double[] v, Edge edge, Dataset train) {
    return switch (name) {
      case "shift" -> ImageAugment.shift(whole(name, v[0]), edge);
      case "mirror" -> ImageAugment.mirror();
      case "rotate" -> ImageAugment.rotate(v[0], edge);
      case "scale" -> ImageAugment.scale(v[0], edge);
      case "shear" -> ImageAugment.shear(v[0], edge);
      case "elastic" -> ImageAugment.elastic(v[0], v[1], edge);
      case "crop" -> new CropAndMirror(whole(name, v[0]), whole(name, v[1]));
      case "cutout" -> ImageAugment.cutout(whole(name, v[0]));
      case "brightness" -> ImageAugment.brightness(v[0]);
      case "contrast" -> ImageAugment.contrast(v[0]);
      case "colour" -> ImageAugment.colour(v[0]);
      case "pca" -> ImageAugment.pcaColour(v[0], ColourPca.of(train));
      case "time-shift" -> new StepsAugment(SoundAugment.shift(whole(name, v[0])));
      case "speed" -> new StepsAugment(SoundAugment.speed(v[0], v[1]));
      case "noise" -> new StepsAugment(SoundAugment.noise(v[0], v[1]));
      case "mask-bands" -> SoundAugment.maskBands(whole(name, v[0]));
      case "mask-frames" -> SoundAugment.maskFrames(whole(name, v[0]));
      case "jitter" -> new StepsAugment(SeriesAugment.jitter(v[0]));
      case "magnitude" -> new StepsAugment(SeriesAugment.scale(v[0]));
      case "warp" -> new StepsAugment(SeriesAugment.warp(v[0], whole(name, v[1])));
      default -> throw new IllegalStateException(name);
    };
  }

  private static int whole(String name, double v) {
    if (v != Math.rint(v) || Math.abs(v) > LARGEST) {
      String bound = Math.abs(v) > LARGEST ? "of at most " + LARGEST + " " : "";
      throw new IllegalArgumentException(
          "augmentation: expected a whole number " + bound + "after '" + name + "', got "
              + (Math.abs(v) < 1e15 ? new BigDecimal(v).stripTrailingZeros().toPlainString() : Double.toString(v)));
    }
    return (int) v;
  }

  /// The shape that samples of this shape get.
  ///
  /// @throws IllegalArgumentException when such samples cannot be augmented so
  public Shape output(Shape sample) {
    return each == null ? sample : each.output(sample);
  }

  /// Batches that are augmented so.
  ///
  /// @param rng not advanced
  public Batches apply(Batches batches, Rng rng) {
    Batches changed = each == null ? batches : batches.augmented(each, rng);
    return mixup > 0 ? changed.mixup(mixup, rng) : changed;
  }
}
