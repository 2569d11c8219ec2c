package profundo.zoo;

import java.util.List;
import profundo.nn.LayerRegistry;

/// The models that learn to reproduce their input.
final class Autoencoders {
  private Autoencoders() {}

  static List<Recipe> all() {
    return List.of();
  }

  static LayerRegistry register(LayerRegistry registry) {
    return registry
        .with("Autoencoder", Autoencoder::of)
        .with("VariationalAutoencoder", VariationalAutoencoder::of)
        .with("KSparse", KSparse::of)
        .with("Corruption", Corruption::of);
  }
}
