package profundo.app.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import profundo.app.experiment.Yaml.Node;

/// What a search tries, in which order and for how many epochs; known before anything is trained, so that a search can go
/// on after it was killed.
///
/// - `grid`: every combination.
/// - `random`: points drawn from the space (Bergstra, Bengio 2012).
/// - `halving`: many points for few epochs, the best `1/eta` of them again for `eta` times as many, until the epochs of
///   the experiment are reached (successive halving: Jamieson, Talwalkar 2016).
/// - `hyperband`: successive halving from several beginnings, from many points for few epochs to few points for all
///   (Li, Jamieson, DeSalvo, Rostamizadeh, Talwalkar 2018, algorithm 1).
///
/// A point that goes on is trained anew for its epochs, because the learning rate's schedule stretches over all of them.
///
/// @param method one of [#METHODS]
/// @param metric of the validation data that is compared
/// @param eta one in so many goes on
/// @param space what is varied
/// @param brackets in this order
public record SearchPlan(String method, String metric, int eta, SearchSpace space, List<Bracket> brackets) {
  static final List<String> METHODS = List.of("grid", "random", "halving", "hyperband");

  private static final int MOST = 10_000;

  /// Points that are compared with each other.
  ///
  /// @param points the settings of each
  /// @param epochs of each rung
  public record Bracket(List<SequencedMap<String, Object>> points, List<Integer> epochs) {
    /// How many points each rung has.
    public List<Integer> counts(int eta) {
      var counts = new ArrayList<Integer>();
      int n = points.size();
      for (int i = 0; i < epochs.size(); i++) {
        counts.add(n);
        n = Math.max(1, n / eta);
      }
      return counts;
    }
  }

  /// Whether a larger metric is better.
  public boolean larger() {
    return metric.equals("val_accuracy");
  }

  /// Epochs that are trained altogether.
  public long epochs() {
    long sum = 0;
    for (Bracket b : brackets) {
      List<Integer> counts = b.counts(eta);
      for (int i = 0; i < counts.size(); i++) {
        sum += (long) counts.get(i) * b.epochs.get(i);
      }
    }
    return sum;
  }

  /// @param s the section `search`, checked
  /// @param experiment that is varied; null where it has problems
  /// @return null where there are problems
  static SearchPlan of(ExperimentFile file, Map<String, Object> s, Experiment experiment, Problems problems) {
    if (!(s.get("space") instanceof Node node)) {
      return null;
    }
    SearchSpace space = SearchSpace.of(file, node, problems);
    String method = (String) s.getOrDefault("method", "random");
    boolean rungs = method.equals("halving") || method.equals("hyperband");
    if (rungs && node.members().containsKey("epochs")) {
      problems.add(node.keys().get("epochs"), "search.space: epochs are what " + method + " deals out; take method random to vary them");
    }
    if (method.equals("grid") && space.gridSize() > MOST) {
      problems.add(file.place("search.space"), String.format(
          java.util.Locale.ROOT, "search.space: expected a grid of at most %d combinations, got %.0f; take method random",
          MOST, space.gridSize()));
    }
    if (experiment != null && experiment.validationFraction() == 0) {
      problems.add(file.place("search"), "search compares by validation data: expected data.validation-fraction above 0, such as 0.1");
    }
    int eta = ((Number) s.getOrDefault("eta", 3)).intValue();
    int least = ((Number) s.getOrDefault("least-epochs", 1)).intValue();
    if (rungs && experiment != null && least > experiment.training().epochs()) {
      problems.add(file.place("search.least-epochs"), "search.least-epochs: expected at most the epochs of the experiment, "
          + experiment.training().epochs() + ", got " + least);
    }
    if (!problems.isEmpty() || experiment == null) {
      return null;
    }
    long seed = ((Number) s.getOrDefault("seed", experiment.seed())).longValue();
    int trials = ((Number) s.getOrDefault("trials", 16)).intValue();
    return new SearchPlan(
        method, (String) s.getOrDefault("metric", "val_accuracy"), eta, space,
        brackets(method, space, trials, eta, least, experiment.training().epochs(), new SplittableRandom(seed)));
  }

  private static List<Bracket> brackets(
      String method, SearchSpace space, int trials, int eta, int least, int epochs, SplittableRandom random) {
    return switch (method) {
      case "grid" -> List.of(new Bracket(space.grid(), List.of(epochs)));
      case "random" -> List.of(new Bracket(draw(space, trials, random), List.of(epochs)));
      case "halving" -> List.of(new Bracket(draw(space, trials, random), rungs(least, eta, epochs)));
      default -> {
        var all = new ArrayList<Bracket>();
        List<Integer> longest = rungs(least, eta, epochs);
        int most = longest.size() - 1;
        for (int s = most; s >= 0; s--) {
          int n = (int) Math.ceil((most + 1.0) / (s + 1) * Math.pow(eta, s));
          all.add(new Bracket(draw(space, n, random), longest.subList(most - s, most + 1)));
        }
        yield all;
      }
    };
  }

  private static List<SequencedMap<String, Object>> draw(SearchSpace space, int count, SplittableRandom random) {
    var points = new ArrayList<SequencedMap<String, Object>>();
    for (int i = 0; i < count; i++) {
      points.add(space.draw(random));
    }
    return points;
  }

  /// From the last rung down, each a part of the one above, and none below `least`.
  static List<Integer> rungs(int least, int eta, int epochs) {
    var rungs = new ArrayList<Integer>();
    for (double r = epochs; Math.round(r) >= least && (rungs.isEmpty() || Math.round(r) < rungs.getFirst()); r /= eta) {
      rungs.addFirst((int) Math.round(r));
    }
    return rungs;
  }
}
