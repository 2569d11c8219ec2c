package profundo.zoo.boltzmann;

import java.util.List;
import profundo.nn.LayerRegistry;
import profundo.zoo.recipe.Recipe;

/// The models that learn an energy.
public final class BoltzmannMachines {
  private BoltzmannMachines() {}

  /// Those that the program trains by name.
  public static List<Recipe> all() {
    return List.of(new RbmRecipe(), new ClassRbmRecipe(), new DbnRecipe(), new DbmRecipe(), new BoltzmannMachineRecipe());
  }

  /// The registry with their layers, too.
  public static LayerRegistry register(LayerRegistry registry) {
    return registry
        .with("Standardize", Standardize::of)
        .with("Rbm", Rbm::of)
        .with("ClassRbm", ClassRbm::of)
        .with("DeepBeliefNet", DeepBeliefNet::of)
        .with("DeepBoltzmannMachine", DeepBoltzmannMachine::of)
        .with("DbmClassifier", DbmClassifier::of)
        .with("BoltzmannMachine", BoltzmannMachine::of);
  }
}
