package profundo.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;

/// Packing by length: sequences of similar length go into one data set, cut to the longest of them, so that batches hold
/// little padding and few shapes of batch have to be compiled.
///
///     Batches batches = LengthBuckets.of(data, Dataset.LENGTH, 16, 32, 64).batches(32, seed);
///
/// Each batch is of one bucket, and the buckets' batches come in an order that is drawn anew each epoch.
///
/// @param datasets one for each bound that has sequences, the shortest first
public record LengthBuckets(List<Dataset> datasets) {
  /// Copies the list.
  public LengthBuckets {
    datasets = List.copyOf(datasets);
  }

  /// Sorts sequences into buckets. Parts `[n, time, ...]` are cut.
  ///
  /// @param data sequences `x` `[n, time, ...]`, and one part of lengths, I32 `[n]`
  /// @param lengths name of the part with lengths, from 0 to time
  /// @param bounds the most steps of each bucket, ascending; longer sequences have a last one of their own
  /// @throws IllegalArgumentException when another part than x is F32 `[n, time]`, which could be steps as well as shares of as
  ///     many classes: name the sequences then
  public static LengthBuckets of(Dataset data, String lengths, int... bounds) {
    Set<String> sequences = new LinkedHashSet<>();
    int time = data.sampleShape(Dataset.X).rank() > 0 ? data.sampleShape(Dataset.X).size(0) : 0;
    for (String name : data.parts()) {
      Shape s = data.sampleShape(name);
      boolean sequence = !name.equals(lengths) && s.rank() > 0 && s.size(0) == time;
      if (sequence && !name.equals(Dataset.X) && s.rank() == 1 && data.dtype(name) == DType.F32) {
        throw new IllegalArgumentException(
            "LengthBuckets: '" + name + "' F32 [n, " + time + "] could be " + time + " steps, which are cut, or shares of " + time
                + " classes, which are not; name the parts that are sequences: LengthBuckets.of(data, lengths, Set.of(\"x\"), bounds)");
      }
      if (sequence) {
        sequences.add(name);
      }
    }
    return of(data, lengths, sequences, bounds);
  }

  /// Sorts sequences into buckets.
  ///
  /// @param data sequences `x` `[n, time, ...]`, and one part of lengths, I32 `[n]`
  /// @param lengths name of the part with lengths, from 0 to time
  /// @param sequences names of the parts `[n, time, ...]` to cut, `x` among them
  /// @param bounds the most steps of each bucket, ascending; longer sequences have a last one of their own
  public static LengthBuckets of(Dataset data, String lengths, Set<String> sequences, int... bounds) {
    int time = data.sampleShape(Dataset.X).rank() > 0 ? data.sampleShape(Dataset.X).size(0) : 0;
    Array all = data.part(lengths);
    if (time == 0 || all.dtype() != DType.I32 || all.shape().rank() != 1) {
      throw new IllegalArgumentException(
          "LengthBuckets: expected x [n, time, ...] and lengths I32 [n] in '" + lengths + "', got x of "
              + data.sampleShape(Dataset.X) + " and " + all.dtype() + " " + all.shape());
    }
    for (String name : sequences) {
      Shape s = data.has(name) ? data.sampleShape(name) : Shape.of();
      if (s.rank() < 1 || s.size(0) != time || name.equals(lengths)) {
        throw new IllegalArgumentException(
            "LengthBuckets: expected sequences [n, " + time + ", ...] in '" + name + "', got "
                + (data.has(name) ? "samples " + s : "no such part, but " + data.parts()));
      }
    }
    for (int i = 1; i < bounds.length; i++) {
      if (bounds[i] <= bounds[i - 1]) {
        throw new IllegalArgumentException("LengthBuckets: expected ascending bounds, got " + Arrays.toString(bounds));
      }
    }
    List<List<Integer>> members = new ArrayList<>();
    for (int b = 0; b <= bounds.length; b++) {
      members.add(new ArrayList<>());
    }
    for (int i = 0; i < data.size(); i++) {
      int length = all.ints()[i];
      if (length < 0 || length > time) {
        throw new IllegalArgumentException(
            "LengthBuckets: expected lengths from 0 to " + time + ", got " + length + " for sequence " + i);
      }
      int b = 0;
      while (b < bounds.length && length > bounds[b]) {
        b++;
      }
      members.get(b).add(i);
    }
    List<Dataset> result = new ArrayList<>();
    for (List<Integer> bucket : members) {
      if (!bucket.isEmpty()) {
        int[] rows = bucket.stream().mapToInt(Integer::intValue).toArray();
        int longest = Math.max(1, Arrays.stream(rows).map(i -> all.ints()[i]).max().orElseThrow());
        result.add(cut(data.subset(rows), sequences, longest));
      }
    }
    return new LengthBuckets(result);
  }

  /// Batches of all buckets in one epoch: shuffled within each bucket and between them, anew each epoch.
  ///
  /// @param size samples in a batch; the last one of each bucket takes what is left
  public Batches batches(int size, long seed) {
    Rng rng = Rng.of(seed);
    List<Batches> each = new ArrayList<>();
    for (int i = 0; i < datasets.size(); i++) {
      each.add(datasets.get(i).batches(size).shuffled(rng.stream("bucket").stream(i)));
    }
    return Batches.mixed(rng, each);
  }

  private static Dataset cut(Dataset data, Set<String> sequences, int steps) {
    Map<String, Array> parts = new LinkedHashMap<>();
    for (String name : data.parts()) {
      Array a = data.part(name);
      parts.put(name, sequences.contains(name) ? cut(a, steps) : a);
    }
    Dataset cut = Dataset.of(parts);
    return data.classes().isEmpty() ? cut : cut.withClasses(data.classes());
  }

  private static Array cut(Array a, int steps) {
    Shape s = a.shape().with(1, steps);
    int n = s.size(0);
    int row = s.count() / n;
    int from = a.shape().count() / n;
    Array result = Array.zeros(s, a.dtype());
    Object source = a.dtype() == DType.F32 ? a.floats() : a.ints();
    Object target = a.dtype() == DType.F32 ? result.floats() : result.ints();
    for (int i = 0; i < n; i++) {
      System.arraycopy(source, i * from, target, i * row, row);
    }
    return result;
  }
}
