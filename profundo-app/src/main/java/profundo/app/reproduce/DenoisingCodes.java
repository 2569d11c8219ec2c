package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import profundo.Rng;
import profundo.data.TrainTest;
import profundo.nn.Flatten;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.Schedule;
import profundo.zoo.autoencoder.Corruption;
import profundo.zoo.autoencoder.ShallowAutoencoder;
import profundo.zoo.stack.LayerwisePretraining;

/// Whether codes that were learned without labels tell classes apart better than pixels do: the same linear classifier on
/// both.
final class DenoisingCodes implements Reproduction {
  @Override
  public String name() {
    return "denoising-codes";
  }

  @Override
  public String what() {
    return "linear classifier on the codes of a denoising autoencoder (1000 units, masking 0.25), beside one on raw pixels, on MNIST";
  }

  @Override
  public String source() {
    return "Vincent, Larochelle, Bengio, Manzagol 2008, Extracting and composing robust features with denoising autoencoders";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atLeast("gain", "error on pixels less error on codes", "points", 0.01).twin(0.5),
        Figure.shown("codes_error", "test error on codes", "%"),
        Figure.shown("pixels_error", "test error on raw pixels", "%"));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(10);
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    TrainTest data = Unlabelled.digits(lab, 3000);
    int epochs = lab.of(30, 8);
    int probed = lab.of(30, 15);
    var adam = Adam.of(Schedule.oneCycle(lab.of(1e-3, 5e-3), Unlabelled.steps(data.train(), epochs)));
    var layer =
        ShallowAutoencoder.denoising(
            data.train().sampleShape().count(), lab.of(1000, 200), Corruption.masking(0.25), adam, Rng.of(lab.seed()));
    LayerwisePretraining stack = LayerwisePretraining.of(layer);
    Unlabelled.pretrain(lab, stack, data.train(), epochs);
    double codes = Unlabelled.probe(lab, stack.encoder(1), data, probed);
    double pixels = Unlabelled.probe(lab, Sequential.of(Flatten.of()), data, probed);
    return Map.of("gain", pixels - codes, "codes_error", codes, "pixels_error", pixels);
  }
}
