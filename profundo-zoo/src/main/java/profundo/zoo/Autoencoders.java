package profundo.zoo;

import java.util.List;
import java.util.stream.Stream;
import profundo.nn.LayerRegistry;

/// The models that learn to reproduce their input.
final class Autoencoders {
  private Autoencoders() {}

  static List<Recipe> all() {
    return Stream.of(AutoencoderRecipes.all(), DeepRecipes.all()).flatMap(List::stream).toList();
  }

  static LayerRegistry register(LayerRegistry registry) {
    return registry
        .with("Autoencoder", Autoencoder::of)
        .with("VariationalAutoencoder", VariationalAutoencoder::of)
        .with("KSparse", KSparse::of)
        .with("Recommender", Recommender::of)
        .with("Corruption", Corruption::of);
  }
}
