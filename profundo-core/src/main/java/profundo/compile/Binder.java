package profundo.compile;

import java.util.ArrayList;
import java.util.List;
import profundo.compile.Kernel.Loop;
import profundo.compile.Kernel.Place;
import profundo.kernel.ElementLoop;
import profundo.kernel.Parallel;
import profundo.kernel.Provider;
import profundo.kernel.Reduction;
import profundo.kernel.Softmax;
import profundo.kernel.WriteOut;

/// Binds the kernels of a plan to the routines of an engine; everything that a run needs is prepared here.
final class Binder {
  private final Engine engine;
  private final Memory memory;
  private final Provider provider;
  private final Parallel pool;
  private final MoveBinder moves;

  Binder(Engine engine, Memory memory) {
    this.engine = engine;
    this.memory = memory;
    this.provider = engine.provider();
    this.pool = engine.pool();
    this.moves = new MoveBinder(engine, memory);
  }

  Action[] bind(List<Step> steps) {
    List<Action> actions = new ArrayList<>();
    for (Step s : steps) {
      for (Kernel k : s.kernels) {
        actions.add(bind(k));
      }
    }
    return actions.toArray(Action[]::new);
  }

  private int slot(Place p) {
    return memory.slot(p.buffer());
  }

  private int at(Place p) {
    return memory.offset(p.buffer()) + p.offset();
  }

  private Action bind(Kernel kernel) {
    return switch (kernel) {
      case Loop l -> {
        BoundLoop loop = bindLoop(l);
        yield loop::run;
      }
      case Kernel.MatMul m -> matmul(m);
      case Kernel.Pack p -> pack(p);
      case Kernel.PackedMatMul m -> packedMatmul(m);
      case Kernel.Convolve c -> convolve(c);
      case Kernel.Pool p -> pool(p);
      case Kernel.Reduce r -> {
        Reduction.Kind kind =
            switch (r.kind()) {
              case SUM -> Reduction.Kind.SUM;
              case MAX -> Reduction.Kind.MAX;
            };
        Reduction reduction = new Reduction(provider, pool, kind, r.outer(), r.n(), r.inner());
        int x = slot(r.x());
        int xo = at(r.x());
        int y = memory.slot(r.y());
        int yo = memory.offset(r.y());
        yield m -> reduction.run(m.floats[x], xo, m.floats[y], yo);
      }
      case Kernel.Softmax s -> {
        Softmax softmax = new Softmax(provider, pool, s.log(), s.rows(), s.cols());
        int x = slot(s.x());
        int xo = at(s.x());
        int y = memory.slot(s.y());
        int yo = memory.offset(s.y());
        yield m -> softmax.run(m.floats[x], xo, m.floats[y], yo);
      }
      case Kernel.Copy c -> moves.copy(c);
      case Kernel.Fill f -> moves.fill(f);
      case Kernel.Random r -> moves.random(r);
      case Kernel.ArgMax a -> moves.argmax(a);
      case Kernel.Gather g -> moves.gather(g);
      case Kernel.ScatterAdd s -> moves.scatterAdd(s);
      case Kernel.Ints i -> moves.integers(i);
      case Kernel.Custom c -> moves.custom(c);
    };
  }

  /// An elementwise loop with its operands' slots resolved.
  private static final class BoundLoop implements WriteOut {
    private final ElementLoop loop;
    private final int[] slots;
    private final int[] offsets;
    private final float[][] arrays;

    BoundLoop(ElementLoop loop, int[] slots, int[] offsets) {
      this.loop = loop;
      this.slots = slots;
      this.offsets = offsets;
      this.arrays = new float[slots.length][];
    }

    void prepare(Memory m) {
      for (int i = 0; i < slots.length; i++) {
        arrays[i] = m.floats[slots[i]];
      }
    }

    void run(Memory m) {
      prepare(m);
      loop.run(arrays, offsets);
    }

    @Override
    public void apply(int worker, int row0, int rows, int col0, int cols) {
      loop.region(worker, arrays, offsets, row0, rows, col0, cols);
    }
  }

  private BoundLoop bindLoop(Loop l) {
    int n = l.inputs().size();
    int[] slots = new int[n + l.outputs().size()];
    int[] offsets = new int[slots.length];
    for (int i = 0; i < n; i++) {
      slots[i] = slot(l.inputs().get(i));
      offsets[i] = at(l.inputs().get(i));
    }
    for (int i = n; i < slots.length; i++) {
      slots[i] = memory.slot(l.outputs().get(i - n));
      offsets[i] = memory.offset(l.outputs().get(i - n));
    }
    return new BoundLoop(new ElementLoop(provider, pool, l.spec()), slots, offsets);
  }

  private Action matmul(Kernel.MatMul m) {
    BoundLoop after = m.after() == null ? null : bindLoop(m.after());
    int a = slot(m.a());
    int ao = at(m.a());
    int b = slot(m.b());
    int bo = at(m.b());
    int c = memory.slot(m.c());
    int co = memory.offset(m.c());
    return mem -> {
      if (after != null) {
        after.prepare(mem);
      }
      engine.gemm.batched(
          m.batch(), m.ta(), m.tb(), m.m(), m.n(), m.k(),
          mem.floats[a], ao, m.lda(), m.sa(),
          mem.floats[b], bo, m.ldb(), m.sb(),
          mem.floats[c], co, m.n(), m.m() * m.n(), after);
    };
  }

  private Action pack(Kernel.Pack p) {
    int b = slot(p.b());
    int bo = at(p.b());
    int packed = memory.slot(p.packed());
    int to = memory.offset(p.packed());
    return mem -> engine.gemm.pack(p.tb(), p.n(), p.k(), mem.floats[b], bo, p.ldb(), mem.floats[packed], to);
  }

  private Action packedMatmul(Kernel.PackedMatMul m) {
    BoundLoop after = m.after() == null ? null : bindLoop(m.after());
    int a = slot(m.a());
    int ao = at(m.a());
    int packed = slot(m.packed());
    int po = at(m.packed());
    int c = memory.slot(m.c());
    int co = memory.offset(m.c());
    return mem -> {
      if (after != null) {
        after.prepare(mem);
      }
      engine.gemm.runPacked(
          m.m(), m.n(), m.k(), mem.floats[a], ao, m.lda(), mem.floats[packed], po, mem.floats[c], co, m.n(), after);
    };
  }

  private Action convolve(Kernel.Convolve c) {
    BoundLoop after = c.after() == null ? null : bindLoop(c.after());
    int p = slot(c.p());
    int po = at(c.p());
    int q = slot(c.q());
    int qo = at(c.q());
    int y = memory.slot(c.out());
    int yo = memory.offset(c.out());
    return mem -> {
      if (after != null) {
        after.prepare(mem);
      }
      float[] u = mem.floats[p];
      float[] v = mem.floats[q];
      float[] out = mem.floats[y];
      switch (c.part()) {
        case FORWARD -> engine.convolution.forward(c.geometry(), u, po, v, qo, out, yo, after);
        case INPUT -> engine.convolution.inputGradient(c.geometry(), u, po, v, qo, out, yo, after);
        case WEIGHT -> engine.convolution.weightGradient(c.geometry(), u, po, v, qo, out, yo);
      }
    };
  }

  private Action pool(Kernel.Pool k) {
    int x = slot(k.inputs().get(0));
    int xo = at(k.inputs().get(0));
    Place second = k.inputs().get(k.inputs().size() - 1);
    int z = slot(second);
    int zo = at(second);
    int y = memory.slot(k.out());
    int yo = memory.offset(k.out());
    return m -> {
      float[] in = m.floats[x];
      float[] other = m.floats[z];
      float[] out = m.floats[y];
      switch (k.part()) {
        case MAX -> engine.pooling.max(k.geometry(), in, xo, out, yo);
        case MAX_SCATTER -> engine.pooling.maxScatter(k.geometry(), in, xo, other, zo, out, yo);
        case MAX_GATHER -> engine.pooling.maxGather(k.geometry(), in, xo, other, zo, out, yo);
        case AVERAGE -> engine.pooling.average(k.geometry(), in, xo, out, yo);
        case AVERAGE_INPUT -> engine.pooling.averageGradient(k.geometry(), in, xo, out, yo);
      }
    };
  }
}
