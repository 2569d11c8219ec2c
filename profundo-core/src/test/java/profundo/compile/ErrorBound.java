package profundo.compile;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import profundo.DType;
import profundo.Graph;
import profundo.Op;
import profundo.Op.BinaryKind;
import profundo.Op.UnaryKind;
import profundo.Tensor;

/// How far single precision may stray from double precision: an expression over absolute values for
/// every expression, in units of half the distance from 1 to the next float.
///
/// A sum of n terms is allowed n roundings of the sum of their absolute values, so any order of summation passes and no
/// missing term does.
final class ErrorBound {
  /// 2^-24.
  static final double UNIT = 0x1p-24;

  private final Map<Tensor, Tensor> bounds = new IdentityHashMap<>();

  /// @param exact nodes whose single-precision values have no error
  ErrorBound(List<Tensor> outputs, Map<Tensor, ?> exact) {
    for (Tensor t : Graph.topological(outputs)) {
      boolean free = t.dtype() == DType.I32 || exact.containsKey(t);
      bounds.put(t, free ? zero(t) : bound(t));
    }
  }

  /// The bound of an output's elements.
  Tensor of(Tensor t) {
    return bounds.get(t);
  }

  private Tensor e(Tensor t) {
    return bounds.get(t);
  }

  private static Tensor zero(Tensor t) {
    return Tensor.fill(t.shape(), 0);
  }

  private Tensor bound(Tensor t) {
    return switch (t.op()) {
      case Op.Constant _, Op.Input _, Op.Read _, Op.Iota _, Op.Cast _, Op.ArgMax _ -> zero(t);
      case Op.Scalar _ -> t.abs();
      case Op.Random(var d, var _, var _, var _) ->
          d == Op.Distribution.UNIFORM ? zero(t) : t.abs().add(1).mul(16);
      case Op.Unary(var kind, var x) -> unary(kind, x, t);
      case Op.Binary(var kind, var a, var b) -> binary(kind, a, b, t);
      case Op.Select(var c, var a, var b) -> c.select(e(a), e(b));
      case Op.Detach(var x) -> e(x);
      case Op.Reshape _, Op.Expand _, Op.Permute _, Op.Slice _, Op.Pad _, Op.Concat _, Op.Gather _ -> moved(t);
      case Op.Reduce(var kind, var x, var _) -> {
        Tensor spread = t.withOperands(List.of(e(x)));
        double n = (double) x.shape().count() / t.shape().count();
        yield kind == Op.ReduceKind.MAX ? spread : spread.add(t.withOperands(List.of(x.abs())).mul(n));
      }
      case Op.Softmax(var x, var log) -> {
        Tensor p = log ? t.exp() : t;
        double n = x.shape().size(-1);
        // Every logit's error moves the whole row; the shifted logits are rounded, the sum of n terms too.
        Tensor moved = e(x).add(p.mul(e(x)).sumKeep(-1)).add(x.abs()).add(x.abs().maxKeep(-1)).add(n + 16);
        yield log ? moved.add(t.abs()) : moved.mul(p);
      }
      case Op.MatMul(var a, var b) -> product(t, a, b, a.shape().size(-1));
      case Op.Conv(var x, var w, var _, var _) -> product(t, x, w, w.shape().count() / w.shape().size(-1));
      case Op.ConvInput(var dy, var w, var _, var _) -> product(t, dy, w, w.shape().count());
      case Op.ConvWeight(var x, var dy, var _, var _) ->
          product(t, x, dy, dy.shape().count() / dy.shape().size(-1));
      case Op.MaxPool(var x, var w) -> e(x).maxPool(w);
      case Op.MaxPoolGather(var x, var z, var w) -> x.maxPoolGather(e(z), w);
      case Op.MaxPoolScatter(var x, var dy, var w) -> {
        double n = w.size().stream().reduce(1, (p, q) -> p * q);
        yield x.maxPoolScatter(e(dy).add(dy.abs().mul(n)), w);
      }
      case Op.AvgPool(var x, var w) -> e(x).add(x.abs().mul(taps(w))).avgPool(w);
      case Op.AvgPoolInput(var dy, var w) -> e(dy).add(dy.abs().mul(taps(w))).avgPoolInput(w, t.shape());
      case Op.ScatterAdd(var index, var u) -> {
        double n = index.shape().count();
        yield e(u).add(u.abs().mul(n)).scatterAdd(index, t.shape().size(0));
      }
      case Op.Custom _ -> throw new AssertionError("not generated");
    };
  }

  private static double taps(profundo.Window w) {
    return w.size().stream().reduce(1, (p, q) -> p * q) + 1;
  }

  /// The same movement, of bounds.
  private Tensor moved(Tensor t) {
    List<Tensor> operands = t.op().operands();
    if (t.op() instanceof Op.Gather(var x, var index)) {
      return t.withOperands(List.of(e(x), index));
    }
    return t.withOperands(operands.stream().map(this::e).toList());
  }

  /// For whatever is linear in both operands.
  private Tensor product(Tensor t, Tensor a, Tensor b, double n) {
    Tensor left = t.withOperands(List.of(a.abs(), e(b)));
    Tensor right = t.withOperands(List.of(e(a), b.abs()));
    Tensor both = t.withOperands(List.of(e(a), e(b))).mul(UNIT);
    return left.add(right).add(both).add(t.withOperands(List.of(a.abs(), b.abs())).mul(n + 1));
  }

  private Tensor unary(UnaryKind kind, Tensor x, Tensor y) {
    Tensor ex = e(x);
    Tensor own = y.abs().mul(4);
    return switch (kind) {
      case NEG, ABS, RELU, FLOOR, SIGN -> ex;
      case EXP -> y.mul(ex).add(own);
      case LOG -> ex.div(x.abs()).add(own).add(1);
      case SQRT -> ex.div(y).add(own);
      case SIN, COS -> ex.add(4);
      case TANH, SOFTPLUS -> ex.add(own);
      case SIGMOID -> ex.mul(0.25).add(own);
      case ERF -> ex.mul(1.13).add(own);
      case RECIPROCAL -> ex.mul(y.square()).add(own);
    };
  }

  private Tensor binary(BinaryKind kind, Tensor a, Tensor b, Tensor y) {
    return switch (kind) {
      case ADD, SUB -> e(a).add(e(b)).add(y.abs());
      // both factors may be zero by cancellation: then only the product of their errors is left
      case MUL -> a.abs().mul(e(b)).add(b.abs().mul(e(a))).add(e(a).mul(e(b)).mul(UNIT)).add(y.abs());
      case DIV -> e(a).div(b.abs()).add(y.abs().mul(e(b)).div(b.abs())).add(y.abs());
      case POW ->
          y.abs().mul(b.abs().mul(e(a)).div(a.abs()).add(a.log().abs().mul(e(b))).add(8));
      case MAX, MIN -> e(a).max(e(b));
      case EQ, NE, LT, LE -> zero(y);
    };
  }
}
