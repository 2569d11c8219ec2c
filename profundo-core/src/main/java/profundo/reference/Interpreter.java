package profundo.reference;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import profundo.Array;
import profundo.DType;
import profundo.Evaluator;
import profundo.Graph;
import profundo.Op;
import profundo.Op.BinaryKind;
import profundo.Op.UnaryKind;
import profundo.Shape;
import profundo.Tensor;
import profundo.kernel.Philox;

/// The specification: evaluates any expression in double precision, with loops that are slow and obviously right.
/// Every other way of computing a tensor is tested against this one.
public final class Interpreter implements Evaluator {

  /// Values of one node: `double[]` for F32, `int[]` for I32, row-major.
  ///
  /// @param data `double[]` or `int[]`
  public record Values(Shape shape, Object data) {
    /// The numbers of an F32 tensor.
    public double[] reals() {
      return (double[]) data;
    }

    /// The numbers of an I32 tensor.
    public int[] ints() {
      return (int[]) data;
    }

    /// Doubles of a shape, borrowed.
    public static Values of(Shape shape, double... data) {
      return new Values(shape, data);
    }

    /// Rounded to what an [Array] holds.
    public Array round() {
      if (data instanceof int[] i) {
        return Array.of(shape, i);
      }
      float[] f = new float[shape.count()];
      for (int k = 0; k < f.length; k++) {
        f[k] = (float) reals()[k];
      }
      return Array.wrap(shape, f);
    }

    /// The exact values of an array.
    public static Values of(Array a) {
      if (a.dtype() == DType.I32) {
        return new Values(a.shape(), a.ints().clone());
      }
      double[] d = new double[a.shape().count()];
      for (int k = 0; k < d.length; k++) {
        d[k] = a.floats()[k];
      }
      return new Values(a.shape(), d);
    }
  }

  /// An interpreter; it has no state.
  public Interpreter() {}

  @Override
  public List<Array> evaluate(List<Tensor> outputs) {
    return evaluate(outputs, Map.of()).stream().map(Values::round).toList();
  }

  /// The value of one expression, unrounded.
  public static Values value(Tensor output) {
    return evaluate(List.of(output), Map.of()).get(0);
  }

  /// The values of expressions, unrounded.
  ///
  /// @param given values of inputs, or of any other nodes, which are then not computed; keys are compared by identity
  public static List<Values> evaluate(List<Tensor> outputs, Map<Tensor, Values> given) {
    Map<Tensor, Values> values = new IdentityHashMap<>();
    for (Tensor t : Graph.topological(outputs)) {
      Values v = given.get(t);
      values.put(t, v != null ? v : compute(t, values));
    }
    List<Values> result = new ArrayList<>();
    for (Tensor t : outputs) {
      result.add(values.get(t));
    }
    return result;
  }

  private static Values compute(Tensor t, Map<Tensor, Values> values) {
    Shape s = t.shape();
    Object data =
        switch (t.op()) {
          case Op.Constant(var value) -> Values.of(value).data();
          case Op.Scalar(var value) ->
              t.dtype() == DType.F32 ? new double[] {value} : new int[] {(int) value};
          case Op.Input(var name) ->
              throw new IllegalArgumentException(
                  "input '" + name + "' " + s + " has no value: shapes may steer the building of an"
                      + " expression, values may not");
          case Op.Read(var variable) -> Values.of(variable.value()).data();
          case Op.Iota(var axis) -> iota(s, axis);
          case Op.Random(var d, var seed, var stream, var step) ->
              random(d, seed, stream, values.get(step).ints()[0], s.count());
          case Op.Unary(var kind, var x) -> unary(kind, values.get(x).data());
          case Op.Binary(var kind, var a, var b) -> binary(kind, values.get(a).data(), values.get(b).data());
          case Op.Select(var c, var a, var b) -> select(values.get(c), values.get(a), values.get(b));
          case Op.Cast(var x) -> cast(values.get(x).data());
          case Op.Detach(var x) -> values.get(x).data();
          case Op.Reshape(var x) -> values.get(x).data();
          case Op.Expand(var x) -> Moves.expand(values.get(x), s);
          case Op.Permute(var x, var axes) -> Moves.permute(values.get(x), s, axes);
          case Op.Slice(var x, var begin, var _, var step) -> Moves.slice(values.get(x), s, begin, step);
          case Op.Pad(var x, var low, var _, var interior) -> Moves.pad(values.get(x), s, low, interior);
          case Op.Concat(var parts, var axis) ->
              Moves.concat(parts.stream().map(values::get).toList(), s, axis);
          case Op.Reduce(var kind, var x, var axes) -> Sums.reduce(kind, values.get(x), s, axes);
          case Op.ArgMax(var x, var axis) -> Sums.argmax(values.get(x), s, axis);
          case Op.Softmax(var x, var log) -> Sums.softmax(values.get(x), log);
          case Op.MatMul(var a, var b) -> Sums.matmul(values.get(a), values.get(b), s);
          case Op.Conv(var x, var w, var win, var g) ->
              Windows.conv(values.get(x), values.get(w), s, win, g);
          case Op.ConvInput(var dy, var w, var win, var g) ->
              Windows.convInput(values.get(dy), values.get(w), s, win, g);
          case Op.ConvWeight(var x, var dy, var win, var g) ->
              Windows.convWeight(values.get(x), values.get(dy), s, win, g);
          case Op.MaxPool(var x, var win) ->
              Windows.maxPoolGather(values.get(x), values.get(x), s, win);
          case Op.MaxPoolScatter(var x, var dy, var win) ->
              Windows.maxPoolScatter(values.get(x), values.get(dy), win);
          case Op.MaxPoolGather(var x, var z, var win) ->
              Windows.maxPoolGather(values.get(x), values.get(z), s, win);
          case Op.AvgPool(var x, var win) -> Windows.avgPool(values.get(x), s, win);
          case Op.AvgPoolInput(var dy, var win) -> Windows.avgPoolInput(values.get(dy), s, win);
          case Op.Gather(var x, var index) -> Moves.gather(values.get(x), values.get(index), s);
          case Op.ScatterAdd(var index, var u) -> Moves.scatterAdd(values.get(index), values.get(u), s);
          case Op.Custom(var op, var arguments) -> {
            double[] out = new double[s.count()];
            double[][] in = arguments.stream().map(a -> values.get(a).reals()).toArray(double[][]::new);
            op.compute(arguments.stream().map(Tensor::shape).toList(), in, out);
            yield out;
          }
        };
    return new Values(s, data);
  }

  private static int[] iota(Shape s, int axis) {
    int[] out = new int[s.count()];
    int inner = s.range(axis + 1, s.rank()).count();
    for (int i = 0; i < out.length; i++) {
      out[i] = i / inner % s.size(axis);
    }
    return out;
  }

  private static double[] random(Op.Distribution d, long seed, long stream, int step, int n) {
    double[] out = new double[n];
    int[] words = new int[4];
    for (int i = 0; i < n; i++) {
      if (i % 4 == 0) {
        Philox.block(seed, stream, step, i / 4, words);
      }
      int pair = i % 4 & ~1;
      out[i] =
          switch (d) {
            case UNIFORM -> Philox.uniform(words[i % 4]);
            case NORMAL ->
                i % 2 == 0
                    ? Philox.normalFirst(words[pair], words[pair + 1])
                    : Philox.normalSecond(words[pair], words[pair + 1]);
          };
    }
    return out;
  }

  private static Object unary(UnaryKind kind, Object data) {
    if (data instanceof int[] x) {
      int[] y = new int[x.length];
      for (int i = 0; i < x.length; i++) {
        y[i] = kind == UnaryKind.NEG ? -x[i] : Math.abs(x[i]);
      }
      return y;
    }
    double[] x = (double[]) data;
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = unary(kind, x[i]);
    }
    return y;
  }

  private static double unary(UnaryKind kind, double x) {
    return switch (kind) {
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case SIGN -> Math.signum(x);
      case EXP -> StrictMath.exp(x);
      case LOG -> StrictMath.log(x);
      case SQRT -> Math.sqrt(x);
      case SIN -> StrictMath.sin(x);
      case COS -> StrictMath.cos(x);
      case TANH -> StrictMath.tanh(x);
      case SIGMOID -> 1 / (1 + StrictMath.exp(-x));
      case SOFTPLUS -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
      case ERF -> ErrorFunction.erf(x);
      case FLOOR -> Math.floor(x);
      case RECIPROCAL -> 1 / x;
      case RELU -> Math.max(x, 0);
    };
  }

  private static Object binary(BinaryKind kind, Object left, Object right) {
    if (left instanceof int[] a) {
      return integers(kind, a, (int[]) right);
    }
    double[] a = (double[]) left;
    double[] b = (double[]) right;
    double[] y = new double[a.length];
    for (int i = 0; i < y.length; i++) {
      y[i] =
          switch (kind) {
            case ADD -> a[i] + b[i];
            case SUB -> a[i] - b[i];
            case MUL -> a[i] * b[i];
            case DIV -> a[i] / b[i];
            case POW -> StrictMath.pow(a[i], b[i]);
            case MAX -> Math.max(a[i], b[i]);
            case MIN -> Math.min(a[i], b[i]);
            case EQ -> a[i] == b[i] ? 1 : 0;
            case NE -> a[i] != b[i] ? 1 : 0;
            case LT -> a[i] < b[i] ? 1 : 0;
            case LE -> a[i] <= b[i] ? 1 : 0;
          };
    }
    return y;
  }

  private static Object integers(BinaryKind kind, int[] a, int[] b) {
    if (kind.comparison()) {
      double[] y = new double[a.length];
      for (int i = 0; i < y.length; i++) {
        boolean truth =
            switch (kind) {
              case EQ -> a[i] == b[i];
              case NE -> a[i] != b[i];
              case LT -> a[i] < b[i];
              default -> a[i] <= b[i];
            };
        y[i] = truth ? 1 : 0;
      }
      return y;
    }
    int[] y = new int[a.length];
    for (int i = 0; i < y.length; i++) {
      y[i] =
          switch (kind) {
            case ADD -> a[i] + b[i];
            case SUB -> a[i] - b[i];
            case MUL -> a[i] * b[i];
            case MAX -> Math.max(a[i], b[i]);
            case MIN -> Math.min(a[i], b[i]);
            default -> throw new IllegalArgumentException(kind + " is not defined for I32");
          };
    }
    return y;
  }

  private static Object select(Values c, Values a, Values b) {
    if (a.data() instanceof int[] x) {
      int[] y = b.ints().clone();
      for (int i = 0; i < y.length; i++) {
        y[i] = c.reals()[i] != 0 ? x[i] : y[i];
      }
      return y;
    }
    double[] y = b.reals().clone();
    for (int i = 0; i < y.length; i++) {
      y[i] = c.reals()[i] != 0 ? a.reals()[i] : y[i];
    }
    return y;
  }

  private static Object cast(Object data) {
    if (data instanceof int[] x) {
      double[] y = new double[x.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = x[i];
      }
      return y;
    }
    double[] x = (double[]) data;
    int[] y = new int[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = (int) x[i];
    }
    return y;
  }
}
