package profundo.compile;

import java.util.List;
import profundo.CustomOp;
import profundo.DType;
import profundo.Op;
import profundo.Shape;
import profundo.compile.Kernel.Place;
import profundo.kernel.Indexing;
import profundo.kernel.IntLoop;
import profundo.kernel.RandomFill;
import profundo.kernel.StridedCopy;

/// Binds what moves, makes and numbers elements.
final class MoveBinder {
  private final Engine engine;
  private final Memory memory;

  MoveBinder(Engine engine, Memory memory) {
    this.engine = engine;
    this.memory = memory;
  }

  private int slot(Place p) {
    return memory.slot(p.buffer());
  }

  private int at(Place p) {
    return memory.offset(p.buffer()) + p.offset();
  }

  Action copy(Kernel.Copy c) {
    StridedCopy copy = new StridedCopy(engine.pool(), c.dims(), c.sourceStrides(), c.targetStrides());
    int s = slot(c.source());
    int so = at(c.source());
    int d = memory.slot(c.target());
    int to = memory.offset(c.target()) + c.offset();
    return c.target().dtype == DType.F32
        ? m -> copy.run(m.floats[s], so, m.floats[d], to)
        : m -> copy.run(m.ints[s], so, m.ints[d], to);
  }

  Action fill(Kernel.Fill f) {
    int s = memory.slot(f.target());
    int begin = memory.offset(f.target());
    int end = begin + f.target().count;
    return f.target().dtype == DType.F32
        ? m -> java.util.Arrays.fill(m.floats[s], begin, end, (float) f.value())
        : m -> java.util.Arrays.fill(m.ints[s], begin, end, (int) f.value());
  }

  Action random(Kernel.Random r) {
    RandomFill.Distribution d =
        switch (r.distribution()) {
          case UNIFORM -> RandomFill.Distribution.UNIFORM;
          case NORMAL -> RandomFill.Distribution.NORMAL;
        };
    RandomFill fill = new RandomFill(engine.provider(), engine.pool(), d, r.out().count);
    int step = slot(r.step());
    int stepAt = at(r.step());
    int out = memory.slot(r.out());
    int to = memory.offset(r.out());
    return m -> fill.run(r.seed(), r.stream(), m.ints[step][stepAt], m.floats[out], to);
  }

  Action argmax(Kernel.ArgMax a) {
    int x = slot(a.x());
    int xo = at(a.x());
    int y = memory.slot(a.y());
    int yo = memory.offset(a.y());
    return m -> Indexing.argmax(a.outer(), a.n(), a.inner(), m.floats[x], xo, m.ints[y], yo);
  }

  Action gather(Kernel.Gather g) {
    Indexing indexing = new Indexing(engine.pool(), g.n(), g.inner(), g.count());
    int x = slot(g.x());
    int xo = at(g.x());
    int i = slot(g.index());
    int io = at(g.index());
    int y = memory.slot(g.y());
    int yo = memory.offset(g.y());
    return m -> indexing.gather(m.floats[x], xo, m.ints[i], io, m.floats[y], yo);
  }

  Action scatterAdd(Kernel.ScatterAdd s) {
    Indexing indexing = new Indexing(engine.pool(), s.n(), s.inner(), s.count());
    int u = slot(s.u());
    int uo = at(s.u());
    int i = slot(s.index());
    int io = at(s.index());
    int y = memory.slot(s.y());
    int yo = memory.offset(s.y());
    return m -> indexing.scatterAdd(m.floats[u], uo, m.ints[i], io, m.floats[y], yo);
  }

  Action integers(Kernel.Ints k) {
    int y = memory.slot(k.out());
    int yo = memory.offset(k.out());
    if (k.op() instanceof Op.Iota(var axis)) {
      int[] d = k.dims();
      int outer = Shape.of(java.util.Arrays.copyOf(d, axis)).count();
      int inner = k.out().count / outer / d[axis];
      return m -> IntLoop.iota(outer, d[axis], inner, m.ints[y], yo);
    }
    boolean toFloat = k.out().dtype == DType.F32;
    int a = slot(k.inputs().get(0));
    int ao = at(k.inputs().get(0));
    Place second = k.inputs().get(Math.min(1, k.inputs().size() - 1));
    int b = slot(second);
    int bo = at(second);
    return switch (k.op()) {
      case Op.Unary(var kind, var _) -> {
        IntLoop loop = new IntLoop(IntLoop.Kind.valueOf(kind.name()), k.dims(), k.strides());
        yield m -> loop.run(m.ints[a], ao, m.ints[a], ao, m.ints[y], yo);
      }
      case Op.Binary(var kind, var _, var _) -> {
        IntLoop loop = new IntLoop(IntLoop.Kind.valueOf(kind.name()), k.dims(), k.strides());
        yield toFloat
            ? m -> loop.run(m.ints[a], ao, m.ints[b], bo, m.floats[y], yo)
            : m -> loop.run(m.ints[a], ao, m.ints[b], bo, m.ints[y], yo);
      }
      case Op.Cast _ -> {
        IntLoop.Kind kind = toFloat ? IntLoop.Kind.TO_FLOAT : IntLoop.Kind.TO_INT;
        IntLoop loop = new IntLoop(kind, k.dims(), k.strides());
        yield toFloat
            ? m -> loop.run(m.ints[a], ao, m.ints[a], ao, m.floats[y], yo)
            : m -> loop.run(m.floats[a], ao, m.ints[y], yo);
      }
      case Op.Select _ -> {
        IntLoop loop = new IntLoop(IntLoop.Kind.SELECT, k.dims(), k.strides());
        int c = slot(k.inputs().get(2));
        int co = at(k.inputs().get(2));
        yield m -> loop.select(m.floats[a], ao, m.ints[b], bo, m.ints[c], co, m.ints[y], yo);
      }
      default -> throw new AssertionError(k.op().name());
    };
  }

  Action custom(Kernel.Custom k) {
    CustomOp op = k.op();
    List<Shape> shapes = k.shapes();
    int n = k.inputs().size();
    int[] slots = new int[n];
    int[] offsets = new int[n];
    for (int i = 0; i < n; i++) {
      slots[i] = slot(k.inputs().get(i));
      offsets[i] = at(k.inputs().get(i));
    }
    float[][] arrays = new float[n][];
    int y = memory.slot(k.out());
    int yo = memory.offset(k.out());
    return m -> {
      for (int i = 0; i < n; i++) {
        arrays[i] = m.floats[slots[i]];
      }
      op.compute(shapes, arrays, offsets, m.floats[y], yo);
    };
  }
}
