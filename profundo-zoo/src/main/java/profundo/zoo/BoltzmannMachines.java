package profundo.zoo;

import java.util.List;
import profundo.nn.LayerRegistry;

/// The models that learn an energy.
final class BoltzmannMachines {
  private BoltzmannMachines() {}

  static List<Recipe> all() {
    return List.of();
  }

  static LayerRegistry register(LayerRegistry registry) {
    return registry.with("Rbm", Rbm::of);
  }
}
