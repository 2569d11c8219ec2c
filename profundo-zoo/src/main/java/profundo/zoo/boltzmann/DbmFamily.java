package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.List;
import profundo.Shape;
import profundo.Tensor;

/// A [DeepBoltzmannMachine] at all temperatures, as a distribution of its odd layers side by side: with the energy times beta,
/// every even unit leaves log(1 + e^(beta x)) when it is summed out, x its input.
record DbmFamily(DeepBoltzmannMachine machine) implements AnnealedImportanceSampling.Family {
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
    int units = 0;
    for (int i = 0; i <= machine.depth(); i++) {
      units += machine.size(i);
    }
    return units * Math.log(2);
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

  @Override
  public Tensor logProbability(Tensor x, Tensor beta) {
    List<Tensor> states = split(x);
    Tensor sum = null;
    for (int i = 0; i <= machine.depth(); i++) {
      Tensor term =
          i % 2 == 0
              ? machine.input(i, states).mul(beta).softplus().sum(-1)
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
        states.set(i, draws.bernoulli(machine.input(i, states).mul(beta).sigmoid()));
      }
    }
    List<Tensor> odd = new ArrayList<>();
    for (int i = 1; i <= machine.depth(); i += 2) {
      odd.add(states.get(i));
    }
    return Tensor.concat(1, odd);
  }
}
