package profundo.app.experiment;

import java.util.List;
import java.util.stream.Stream;
import profundo.app.models.Models;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Nearest;
import profundo.zoo.Zoo;
import profundo.zoo.recipe.Recipe;

/// The names of all that can be trained.
public final class ModelNames {
  private ModelNames() {}

  /// Classifiers, then the models of the zoo.
  public static List<String> all() {
    return Stream.concat(Models.names().stream(), Zoo.all().stream().map(Recipe::name)).toList();
  }

  /// A complaint about the name of a model.
  ///
  /// @param also one more thing worth saying; empty for nothing
  public static InvalidInput unknown(String name, String also) {
    return new InvalidInput(
        "unknown model '" + name + "'" + (also.isEmpty() ? "" : " (" + also + ")")
            + Nearest.hint(name, all()) + " (known: " + String.join(", ", all()) + ")");
  }
}
