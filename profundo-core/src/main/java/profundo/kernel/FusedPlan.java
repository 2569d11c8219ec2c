package profundo.kernel;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import profundo.kernel.ElementLoop.Instruction;

/// What a fused loop reads, computes and writes, without sizes, so that equal groups over different shapes share one
/// class.
///
/// @param code instructions over the registers of the [TilePlan]
/// @param inputs registers read from memory
/// @param scalars registers that are the same everywhere
/// @param outputs registers written to memory
record FusedPlan(Instruction[] code, int[] inputs, int[] scalars, int[] outputs, int registers) {
  /// Larger loops take the JVM long to compile, and spill most of what they compute.
  private static final int MOST_OPERATIONS = 200;

  private static final int MOST_OPERANDS = 32;

  /// Groups of one operation are one pass already.
  private static final int FEWEST_INSTRUCTIONS = 2;

  static FusedPlan of(TilePlan plan) {
    Map<Integer, Integer> whole = new LinkedHashMap<>();
    for (TilePlan.Splat s : plan.splats) {
      whole.put(s.to(), s.from());
    }
    Instruction[] code =
        Arrays.stream(plan.code)
            .map(x -> withScalars(x, whole))
            .toArray(Instruction[]::new);
    int[] read =
        Arrays.stream(code)
            .flatMapToInt(x -> IntStream.of(x.a(), x.b(), x.c()))
            .filter(r -> r >= 0)
            .distinct()
            .sorted()
            .toArray();
    int[] scalars = Arrays.stream(read).filter(r -> plan.uniform[r]).toArray();
    int[] inputs = Arrays.stream(read).filter(r -> r < plan.inputs && !plan.uniform[r]).toArray();
    return new FusedPlan(code, inputs, scalars, plan.outputs, plan.registers);
  }

  private static Instruction withScalars(Instruction x, Map<Integer, Integer> whole) {
    int a = whole.getOrDefault(x.a(), x.a());
    int b = whole.getOrDefault(x.b(), x.b());
    int c = whole.getOrDefault(x.c(), x.c());
    return new Instruction(x.op(), x.dst(), a, b, c);
  }

  /// Registers whose memory the loop is given, in the order in which it expects them.
  int[] memory() {
    return IntStream.concat(Arrays.stream(inputs), Arrays.stream(outputs)).toArray();
  }

  /// Whether one loop over registers of the machine is worth trying.
  boolean fits() {
    int operands = inputs.length + outputs.length;
    return code.length >= FEWEST_INSTRUCTIONS
        && operations() <= MOST_OPERATIONS
        && operands <= MOST_OPERANDS
        && Arrays.stream(code).allMatch(x -> onRegisters(x.op()));
  }

  /// Operations on registers for one vector of points, without loads and stores.
  int operations() {
    int cost = 0;
    for (Instruction x : code) {
      cost += cost(x.op());
    }
    return cost;
  }

  /// Whether [VectorMath] has it.
  private static boolean onRegisters(ElementOp op) {
    return op != ElementOp.SIN && op != ElementOp.COS && op != ElementOp.POW;
  }

  /// Operations on registers that one instruction turns into.
  static int cost(ElementOp op) {
    return switch (op) {
      case COPY -> 0;
      case NEG, ABS, SQRT, ADD, SUB, MUL, DIV, RECIPROCAL -> 1;
      case RELU, SELECT, EQ, NE, LT, LE -> 2;
      case MAX, MIN, SIGN -> 4;
      case FLOOR -> 9;
      case EXP, SIGMOID, TANH, ERF -> 24;
      case LOG, SOFTPLUS -> 34;
      case SIN, COS, POW -> 60; // half a register at a time
    };
  }

  /// Equal for groups that can share a class.
  String key() {
    return Arrays.toString(code) + Arrays.toString(inputs) + Arrays.toString(scalars) + Arrays.toString(outputs);
  }
}
