package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.List;
import profundo.Shape;
import profundo.Tensor;

/// A [DeepBoltzmannMachine] at all temperatures, as a distribution of its odd layers side by side: with the energy times beta,
/// every even unit leaves log(1 + e^(beta x)) when it is summed out, x its input. Of visible units the bias goes from that of
/// independent ones, (1 - beta) b_0 + beta b: chains that begin where samples are need fewer temperatures.
///
/// @param base b_0 `[visible]`
record DbmFamily(DeepBoltzmannMachine machine, Tensor base) implements AnnealedImportanceSampling.Family {
  @Override
  public int size() {
    int size = 0;
    for (int i = 1; i <= machine.depth(); i += 2) {
      size += machine.size(i);
    }
    return size;
  }

  @Override
  public double logZ0() {
    int hidden = 0;
    for (int i = 1; i <= machine.depth(); i++) {
      hidden += machine.size(i);
    }
    double visible = 0;
    for (float b : base.toFloats()) {
      visible += Math.log1p(Math.exp(b));
    }
    return hidden * Math.log(2) + visible;
  }

  @Override
  public Tensor start(int chains, Draws draws) {
    return draws.bernoulli(Tensor.fill(Shape.of(chains, size()), 0.5));
  }

  /// The odd layers in their places among all; null for even ones.
  private List<Tensor> split(Tensor x) {
    List<Tensor> states = new ArrayList<>();
    int at = 0;
    for (int i = 0; i <= machine.depth(); i++) {
      states.add(i % 2 == 0 ? null : x.slice(1, at, at + machine.size(i)));
      at += i % 2 == 0 ? 0 : machine.size(i);
    }
    return states;
  }

  private Tensor input(int layer, List<Tensor> states, Tensor beta) {
    Tensor input = machine.input(layer, states).mul(beta);
    return layer == 0 ? input.add(base.sub(base.mul(beta))) : input;
  }

  @Override
  public Tensor logProbability(Tensor x, Tensor beta) {
    List<Tensor> states = split(x);
    Tensor sum = null;
    for (int i = 0; i <= machine.depth(); i++) {
      Tensor term =
          i % 2 == 0
              ? input(i, states, beta).softplus().sum(-1)
              : states.get(i).mul(machine.biases().get(i)).sum(-1).mul(beta);
      sum = sum == null ? term : sum.add(term);
    }
    return sum;
  }

  @Override
  public Tensor transition(Tensor x, Tensor beta, Draws draws) {
    List<Tensor> states = split(x);
    for (int parity = 0; parity <= 1; parity++) {
      for (int i = parity; i <= machine.depth(); i += 2) {
        states.set(i, draws.bernoulli(input(i, states, beta).sigmoid()));
      }
    }
    List<Tensor> odd = new ArrayList<>();
    for (int i = 1; i <= machine.depth(); i += 2) {
      odd.add(states.get(i));
    }
    return Tensor.concat(1, odd);
  }
}
