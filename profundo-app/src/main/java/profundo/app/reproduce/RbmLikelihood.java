package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import profundo.Rng;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.data.Mnist;
import profundo.data.Strokes;
import profundo.data.TrainTest;
import profundo.optim.GradientDescent;
import profundo.optim.Schedule;
import profundo.train.Predictor;
import profundo.train.Trainer;
import profundo.zoo.boltzmann.AnnealedImportanceSampling;
import profundo.zoo.boltzmann.ContrastiveDivergence;
import profundo.zoo.boltzmann.PartitionFunction;
import profundo.zoo.boltzmann.Rbm;

/// What an RBM's likelihood is: exactly, by going through all states of 20 hidden units, and as annealed importance sampling
/// estimates it; and how far the free energy of digits that were held out lies above that of those learned from.
///
/// Likelihoods are those of grey pixels, put into the equations as the probabilities that binary ones are on. As log p*(v) is
/// convex in v, that is at most the mean over binary digits drawn with those probabilities; published figures are mostly those of
/// binarised digits.
final class RbmLikelihood implements Reproduction {
  private static final String PARTITION = "partition";
  private static final String GAP = "gap";
  private static final int BATCH = 100;

  @Override
  public String name() {
    return "rbm";
  }

  @Override
  public String what() {
    return "RBM 784-20 by CD-1 on MNIST: log Z by annealed importance sampling (100 chains, 10,000 temperatures) against all 2^20"
        + " states; RBM 784-500 by CD-1: free energy of 10,000 digits held out less that of 10,000 learned from; grey is taken as"
        + " the probability of a pixel, so that likelihoods do not compare with those of binarised digits";
  }

  @Override
  public String source() {
    return "Salakhutdinov, Murray 2008, On the quantitative analysis of deep belief networks, table 1; Hinton 2010, A practical"
        + " guide to training restricted Boltzmann machines, section 6";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atMost("ais_error", "log Z, estimated less exact", "nats", 0.5).twin(0.5),
        Figure.atLeast("log_likelihood", "784-20, log-likelihood of grey test digits", "nats", -185).twin(-186),
        Figure.atMost("free_energy_gap", "784-500, free energy held out less learned from", "nats", 20).twin(10),
        Figure.atMost("squared_error", "784-500, squared error of test digits", "per image", 10).twin(21));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(10);
  }

  @Override
  public List<String> parts() {
    return List.of(PARTITION, GAP);
  }

  @Override
  public List<String> twinParts() {
    return parts();
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    TrainTest data = lab.reduced() ? Strokes.load(lab.seed(), 2000, 500) : Mnist.load(lab.data("mnist"));
    return part.equals(PARTITION) ? partition(data, lab) : gap(data, lab);
  }

  private static Map<String, Double> partition(TrainTest data, Lab lab) throws IOException {
    Rbm rbm = learned(data.train(), lab.of(20, 10), lab.of(10, 5), lab);
    double exact = PartitionFunction.log(rbm);
    var estimate =
        AnnealedImportanceSampling.of(rbm, data.train().take(10_000).x())
            .withTemperatures(lab.of(10_000, 500))
            .estimate(lab.seed());
    double likelihood = -mean(data.test(), rbm::freeEnergy) - exact;
    lab.say(
        String.format(
            Locale.ROOT, "log Z %.3f, estimated %.3f (%.3f to %.3f); log-likelihood of test digits %.2f nats", exact,
            estimate.logZ(), estimate.low(), estimate.high(), likelihood));
    var figures = new LinkedHashMap<String, Double>();
    figures.put("ais_error", Math.abs(estimate.logZ() - exact));
    figures.put("log_likelihood", likelihood);
    return figures;
  }

  private static Map<String, Double> gap(TrainTest data, Lab lab) throws IOException {
    int held = lab.of(10_000, 500);
    Dataset train = data.train().range(0, data.train().size() - held);
    Dataset unseen = data.train().range(data.train().size() - held, data.train().size());
    Rbm rbm = learned(train, lab.of(500, 50), lab.of(20, 5), lab);
    double seen = mean(train.take(held), rbm::freeEnergy);
    double free = mean(unseen, rbm::freeEnergy);
    lab.say(String.format(Locale.ROOT, "free energy: learned from %.2f, held out %.2f", seen, free));
    var figures = new LinkedHashMap<String, Double>();
    figures.put("free_energy_gap", free - seen);
    figures.put("squared_error", mean(data.test(), v -> rbm.reconstruct(v).sub(v).square().sum(-1)));
    return figures;
  }

  private static Rbm learned(Dataset train, int hidden, int epochs, Lab lab) throws IOException {
    int size = train.sampleShape().count();
    Rbm rbm = Rbm.of(size, hidden, Rng.of(lab.seed())).startAt(train.take(10_000).x());
    var batches = train.batches(lab.of(BATCH, 20)).shuffled(lab.seed());
    var rate = Schedule.cosine(0.1, batches.count() * epochs, 0.01);
    var step = ContrastiveDivergence.of(rbm).withOptimizer(GradientDescent.of(rate).withMomentum(0.5)).pretraining();
    lab.fit(Trainer.of(step).seed(lab.seed()), batches, null, epochs);
    return rbm;
  }

  private static double mean(Dataset data, UnaryOperator<Tensor> each) {
    double sum = 0;
    for (float f : Predictor.of((x, _) -> each.apply(x.reshape(x.shape().size(0), -1))).predict(data).floats()) {
      sum += f;
    }
    return sum / data.size();
  }
}
