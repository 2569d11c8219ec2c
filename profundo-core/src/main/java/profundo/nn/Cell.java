package profundo.nn;

import java.util.ArrayList;
import java.util.List;
import profundo.Shape;
import profundo.Tensor;

/// One step of a recurrent network: from an input and a state to an output and the next state.
///
/// What depends on the input alone is [#project], which [Recurrent] computes for all steps at once, as one product; what
/// needs the state is [#step]. A cell is a record of its weights; as a [Layer] it takes one step from its start,
/// x `[batch, in]` -> `[batch, out]`.
///
///     Recurrent.of(LstmCell.of(64, 256, rng));   // over time
public interface Cell extends Described {
  /// What a step gives.
  ///
  /// @param output `[batch, out]`
  /// @param state the next state, one tensor `[batch, size]` for each of [Cell#state]
  record Stepped(Tensor output, List<Tensor> state) {
    /// Copies the list.
    public Stepped {
      state = List.copyOf(state);
    }
  }

  /// Features of an input.
  int in();

  /// Features of an output.
  int out();

  /// Sizes of the vectors that make up the state.
  List<Integer> state();

  /// Where vector `index` of the state starts: zeros unless a cell says otherwise.
  default float[] start(int index) {
    return new float[state().get(index)];
  }

  /// The part of a step that looks at the input alone.
  ///
  /// @param x `[n, in]`, n being batch times steps
  /// @return `[n, any]`
  Tensor project(Tensor x, Pass pass);

  /// The weights that steps use, as the steps use them: built once, whatever the number of steps.
  List<Tensor> weights(Pass pass);

  /// One step.
  ///
  /// @param projected `[batch, any]`, rows of [#project]
  /// @param state `[batch, size]` for each of [#state]
  /// @param weights from [#weights]
  /// @param time the step's number from 0, known when the network is traced
  Stepped step(Tensor projected, List<Tensor> state, List<Tensor> weights, int time);

  /// Whether [#step] depends on the number of the step.
  default boolean timed() {
    return false;
  }

  /// The state before the first step, for a batch.
  default List<Tensor> begin(int batch) {
    List<Tensor> all = new ArrayList<>();
    for (int i = 0; i < state().size(); i++) {
      float[] v = start(i);
      Shape s = Shape.of(batch, v.length);
      boolean zero = true;
      for (float f : v) {
        zero &= f == 0;
      }
      all.add(zero ? Tensor.fill(s, 0) : Tensor.of(Shape.of(v.length), v).expand(s));
    }
    return all;
  }

  @Override
  default Tensor apply(Tensor x, Pass pass) {
    Shape s = x.shape();
    pass.expect(this, x, Shapes.isFloat(x) && s.rank() == 2 && s.size(1) == in());
    return step(project(x, pass), begin(s.size(0)), weights(pass), 0).output();
  }

  @Override
  default String expects() {
    return "x[batch, in=" + in() + "]";
  }
}
