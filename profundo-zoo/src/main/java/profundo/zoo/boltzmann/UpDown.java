package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import profundo.DType;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Dataset;
import profundo.nn.Parameters;
import profundo.optim.Optimizer;
import profundo.optim.OptimizerState;
import profundo.train.Step;
import profundo.train.Trace;

/// The up-down algorithm of a [DeepBeliefNet], contrastive wake-sleep (Hinton, Osindero, Teh 2006, appendix B, whose names are
/// in the comments).
///
/// Awake, states are sampled on the way up from a sample, and each generative layer learns to make the state below from the one
/// above. The machine on top learns by contrastive divergence, with the label. Asleep, states are sampled on the way down from
/// where its Gibbs sampling ended, and each recognition layer learns to find the state above from the one below. No layer needs
/// a gradient of another.
///
/// Where the appendix samples the states of the machine on top that its statistics are taken of, here are their means, on both
/// sides: the same expectation with less noise. Of the features that it sees they are the means given samples of the layer below.
final class UpDown implements Step {
  private final DeepBeliefNet net;
  private final int gibbs;
  private final OptimizerState optimizer;

  UpDown(DeepBeliefNet net, int gibbs, Optimizer optimizer) {
    if (gibbs < 1) {
      throw new IllegalArgumentException("DeepBeliefNet: expected at least 1 step of Gibbs sampling, got " + gibbs);
    }
    this.net = net;
    this.gibbs = gibbs;
    this.optimizer = optimizer.start(Parameters.of(net).byName());
  }

  @Override
  public String name() {
    return "DeepBeliefNet";
  }

  @Override
  public Parameters parameters() {
    return Parameters.of(net);
  }

  @Override
  public SequencedMap<String, Variable> memory() {
    return optimizer.slots();
  }

  @Override
  public Trace train(Map<String, Tensor> batch, Tensor step, long seed) {
    Draws draws = Draws.of("up-down", seed, step);
    Tensor x = Rbm.flat(batch.get(Dataset.X));
    Tensor y = label(batch);
    int depth = net.below().size();
    SequencedMap<String, Tensor> down = new LinkedHashMap<>();

    // Up: wakehidstates, wakepenstates.
    List<Tensor> wake = new ArrayList<>(List.of(x));
    Tensor features = x;
    for (Rbm rbm : net.below()) {
      features = rbm.hiddenMean(wake.getLast());
      wake.add(draws.bernoulli(features));
    }
    // The associative memory: wakeopstates, then negpenstates, neglabprobs, negtopstates.
    Tensor above = net.top().hiddenInput(features, y).sigmoid();
    var positive = new ClassRbmStep.Phase(features, y, above);
    var negative = ClassRbmStep.negative(net.top(), draws.bernoulli(above), gibbs, draws);
    // Down: sleephidstates, sleepvisprobs.
    Tensor[] sleep = new Tensor[depth + 1];
    sleep[depth] = draws.bernoulli(negative.v());
    for (int i = depth - 1; i >= 0; i--) {
      Tensor p = generated(sleep[i + 1], i);
      sleep[i] = i == 0 ? p : draws.bernoulli(p);
    }
    Tensor error = null;
    for (int i = 0; i < depth; i++) {
      Rbm rbm = net.below().get(i);
      // pvisprobs, phidprobs, and the updates of generative parameters.
      Tensor missed = generated(wake.get(i + 1), i).sub(wake.get(i));
      error = i == 0 ? missed.square().sum() : error;
      down.put("generative." + i, product(wake.get(i + 1), missed));
      down.put("below." + i + ".visibleBias", missed.mean(0));
      // psleeppenstates, psleephidstates, and the updates of recognition parameters.
      Tensor guessed = rbm.hiddenMean(sleep[i]).sub(sleep[i + 1]);
      down.put("below." + i + ".weight", product(sleep[i], guessed));
      down.put("below." + i + ".hiddenBias", guessed.mean(0));
    }
    ClassRbmStep.gradients(net.top(), positive, negative, 0).forEach((name, g) -> down.put("top." + name, g));
    if (depth == 0) {
      error = x.sub(negative.v()).square().sum();
    }
    List<Tensor> gradients = new ArrayList<>();
    for (Variable v : optimizer.weights()) {
      gradients.add(down.get(parameters().name(v)));
    }
    Tensor rate = optimizer.optimizer().schedule().rate(step);
    return Trace.of(error.mul(1.0 / x.shape().size(0)))
        .at(rate)
        .through(down)
        .updating(optimizer.step(gradients, step, rate));
  }

  /// logistic(h G + b).
  private Tensor generated(Tensor h, int layer) {
    return h.matmul(net.generative().get(layer)).add(net.below().get(layer).visibleBias()).sigmoid();
  }

  private static Tensor product(Tensor states, Tensor errors) {
    return states.transpose().matmul(errors).mul(1.0 / states.shape().size(0));
  }

  private Tensor label(Map<String, Tensor> batch) {
    Tensor y = batch.get(Dataset.Y);
    if (y == null || y.dtype() != DType.I32) {
      throw new IllegalArgumentException("DeepBeliefNet: expected labels I32 in the part 'y' of the data, got " + batch.keySet());
    }
    return y.oneHot(net.classes());
  }

  /// The squared error of the way up and down without randomness; of a net that is but the machine on top, through its hidden
  /// units given sample and label.
  @Override
  public Trace evaluate(Map<String, Tensor> batch) {
    Tensor x = Rbm.flat(batch.get(Dataset.X));
    Tensor h = net.features(x);
    Rbm top = net.top().rbm();
    Tensor back =
        net.below().isEmpty() ? top.visibleMean(net.top().hiddenInput(x, label(batch)).sigmoid()) : net.generate(h);
    Tensor error = back.sub(x).square().sum().mul(1.0 / x.shape().size(0));
    return Trace.of(error).predicting(net.top().logits(h), Dataset.Y);
  }
}
