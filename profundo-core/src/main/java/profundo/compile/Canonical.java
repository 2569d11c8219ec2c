package profundo.compile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import profundo.Array;
import profundo.DType;
import profundo.Graph;
import profundo.Op;
import profundo.Op.BinaryKind;
import profundo.Shape;
import profundo.Tensor;
import profundo.reference.Interpreter;

/// Rewrites expressions so that equal subexpressions are one node, constants are folded and nothing is there that has
/// no effect on values: detach, multiplication by one, reshapes of reshapes.
///
/// Equal nodes are found by hash-consing: once operands are canonical, two nodes are equal when their records are.
final class Canonical {
  /// Larger results of folding would cost more memory than they save time.
  private static final int LARGEST_FOLD = 4096;

  private record Key(Op op, Shape shape, DType dtype) {}

  private final Map<Key, Tensor> known = new HashMap<>();
  private final Map<Tensor, Tensor> canonical = new IdentityHashMap<>();
  private final Set<Array> folds = Collections.newSetFromMap(new IdentityHashMap<>());

  /// Makes these and everything they need canonical.
  void add(Collection<Tensor> outputs) {
    for (Tensor t : Graph.topological(outputs)) {
      List<Tensor> operands = t.op().operands();
      List<Tensor> rewritten = operands;
      for (int i = 0; i < operands.size(); i++) {
        Tensor o = canonical.get(operands.get(i));
        if (o != operands.get(i)) {
          rewritten = rewritten == operands ? new ArrayList<>(operands) : rewritten;
          rewritten.set(i, o);
        }
      }
      canonical.put(t, simplify(rewritten == operands ? t : t.withOperands(rewritten)));
    }
  }

  /// The canonical form of a tensor that was added.
  Tensor of(Tensor t) {
    return canonical.get(t);
  }

  private Tensor intern(Tensor t) {
    Tensor first = known.putIfAbsent(new Key(t.op(), t.shape(), t.dtype()), t);
    return first == null ? t : first;
  }

  private Tensor uniform(double value, Tensor like) {
    Tensor scalar = intern(Tensor.scalar(value, like.dtype()));
    return like.shape().rank() == 0 ? scalar : intern(scalar.expand(like.shape()));
  }

  /// The one number that a tensor holds everywhere, or null.
  private static Double uniform(Tensor t) {
    return switch (t.op()) {
      case Op.Scalar(var value) -> value;
      case Op.Expand(var x) when x.op() instanceof Op.Scalar(var value) -> value;
      default -> null;
    };
  }

  private Tensor simplify(Tensor t) {
    return switch (t.op()) {
      case Op.Detach(var x) -> x;
      case Op.Reshape(var x) when uniform(x) != null -> uniform(uniform(x), t);
      case Op.Reshape(var x) when x.op() instanceof Op.Reshape(var inner) -> intern(inner.reshape(t.shape()));
      case Op.Expand(var x) when uniform(x) != null -> uniform(uniform(x), t);
      case Op.Permute(var x, var _) when uniform(x) != null -> uniform(uniform(x), t);
      case Op.Permute(var x, var axes) when x.op() instanceof Op.Permute(var inner, var first) ->
          intern(inner.permute(axes.stream().mapToInt(first::get).toArray()));
      case Op.Binary(var kind, var a, var b) -> binary(t, kind, a, b);
      default -> fold(t);
    };
  }

  private Tensor binary(Tensor t, BinaryKind kind, Tensor a, Tensor b) {
    Double x = uniform(a);
    Double y = uniform(b);
    if (t.dtype() == DType.F32 && a.dtype() == DType.F32 && (x == null || y == null)) {
      switch (kind) {
        case ADD -> {
          if (is(x, 0)) {
            return b;
          }
          if (is(y, 0)) {
            return a;
          }
        }
        case SUB -> {
          if (is(y, 0)) {
            return a;
          }
        }
        case MUL -> {
          if (is(x, 1)) {
            return b;
          }
          if (is(y, 1)) {
            return a;
          }
        }
        case DIV, POW -> {
          if (is(y, 1)) {
            return a;
          }
        }
        default -> {}
      }
    }
    return fold(t);
  }

  private static boolean is(Double uniform, double value) {
    return uniform != null && uniform == value;
  }

  /// Computes what depends on numbers of the program alone. Borrowed constants are left alone, for their owner may
  /// change them.
  private Tensor fold(Tensor t) {
    List<Tensor> operands = t.op().operands();
    if (!foldable(t.op())) {
      return intern(t);
    }
    if (elementwise(t.op()) && operands.stream().allMatch(o -> uniform(o) != null)) {
      List<Tensor> scalars = new ArrayList<>();
      for (Tensor o : operands) {
        scalars.add(Tensor.scalar(uniform(o), o.dtype()));
      }
      Interpreter.Values v = Interpreter.value(t.withOperands(scalars));
      return uniform(t.dtype() == DType.F32 ? v.reals()[0] : v.ints()[0], t);
    }
    if (t.shape().count() <= LARGEST_FOLD && operands.stream().allMatch(this::own)) {
      Array folded = Interpreter.value(t).round();
      folds.add(folded);
      return intern(Tensor.wrap(folded));
    }
    return intern(t);
  }

  private static boolean elementwise(Op op) {
    return op instanceof Op.Unary || op instanceof Op.Binary || op instanceof Op.Select || op instanceof Op.Cast;
  }

  /// Not what is random or the user's, nor what is only a view.
  private static boolean foldable(Op op) {
    return switch (op) {
      case Op.Constant _, Op.Scalar _, Op.Input _, Op.Read _ -> false;
      case Op.Random _, Op.Custom _, Op.Expand _, Op.Reshape _, Op.Permute _, Op.Slice _ -> false;
      default -> true;
    };
  }

  private boolean own(Tensor t) {
    return t.shape().count() <= LARGEST_FOLD
        && switch (t.op()) {
          case Op.Scalar _ -> true;
          case Op.Constant(var value) -> folds.contains(value);
          case Op.Expand(var x) -> own(x);
          case Op.Reshape(var x) -> own(x);
          default -> false;
        };
  }
}
