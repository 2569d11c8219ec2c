package profundo.compile;

import java.util.ArrayList;
import java.util.List;
import profundo.CustomOp;
import profundo.Op;
import profundo.Shape;
import profundo.kernel.ConvGeometry;
import profundo.kernel.ElementLoop;
import profundo.kernel.PoolGeometry;

/// One call of a numeric routine in a plan: immutable data that names its buffers.
sealed interface Kernel {

  /// The beginning of a dense value, or of a strided one whose strides the kernel knows.
  record Place(Buffer buffer, int offset) {
    @Override
    public String toString() {
      return offset == 0 ? buffer.toString() : buffer + "+" + offset;
    }
  }

  /// A fused elementwise group.
  record Loop(ElementLoop.Spec spec, List<Place> inputs, List<Buffer> outputs) implements Kernel {}

  /// `batch` products C = op(A) op(B), with the distance from one matrix to the next.
  ///
  /// @param after elementwise group run on each finished block of C, or null
  record MatMul(
      int batch, boolean ta, boolean tb, int m, int n, int k,
      Place a, int lda, int sa, Place b, int ldb, int sb, Buffer c, Loop after)
      implements Kernel {}

  /// A right operand `[k, n]` packed once for several products.
  record Pack(boolean tb, int n, int k, Place b, int ldb, Buffer packed) implements Kernel {}

  /// A product with it: C = A B.
  ///
  /// @param after as in [MatMul]
  record PackedMatMul(int m, int n, int k, Place a, int lda, Place packed, Buffer c, Loop after) implements Kernel {}

  /// A convolution or one of its two gradients.
  ///
  /// @param after elementwise group run on each finished block of the result, or null; never for the weight's gradient
  record Convolve(ConvPart part, ConvGeometry geometry, Place p, Place q, Buffer out, Loop after) implements Kernel {}

  /// Which of the three: (x, w), (dy, w) or (x, dy).
  enum ConvPart {
    FORWARD, INPUT, WEIGHT
  }

  /// Pooling or one of its companions.
  record Pool(PoolPart part, PoolGeometry geometry, List<Place> inputs, Buffer out) implements Kernel {}

  /// Which one.
  enum PoolPart {
    MAX, MAX_SCATTER, MAX_GATHER, AVERAGE, AVERAGE_INPUT
  }

  /// x as [outer, n, inner] to y [outer, inner].
  record Reduce(Op.ReduceKind kind, int outer, int n, int inner, Place x, Buffer y) implements Kernel {}

  /// x as [outer, n, inner] to the I32 index of its first maximum [outer, inner].
  record ArgMax(int outer, int n, int inner, Place x, Buffer y) implements Kernel {}

  /// Each of `rows` rows on its own.
  record Softmax(boolean log, int rows, int cols, Place x, Buffer y) implements Kernel {}

  /// Strided elements to strided places.
  record Copy(int[] dims, Place source, int[] sourceStrides, Buffer target, int offset, int[] targetStrides)
      implements Kernel {}

  /// One number everywhere.
  record Fill(Buffer target, double value) implements Kernel {}

  /// Philox numbers.
  record Random(Op.Distribution distribution, long seed, long stream, Place step, Buffer out) implements Kernel {}

  /// Rows of x [n, inner] by index [count].
  record Gather(int n, int inner, int count, Place x, Place index, Buffer y) implements Kernel {}

  /// Rows u [count, inner] added at their index to zeros y [n, inner].
  record ScatterAdd(int n, int inner, int count, Place index, Place u, Buffer y) implements Kernel {}

  /// An elementwise operation that reads or writes integers.
  ///
  /// @param op a [Op.Unary], [Op.Binary], [Op.Select], [Op.Cast] or [Op.Iota], whose operands are not looked at
  record Ints(Op op, int[] dims, List<Place> inputs, int[][] strides, Buffer out) implements Kernel {}

  /// The user's own.
  record Custom(CustomOp op, List<Shape> shapes, List<Place> inputs, Buffer out) implements Kernel {}

  /// What it reads, a write-out group's other operands included.
  default List<Place> reads() {
    return switch (this) {
      case Loop(var _, var inputs, var _) -> inputs;
      case MatMul m -> join(List.of(m.a, m.b), m.c, m.after);
      case Pack p -> List.of(p.b);
      case PackedMatMul m -> join(List.of(m.a, m.packed), m.c, m.after);
      case Convolve c -> join(List.of(c.p, c.q), c.out, c.after);
      case Pool p -> p.inputs;
      case Reduce r -> List.of(r.x);
      case ArgMax a -> List.of(a.x);
      case Softmax s -> List.of(s.x);
      case Copy c -> List.of(c.source);
      case Fill _ -> List.of();
      case Random r -> List.of(r.step);
      case Gather g -> List.of(g.x, g.index);
      case ScatterAdd s -> List.of(s.index, s.u);
      case Ints i -> i.inputs;
      case Custom c -> c.inputs;
    };
  }

  private static List<Place> join(List<Place> own, Buffer result, Loop after) {
    if (after == null) {
      return own;
    }
    List<Place> all = new ArrayList<>(own);
    for (Place p : after.inputs) {
      if (p.buffer != result) {
        all.add(p);
      }
    }
    return all;
  }

  /// What it writes; the raw result first where a write-out group follows.
  default List<Buffer> writes() {
    return switch (this) {
      case Loop(var _, var _, var outputs) -> outputs;
      case MatMul m -> join(m.c, m.after);
      case Pack p -> List.of(p.packed);
      case PackedMatMul m -> join(m.c, m.after);
      case Convolve c -> join(c.out, c.after);
      case Pool p -> List.of(p.out);
      case Reduce r -> List.of(r.y);
      case ArgMax a -> List.of(a.y);
      case Softmax s -> List.of(s.y);
      case Copy c -> List.of(c.target);
      case Fill f -> List.of(f.target);
      case Random r -> List.of(r.out);
      case Gather g -> List.of(g.y);
      case ScatterAdd s -> List.of(s.y);
      case Ints i -> List.of(i.out);
      case Custom c -> List.of(c.out);
    };
  }

  private static List<Buffer> join(Buffer result, Loop after) {
    if (after == null) {
      return List.of(result);
    }
    List<Buffer> all = new ArrayList<>();
    all.add(result);
    all.addAll(after.outputs);
    return all;
  }

  /// The elementwise group it runs, or null.
  default Loop loop() {
    return switch (this) {
      case Loop l -> l;
      case MatMul m -> m.after;
      case PackedMatMul m -> m.after;
      case Convolve c -> c.after;
      default -> null;
    };
  }
}
