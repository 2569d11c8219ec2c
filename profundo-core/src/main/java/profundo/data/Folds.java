package profundo.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import profundo.Rng;
import profundo.data.Dataset.Split;

/// Parts for k-fold cross-validation: every sample is held out in exactly one of `k` splits.
///
///     for (Dataset.Split fold : Folds.stratified(iris, 5, Rng.of(42))) { ... }
public final class Folds {
  private Folds() {}

  /// Folds of equal size, but for one sample, drawn at random.
  public static List<Split> of(Dataset data, int k, Rng rng) {
    check(data.size(), k);
    return splits(data, rng.permutation(data.size()), k);
  }

  /// Folds in which every class has its share of samples, but for one sample of a class and of a fold.
  ///
  /// @throws IllegalArgumentException when a class has fewer samples than there are folds
  public static List<Split> stratified(Dataset data, int k, Rng rng) {
    check(data.size(), k);
    int[] counts = data.classCounts();
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] > 0 && counts[c] < k) {
        throw new IllegalArgumentException(
            "Folds: expected at least " + k + " samples of each class, one for each fold, got " + counts[c]
                + " of class " + c + "; take fewer folds, or Folds.of");
      }
    }
    // Class after class, dealt out in turn: where one class ends the next goes on.
    int[] shuffled = rng.permutation(data.size());
    int[] order = new int[data.size()];
    int n = 0;
    for (int c = 0; c < counts.length; c++) {
      for (int i : shuffled) {
        if (data.label(i) == c) {
          order[n++] = i;
        }
      }
    }
    return splits(data, order, k);
  }

  private static List<Split> splits(Dataset data, int[] order, int k) {
    List<Split> splits = new ArrayList<>();
    for (int fold = 0; fold < k; fold++) {
      int[] held = new int[order.length];
      int[] kept = new int[order.length];
      int h = 0;
      int t = 0;
      for (int i = 0; i < order.length; i++) {
        if (i % k == fold) {
          held[h++] = order[i];
        } else {
          kept[t++] = order[i];
        }
      }
      held = Arrays.copyOf(held, h);
      kept = Arrays.copyOf(kept, t);
      // Neighbours in memory stay neighbours.
      Arrays.sort(held);
      Arrays.sort(kept);
      splits.add(new Split(data.subset(kept), data.subset(held)));
    }
    return splits;
  }

  private static void check(int samples, int k) {
    if (k < 2 || k > samples) {
      throw new IllegalArgumentException("Folds: expected from 2 folds to " + samples + ", the samples, got " + k);
    }
  }
}
