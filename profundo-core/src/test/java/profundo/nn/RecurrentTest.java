package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Gradient;
import profundo.Graph;
import profundo.Op;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.compile.Engine;
import profundo.compile.Program;
import profundo.reference.Interpreter;

/// Values worked out from the equations in plain doubles, and what [Recurrent] does around a cell.
class RecurrentTest {
  private static final int BATCH = 3;
  private static final int STEPS = 6;
  private static final int IN = 4;
  private static final int HIDDEN = 5;
  private final Rng rng = Rng.of(31);
  private final Array x = rng.normal(Shape.of(BATCH, STEPS, IN), 0, 1);

  private static double sigmoid(double v) {
    return 1 / (1 + Math.exp(-v));
  }

  /// All variables drawn anew, so that biases and peepholes are not zero.
  private <L> L shaken(L model) {
    Parameters.of(model).byName().values().forEach(v -> v.set(rng.normal(v.shape(), 0, 0.7f)));
    return model;
  }

  /// x W + h U + b at column j.
  private double z(int sample, int t, double[] h, Variable w, Variable u, Variable b, int j) {
    int columns = w.shape().size(1);
    double sum = b.value().floats()[j];
    for (int k = 0; k < IN; k++) {
      sum += (double) x.floats()[(sample * STEPS + t) * IN + k] * w.value().floats()[k * columns + j];
    }
    for (int k = 0; k < h.length; k++) {
      sum += h[k] * u.value().floats()[k * columns + j];
    }
    return sum;
  }

  private static double[] run(Layer layer, Array x) {
    return Interpreter.value(Pass.inference(layer).apply(layer, Tensor.of(x))).reals();
  }

  private static void same(double[] is, double[] should) {
    assertThat(is).hasSameSizeAs(should);
    for (int i = 0; i < is.length; i++) {
      assertThat(is[i]).as("element %d", i).isCloseTo(should[i], within(1e-12));
    }
  }

  @Test
  void lstmIsWhatItsEquationsSay() {
    for (boolean peepholes : new boolean[] {false, true}) {
      LstmCell cell = LstmCell.of(IN, HIDDEN, rng);
      cell = shaken(peepholes ? cell.withPeepholes() : cell);
      double[] expected = new double[BATCH * STEPS * HIDDEN];
      for (int s = 0; s < BATCH; s++) {
        double[] h = new double[HIDDEN];
        double[] c = new double[HIDDEN];
        for (int t = 0; t < STEPS; t++) {
          double[] next = new double[HIDDEN];
          for (int j = 0; j < HIDDEN; j++) {
            double[] p = new double[3];
            for (int k = 0; k < 3 && peepholes; k++) {
              p[k] = cell.peephole().orElseThrow().value().floats()[k * HIDDEN + j];
            }
            double i = sigmoid(z(s, t, h, cell.weight(), cell.recurrent(), cell.bias(), j) + p[0] * c[j]);
            double f = sigmoid(z(s, t, h, cell.weight(), cell.recurrent(), cell.bias(), HIDDEN + j) + p[1] * c[j]);
            double g = Math.tanh(z(s, t, h, cell.weight(), cell.recurrent(), cell.bias(), 2 * HIDDEN + j));
            c[j] = f * c[j] + i * g;
            double o = sigmoid(z(s, t, h, cell.weight(), cell.recurrent(), cell.bias(), 3 * HIDDEN + j) + p[2] * c[j]);
            next[j] = o * Math.tanh(c[j]);
          }
          h = next;
          System.arraycopy(h, 0, expected, (s * STEPS + t) * HIDDEN, HIDDEN);
        }
      }
      same(run(Recurrent.of(cell), x), expected);
    }
  }

  @Test
  void gruIsWhatItsEquationsSayInBothVariants() {
    for (boolean after : new boolean[] {false, true}) {
      GruCell cell = GruCell.of(IN, HIDDEN, rng);
      cell = shaken(after ? cell : cell.resetBefore());
      double[] expected = new double[BATCH * STEPS * HIDDEN];
      for (int s = 0; s < BATCH; s++) {
        double[] h = new double[HIDDEN];
        for (int t = 0; t < STEPS; t++) {
          double[] r = new double[HIDDEN];
          double[] none = new double[HIDDEN];
          double[] resetState = new double[HIDDEN];
          for (int j = 0; j < HIDDEN; j++) {
            r[j] = sigmoid(z(s, t, h, cell.weight(), cell.recurrent(), cell.bias(), j));
            resetState[j] = r[j] * h[j];
          }
          double[] next = new double[HIDDEN];
          for (int j = 0; j < HIDDEN; j++) {
            int column = 2 * HIDDEN + j;
            double update = sigmoid(z(s, t, h, cell.weight(), cell.recurrent(), cell.bias(), HIDDEN + j));
            double input = z(s, t, none, cell.weight(), cell.recurrent(), cell.bias(), column);
            double n;
            if (after) {
              double memory = cell.candidateBias().orElseThrow().value().floats()[j];
              for (int k = 0; k < HIDDEN; k++) {
                memory += h[k] * cell.recurrent().value().floats()[k * 3 * HIDDEN + column];
              }
              n = Math.tanh(input + r[j] * memory);
            } else {
              n = Math.tanh(z(s, t, resetState, cell.weight(), cell.recurrent(), cell.bias(), column));
            }
            next[j] = (1 - update) * n + update * h[j];
          }
          h = next;
          System.arraycopy(h, 0, expected, (s * STEPS + t) * HIDDEN, HIDDEN);
        }
      }
      same(run(Recurrent.of(cell), x), expected);
    }
  }

  @Test
  void aClockworkModuleKeepsItsStateBetweenItsTicks() {
    ClockworkCell cell = shaken(ClockworkCell.of(IN, 6, 3, rng));
    double[] expected = new double[BATCH * STEPS * 6];
    for (int s = 0; s < BATCH; s++) {
      double[] h = new double[6];
      for (int t = 0; t < STEPS; t++) {
        double[] next = h.clone();
        for (int j = 0; j < 6; j++) {
          int module = j / 2;
          if (t % (1 << module) == 0) {
            double[] seen = new double[6];
            System.arraycopy(h, 2 * module, seen, 2 * module, 6 - 2 * module);
            next[j] = Math.tanh(z(s, t, seen, cell.weight(), cell.recurrent(), cell.bias(), j));
          }
        }
        h = next;
        System.arraycopy(h, 0, expected, (s * STEPS + t) * 6, 6);
      }
    }
    same(run(Recurrent.of(cell), x), expected);
  }

  @Test
  void narxSeesDelayedInputsAndOutputs() {
    NarxCell cell = shaken(NarxCell.of(IN, HIDDEN, 2, 2, 3, rng));
    float[] w = cell.weight().value().floats();
    float[] u = cell.feedback().value().floats();
    float[] v = cell.readout().value().floats();
    double[] expected = new double[BATCH * STEPS * 2];
    for (int s = 0; s < BATCH; s++) {
      for (int t = 0; t < STEPS; t++) {
        for (int o = 0; o < 2; o++) {
          expected[(s * STEPS + t) * 2 + o] = cell.readoutBias().value().floats()[o];
        }
        for (int j = 0; j < HIDDEN; j++) {
          double sum = cell.bias().value().floats()[j];
          for (int d = 0; d <= Math.min(2, t); d++) {
            for (int k = 0; k < IN; k++) {
              sum += (double) x.floats()[(s * STEPS + t - d) * IN + k] * w[k * 3 * HIDDEN + d * HIDDEN + j];
            }
          }
          for (int d = 1; d <= Math.min(3, t); d++) {
            for (int o = 0; o < 2; o++) {
              sum += expected[(s * STEPS + t - d) * 2 + o] * u[((d - 1) * 2 + o) * HIDDEN + j];
            }
          }
          for (int o = 0; o < 2; o++) {
            expected[(s * STEPS + t) * 2 + o] += Math.tanh(sum) * v[j * 2 + o];
          }
        }
      }
    }
    same(run(Recurrent.of(cell), x), expected);
  }

  @Test
  void backPropagationThroughTimeAndRealTimeLearningGiveOneGradient() {
    FullyRecurrentCell cell = shaken(FullyRecurrentCell.of(IN, HIDDEN, 2, rng));
    Recurrent net = Recurrent.of(cell);
    Tensor target = Tensor.of(rng.uniform(Shape.of(BATCH, STEPS, 2), 0, 1));
    Tensor loss = net.apply(Tensor.of(x), Pass.inference(net)).sub(target).square().sum();
    double[] through = Interpreter.value(Gradient.of(loss, cell.weight())).reals();
    Tensor forwards =
        RealTimeLearning.gradient(
            cell, Tensor.of(x), (y, t) -> y.sub(target.slice(1, t, t + 1).reshape(BATCH, 2)).square().sum());
    same(Interpreter.value(forwards).reals(), through);
    assertThat(Arrays.stream(through).map(Math::abs).max().orElseThrow()).isGreaterThan(0.1);
  }

  @Test
  void paddingChangesNothing() {
    int[] lengths = {2, 6, 3};
    for (boolean reversed : new boolean[] {false, true}) {
      Recurrent all = Recurrent.of(shaken(LstmCell.of(IN, HIDDEN, rng)));
      all = reversed ? all.reverse() : all;
      Tensor ends = Tensor.of(Shape.of(BATCH), lengths);
      double[] masked = Interpreter.value(all.apply(Tensor.of(x), ends, Pass.inference(all))).reals();
      double[] last = Interpreter.value(all.last().apply(Tensor.of(x), ends, Pass.inference(all))).reals();
      float[] padded = x.copy().floats();
      for (int s = 0; s < BATCH; s++) {
        float[] own = new float[lengths[s] * IN];
        System.arraycopy(x.floats(), s * STEPS * IN, own, 0, own.length);
        double[] alone = run(all, Array.of(Shape.of(1, lengths[s], IN), own));
        for (int i = 0; i < STEPS * HIDDEN; i++) {
          assertThat(masked[s * STEPS * HIDDEN + i]).isCloseTo(i < alone.length ? alone[i] : 0, within(1e-12));
        }
        double[] aloneLast = run(all.last(), Array.of(Shape.of(1, lengths[s], IN), own));
        for (int i = 0; i < HIDDEN; i++) {
          assertThat(last[s * HIDDEN + i]).isCloseTo(aloneLast[i], within(1e-12));
        }
        Arrays.fill(padded, (s * STEPS + lengths[s]) * IN, (s + 1) * STEPS * IN, 0);
      }
      same(run(all.ignorePadding(), Array.of(x.shape(), padded)), masked);
    }
  }

  @Test
  void lengthsReachEveryLayerOfAStack() {
    var stack = Stacked.of(Bidirectional.of(GruCell.of(IN, 3, rng), GruCell.of(IN, 3, rng)), Recurrent.elman(6, 2, rng).last());
    shaken(stack);
    Tensor ends = Tensor.of(Shape.of(BATCH), 4, 6, 4);
    double[] masked = Interpreter.value(stack.apply(Tensor.of(x), ends, Pass.inference(stack))).reals();
    float[] own = Arrays.copyOf(x.floats(), 4 * IN);
    double[] alone = run(stack, Array.of(Shape.of(1, 4, IN), own));
    for (int i = 0; i < 2; i++) {
      assertThat(masked[i]).isCloseTo(alone[i], within(1e-12));
    }
  }

  @Test
  void carriedStateGoesOnWhereTheLastBatchEnded() {
    for (Cell cell : List.of(LstmCell.of(IN, HIDDEN, rng), SecondOrderCell.of(IN, 3, rng), NarxCell.of(IN, 3, 2, 2, 2, rng))) {
      shaken(cell);
      double[] whole = run(Recurrent.of(cell), x);
      Recurrent carried = Recurrent.of(cell).carried(BATCH);
      Tensor chunk = Tensor.input("x", Shape.of(BATCH, 2, IN), DType.F32);
      Pass pass = Pass.inference(carried);
      Tensor y = pass.apply(carried, chunk);
      Program program = Engine.shared().compile(List.of(chunk), List.of(y), pass.assignments());
      for (int round = 0; round < 2; round++) {
        for (int c = 0; c < STEPS / 2; c++) {
          program.run(steps(x, 2 * c, 2));
          for (int s = 0; s < BATCH; s++) {
            for (int i = 0; i < 2 * cell.out(); i++) {
              assertThat((double) program.output(0).floats()[s * 2 * cell.out() + i])
                  .isCloseTo(whole[(s * STEPS + 2 * c) * cell.out() + i], within(1e-5));
            }
          }
        }
        carried.reset();
      }
    }
  }

  private static Array steps(Array x, int from, int count) {
    return Tensor.of(x).slice(1, from, from + count).evaluate();
  }

  @Test
  void noGradientFlowsIntoABatchBeforeNorPastATruncation() {
    ElmanCell cell = shaken(ElmanCell.of(IN, HIDDEN, rng));
    Tensor in = Tensor.of(x);
    Tensor cut = Recurrent.of(cell).truncated(2).last().apply(in, Pass.inference(cell)).sum();
    double[] g = Interpreter.value(Gradient.of(cut, in)).reals();
    double[] full = Interpreter.value(Gradient.of(Recurrent.of(cell).last().apply(in, Pass.inference(cell)).sum(), in)).reals();
    for (int s = 0; s < BATCH; s++) {
      for (int i = 0; i < STEPS * IN; i++) {
        int at = s * STEPS * IN + i;
        if (i < 4 * IN) {
          assertThat(g[at]).isZero();
          assertThat(full[at]).isNotZero();
        } else {
          assertThat(g[at]).isCloseTo(full[at], within(1e-12));
        }
      }
    }
  }

  @Test
  void theGradientOfAWeightIsOneProductHoweverManySteps() {
    Recurrent lstm = Recurrent.lstm(IN, HIDDEN, rng);
    LstmCell cell = (LstmCell) lstm.cell();
    Tensor in = Tensor.input("x", Shape.of(BATCH, 20, IN), DType.F32);
    Tensor loss = lstm.apply(in, Pass.inference(lstm)).square().sum();
    List<Tensor> gradients = Gradient.of(loss, List.of(cell.weight(), cell.recurrent(), cell.bias()));
    List<Op> made = Graph.topological(gradients).stream().map(Tensor::op).toList();
    // forward: 1 projection and 20 steps; back: 19 steps (none before the first) and one for each matrix
    assertThat(made.stream().filter(Op.MatMul.class::isInstance)).hasSizeLessThanOrEqualTo(1 + 20 + 20 + 2);
    assertThat(made.stream().filter(Op.Pad.class::isInstance)).hasSizeLessThanOrEqualTo(20 * 5);
    Program program = Engine.shared().compile(List.of(in), gradients, List.of());
    program.run(rng.normal(in.shape(), 0, 1));
    assertThat(program.explain()).doesNotContain("fill");
  }

  @Test
  void compiledAndInterpretedGradientsAgree() {
    for (Cell cell : List.of(
        LstmCell.of(IN, 8, rng).withPeepholes(), GruCell.of(IN, 8, rng), GruCell.of(IN, 8, rng).resetBefore(),
        ClockworkCell.of(IN, 8, 4, rng), NarxCell.of(IN, 8, 2, 2, 2, rng), JordanCell.of(IN, 8, 3, rng))) {
      Recurrent net = Recurrent.of(cell);
      Tensor loss = net.apply(Tensor.of(x), Tensor.of(Shape.of(BATCH), 6, 1, 4), Pass.inference(net)).square().sum();
      List<Variable> weights = List.copyOf(Parameters.of(net).byName().values());
      List<Tensor> gradients = Gradient.of(loss, weights);
      for (int i = 0; i < weights.size(); i++) {
        double[] exact = Interpreter.value(gradients.get(i)).reals();
        float[] fast = gradients.get(i).toFloats();
        for (int k = 0; k < fast.length; k++) {
          assertThat((double) fast[k]).as("%s %s", cell.type(), weights.get(i).name()).isCloseTo(exact[k], within(2e-4));
        }
      }
    }
  }

  @Test
  void recurrentWeightsStartOrthogonalAndForgetBiasesAtOne() {
    LstmCell cell = LstmCell.of(IN, 16, rng);
    float[] u = cell.recurrent().value().floats();
    for (int g = 0; g < 4; g++) {
      for (int a = 0; a < 16; a++) {
        for (int b = 0; b < 16; b++) {
          double dot = 0;
          for (int k = 0; k < 16; k++) {
            dot += u[k * 64 + g * 16 + a] * u[k * 64 + g * 16 + b];
          }
          assertThat(dot).isCloseTo(a == b ? 1 : 0, within(1e-5));
        }
      }
    }
    float[] bias = cell.bias().value().floats();
    assertThat(IntStream.range(0, 64)).allMatch(i -> bias[i] == (i / 16 == 1 ? 1 : 0));
  }

  @Test
  void aStackTakesThePaddingThatItsFirstLayerSees() {
    // Outputs of relu units can be all zero before the end, which must not count as padding further up.
    var stack = Stacked.of(Recurrent.of(IndRnnCell.of(IN, 3, rng)).ignorePadding(), Recurrent.elman(3, 2, rng).ignorePadding().last());
    shaken(stack);
    float[] padded = x.floats().clone();
    Arrays.fill(padded, 4 * IN, STEPS * IN, 0);
    double[] with = run(stack, Array.of(x.shape(), padded));
    double[] alone = run(stack, Array.of(Shape.of(1, 4, IN), Arrays.copyOf(padded, 4 * IN)));
    for (int i = 0; i < 2; i++) {
      assertThat(with[i]).isCloseTo(alone[i], within(1e-12));
    }
  }

  @Test
  void saysWhatIsWrongWithLengthsAndBatches() {
    Recurrent net = Recurrent.elman(IN, HIDDEN, rng);
    Recurrent clock = Recurrent.of(ClockworkCell.of(IN, 4, 2, rng)).reverse();
    assertThatThrownBy(() -> clock.apply(Tensor.of(x), Tensor.of(Shape.of(BATCH), 4, 6, 4), Pass.inference(clock)))
        .hasMessageContaining("different ticks of a ClockworkCell");
    assertThatThrownBy(() -> net.apply(Tensor.of(x), Tensor.of(Shape.of(2), 1, 2), Pass.inference(net)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Recurrent: expected lengths I32 [3], got I32 [2]");
    assertThatThrownBy(() -> net.carried(2).apply(Tensor.of(x), Pass.inference(net)))
        .hasMessageContaining("expected x[batch=2, time, in=4], got [3, 6, 4]");
    assertThatThrownBy(() -> Bidirectional.of(net.cell(), ElmanCell.of(IN + 1, 2, rng)))
        .hasMessageContaining("over the same features");
  }
}
