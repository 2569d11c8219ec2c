package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import profundo.zoo.autoencoder.ShallowAutoencoder;

/// Two contractive autoencoders, one on the code of the other, fine-tuned as a classifier.
final class Contractive implements Reproduction {
  private static final int LAYERS = 2;
  private static final double LAMBDA = 0.1;

  @Override
  public String name() {
    return "contractive";
  }

  @Override
  public String what() {
    return "contractive autoencoders 784-1000-1000, lambda 0.1, tied weights, layer by layer, then fine-tuned as a classifier with a"
        + " fifth of the input masked, on MNIST";
  }

  @Override
  public String source() {
    return "Rifai, Vincent, Muller, Glorot, Bengio 2011, Contractive auto-encoders, section 5.2 (CAE-2)";
  }

  @Override
  public List<Figure> figures() {
    return Unlabelled.stackedFigures(1.6, "1.14", 16.5, 0.5);
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(40);
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    return Unlabelled.stacked(lab, LAYERS, (in, width, adam, rng) -> ShallowAutoencoder.contractive(in, width, LAMBDA, adam, rng));
  }
}
