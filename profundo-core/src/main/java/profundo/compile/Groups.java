package profundo.compile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import profundo.Op;
import profundo.Shape;
import profundo.Tensor;
import profundo.compile.Fusion.Group;
import profundo.compile.Kernel.Loop;
import profundo.compile.Kernel.Place;
import profundo.compile.Views.View;
import profundo.kernel.ElementLoop;
import profundo.kernel.ElementLoop.Instruction;
import profundo.kernel.ElementOp;

/// Lowers groups of elementwise operations, on their own or as the write-out of a product that they read.
final class Groups {
  /// Longer groups gain more as one whole pass, which can become a generated loop.
  private static final int LONGEST_WRITE_OUT = 8;

  private final Lowering low;
  private final Fusion fusion;
  private final Set<Tensor> needed = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Tensor, Group> attached = new IdentityHashMap<>();
  private final Set<Group> ridesAlong = Collections.newSetFromMap(new IdentityHashMap<>());

  Groups(Lowering low, List<Tensor> order, Fusion fusion, List<Tensor> roots) {
    this.low = low;
    this.fusion = fusion;
    for (Tensor t : order) {
      Group user = fusion.groupOf(t);
      for (Tensor o : t.op().operands()) {
        if (user == null || fusion.groupOf(o) != user) {
          needed.add(o);
        }
      }
    }
    needed.addAll(roots);
    for (Tensor t : order) {
      Group g = fusion.groupOf(t);
      if (g != null && g.members.get(0) == t) {
        attach(g);
      }
    }
  }

  /// The group that rides on a product's write-out, lowered; null where there is none.
  Loop writeOut(Tensor product) {
    Group g = attached.get(product);
    return g == null ? null : loop(g, true);
  }

  /// Lowers a group when its last member is met.
  void lower(Tensor t) {
    Group g = fusion.groupOf(t);
    if (g.members.get(g.members.size() - 1) != t || ridesAlong.contains(g)) {
      return;
    }
    low.add(List.of(loop(g, false)), t, outside(g));
  }

  /// Lets a group ride on a product that it reads densely, element by element. The product must lie on the level right
  /// below the group's: then no other operand can depend on it.
  private void attach(Group g) {
    if (g.members.size() > LONGEST_WRITE_OUT) {
      return;
    }
    List<Tensor> outside = outside(g);
    for (Tensor o : outside) {
      View v = low.views().of(o);
      Tensor product = v.base();
      if (!hasWriteOut(product.op())
          || fusion.level(product) != g.level - 1
          || attached.containsKey(product)) {
        continue;
      }
      boolean fits =
          v.offset() == 0
              && v.dense(o.shape())
              && o.shape().count() == product.shape().count()
              && o.shape().rank() > 0
              && o.shape().size(-1) == product.shape().size(-1);
      for (Tensor other : outside) {
        View w = low.views().of(other);
        fits &= w.base() != product || (w.offset() == 0 && w.dense(other.shape()) && other.shape().equals(o.shape()));
      }
      if (fits) {
        attached.put(product, g);
        ridesAlong.add(g);
        return;
      }
    }
  }

  private static boolean hasWriteOut(Op op) {
    return op instanceof Op.MatMul || op instanceof Op.Conv || op instanceof Op.ConvInput;
  }

  private List<Tensor> outside(Group g) {
    List<Tensor> outside = new ArrayList<>();
    for (Tensor t : g.members) {
      for (Tensor o : t.op().operands()) {
        if (fusion.groupOf(o) != g && !outside.contains(o)) {
          outside.add(o);
        }
      }
    }
    return outside;
  }

  private Loop loop(Group g, boolean keepLast) {
    Shape s = g.shape;
    List<Place> inputs = new ArrayList<>();
    List<int[]> strides = new ArrayList<>();
    List<Float> constants = new ArrayList<>();
    Map<Object, Integer> known = new HashMap<>();
    // Operands first: registers are numbered inputs, constants, temporaries.
    for (Tensor o : outside(g)) {
      View v = low.views().of(o);
      if (v.base().op() instanceof Op.Scalar(var value)) {
        known.putIfAbsent(Float.floatToRawIntBits((float) value), constants.size());
        if (known.get(Float.floatToRawIntBits((float) value)) == constants.size()) {
          constants.add((float) value);
        }
      } else {
        List<Object> key = List.of(low.buffer(v.base()).id, v.offset(), Op.list(v.strides()));
        if (known.putIfAbsent(key, inputs.size()) == null) {
          inputs.add(low.place(v));
          strides.add(v.strides());
        }
      }
    }
    Map<Tensor, Integer> registers = new IdentityHashMap<>();
    for (Tensor o : outside(g)) {
      View v = low.views().of(o);
      if (v.base().op() instanceof Op.Scalar(var value)) {
        registers.put(o, inputs.size() + known.get(Float.floatToRawIntBits((float) value)));
      } else {
        registers.put(o, known.get(List.of(low.buffer(v.base()).id, v.offset(), Op.list(v.strides()))));
      }
    }
    List<Instruction> code = new ArrayList<>();
    List<Buffer> outputs = new ArrayList<>();
    List<Integer> stored = new ArrayList<>();
    int next = inputs.size() + constants.size();
    for (Tensor t : g.members) {
      registers.put(t, next);
      code.add(instruction(t, next++, registers));
      if (needed.contains(t)) {
        outputs.add(low.buffer(t));
        stored.add(registers.get(t));
      }
    }
    float[] values = new float[constants.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = constants.get(i);
    }
    Strides space = Strides.collapse(s.sizes(), keepLast, strides.toArray(int[][]::new));
    ElementLoop.Spec spec =
        new ElementLoop.Spec(
            space.dims(), space.strides(), values, code.toArray(Instruction[]::new), Op.ints(stored));
    return new Loop(spec, inputs, outputs);
  }

  private static Instruction instruction(Tensor t, int dst, Map<Tensor, Integer> r) {
    return switch (t.op()) {
      case Op.Unary(var kind, var x) ->
          new Instruction(ElementOp.valueOf(kind.name()), dst, r.get(x), -1, -1);
      case Op.Binary(var kind, var a, var b) ->
          new Instruction(ElementOp.valueOf(kind.name()), dst, r.get(a), r.get(b), -1);
      case Op.Select(var c, var a, var b) ->
          new Instruction(ElementOp.SELECT, dst, r.get(c), r.get(a), r.get(b));
      default -> throw new AssertionError(t.op().name());
    };
  }
}
