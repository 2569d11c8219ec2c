package profundo.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import profundo.kernel.ElementLoop.Instruction;
import profundo.kernel.ElementLoop.Spec;

/// The program of an elementwise group in the form that both engines run: checked, powers with small constant
/// exponents written as products, and every output in a temporary of its own.
record TileCode(List<Instruction> instructions, int[] outputs, int registers) {

  static TileCode of(Spec spec) {
    int inputs = spec.inputStrides().length;
    int sources = inputs + spec.constants().length;
    check(spec, sources);
    List<Instruction> list = new ArrayList<>();
    int next = sources;
    for (Instruction x : spec.code()) {
      next = Math.max(next, x.dst() + 1);
    }
    for (Instruction x : spec.code()) {
      boolean constant = x.op() == ElementOp.POW && x.b() >= inputs && x.b() < sources;
      float exponent = constant ? spec.constants()[x.b() - inputs] : Float.NaN;
      if (exponent == 1) {
        list.add(new Instruction(ElementOp.COPY, x.dst(), x.a(), -1, -1));
      } else if (exponent == 2) {
        list.add(new Instruction(ElementOp.MUL, x.dst(), x.a(), x.a(), -1));
      } else if (exponent == 3) {
        list.add(new Instruction(ElementOp.MUL, next, x.a(), x.a(), -1));
        list.add(new Instruction(ElementOp.MUL, x.dst(), next++, x.a(), -1));
      } else if (exponent == -1) {
        list.add(new Instruction(ElementOp.RECIPROCAL, x.dst(), x.a(), -1, -1));
      } else {
        list.add(x);
      }
    }
    int[] outputs = spec.outputs().clone();
    Set<Integer> taken = new HashSet<>();
    for (int j = 0; j < outputs.length; j++) {
      if (outputs[j] < sources || !taken.add(outputs[j])) {
        list.add(new Instruction(ElementOp.COPY, next, outputs[j], -1, -1));
        outputs[j] = next++;
      }
    }
    return new TileCode(list, outputs, next);
  }

  private static void check(Spec spec, int sources) {
    for (int[] s : spec.inputStrides()) {
      if (s.length != spec.dims().length) {
        throw new IllegalArgumentException(
            "ElementLoop: expected a stride for each of " + spec.dims().length + " dimensions, got " + s.length);
      }
    }
    Set<Integer> known = new HashSet<>();
    for (int r = 0; r < sources; r++) {
      known.add(r);
    }
    for (Instruction x : spec.code()) {
      int[] operands = {x.a(), x.b(), x.c()};
      for (int k = 0; k < x.op().arity(); k++) {
        if (!known.contains(operands[k])) {
          throw new IllegalArgumentException("ElementLoop: " + x + " reads a register that has no value yet");
        }
      }
      if (!known.add(x.dst())) {
        throw new IllegalArgumentException("ElementLoop: " + x + " assigns a register a second time");
      }
    }
    for (int o : spec.outputs()) {
      if (!known.contains(o)) {
        throw new IllegalArgumentException("ElementLoop: output register " + o + " has no value");
      }
    }
  }
}
