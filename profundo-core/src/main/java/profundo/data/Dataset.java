package profundo.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;

/// A table of samples in memory, made of named parts with one entry per sample: usually `x` F32 `[n, ...]` and `y`, which
/// holds labels I32 `[n]` or targets F32 `[n, ...]`.
///
/// A data set never changes. [#take], [#range], [#subset] and [#split] are views that share the values.
public final class Dataset {
  /// The part that models take.
  public static final String X = "x";

  /// The part that models predict.
  public static final String Y = "y";

  /// The part that says how many steps of each sequence are no padding, I32 `[n]`, where sequences differ in length.
  public static final String LENGTH = "length";

  /// Makes one sample when it is asked for; the same index must always give the same values, on any thread.
  @FunctionalInterface
  public interface Maker {
    /// Writes sample `index` into `into`, from position `offset` on.
    void make(int index, float[] into, int offset);
  }

  /// A data set divided in two.
  ///
  /// @param train what to learn from
  /// @param validation what was held out
  public record Split(Dataset train, Dataset validation) {}

  private final Map<String, Column> columns;
  private final int[] rows;
  private final int size;
  private final List<String> classes;

  private Dataset(Map<String, Column> columns, int[] rows, int size, List<String> classes) {
    this.columns = columns;
    this.rows = rows;
    this.size = size;
    this.classes = classes;
  }

  /// Samples without labels or targets, `x` `[n, ...]`; borrows the array.
  public static Dataset of(Array x) {
    return of(Map.of(X, x));
  }

  /// Samples with labels or targets, `x` `[n, ...]` and `y` `[n]` or `[n, ...]`; borrows the arrays.
  ///
  /// @throws IllegalArgumentException when the counts differ
  public static Dataset of(Array x, Array y) {
    var parts = new LinkedHashMap<String, Array>();
    parts.put(X, x);
    parts.put(Y, y);
    return of(parts);
  }

  /// Named parts, each `[n, ...]`; borrows the arrays.
  ///
  /// @throws IllegalArgumentException when there is no part, or the counts differ
  public static Dataset of(Map<String, Array> parts) {
    var columns = new LinkedHashMap<String, Column>();
    parts.forEach((name, values) -> columns.put(name, Column.of(values)));
    return ofColumns(columns);
  }

  /// Bytes read as floats in [0, 1] (0 is 0, 255 is 1), with labels; borrows the bytes. Takes a quarter of the memory of
  /// floats; they are converted batch by batch.
  ///
  /// @param sample shape of one sample
  /// @param x `labels.length` samples, one after the other
  /// @param labels one label per sample
  public static Dataset ofBytes(Shape sample, byte[] x, int... labels) {
    if ((long) labels.length * sample.count() != x.length) {
      throw new IllegalArgumentException(
          "Dataset: expected " + labels.length + " samples " + sample + ", that is "
              + (long) labels.length * sample.count() + " bytes, got " + x.length);
    }
    float[] table = new float[256];
    for (int i = 0; i < 256; i++) {
      table[i] = i / 255f;
    }
    var columns = new LinkedHashMap<String, Column>();
    columns.put(X, new Column.Bytes(x, labels.length, sample, table));
    columns.put(Y, Column.of(Array.of(Shape.of(labels.length), labels)));
    return ofColumns(columns);
  }

  /// Samples made when they are asked for, with their labels.
  ///
  /// @param sample shape of one sample
  /// @param x makes one sample
  /// @param labels one label per sample
  public static Dataset made(Shape sample, Maker x, int... labels) {
    var columns = new LinkedHashMap<String, Column>();
    columns.put(X, new Column.Made(labels.length, sample, x));
    columns.put(Y, Column.of(Array.of(Shape.of(labels.length), labels)));
    return ofColumns(columns);
  }

  private static Dataset ofColumns(Map<String, Column> columns) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("Dataset: expected at least one part, got none");
    }
    int n = columns.values().iterator().next().count();
    columns.forEach((name, c) -> {
      if (c.count() != n) {
        throw new IllegalArgumentException(
            "Dataset: expected as many samples in every part, got "
                + n + " in '" + columns.keySet().iterator().next() + "' and " + c.count() + " in '" + name + "'");
      }
    });
    return new Dataset(columns, null, n, List.of());
  }

  /// Number of samples.
  public int size() {
    return size;
  }

  /// Names of the parts, in order.
  public Set<String> parts() {
    return Collections.unmodifiableSet(columns.keySet());
  }

  /// Whether there is a part of this name.
  public boolean has(String part) {
    return columns.containsKey(part);
  }

  /// Shape of one sample of a part.
  public Shape sampleShape(String part) {
    return column(part).sample();
  }

  /// Shape of one sample of `x`, as in `[28, 28, 1]`.
  public Shape sampleShape() {
    return sampleShape(X);
  }

  /// Type of a part.
  public DType dtype(String part) {
    return column(part).dtype();
  }

  /// The values of a part, `[n, ...]`. Shared where they are kept as they are, gathered where this is a view, bytes or
  /// made samples: do not write into it.
  public Array part(String part) {
    Column c = column(part);
    if (rows == null && c.whole() != null) {
      return c.whole();
    }
    Array all = Array.zeros(Column.many(size, c.sample()), c.dtype());
    for (int i = 0; i < size; i++) {
      c.copy(row(i), all, i);
    }
    return all;
  }

  /// The part `x`; see [#part].
  public Array x() {
    return part(X);
  }

  /// The part `y`; see [#part].
  public Array y() {
    return part(Y);
  }

  /// One sample of a part, a copy.
  public Array sample(String part, int index) {
    Column c = column(part);
    Array one = Array.zeros(Column.many(1, c.sample()), c.dtype());
    c.copy(row(check(index)), one, 0);
    return one.reshape(c.sample());
  }

  /// One sample of `x`, a copy.
  public Array sample(int index) {
    return sample(X, index);
  }

  /// The label of one sample.
  public int label(int index) {
    return labels(column(Y)).ints()[row(check(index))];
  }

  /// The names of the classes in the order of their labels; empty where `y` holds no labels or nobody named them.
  public List<String> classes() {
    return classes;
  }

  /// This data set with names for its classes.
  ///
  /// @throws IllegalArgumentException when a label has no name
  public Dataset withClasses(List<String> names) {
    int[] labels = labels(column(Y)).ints();
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= names.size()) {
        throw new IllegalArgumentException(
            "Dataset: expected labels from 0 to " + (names.size() - 1) + " for " + names.size()
                + " classes, got " + labels[i] + " for sample " + i);
      }
    }
    return new Dataset(columns, rows, size, List.copyOf(names));
  }

  /// How many samples each class has; as long as [#classes], or as the highest label needs.
  public int[] classCounts() {
    int[] labels = labels(column(Y)).ints();
    int[] counts = new int[classes.size()];
    for (int i = 0; i < size; i++) {
      int label = labels[row(i)];
      if (label < 0) {
        throw new IllegalArgumentException("Dataset: expected labels from 0 on, got " + label + " for sample " + i);
      }
      if (label >= counts.length) {
        counts = Arrays.copyOf(counts, label + 1);
      }
      counts[label]++;
    }
    return counts;
  }

  /// The first `count` samples, or all where there are fewer.
  public Dataset take(int count) {
    return range(0, Math.min(count, size));
  }

  /// Samples `from` to `to` exclusive.
  public Dataset range(int from, int to) {
    if (from < 0 || to > size || from >= to) {
      throw new IllegalArgumentException(
          "Dataset: expected a range that is not empty within 0 to " + size + ", got " + from + " to " + to);
    }
    int[] indices = new int[to - from];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = from + i;
    }
    return subset(indices);
  }

  /// The samples of these indices, in this order; an index may come more than once.
  public Dataset subset(int... indices) {
    if (indices.length == 0) {
      throw new IllegalArgumentException("Dataset: expected at least one sample in a subset, got none");
    }
    int[] chosen = new int[indices.length];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = row(check(indices[i]));
    }
    return new Dataset(columns, chosen, chosen.length, classes);
  }

  /// Holds out a random part, at least one sample and not all.
  ///
  /// @param fraction share of the validation part, between 0 and 1
  public Split split(double fraction, Rng rng) {
    checkFraction(fraction);
    int[] order = rng.permutation(size);
    return divide(Arrays.copyOf(order, Math.clamp(Math.round(fraction * size), 1, size - 1)));
  }

  /// Holds out a random part in which every class has its share of samples, rounded.
  ///
  /// @param fraction share of the validation part, between 0 and 1
  public Split splitStratified(double fraction, Rng rng) {
    checkFraction(fraction);
    int[] labels = labels(column(Y)).ints();
    int[] counts = classCounts();
    int[] left = new int[counts.length];
    int total = 0;
    for (int c = 0; c < counts.length; c++) {
      left[c] = (int) Math.round(fraction * counts[c]);
      total += left[c];
    }
    if (total == 0 || total == size) {
      throw new IllegalArgumentException(
          "Dataset: a stratified split of " + size + " samples by " + fraction
              + " leaves one part empty; choose another fraction, or split without strata");
    }
    int[] held = new int[total];
    int n = 0;
    for (int i : rng.permutation(size)) {
      if (left[labels[row(i)]]-- > 0) {
        held[n++] = i;
      }
    }
    return divide(held);
  }

  private void checkFraction(double fraction) {
    if (!(fraction > 0 && fraction < 1)) {
      throw new IllegalArgumentException(
          "Dataset: expected a validation fraction between 0 and 1, got " + fraction);
    }
    if (size < 2) {
      throw new IllegalArgumentException("Dataset: expected at least 2 samples to split, got " + size);
    }
  }

  /// Both parts keep the order of the samples: neighbours in memory stay neighbours.
  private Split divide(int[] held) {
    boolean[] out = new boolean[size];
    for (int i : held) {
      out[i] = true;
    }
    int[] train = new int[size - held.length];
    int[] validation = new int[held.length];
    for (int i = 0, t = 0, v = 0; i < size; i++) {
      if (out[i]) {
        validation[v++] = i;
      } else {
        train[t++] = i;
      }
    }
    return new Split(subset(train), subset(validation));
  }

  /// This data set with one part replaced or added: as many samples, borrowed.
  public Dataset with(String part, Array values) {
    var changed = new LinkedHashMap<String, Column>();
    for (String name : columns.keySet()) {
      changed.put(name, rows == null ? columns.get(name) : Column.of(part(name)));
    }
    changed.put(part, Column.of(values));
    Dataset d = ofColumns(changed);
    return classes.isEmpty() || part.equals(Y) ? d : d.withClasses(classes);
  }

  /// This data set with one part computed anew, all samples at once: `f` takes and gives `[n, ...]` and must not write
  /// into what it is given.
  public Dataset map(String part, UnaryOperator<Array> f) {
    return with(part, f.apply(part(part)));
  }

  /// Batches of this data set, in order; see [Batches].
  public Batches batches(int size) {
    return Batches.of(this, size);
  }

  /// Copies samples `order[from]` to `order[from + count - 1]` of a part into the first `count` places of `into`.
  void gather(String part, int[] order, int from, int count, Array into) {
    Column c = column(part);
    for (int i = 0; i < count; i++) {
      c.copy(row(order == null ? from + i : order[from + i]), into, i);
    }
  }

  private int row(int index) {
    return rows == null ? index : rows[index];
  }

  private int check(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("Dataset: expected a sample from 0 to " + (size - 1) + ", got " + index);
    }
    return index;
  }

  private Column column(String part) {
    Column c = columns.get(part);
    if (c == null) {
      throw new IllegalArgumentException(
          "Dataset: there is no part '" + part + "'; expected one of " + new ArrayList<>(columns.keySet()));
    }
    return c;
  }

  private static Array labels(Column y) {
    if (y.dtype() != DType.I32 || y.sample().rank() != 0 || y.whole() == null) {
      throw new IllegalArgumentException(
          "Dataset: expected labels I32 [n] in 'y', got targets " + y.dtype() + " " + Column.many(y.count(), y.sample()));
    }
    return y.whole();
  }

  /// As in `Dataset of 60000: x F32 [28, 28, 1], y I32 [], 10 classes`.
  @Override
  public String toString() {
    var text = new StringBuilder("Dataset of ").append(size).append(':');
    columns.forEach((name, c) ->
        text.append(' ').append(name).append(' ').append(c.dtype()).append(' ').append(c.sample()).append(','));
    return classes.isEmpty()
        ? text.substring(0, text.length() - 1)
        : text.append(' ').append(classes.size()).append(" classes").toString();
  }
}
