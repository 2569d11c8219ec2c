package profundo.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;

/// A [Cell] over time: x `[batch, time, in]` -> y `[batch, time, out]`, or `[batch, out]` with [#last].
///
///     Recurrent.lstm(65, 256, rng)                    // every step
///     Recurrent.gru(1, 64, rng).last()                // the last step, for a classifier
///     Recurrent.lstm(65, 256, rng).carried(16)        // the next batch goes on where this one ended
///
/// The loop is unrolled when the network is traced. Input projections of all steps are one product before it, and the
/// gradient of each weight is one contraction over all steps after it.
///
/// Carried state is one variable `[batch, size]` for each vector of the cell's state. A pass reads it and assigns the
/// state after its last step, without history: back-propagation ends at the batch's first step. That is truncated
/// back-propagation through time (Williams and Peng 1990) over the chunks that a long sequence is fed in; [#reset] starts
/// anew. [#truncated] cuts the gradient within a batch too.
///
/// @param cell what is done at each step
/// @param sequences whether every step's output is wanted, or the last one only
/// @param reversed whether time runs from the last step to the first; outputs stay where their inputs are
/// @param padded whether steps at the end that are all zeros are padding, as with Keras' `Masking`
/// @param truncation steps after which the gradient is cut; 0 for never
/// @param carried state that lasts from batch to batch; empty where each batch starts anew
public record Recurrent(
    Cell cell, boolean sequences, boolean reversed, boolean padded, int truncation, @State List<Variable> carried)
    implements SequenceLayer {

  /// Checks that carried state is that of the cell.
  public Recurrent {
    carried = List.copyOf(carried);
    Shapes.atLeast("Recurrent", "truncation", truncation, 0);
    if (!carried.isEmpty() && carried.size() != cell.state().size()) {
      throw new IllegalArgumentException(
          "Recurrent: expected " + cell.state().size() + " variables of carried state, got " + carried.size());
    }
    for (int i = 0; i < carried.size(); i++) {
      Shape s = carried.get(i).shape();
      int size = cell.state().get(i);
      int batch = carried.get(0).shape().size(0);
      Shapes.require(
          "Recurrent: carried state " + i, carried.get(i), "[batch, " + size + "]",
          s.rank() == 2 && s.size(1) == size && s.size(0) == batch);
    }
  }

  /// Every step's output, forwards.
  public static Recurrent of(Cell cell) {
    return new Recurrent(cell, true, false, false, 0, List.of());
  }

  /// Elman's network.
  public static Recurrent elman(int in, int hidden, Rng rng) {
    return of(ElmanCell.of(in, hidden, rng));
  }

  /// Long short-term memory with forget gates.
  public static Recurrent lstm(int in, int hidden, Rng rng) {
    return of(LstmCell.of(in, hidden, rng));
  }

  /// Gated recurrent units, reset after the product as in PyTorch.
  public static Recurrent gru(int in, int hidden, Rng rng) {
    return of(GruCell.of(in, hidden, rng));
  }

  /// The same weights, the last step's output only; of a sequence with a length, the output at its end.
  public Recurrent last() {
    return new Recurrent(cell, false, reversed, padded, truncation, carried);
  }

  /// The same weights, from the last step to the first.
  public Recurrent reverse() {
    return new Recurrent(cell, sequences, !reversed, padded, truncation, carried);
  }

  /// The same weights, taking zeros at the end of a sequence for padding.
  public Recurrent ignorePadding() {
    return new Recurrent(cell, sequences, reversed, true, truncation, carried);
  }

  /// The same weights, with no gradient through more than so many steps.
  public Recurrent truncated(int steps) {
    Shapes.atLeast("Recurrent", "truncation", steps, 1);
    return new Recurrent(cell, sequences, reversed, padded, steps, carried);
  }

  /// The same weights, with state that lasts from batch to batch.
  ///
  /// @param batch sequences in a batch; sample i of the next batch goes on where sample i of this one ended
  public Recurrent carried(int batch) {
    Shapes.atLeast("Recurrent", "batch", batch, 1);
    List<Variable> state = new ArrayList<>();
    for (int i = 0; i < cell.state().size(); i++) {
      state.add(Variable.zeros("state" + i, Shape.of(batch, cell.state().get(i))));
    }
    Recurrent r = new Recurrent(cell, sequences, reversed, padded, truncation, state);
    r.reset();
    return r;
  }

  /// Lets carried state start anew.
  public void reset() {
    for (int i = 0; i < carried.size(); i++) {
      float[] start = cell.start(i);
      float[] to = carried.get(i).value().floats();
      for (int at = 0; at < to.length; at += start.length) {
        System.arraycopy(start, 0, to, at, start.length);
      }
    }
  }

  @Override
  public boolean ignoresPadding() {
    return padded;
  }

  @Override
  public Tensor apply(Tensor x, Tensor lengths, Pass pass) {
    Shape s = x.shape();
    pass.expect(
        this, x,
        Shapes.isFloat(x) && s.rank() == 3 && s.size(2) == cell.in()
            && (carried.isEmpty() || s.size(0) == carried.get(0).shape().size(0)));
    int batch = s.size(0);
    int steps = s.size(1);
    Tensor ends = padded && lengths == null ? lengths(x) : lengths;
    if (ends != null) {
      requireLengths(ends, batch);
      if (reversed && cell.timed()) {
        throw new IllegalArgumentException(
            "Recurrent: reversed sequences of different length would begin at different ticks of a " + Names.type(cell)
                + "; expected full sequences, or one length in a batch");
      }
    }
    Tensor rows = x.permute(1, 0, 2).reshape(steps * batch, cell.in());
    Tensor projected = cell.project(rows, pass);
    List<Tensor> state = carried.isEmpty() ? cell.begin(batch) : carried.stream().map(pass::read).toList();
    List<Tensor> weights = cell.weights(pass);
    Tensor[] outputs = new Tensor[steps];
    Tensor last = Tensor.fill(Shape.of(batch, cell.out()), 0);
    for (int k = 0; k < steps; k++) {
      int t = reversed ? steps - 1 - k : k;
      if (truncation > 0 && k > 0 && k % truncation == 0) {
        state = state.stream().map(Tensor::detach).toList();
      }
      Cell.Stepped next = cell.step(projected.slice(0, t * batch, (t + 1) * batch), state, weights, k);
      if (ends == null) {
        state = next.state();
        outputs[t] = next.output();
        last = next.output();
      } else {
        Tensor inside = ends.reshape(batch, 1).gt(t);
        state = kept(inside, next.state(), state);
        outputs[t] = inside.select(next.output(), Tensor.fill(next.output().shape(), 0));
        last = inside.select(next.output(), last);
      }
    }
    for (int i = 0; i < carried.size(); i++) {
      pass.assign(carried.get(i), state.get(i).detach());
    }
    return sequences
        ? Tensor.concat(0, Arrays.asList(outputs)).reshape(steps, batch, cell.out()).permute(1, 0, 2)
        : last;
  }

  private static List<Tensor> kept(Tensor inside, List<Tensor> next, List<Tensor> before) {
    List<Tensor> state = new ArrayList<>();
    for (int i = 0; i < next.size(); i++) {
      state.add(inside.select(next.get(i), before.get(i)));
    }
    return state;
  }

  private void requireLengths(Tensor lengths, int batch) {
    if (lengths.dtype() != DType.I32 || !lengths.shape().equals(Shape.of(batch))) {
      throw new ShapeException(
          "Recurrent: expected lengths I32 [" + batch + "], got " + lengths.dtype() + " " + lengths.shape());
    }
  }

  /// I32 `[batch]`: how many steps there are up to the last one that is not all zeros.
  ///
  /// @param x `[batch, time, features]`
  public static Tensor lengths(Tensor x) {
    Tensor any = x.detach().ne(Tensor.scalar(0)).maxKeep(2).reshape(x.shape().without(2));
    Tensor number = Tensor.iota(any.shape(), 1).add(1).cast(DType.F32);
    return any.mul(number).maxKeep(1).reshape(x.shape().size(0)).cast(DType.I32);
  }

  @Override
  public String expects() {
    String batch = carried.isEmpty() ? "batch" : "batch=" + carried.get(0).shape().size(0);
    return "x[" + batch + ", time, in=" + cell.in() + "]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("cell", LayerRegistry.describe(cell));
    c.put("sequences", sequences);
    c.put("reversed", reversed);
    c.put("padded", padded);
    c.put("truncation", truncation);
    c.put("batch", carried.isEmpty() ? 0 : carried.get(0).shape().size(0));
    return c;
  }

  static Recurrent of(Config c) {
    if (!(c.layer("cell") instanceof Cell cell)) {
      throw new IllegalArgumentException("expected 'cell' to be a recurrent cell");
    }
    int batch = c.integer("batch", 0);
    List<Variable> state = new ArrayList<>();
    for (int i = 0; batch > 0 && i < cell.state().size(); i++) {
      state.add(c.variable("state" + i, batch, cell.state().get(i)));
    }
    return new Recurrent(
        cell, c.flag("sequences"), c.flag("reversed"), c.flag("padded"), c.integer("truncation", 0), state);
  }
}
