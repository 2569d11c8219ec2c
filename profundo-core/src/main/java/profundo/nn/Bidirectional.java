package profundo.nn;

import java.util.SequencedMap;
import profundo.Tensor;

/// Two recurrent layers over one sequence, one from each end, their outputs side by side: x `[batch, time, in]` ->
/// `[batch, time, out1 + out2]`, or `[batch, out1 + out2]` where both give their last step.
///
/// Source: Schuster and Paliwal 1997, Bidirectional recurrent neural networks.
///
/// @param forward runs from the first step to the last
/// @param backward runs from the last step to the first
public record Bidirectional(Recurrent forward, Recurrent backward) implements SequenceLayer {
  /// Checks that the two fit together.
  public Bidirectional {
    if (forward.reversed() || !backward.reversed()) {
      throw new IllegalArgumentException("Bidirectional: expected a forward and a reversed layer; see Recurrent.reverse");
    }
    if (forward.cell().in() != backward.cell().in() || forward.sequences() != backward.sequences()) {
      throw new IllegalArgumentException(
          "Bidirectional: expected two layers over the same features that both give all steps or both the last, got in="
              + forward.cell().in() + " and in=" + backward.cell().in());
    }
  }

  /// Two cells with weights of their own.
  public static Bidirectional of(Cell forward, Cell backward) {
    return new Bidirectional(Recurrent.of(forward), Recurrent.of(backward).reverse());
  }

  /// The same weights; the last step of each direction only.
  public Bidirectional last() {
    return new Bidirectional(forward.last(), backward.last());
  }

  @Override
  public Tensor apply(Tensor x, Tensor lengths, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x) && x.shape().rank() == 3 && x.shape().size(2) == forward.cell().in());
    return Tensor.concat(-1, forward.apply(x, lengths, pass), backward.apply(x, lengths, pass));
  }

  @Override
  public String expects() {
    return "x[batch, time, in=" + forward.cell().in() + "]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("forward", LayerRegistry.describe(forward));
    c.put("backward", LayerRegistry.describe(backward));
    return c;
  }

  static Bidirectional of(Config c) {
    if (c.layer("forward") instanceof Recurrent f && c.layer("backward") instanceof Recurrent b) {
      return new Bidirectional(f, b);
    }
    throw new IllegalArgumentException("expected 'forward' and 'backward' to be Recurrent layers");
  }
}
