package profundo.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// Clockwork network: the hidden units are modules of equal size with periods 1, 2, 4, ...; at step t only modules whose
/// period divides t change, h = tanh(x W + h U + b), the others keep their state. A module sees itself and slower ones:
/// U is zero where a faster module would feed a slower one. Only the columns of active modules are computed.
///
/// Steps are counted from the start of a batch; where state is carried, let batches be a multiple of the longest period.
///
/// Source: Koutnik, Greff, Gomez, Schmidhuber 2014, A clockwork RNN.
///
/// @param weight W `[in, hidden]`
/// @param recurrent U `[hidden, hidden]`
/// @param bias b `[hidden]`
/// @param modules how many there are; the last one's period is 2^(modules - 1)
public record ClockworkCell(Variable weight, Variable recurrent, Variable bias, int modules) implements Cell {
  /// Checks that the shapes agree.
  public ClockworkCell {
    Cells.require("ClockworkCell", weight, recurrent, bias, 1);
    if (modules < 1 || modules > 30 || recurrent.shape().size(0) % modules != 0) {
      throw new IllegalArgumentException(
          "ClockworkCell: expected 1 to 30 modules that divide the " + recurrent.shape().size(0) + " hidden units, got "
              + modules);
    }
  }

  /// New weights.
  public static ClockworkCell of(int in, int hidden, int modules, Rng rng) {
    Cells.sizes("ClockworkCell", in, hidden);
    return new ClockworkCell(
        Cells.weight(in, hidden, 1, rng), Cells.recurrent(hidden, 1, rng), Cells.bias(hidden, 1, 0, 0), modules);
  }

  @Override
  public int in() {
    return weight.shape().size(0);
  }

  @Override
  public int out() {
    return recurrent.shape().size(0);
  }

  @Override
  public List<Integer> state() {
    return List.of(out());
  }

  @Override
  public Tensor project(Tensor x, Pass pass) {
    return x.matmul(pass.read(weight)).add(pass.read(bias));
  }

  /// Units that change at a step: those of the first modules, for each period divides the next.
  int active(int time) {
    int n = modules;
    while (time % (1 << (n - 1)) != 0) {
      n--;
    }
    return n * (out() / modules);
  }

  /// The columns of the first module, of the first two, and so on.
  @Override
  public List<Tensor> weights(Pass pass) {
    Tensor u = pass.read(recurrent).mul(Tensor.of(mask()));
    List<Tensor> columns = new ArrayList<>();
    for (int n = 1; n <= modules; n++) {
      columns.add(u.slice(1, 0, n * (out() / modules)));
    }
    return columns;
  }

  @Override
  public Stepped step(Tensor projected, List<Tensor> state, List<Tensor> weights, int time) {
    Tensor h = state.get(0);
    int n = active(time);
    Tensor next = h.matmul(weights.get(n / (out() / modules) - 1)).add(projected.slice(1, 0, n)).tanh();
    return Cells.stepped(n == out() ? next : Tensor.concat(1, next, h.slice(1, n, out())));
  }

  @Override
  public boolean timed() {
    return true;
  }

  /// One where a unit may feed another: from the same module or a slower one.
  private Array mask() {
    int n = out();
    int size = n / modules;
    float[] m = new float[n * n];
    for (int i = 0; i < m.length; i++) {
      m[i] = i / n / size >= i % n / size ? 1 : 0;
    }
    return Array.wrap(Shape.of(n, n), m);
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("in", in());
    c.put("hidden", out());
    c.put("modules", modules);
    return c;
  }

  static ClockworkCell of(Config c) {
    int in = c.integer("in", 1);
    int n = c.integer("hidden", 1);
    return new ClockworkCell(
        c.variable("weight", in, n), c.variable("recurrent", n, n), c.variable("bias", n), c.integer("modules", 1));
  }
}
