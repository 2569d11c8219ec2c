package profundo.zoo;

import java.util.List;
import profundo.nn.LayerRegistry;

/// The models that learn an energy.
final class BoltzmannMachines {
  private BoltzmannMachines() {}

  static List<Recipe> all() {
    return List.of(new RbmRecipe(), new ClassRbmRecipe(), new DbnRecipe(), new DbmRecipe(), new BoltzmannMachineRecipe());
  }

  static LayerRegistry register(LayerRegistry registry) {
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
