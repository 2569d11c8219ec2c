package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import profundo.DType;
import profundo.Rng;
import profundo.Tensor;
import profundo.data.TrainTest;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Pass;
import profundo.optim.Adam;
import profundo.optim.Schedule;
import profundo.zoo.autoencoder.Corruption;
import profundo.zoo.autoencoder.JacobianNorm;
import profundo.zoo.autoencoder.ShallowAutoencoder;
import profundo.zoo.stack.LayerwisePretraining;

/// Two ways to a code that does not mind small changes of x, side by side with neither: noise on the way in, which makes the
/// reconstruction robust, and a penalty on the Jacobian, which makes the code itself robust.
final class ContractiveDenoising implements Reproduction {
  private static final List<String> KINDS = List.of("plain", "denoising", "contractive");
  private static final double LAMBDA = 0.5;
  private static final double MASKED = 0.25;

  @Override
  public String name() {
    return "contractive-denoising";
  }

  @Override
  public String what() {
    return "plain, denoising (masking 0.25) and contractive (lambda 0.5) autoencoders of 500 units on MNIST: norm of the Jacobian,"
        + " relative shift of the code under Gaussian noise of 0.1, linear classifier on the codes";
  }

  @Override
  public String source() {
    return "Rifai, Vincent, Muller, Glorot, Bengio 2011, Contractive auto-encoders, section 5.1, table 1";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atMost("jacobian_ratio", "norm of the Jacobian, contractive over denoising", "", 1).twin(0.96),
        Figure.shown("plain_jacobian", "norm of the Jacobian, plain", ""),
        Figure.shown("denoising_jacobian", "denoising", ""),
        Figure.shown("contractive_jacobian", "contractive", ""),
        Figure.shown("plain_shift", "shift of the code under noise, plain", ""),
        Figure.shown("denoising_shift", "denoising", ""),
        Figure.shown("contractive_shift", "contractive", ""),
        Figure.shown("plain_error", "test error of a linear classifier, plain", "%"),
        Figure.shown("denoising_error", "denoising", "%"),
        Figure.shown("contractive_error", "contractive", "%"));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(10);
  }

  @Override
  public List<String> parts() {
    return KINDS;
  }

  @Override
  public List<String> twinParts() {
    return KINDS;
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    TrainTest data = Unlabelled.digits(lab, 2000);
    int epochs = lab.of(15, 20);
    Rng rng = Rng.of(lab.seed());
    int in = data.train().sampleShape().count();
    int units = lab.of(500, 100);
    var adam = Adam.of(Schedule.oneCycle(lab.of(1e-3, 5e-3), Unlabelled.steps(data.train(), epochs)));
    ShallowAutoencoder layer =
        switch (part) {
          case "denoising" -> ShallowAutoencoder.denoising(in, units, Corruption.masking(MASKED), adam, rng);
          case "contractive" -> ShallowAutoencoder.contractive(in, units, LAMBDA, adam, rng);
          default -> ShallowAutoencoder.of(in, units, adam, rng);
        };
    LayerwisePretraining stack = LayerwisePretraining.of(layer);
    Unlabelled.pretrain(lab, stack, data.train(), epochs);
    Layer encoder = stack.encoder(1);
    double norm = Unlabelled.mean(new Norm(encoder, layer.linear()), data.test());
    double shift = Unlabelled.mean(new Shift(encoder, Corruption.gaussian(0.1), lab.seed()), data.test());
    double error = Unlabelled.probe(lab, encoder, data, lab.of(20, 10));
    lab.say("Jacobian " + norm + ", shift of the code " + shift + ", linear classifier " + error + " %");
    return Map.of(part + "_jacobian", norm, part + "_shift", shift, part + "_error", error);
  }

  @Override
  public Map<String, Double> combine(SequencedMap<String, Map<String, Double>> parts) {
    var all = new LinkedHashMap<String, Double>();
    parts.values().forEach(all::putAll);
    all.put("jacobian_ratio", all.get("contractive_jacobian") / all.get("denoising_jacobian"));
    return all;
  }

  /// |df/dx|, the Frobenius norm, of each sample.
  record Norm(Layer encoder, Linear linear) implements Layer {
    @Override
    public Tensor apply(Tensor x, Pass pass) {
      return JacobianNorm.ofSigmoid(linear, pass.apply(encoder, x), pass).sqrt();
    }
  }

  /// |f(x + n) - f(x)| / |f(x)| of each sample, for noise n that is always the same.
  record Shift(Layer encoder, Corruption noise, long seed) implements Layer {
    @Override
    public Tensor apply(Tensor x, Pass pass) {
      Tensor noisy = noise.corrupt(x, Pass.inference(noise, seed, Tensor.scalar(0, DType.I32)));
      Tensor h = pass.apply(encoder, x);
      Tensor moved = pass.apply(encoder, noisy).sub(h);
      return moved.square().sum(-1).div(h.square().sum(-1)).sqrt();
    }
  }
}
