package profundo.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import profundo.kernel.ElementLoop.Instruction;
import profundo.kernel.ElementLoop.Spec;

/// A random elementwise group with its data in one arena; an output may lie where a dense input lies.
final class ElementCase {
  private static final ElementOp[] SAFE = {
    ElementOp.NEG, ElementOp.ABS, ElementOp.TANH, ElementOp.SIGMOID, ElementOp.RELU, ElementOp.COPY, ElementOp.SIN,
    ElementOp.ADD, ElementOp.SUB, ElementOp.MUL, ElementOp.MAX, ElementOp.MIN, ElementOp.LT, ElementOp.SELECT
  };

  private static final int[][] SPACES = {
    {1}, {7}, {16}, {1023}, {4097}, {3, 5}, {17, 10}, {200, 10}, {33, 64}, {2, 1500}, {40, 3, 17}, {5, 1, 31},
    {2, 3, 4, 5}, {100, 28}, {1, 1}, {70000}, {300, 300}, {24, 160}, {3, 4, 48}, {2, 1, 3, 32}
  };

  Spec spec;
  float[] arena;
  int[] offsets;
  double[][] expected;

  float[][] arrays() {
    float[][] all = new float[offsets.length][];
    Arrays.fill(all, arena);
    return all;
  }

  static int product(int[] dims) {
    return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
  }

  private static int[] dense(int[] dims) {
    int[] s = new int[dims.length];
    int p = 1;
    for (int d = dims.length - 1; d >= 0; d--) {
      s[d] = p;
      p *= dims[d];
    }
    return s;
  }

  /// Random strides of every kind: dense, repeated along some axes, transposed, one for all.
  private static int[] strides(int[] dims, Random random) {
    int kind = random.nextInt(5);
    int[] s = dense(dims);
    if (kind == 0) {
      return new int[dims.length];
    }
    if (kind == 1) {
      return s;
    }
    if (kind == 2) {
      int cut = random.nextInt(dims.length + 1);
      for (int d = 0; d < cut; d++) {
        s[d] = 0;
      }
      return s;
    }
    if (kind == 3) {
      int p = 1;
      for (int d = 0; d < dims.length; d++) {
        s[d] = p;
        p *= dims[d];
      }
      return s;
    }
    int p = 1;
    for (int d = dims.length - 1; d >= 0; d--) {
      boolean repeat = random.nextBoolean();
      s[d] = repeat ? 0 : p;
      p *= repeat ? 1 : dims[d];
    }
    return s;
  }

  private static int extent(int[] dims, int[] strides) {
    int last = 0;
    for (int d = 0; d < dims.length; d++) {
      last += (dims[d] - 1) * strides[d];
    }
    return last + 1;
  }

  static ElementCase random(Random random) {
    int[] dims = SPACES[random.nextInt(SPACES.length)];
    ElementCase c = new ElementCase();
    int n = product(dims);
    int inputs = 1 + random.nextInt(4);
    int constants = random.nextInt(3);
    int[][] strides = new int[inputs][];
    for (int i = 0; i < inputs; i++) {
      strides[i] = strides(dims, random);
    }
    float[] values = new float[constants];
    for (int i = 0; i < constants; i++) {
      values[i] = (float) random.nextGaussian();
    }
    int next = inputs + constants;
    List<Instruction> code = new ArrayList<>();
    int length = random.nextInt(14);
    for (int k = 0; k < length; k++) {
      ElementOp op = SAFE[random.nextInt(SAFE.length)];
      int a = random.nextInt(next);
      int b = op.arity() > 1 ? random.nextInt(next) : -1;
      int e = op.arity() > 2 ? random.nextInt(next) : -1;
      code.add(new Instruction(op, next++, a, b, e));
    }
    int[] outputs = new int[1 + random.nextInt(3)];
    for (int j = 0; j < outputs.length; j++) {
      outputs[j] = Math.max(0, next - 1 - random.nextInt(4));
    }
    c.spec = new Spec(dims, strides, values, code.toArray(Instruction[]::new), outputs);
    place(c, random, n);
    return c;
  }

  private static void place(ElementCase c, Random random, int n) {
    int[][] strides = c.spec.inputStrides();
    int inputs = strides.length;
    c.offsets = new int[inputs + c.spec.outputs().length];
    int end = random.nextInt(20);
    for (int i = 0; i < inputs; i++) {
      c.offsets[i] = end;
      end += extent(c.spec.dims(), strides[i]) + random.nextInt(5);
    }
    int fresh = 0;
    for (int j = 0; j < c.spec.outputs().length; j++) {
      if (j < inputs && random.nextInt(3) == 0 && Arrays.equals(strides[j], dense(c.spec.dims()))) {
        c.offsets[inputs + j] = c.offsets[j];
      } else {
        c.offsets[inputs + j] = end;
        end += n + random.nextInt(5);
        fresh++;
      }
    }
    c.arena = new float[end + (fresh == 0 ? 1 : 0)];
    for (int i = 0; i < c.arena.length; i++) {
      c.arena[i] = (float) random.nextGaussian();
    }
    c.expected = reference(c, n);
  }

  private static double[][] reference(ElementCase c, int n) {
    Spec spec = c.spec;
    int inputs = spec.inputStrides().length;
    double[][] out = new double[spec.outputs().length][n];
    int registers = inputs + spec.constants().length + spec.code().length;
    for (int p = 0; p < n; p++) {
      double[] r = new double[registers];
      for (int i = 0; i < inputs; i++) {
        r[i] = c.arena[c.offsets[i] + position(spec.dims(), spec.inputStrides()[i], p)];
      }
      for (int i = 0; i < spec.constants().length; i++) {
        r[inputs + i] = spec.constants()[i];
      }
      for (Instruction x : spec.code()) {
        double b = x.b() < 0 ? 0 : r[x.b()];
        r[x.dst()] = Exact.apply(x.op(), r[x.a()], b, x.c() < 0 ? 0 : r[x.c()]);
      }
      for (int j = 0; j < out.length; j++) {
        out[j][p] = r[spec.outputs()[j]];
      }
    }
    return out;
  }

  private static int position(int[] dims, int[] strides, int p) {
    int offset = 0;
    for (int d = dims.length - 1; d >= 0; d--) {
      offset += p % dims[d] * strides[d];
      p /= dims[d];
    }
    return offset;
  }
}
