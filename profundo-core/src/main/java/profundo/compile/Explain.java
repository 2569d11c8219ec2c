package profundo.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import profundo.compile.Kernel.Loop;
import profundo.kernel.ElementLoop;
import profundo.kernel.ElementLoop.Instruction;

/// A plan in words, for `--explain`.
final class Explain {
  private Explain() {}

  static String kernel(Kernel k, MemoryPlan memory) {
    List<String> to = new ArrayList<>();
    for (Buffer b : k.writes()) {
      to.add(b.inArena() ? b + "@" + memory.offset(b) : b.toString());
    }
    return String.join(", ", to) + " = " + right(k);
  }

  private static String right(Kernel k) {
    return switch (k) {
      case Loop l -> "loop " + loop(l);
      case Kernel.MatMul m ->
          String.format(
              "matmul %s[%d x %d] %s%s x %s%s%s",
              m.batch() == 1 ? "" : m.batch() + " x ", m.m(), m.n(), m.a(), m.ta() ? "'" : "", m.b(),
              m.tb() ? "'" : "", after(m.after()));
      case Kernel.Convolve c ->
          String.format(
              "conv %s %s -> %d channels, kernel %s: %s, %s%s",
              c.part().name().toLowerCase(Locale.ROOT), Arrays.toString(c.geometry().in()),
              c.geometry().outChannels(), Arrays.toString(c.geometry().kernel()), c.p(), c.q(),
              after(c.after()));
      case Kernel.Pool p ->
          String.format(
              "pool %s %s window %s: %s",
              p.part().name().toLowerCase(Locale.ROOT), Arrays.toString(p.geometry().in()),
              Arrays.toString(p.geometry().window()), p.inputs());
      case Kernel.Reduce r ->
          String.format(
              "%s [%d, %d, %d] over the middle: %s",
              r.kind().name().toLowerCase(Locale.ROOT), r.outer(), r.n(), r.inner(), r.x());
      case Kernel.ArgMax a -> String.format("argmax [%d, %d, %d]: %s", a.outer(), a.n(), a.inner(), a.x());
      case Kernel.Softmax s ->
          String.format("%s [%d, %d]: %s", s.log() ? "logSoftmax" : "softmax", s.rows(), s.cols(), s.x());
      case Kernel.Copy c -> String.format("copy %s %s", Arrays.toString(c.dims()), c.source());
      case Kernel.Fill f -> "fill " + f.value();
      case Kernel.Random r -> r.distribution().name().toLowerCase(Locale.ROOT) + " stream " + r.stream();
      case Kernel.Gather g -> String.format("gather %d rows of %d: %s by %s", g.count(), g.n(), g.x(), g.index());
      case Kernel.ScatterAdd s -> String.format("scatterAdd %d rows of %d: %s by %s", s.count(), s.n(), s.u(), s.index());
      case Kernel.Ints i -> "integers " + i.op().name() + " " + Arrays.toString(i.dims()) + " " + i.inputs();
      case Kernel.Custom c -> "custom " + c.op().name() + " " + c.inputs();
    };
  }

  private static String after(Loop loop) {
    return loop == null ? "" : ", then " + loop(loop);
  }

  private static String loop(Loop l) {
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
            s.append(l.inputs().get(r));
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
