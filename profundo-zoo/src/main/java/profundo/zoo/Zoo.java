package profundo.zoo;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import profundo.nn.LayerRegistry;
import profundo.zoo.autoencoder.Autoencoders;
import profundo.zoo.boltzmann.BoltzmannMachines;
import profundo.zoo.recipe.Recipe;

/// The models that the program trains by name, besides the plain classifiers.
public final class Zoo {
  private static final List<Recipe> ALL = Stream.of(Autoencoders.all(), BoltzmannMachines.all()).flatMap(List::stream).toList();

  private Zoo() {}

  /// All of them, family by family, the simplest first.
  public static List<Recipe> all() {
    return ALL;
  }

  /// The one of this name.
  public static Optional<Recipe> find(String name) {
    return ALL.stream().filter(r -> r.name().equals(name)).findFirst();
  }

  /// The layers of core and of the zoo, for reading model files.
  public static LayerRegistry layers() {
    return BoltzmannMachines.register(Autoencoders.register(LayerRegistry.standard()));
  }
}
