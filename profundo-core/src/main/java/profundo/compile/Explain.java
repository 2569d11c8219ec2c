package profundo.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import profundo.Variable;
import profundo.compile.Kernel.Loop;
import profundo.compile.Kernel.Place;
import profundo.kernel.ElementLoop;
import profundo.kernel.ElementLoop.Instruction;

/// A plan in words, for `--explain`.
///
/// @param memory where buffers lie
/// @param names what variables are called
record Explain(MemoryPlan memory, Function<Variable, String> names) {
  String kernel(Kernel k) {
    List<String> to = new ArrayList<>();
    for (Buffer b : k.writes()) {
      to.add(b.inArena() ? b + "@" + memory.offset(b) : name(b));
    }
    return String.join(", ", to) + " = " + right(k);
  }

  private String name(Buffer b) {
    return b.home() instanceof Buffer.Home.Of(var variable) ? names.apply(variable) : b.toString();
  }

  private String name(Place p) {
    return p.offset() == 0 ? name(p.buffer()) : name(p.buffer()) + "+" + p.offset();
  }

  private String names(List<Place> places) {
    return places.stream().map(this::name).toList().toString();
  }

  private String right(Kernel k) {
    return switch (k) {
      case Loop l -> "loop " + loop(l);
      case Kernel.MatMul m ->
          String.format(
              "matmul %s[%d x %d] %s%s x %s%s%s",
              m.batch() == 1 ? "" : m.batch() + " x ", m.m(), m.n(), name(m.a()), m.ta() ? "'" : "", name(m.b()),
              m.tb() ? "'" : "", after(m.after()));
      case Kernel.Pack p -> String.format("pack [%d x %d] %s%s", p.k(), p.n(), name(p.b()), p.tb() ? "'" : "");
      case Kernel.PackedMatMul m ->
          String.format("matmul [%d x %d] %s x packed %s%s", m.m(), m.n(), name(m.a()), name(m.packed()), after(m.after()));
      case Kernel.Convolve c ->
          String.format(
              "conv %s %s -> %d channels, kernel %s: %s, %s%s",
              c.part().name().toLowerCase(Locale.ROOT), Arrays.toString(c.geometry().in()),
              c.geometry().outChannels(), Arrays.toString(c.geometry().kernel()), name(c.p()), name(c.q()),
              after(c.after()));
      case Kernel.Pool p ->
          String.format(
              "pool %s %s window %s: %s",
              p.part().name().toLowerCase(Locale.ROOT), Arrays.toString(p.geometry().in()),
              Arrays.toString(p.geometry().window()), names(p.inputs()));
      case Kernel.Reduce r ->
          String.format(
              "%s [%d, %d, %d] over the middle: %s",
              r.kind().name().toLowerCase(Locale.ROOT), r.outer(), r.n(), r.inner(), name(r.x()));
      case Kernel.ArgMax a -> String.format("argmax [%d, %d, %d]: %s", a.outer(), a.n(), a.inner(), name(a.x()));
      case Kernel.Softmax s ->
          String.format("%s [%d, %d]: %s", s.log() ? "logSoftmax" : "softmax", s.rows(), s.cols(), name(s.x()));
      case Kernel.Copy c -> String.format("copy %s %s", Arrays.toString(c.dims()), name(c.source()));
      case Kernel.Fill f -> "fill " + f.value();
      case Kernel.Random r -> r.distribution().name().toLowerCase(Locale.ROOT) + " stream " + r.stream();
      case Kernel.Gather g -> String.format("gather %d rows of %d: %s by %s", g.count(), g.n(), name(g.x()), name(g.index()));
      case Kernel.ScatterAdd s -> String.format("scatterAdd %d rows of %d: %s by %s", s.count(), s.n(), name(s.u()), name(s.index()));
      case Kernel.Ints i -> "integers " + i.op().name() + " " + Arrays.toString(i.dims()) + " " + names(i.inputs());
      case Kernel.Custom c -> "custom " + c.op().name() + " " + names(c.inputs());
    };
  }

  private String after(Loop loop) {
    return loop == null ? "" : ", then " + loop(loop);
  }

  private String loop(Loop l) {
    ElementLoop.Spec spec = l.spec();
    StringBuilder s = new StringBuilder(Arrays.toString(spec.dims()));
    s.append(' ');
    int constants = l.inputs().size();
    int temporaries = constants + spec.constants().length;
    for (Instruction i : spec.code()) {
      s.append("t").append(i.dst() - temporaries).append('=').append(i.op().name().toLowerCase(Locale.ROOT));
      char open = '(';
      for (int r : new int[] {i.a(), i.b(), i.c()}) {
        if (r >= 0) {
          s.append(open);
          open = ' ';
          if (r < constants) {
            s.append(name(l.inputs().get(r)));
          } else if (r < temporaries) {
            s.append(spec.constants()[r - constants]);
          } else {
            s.append("t").append(r - temporaries);
          }
        }
      }
      s.append(") ");
    }
    return s.toString().strip();
  }
}
