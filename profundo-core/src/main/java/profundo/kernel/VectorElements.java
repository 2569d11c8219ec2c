package profundo.kernel;

import java.util.ArrayList;
import java.util.List;

/// The inner loops of elementwise operations, reductions and random fills: vector variant.
final class VectorElements implements ElementKernels {
  private static final int LANES = VectorMath.S.length();

  /// A compiled operation on a register takes less.
  private static final int LONGEST_NANOS = 3;

  /// So does a compiled vector of random numbers.
  private static final int LONGEST_UNIFORM = 500;

  private static final int UNIFORM_WEIGHT = 8;

  private final Background background = new Background();
  private final LoopGenerator generator = new LoopGenerator(this, background, LANES);

  /// By operation; null where an operation takes another number of operands.
  private final List<Gated<InnerLoop.Unary>> unary = new ArrayList<>();

  private final List<Gated<InnerLoop.Binary>> binary = new ArrayList<>();
  private final List<Gated<InnerLoop.Right>> right = new ArrayList<>();
  private final List<Gated<InnerLoop.Left>> left = new ArrayList<>();
  private final Gated<InnerLoop.Select> select;
  private final Gated<InnerLoop.Uniform> uniform;

  VectorElements() {
    this(true);
  }

  /// @param gated whether scalar loops begin, as they should but in tests of the vector loops
  VectorElements(boolean gated) {
    for (ElementOp op : ElementOp.values()) {
      boolean one = op.arity() == 1;
      boolean two = op.arity() == 2;
      unary.add(one ? unary(op, gated) : null);
      binary.add(two ? binary(op, gated) : null);
      right.add(two ? right(op, gated) : null);
      left.add(two ? left(op, gated) : null);
    }
    Gated.Trial<InnerLoop.Select> selecting = (l, a, b, y, n) -> l.run(a, 0, b, 0, a, 0, y, 0, n);
    InnerLoop.Select choose = VectorBinary::select;
    select = gate(ElementOp.SELECT, gated ? ScalarBinary::select : choose, choose, selecting);
    int[] words = new int[4];
    Gated.Trial<InnerLoop.Uniform> drawing = (l, a, b, y, n) -> l.run(1, 2, 3, 4, words, y, 0, n);
    InnerLoop.Uniform draw = VectorRandom::uniform;
    InnerLoop.Uniform first = gated ? ScalarRandom::uniform : draw;
    uniform = new Gated<>(first, draw, drawing, background, UNIFORM_WEIGHT, LONGEST_UNIFORM, LANES);
  }

  private Gated<InnerLoop.Unary> unary(ElementOp op, boolean gated) {
    InnerLoop.Unary vector = VectorUnary.of(op);
    return gate(op, gated ? ScalarUnary.of(op) : vector, vector, (l, a, b, y, n) -> l.run(a, 0, y, 0, n));
  }

  private Gated<InnerLoop.Binary> binary(ElementOp op, boolean gated) {
    InnerLoop.Binary vector = VectorBinary.of(op);
    return gate(op, gated ? ScalarBinary.of(op) : vector, vector, (l, a, b, y, n) -> l.run(a, 0, b, 0, y, 0, n));
  }

  private Gated<InnerLoop.Right> right(ElementOp op, boolean gated) {
    InnerLoop.Right vector = VectorBinaryRight.of(op);
    return gate(op, gated ? ScalarBinaryRight.of(op) : vector, vector, (l, a, b, y, n) -> l.run(a, 0, b[0], y, 0, n));
  }

  private Gated<InnerLoop.Left> left(ElementOp op, boolean gated) {
    InnerLoop.Left vector = VectorBinaryLeft.of(op);
    return gate(op, gated ? ScalarBinaryLeft.of(op) : vector, vector, (l, a, b, y, n) -> l.run(a[0], b, 0, y, 0, n));
  }

  private <L> Gated<L> gate(ElementOp op, L first, L vector, Gated.Trial<L> trial) {
    int nanos = LONGEST_NANOS * (FusedPlan.cost(op) + 3);
    return new Gated<>(first, vector, trial, background, op.weight(), nanos, LANES);
  }

  @Override
  public LoopGenerator generator() {
    return generator;
  }

  @Override
  public void unary(ElementOp op, float[] a, int ao, float[] y, int yo, int n) {
    unary.get(op.ordinal()).get(n).run(a, ao, y, yo, n);
  }

  @Override
  public void binary(ElementOp op, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    binary.get(op.ordinal()).get(n).run(a, ao, b, bo, y, yo, n);
  }

  @Override
  public void binaryRight(ElementOp op, float[] a, int ao, float b, float[] y, int yo, int n) {
    right.get(op.ordinal()).get(n).run(a, ao, b, y, yo, n);
  }

  @Override
  public void binaryLeft(ElementOp op, float a, float[] b, int bo, float[] y, int yo, int n) {
    left.get(op.ordinal()).get(n).run(a, b, bo, y, yo, n);
  }

  @Override
  public void select(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
    select.get(n).run(a, ao, b, bo, c, co, y, yo, n);
  }

  @Override
  public float sum(float[] x, int xo, int n) {
    return VectorReduction.sum(x, xo, n);
  }

  @Override
  public float max(float[] x, int xo, int n) {
    return VectorReduction.max(x, xo, n);
  }

  @Override
  public void sumRows(float[] x, int xo, int rows, int stride, int cols, float[] y, int yo) {
    VectorReduction.sumRows(x, xo, rows, stride, cols, y, yo);
  }

  @Override
  public void maxRows(float[] x, int xo, int rows, int stride, int cols, float[] y, int yo) {
    VectorReduction.maxRows(x, xo, rows, stride, cols, y, yo);
  }

  @Override
  public void uniform(long seed, long stream, int step, long block, int[] words, float[] y, int yo, int n) {
    uniform.get(n).run(seed, stream, step, block, words, y, yo, n);
  }

  @Override
  public void normal(float[] u, int uo, float[] y, int yo, int n) {
    VectorRandom.normal(u, uo, y, yo, n);
  }
}
