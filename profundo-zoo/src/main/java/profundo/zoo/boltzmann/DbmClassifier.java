package profundo.zoo.boltzmann;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import profundo.Tensor;
import profundo.nn.Config;
import profundo.nn.Described;
import profundo.nn.Layer;
import profundo.nn.LayerRegistry;
import profundo.nn.Pass;
import profundo.nn.Sequential;
import profundo.nn.State;

/// The network that a [DeepBoltzmannMachine] becomes by fine-tuning, with the machine that infers the second layer for it:
/// samples `[batch, ...]` -> logits `[batch, classes]`.
///
/// @param machine stays as it is
/// @param network over `[sample, mean field of the second layer]`, as [DeepBoltzmannMachine#network] makes it
public record DbmClassifier(@State DeepBoltzmannMachine machine, Sequential network) implements Described {
  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, x.shape().rank() > 1 && x.shape().count() / x.shape().size(0) == machine.size(0));
    return pass.apply(network, machine.augmented(x));
  }

  @Override
  public String expects() {
    return machine.expects();
  }

  @Override
  public SequencedMap<String, Object> config() {
    var c = new LinkedHashMap<String, Object>();
    c.put("machine", LayerRegistry.describe(machine));
    c.put("network", LayerRegistry.describe(network));
    return c;
  }

  static DbmClassifier of(Config c) {
    Layer machine = c.layer("machine");
    Layer network = c.layer("network");
    if (machine instanceof DeepBoltzmannMachine m && network instanceof Sequential n) {
      return new DbmClassifier(m, n);
    }
    throw new IllegalArgumentException(
        "DbmClassifier: expected a DeepBoltzmannMachine as 'machine' and a Sequential as 'network', got "
            + machine.getClass().getSimpleName() + " and " + network.getClass().getSimpleName());
  }
}
