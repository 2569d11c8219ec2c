package profundo.app.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import profundo.app.models.Recipe;

/// Options of `train` for what is in a [Recipe]; a file has more of it.
public final class RecipeOptions {
  @Option(
      names = "--augment",
      paramLabel = "WORDS",
      description =
          "Change samples at random, anew each epoch, for example shift:4:reflect,mirror,mixup:0.2; see"
            + " 'profundo augment --help'; a crop makes the network smaller, and it is tested on the"
            + " centre (default: leave them as they are).")
  private String augment;

  @Option(
      names = "--label-smoothing",
      paramLabel = "S",
      description = "Share of the target that is spread over all classes (default: 0).")
  private Double labelSmoothing;

  @Option(
      names = "--max-norm",
      paramLabel = "NORM",
      description = "Longest weights into each unit, biases left out; 0 for any (default: 0).")
  private Double maxNorm;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      description = "Batches whose gradients are added up for each step of the optimizer (default: 1).")
  private Integer accumulate;

  @Option(
      names = "--average",
      paramLabel = "KIND",
      description =
          "Judge and keep an average of the weights instead of the last ones: ema (over about 100 batches), swa (over the"
            + " ends of the last quarter of the epochs), or none (default: none).")
  private String average;

  /// What was given, by the names that [Recipe#settings] has.
  public Map<String, Object> given() {
    var all = new LinkedHashMap<String, Object>();
    all.put("augment", augment);
    all.put("label-smoothing", labelSmoothing);
    all.put("max-norm", maxNorm);
    all.put("accumulate", accumulate);
    all.put("average", average);
    all.values().removeIf(java.util.Objects::isNull);
    return all;
  }

  /// @throws InvalidInput when something is wrong with them
  public Recipe recipe() {
    RecipeReader.requireWords(augment);
    return Recipe.of(given());
  }
}
