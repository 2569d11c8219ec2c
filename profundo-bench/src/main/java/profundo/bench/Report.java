package profundo.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import profundo.io.Json;

/// Prints races: a line each as they end, or all as JSON.
final class Report {
  private final PrintWriter out;
  private final Machine machine;
  private final boolean peers;

  Report(PrintWriter out, Machine machine, boolean peers) {
    this.out = out;
    this.machine = machine;
    this.peers = peers;
  }

  void head() {
    line(
        "%s, %d processors, %d-bit vectors, Java %s, %d threads", machine.processor(), machine.processors(), machine.bits(),
        machine.java(), machine.threads());
    line(
        "peak %.0f GFLOP/s (1 thread %.0f), memory %.0f GB/s", machine.gflops(), machine.gflopsOfOne(), machine.gigabytes());
    out.println();
    String others = peers ? "   libtorch   ratio   (range)          its settings" : "(range)";
    line("%-10s %-48s %11s %-9s %7s %s", "", "", "Profundo", "", "of peak", others);
  }

  void row(Race race) {
    Workload w = race.workload();
    double peak = 100 * race.ours().median() / w.amount() * w.operations() * 1e-9 / machine.gflops();
    String ours =
        String.format(
            Locale.ROOT, "%-10s %-48s %11s %-9s %5.0f %%", w.id(), w.title(), speed(w, race.ours().median()), unit(w), peak);
    if (race.theirs() == null) {
      String slowest = speed(w, race.ours().min());
      String fastest = speed(w, race.ours().max());
      out.println(ours + (w.latency() ? " (" + fastest + " to " + slowest : " (" + slowest + " to " + fastest) + ")");
    } else {
      Spread r = race.ratio();
      line(
          "%s %11s %7.2f   (%.2f to %.2f)   %s", ours, speed(w, race.theirs().median()), r.median(), r.min(), r.max(),
          race.against());
    }
  }

  void foot() {
    out.println();
    out.println(
        peers
            ? "ratio: how many times as fast as libtorch, the median of rounds that ran in turn"
            : "medians; 'profundo bench --peers' runs libtorch beside");
  }

  Json.Obj json(List<Race> races) {
    return Json.Obj.EMPTY.with("machine", machine.json()).with("rows", races.stream().map(this::json).toList());
  }

  private Json.Obj json(Race race) {
    Workload w = race.workload();
    Json.Obj row =
        Json.Obj.EMPTY
            .with("workload", w.id())
            .with("title", w.title())
            .with("unit", w.unit())
            .with("ours", race.ours().median())
            .with("gflops", race.ours().median() / w.amount() * w.operations() * 1e-9);
    return race.theirs() == null
        ? row
        : row.with("theirs", race.theirs().median())
            .with("ratio", race.ratio().median())
            .with("min", race.ratio().min())
            .with("max", race.ratio().max())
            .with("against", race.against());
  }

  /// Latencies in microseconds, all else as it is.
  private static String speed(Workload w, double perSecond) {
    if (w.latency()) {
      return String.format(Locale.ROOT, "%.1f", 1e6 / perSecond);
    }
    return String.format(Locale.ROOT, perSecond < 1000 && !w.unit().equals("samples/s") ? "%.1f" : "%,.0f", perSecond);
  }

  private static String unit(Workload w) {
    return w.latency() ? "us" : w.unit();
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
