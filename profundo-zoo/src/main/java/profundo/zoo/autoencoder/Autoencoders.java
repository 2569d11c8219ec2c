package profundo.zoo.autoencoder;

import java.util.List;
import java.util.stream.Stream;
import profundo.nn.LayerRegistry;
import profundo.zoo.recipe.Recipe;

/// The models that learn to reproduce their input.
public final class Autoencoders {
  private Autoencoders() {}

  /// Those that the program trains by name.
  public static List<Recipe> all() {
    return Stream.of(AutoencoderRecipes.all(), DeepRecipes.all()).flatMap(List::stream).toList();
  }

  /// The registry with their layers, too.
  public static LayerRegistry register(LayerRegistry registry) {
    return registry
        .with("Autoencoder", Autoencoder::of)
        .with("VariationalAutoencoder", VariationalAutoencoder::of)
        .with("KSparse", KSparse::of)
        .with("Recommender", Recommender::of)
        .with("Corruption", Corruption::of);
  }
}
