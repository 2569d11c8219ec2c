package profundo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import profundo.Op.BinaryKind;
import profundo.Op.ReduceKind;
import profundo.Op.UnaryKind;

/// Reverse-mode differentiation, from expression to expression: a gradient can be differentiated again.
///
/// The rules are one table, [#pullback]; it has no default, so an operation without a rule does not compile.
public final class Gradient {
  private Gradient() {}

  /// The gradient of a scalar with respect to each of some tensors.
  ///
  /// @param loss shape `[]`
  /// @param wrt variables, inputs, or any expressions that loss was built from
  /// @return expressions of the shapes of `wrt`; zeros where loss does not depend on one
  public static List<Tensor> of(Tensor loss, Collection<? extends Tensor> wrt) {
    if (loss.shape().rank() != 0) {
      throw new ShapeException(
          "Gradient: expected a scalar loss, got " + loss.shape() + "; reduce it with sum() or mean()");
    }
    return of(loss, Tensor.scalar(1), wrt);
  }

  /// The gradient of a scalar with respect to one tensor.
  public static Tensor of(Tensor loss, Tensor wrt) {
    return of(loss, List.of(wrt)).get(0);
  }

  /// The product of `dy` with the Jacobian of `y`, for each of some tensors.
  ///
  /// @param dy shaped like y
  public static List<Tensor> of(Tensor y, Tensor dy, Collection<? extends Tensor> wrt) {
    ShapeRules.expect("Gradient", y.shape(), dy.shape());
    List<Tensor> order = Graph.topological(List.of(y));
    Map<Tensor, List<Tensor>> gradients = new IdentityHashMap<>();
    Map<Tensor, Boolean> needed = needed(order, wrt);
    gradients.put(y, List.of(dy));
    for (int i = order.size() - 1; i >= 0; i--) {
      Tensor t = order.get(i);
      if (!gradients.containsKey(t) || !needed.containsKey(t)) {
        continue;
      }
      Tensor dt = GradientSum.sum(gradients.get(t));
      gradients.put(t, List.of(dt));
      List<Tensor> operands = t.op().operands();
      boolean any = false;
      for (Tensor o : operands) {
        any |= needed.containsKey(o);
      }
      if (!any) {
        continue;
      }
      List<Tensor> back = pullback(t, dt);
      for (int k = 0; k < operands.size(); k++) {
        if (back.get(k) != null && needed.containsKey(operands.get(k))) {
          gradients.computeIfAbsent(operands.get(k), _ -> new ArrayList<>(2)).add(back.get(k));
        }
      }
    }
    List<Tensor> result = new ArrayList<>();
    for (Tensor w : wrt) {
      List<Tensor> g = gradients.get(w);
      result.add(g == null ? Tensor.fill(w.shape(), 0) : GradientSum.sum(g));
    }
    return result;
  }

  /// The nodes on some path from `wrt`.
  private static Map<Tensor, Boolean> needed(List<Tensor> order, Collection<? extends Tensor> wrt) {
    Map<Tensor, Boolean> needed = new IdentityHashMap<>();
    for (Tensor w : wrt) {
      if (w.dtype() != DType.F32) {
        throw new ShapeException("Gradient: expected F32, got " + w.dtype() + " " + w.shape());
      }
      needed.put(w, true);
    }
    for (Tensor t : order) {
      for (Tensor o : t.op().operands()) {
        if (needed.containsKey(o)) {
          needed.put(t, true);
          break;
        }
      }
    }
    return needed;
  }

  /// The gradient with respect to each operand of y; null where there is none.
  private static List<Tensor> pullback(Tensor y, Tensor dy) {
    return switch (y.op()) {
      case Op.Constant _, Op.Scalar _, Op.Input _, Op.Read _, Op.Iota _ -> List.of();
      case Op.Random _, Op.ArgMax _, Op.Detach _, Op.Cast _ -> none(1);

      case Op.Unary(var kind, var x) -> one(unary(kind, x, y, dy));
      case Op.Binary(var kind, var a, var b) -> binary(kind, a, b, y, dy);
      case Op.Select(var c, var a, var b) ->
          Arrays.asList(null, c.select(dy, zero(dy)), c.select(zero(dy), dy));

      case Op.Reshape(var x) -> one(dy.reshape(x.shape()));
      case Op.Expand(var x) -> one(dy.sumTo(x.shape()));
      case Op.Permute(var _, var axes) -> one(dy.permute(inverse(axes)));
      case Op.Slice(var x, var begin, var _, var step) -> one(unslice(dy, x.shape(), begin, step));
      case Op.Pad(var x, var low, var _, var interior) -> one(unpad(dy, x.shape(), low, interior));
      case Op.Concat(var parts, var axis) -> split(dy, parts, axis);

      case Op.Reduce(var kind, var x, var axes) -> one(reduce(kind, x, axes, y, dy));

      case Op.Softmax(var _, var log) -> one(softmax(log, y, dy));

      case Op.MatMul(var a, var b) ->
          List.of(dy.matmul(b.transpose()), a.transpose().matmul(dy));
      case Op.Conv(var x, var w, var win, var g) ->
          List.of(dy.convInput(w, win, g, x.shape()), x.convWeight(dy, win, g, w.shape()));
      case Op.ConvInput(var d, var w, var win, var g) ->
          List.of(dy.conv(w, win, g), dy.convWeight(d, win, g, w.shape()));
      case Op.ConvWeight(var x, var d, var win, var g) ->
          List.of(d.convInput(dy, win, g, x.shape()), x.conv(dy, win, g));

      case Op.MaxPool(var x, var win) -> one(x.maxPoolScatter(dy, win));
      case Op.MaxPoolScatter(var x, var _, var win) ->
          Arrays.asList(null, x.maxPoolGather(dy, win));
      case Op.MaxPoolGather(var x, var _, var win) ->
          Arrays.asList(null, x.maxPoolScatter(dy, win));
      case Op.AvgPool(var x, var win) -> one(dy.avgPoolInput(win, x.shape()));
      case Op.AvgPoolInput(var _, var win) -> one(dy.avgPool(win));

      case Op.Gather(var x, var index) ->
          Arrays.asList(dy.scatterAdd(index, x.shape().size(0)), null);
      case Op.ScatterAdd(var index, var _) -> Arrays.asList(null, dy.gather(index));

      case Op.Custom(var op, var arguments) -> op.gradient(arguments, y, dy);
    };
  }

  private static Tensor unary(UnaryKind kind, Tensor x, Tensor y, Tensor dy) {
    return switch (kind) {
      case NEG -> dy.neg();
      case ABS -> dy.mul(x.sign());
      case SIGN, FLOOR -> null;
      case EXP -> dy.mul(y);
      case LOG -> dy.div(x);
      case SQRT -> dy.mul(0.5).div(y);
      case SIN -> dy.mul(x.cos());
      case COS -> dy.mul(x.sin().neg());
      case TANH -> dy.mul(Tensor.scalar(1).sub(y.square()));
      case SIGMOID -> dy.mul(y.mul(Tensor.scalar(1).sub(y)));
      case SOFTPLUS -> dy.mul(x.sigmoid());
      case ERF -> dy.mul(x.square().neg().exp().mul(2 / Math.sqrt(Math.PI)));
      case RECIPROCAL -> dy.mul(y.square().neg());
      case RELU -> dy.mul(y.gt(0));
    };
  }

  private static List<Tensor> binary(BinaryKind kind, Tensor a, Tensor b, Tensor y, Tensor dy) {
    return switch (kind) {
      case ADD -> List.of(dy, dy);
      case SUB -> List.of(dy, dy.neg());
      case MUL -> List.of(dy.mul(b), dy.mul(a));
      case DIV -> List.of(dy.div(b), dy.mul(y).div(b).neg());
      case POW -> List.of(dy.mul(b.mul(a.pow(b.sub(1)))), dy.mul(y.mul(a.log())));
      case MAX -> List.of(dy.mul(a.ge(b)), dy.mul(a.lt(b)));
      case MIN -> List.of(dy.mul(a.le(b)), dy.mul(b.lt(a)));
      case EQ, NE, LT, LE -> none(2);
    };
  }

  private static Tensor reduce(ReduceKind kind, Tensor x, List<Integer> axes, Tensor y, Tensor dy) {
    return switch (kind) {
      case SUM -> dy.expand(x.shape());
      case MAX -> {
        Tensor winners = x.eq(y);
        yield winners.mul(dy.div(winners.sumKeep(Op.ints(axes))));
      }
    };
  }

  private static Tensor softmax(boolean log, Tensor y, Tensor dy) {
    return log
        ? dy.sub(y.exp().mul(dy.sumKeep(-1)))
        : y.mul(dy.sub(dy.mul(y).sumKeep(-1)));
  }

  private static int[] inverse(List<Integer> axes) {
    int[] inverse = new int[axes.size()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[axes.get(i)] = i;
    }
    return inverse;
  }

  private static Tensor unslice(Tensor dy, Shape x, List<Integer> begin, List<Integer> step) {
    int rank = x.rank();
    int[] low = Op.ints(begin);
    int[] high = new int[rank];
    int[] interior = new int[rank];
    for (int i = 0; i < rank; i++) {
      interior[i] = step.get(i) - 1;
      high[i] = x.size(i) - low[i] - (dy.shape().size(i) - 1) * step.get(i) - 1;
    }
    return dy.pad(low, high, interior);
  }

  private static Tensor unpad(Tensor dy, Shape x, List<Integer> low, List<Integer> interior) {
    int rank = x.rank();
    int[] begin = Op.ints(low);
    int[] end = new int[rank];
    int[] step = new int[rank];
    for (int i = 0; i < rank; i++) {
      step[i] = interior.get(i) + 1;
      end[i] = begin[i] + (x.size(i) - 1) * step[i] + 1;
    }
    return dy.slice(begin, end, step);
  }

  private static List<Tensor> split(Tensor dy, List<Tensor> parts, int axis) {
    List<Tensor> back = new ArrayList<>();
    int at = 0;
    for (Tensor p : parts) {
      int size = p.shape().size(axis);
      back.add(dy.slice(axis, at, at + size));
      at += size;
    }
    return back;
  }

  private static Tensor zero(Tensor like) {
    return Tensor.fill(like.shape(), 0);
  }

  private static List<Tensor> one(Tensor gradient) {
    return gradient == null ? none(1) : List.of(gradient);
  }

  private static List<Tensor> none(int operands) {
    return Arrays.asList(new Tensor[operands]);
  }
}
