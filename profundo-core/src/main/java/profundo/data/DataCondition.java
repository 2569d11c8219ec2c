package profundo.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import profundo.Array;
import profundo.DType;

/// What there is to say about data before a model sees it: numbers that are none, features that tell nothing or have no
/// common scale, outliers, unbalanced classes, duplicates.
///
/// A feature is what lies along the last axis of a sample: a column of a table, a channel of an image or of a series.
///
///     DataCondition.of(train).problems().forEach(p -> IO.println(p.text() + "; " + p.remedy()));
///
/// @param samples how many were looked at, evenly spread over the data set
/// @param features how many there are
/// @param notFinite values that are NaN or infinite
/// @param constant features of which all values are equal
/// @param largestMean size of the mean that lies farthest from zero
/// @param smallestDeviation standard deviation of the feature that varies least, constant ones aside; NaN where there is none
/// @param largestDeviation standard deviation of the feature that varies most
/// @param outliers samples with a value more than [#FAR] standard deviations from its feature's mean
/// @param classes how many samples there are of each class, in the whole data set; empty without labels
/// @param duplicates samples that are there already, to the last bit
/// @param contradictions those of them that have another label the second time
public record DataCondition(
    int samples,
    int features,
    long notFinite,
    int constant,
    double largestMean,
    double smallestDeviation,
    double largestDeviation,
    int outliers,
    List<Integer> classes,
    int duplicates,
    int contradictions) {
  /// So many standard deviations from the mean is an outlier: one in a thousand million million of a normal distribution, and
  /// at most one value in 64 of any (Chebyshev).
  public static final double FAR = 8;

  /// Looked at, at most.
  private static final int SAMPLES = 10_000;

  /// Numbers looked at, at most; of large samples fewer are taken.
  private static final long NUMBERS = 40_000_000;

  private static final double UNSCALED = 10;
  private static final double UNBALANCED = 10;

  /// Something that is wrong with the data.
  ///
  /// @param name one word
  /// @param text what was found, with its numbers
  /// @param remedy what to do about it
  /// @param figures the numbers by name
  public record Problem(String name, String text, String remedy, Map<String, Double> figures) {}

  /// Copies the list.
  public DataCondition {
    classes = List.copyOf(classes);
  }

  /// Looks at the parts `x` and `y` of a data set.
  public static DataCondition of(Dataset data) {
    int length = Math.max(1, data.sampleShape().count());
    int n = (int) Math.max(1, Math.min(Math.min(data.size(), SAMPLES), NUMBERS / length));
    int rank = data.sampleShape().rank();
    int features = rank == 0 ? 1 : data.sampleShape().size(rank - 1);
    boolean floats = data.dtype(Dataset.X) == DType.F32;
    boolean labelled = data.has(Dataset.Y) && data.dtype(Dataset.Y) == DType.I32 && data.sampleShape(Dataset.Y).rank() == 0;
    var moments = new Moments(features);
    Map<Key, Integer> seen = new HashMap<>();
    int duplicates = 0;
    int contradictions = 0;
    for (int i = 0; i < n; i++) {
      int at = (int) ((long) i * data.size() / n);
      Array x = data.sample(at);
      if (floats) {
        moments.add(x.floats());
      }
      int label = labelled ? data.label(at) : 0;
      Integer before = seen.putIfAbsent(Key.of(x), label);
      duplicates += before != null ? 1 : 0;
      contradictions += before != null && before != label ? 1 : 0;
    }
    int outliers = 0;
    for (int i = 0; floats && i < n; i++) {
      outliers += moments.hasOutlier(data.sample((int) ((long) i * data.size() / n)).floats()) ? 1 : 0;
    }
    List<Integer> classes = labelled ? Arrays.stream(data.classCounts()).boxed().toList() : List.of();
    return new DataCondition(
        n, features, moments.bad, moments.constant(), moments.largestMean(), moments.smallest(), moments.largest(), outliers,
        classes, duplicates, contradictions);
  }

  /// What is wrong, the worst first; empty when nothing is.
  public List<Problem> problems() {
    var all = new ArrayList<Problem>();
    if (notFinite > 0) {
      all.add(problem("not finite", "%,.0f values are NaN or infinite", "drop these samples, or fill in a mean", "values", notFinite));
    }
    if (contradictions > 0) {
      all.add(
          problem(
              "contradictions", "%,.0f samples of %,.0f are there twice with different labels", "check how the labels were made",
              "contradictions", contradictions, "samples", samples));
    }
    if (largestMean > UNSCALED || largestDeviation > UNSCALED) {
      all.add(
          problem(
              "not normalised", "features have means up to %.3g from zero and standard deviations up to %.3g",
              "subtract the mean and divide by the standard deviation of the training data (profundo.data.Scaling)",
              "largest_mean", largestMean, "largest_deviation", largestDeviation));
    } else if (!Double.isNaN(smallestDeviation) && largestDeviation < 1 / (UNSCALED * UNSCALED)) {
      all.add(
          problem(
              "not normalised", "no feature has a standard deviation above %.3g",
              "divide by the standard deviation of the training data (profundo.data.Scaling)",
              "largest_deviation", largestDeviation));
    }
    if (constant > 0) {
      all.add(
          problem(
              "constant", "%,.0f of %,.0f features have the same value in every sample", "leave them out: they tell nothing",
              "constant", constant, "features", features));
    }
    if (outliers > 0) {
      all.add(
          problem(
              "outliers", "%,.0f of %,.0f samples hold a value more than 8 standard deviations from the mean",
              "check them; clip them, or take logarithms of what is spread over decades",
              "outliers", outliers, "samples", samples));
    }
    int[] present = classes.stream().mapToInt(c -> c).filter(c -> c > 0).toArray();
    double most = Arrays.stream(present).max().orElse(0);
    double least = Arrays.stream(present).min().orElse(0);
    if (present.length > 1 && most > UNBALANCED * least) {
      all.add(
          problem(
              "unbalanced", "the largest class has %,.0f samples, the smallest %,.0f",
              "weigh the classes or draw small ones more often, and watch balanced accuracy or F1",
              "largest_class", most, "smallest_class", least));
    }
    if (duplicates > samples / 20) {
      all.add(
          problem(
              "duplicates", "%,.0f of %,.0f samples are there already",
              "drop them: what lies in training and test data alike is not tested", "duplicates", duplicates, "samples", samples));
    }
    return List.copyOf(all);
  }

  private static Problem problem(String name, String text, String remedy, Object... figures) {
    var map = new LinkedHashMap<String, Double>();
    for (int i = 0; i < figures.length; i += 2) {
      map.put((String) figures[i], ((Number) figures[i + 1]).doubleValue());
    }
    return new Problem(name, String.format(Locale.ROOT, text, map.values().toArray()), remedy, map);
  }

  /// The bits of a sample in two hashes, which no two of 10,000 different samples are likely to share.
  private record Key(long hash, int second) {
    static Key of(Array x) {
      long h = 0xcbf29ce484222325L;
      for (int i = 0; i < x.shape().count(); i++) {
        int bits = x.dtype() == DType.F32 ? Float.floatToIntBits(x.floats()[i]) : x.ints()[i];
        h = (h ^ bits) * 0x9E3779B97F4A7C15L;
        h ^= h >>> 29;
      }
      return new Key(h, x.dtype() == DType.F32 ? Arrays.hashCode(x.floats()) : Arrays.hashCode(x.ints()));
    }
  }

  /// Mean and deviation of each feature, by Welford's recurrence, which does not cancel.
  private static final class Moments {
    private final double[] mean;
    private final double[] squares;
    private final long[] n;
    private final float[] first;
    private final boolean[] varies;
    private long bad;

    Moments(int features) {
      mean = new double[features];
      squares = new double[features];
      n = new long[features];
      first = new float[features];
      varies = new boolean[features];
    }

    void add(float[] x) {
      for (int i = 0; i < x.length; i++) {
        int f = i % mean.length;
        if (!Float.isFinite(x[i])) {
          bad++;
          continue;
        }
        if (n[f]++ == 0) {
          first[f] = x[i];
        }
        varies[f] |= x[i] != first[f];
        double off = x[i] - mean[f];
        mean[f] += off / n[f];
        squares[f] += off * (x[i] - mean[f]);
      }
    }

    private double deviation(int f) {
      return Math.sqrt(squares[f] / Math.max(1, n[f]));
    }

    boolean hasOutlier(float[] x) {
      for (int i = 0; i < x.length; i++) {
        int f = i % mean.length;
        if (varies[f] && Float.isFinite(x[i]) && Math.abs(x[i] - mean[f]) > FAR * deviation(f)) {
          return true;
        }
      }
      return false;
    }

    int constant() {
      int count = 0;
      for (int f = 0; f < mean.length; f++) {
        count += n[f] > 1 && !varies[f] ? 1 : 0;
      }
      return count;
    }

    double largestMean() {
      return Arrays.stream(mean).map(Math::abs).max().orElse(0);
    }

    double smallest() {
      double least = Double.NaN;
      for (int f = 0; f < mean.length; f++) {
        least = varies[f] && !(deviation(f) >= least) ? deviation(f) : least;
      }
      return least;
    }

    double largest() {
      double most = 0;
      for (int f = 0; f < mean.length; f++) {
        most = Math.max(most, deviation(f));
      }
      return most;
    }
  }
}
