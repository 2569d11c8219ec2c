package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import profundo.zoo.autoencoder.Corruption;
import profundo.zoo.autoencoder.ShallowAutoencoder;

/// Three denoising autoencoders, each on the code of the one below, fine-tuned as a classifier.
final class StackedDenoising implements Reproduction {
  private static final int LAYERS = 3;
  private static final double MASKED = 0.25;

  @Override
  public String name() {
    return "stacked-denoising";
  }

  @Override
  public String what() {
    return "stacked denoising autoencoder 784-1000-1000-1000, masking 0.25, tied weights, layer by layer, then fine-tuned as a"
        + " classifier with a fifth of the input masked, on MNIST";
  }

  @Override
  public String source() {
    return "Vincent, Larochelle, Lajoie, Bengio, Manzagol 2010, Stacked denoising autoencoders, table 3 (SDAE-3)";
  }

  @Override
  public List<Figure> figures() {
    return Unlabelled.stackedFigures(1.6, "1.28", 16, 1.5);
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(40);
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    return Unlabelled.stacked(
        lab, LAYERS, (in, width, adam, rng) -> ShallowAutoencoder.denoising(in, width, Corruption.masking(MASKED), adam, rng));
  }
}
