package profundo.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import profundo.data.Dataset.Split;

/// What a method reaches on parts of the data that were held out in turn.
///
///     var result = CrossValidation.of(Folds.stratified(data, 5, rng), fold -> accuracy(fold.train(), fold.validation()));
///
/// @param scores one for each fold
public record CrossValidation(List<Double> scores) {
  /// Trains on one part and judges on the other.
  @FunctionalInterface
  public interface Method {
    /// The score on the validation part after training anew on the training part.
    double score(Split fold) throws IOException;
  }

  /// Copies the list.
  public CrossValidation {
    scores = List.copyOf(scores);
    if (scores.isEmpty()) {
      throw new IllegalArgumentException("CrossValidation: expected at least one fold, got none");
    }
    for (int i = 0; i < scores.size(); i++) {
      if (!Double.isFinite(scores.get(i))) {
        throw new IllegalArgumentException(
            "CrossValidation: expected finite scores, got " + scores.get(i) + " of fold " + (i + 1)
                + "; look whether its training diverged");
      }
    }
  }

  /// Judges a method on each fold in turn.
  public static CrossValidation of(List<Split> folds, Method method) throws IOException {
    List<Double> scores = new ArrayList<>();
    for (Split fold : folds) {
      scores.add(method.score(fold));
    }
    return new CrossValidation(scores);
  }

  /// Mean of the scores.
  public double mean() {
    return scores.stream().mapToDouble(d -> d).average().orElseThrow();
  }

  /// Standard deviation of the scores, with n - 1; 0 for one fold.
  public double deviation() {
    double mean = mean();
    double squares = scores.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum();
    return scores.size() < 2 ? 0 : Math.sqrt(squares / (scores.size() - 1));
  }
}
