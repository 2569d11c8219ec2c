package profundo.app;

import java.io.PrintWriter;
import java.util.List;
import profundo.app.reproduce.Figure;
import profundo.app.reproduce.Outcome;
import profundo.app.reproduce.Reproduction;
import profundo.app.terminal.Result;
import profundo.app.terminal.Table;
import profundo.io.Json;

/// `profundo reproduce --list`, of all there are in short, or of one with all that is known of it.
///
/// @param shown which
/// @param detailed whether to show all of each
record ReproductionList(List<Reproduction> shown, boolean detailed) implements Result {
  private static final int WIDTH = 110;

  @Override
  public Json.Obj json() {
    return Json.Obj.EMPTY.with("reproductions", shown.stream().map(ReproductionList::json).toList());
  }

  private static Json.Obj json(Reproduction r) {
    return Json.Obj.EMPTY
        .with("name", r.name())
        .with("what", r.what())
        .with("source", r.source())
        .with("budget_seconds", r.budget().toSeconds())
        .with("parts", r.parts())
        .with("figures", r.figures().stream().map(ReproductionList::json).toList());
  }

  private static Json.Obj json(Figure f) {
    return Json.Obj.EMPTY
        .with("figure", f.name())
        .with("unit", f.unit())
        .with("better", f.larger() ? "larger" : "smaller")
        .with("published", f.published().isEmpty() ? null : f.published())
        .with("demanded", f.demand(false).isEmpty() ? null : f.demanded());
  }

  @Override
  public void print(PrintWriter out) {
    if (detailed) {
      shown.forEach(r -> details(r, out));
      return;
    }
    var table = Table.of("name", "budget", "what");
    shown.forEach(r -> table.row(r.name(), Outcome.time(r.budget()), r.what()));
    table.print(out, WIDTH);
    out.println();
    out.println("'profundo reproduce NAME --list' shows source, figures and parts; 'profundo reproduce NAME' runs it.");
  }

  private static void details(Reproduction r, PrintWriter out) {
    var table = Table.plain();
    table.row("name", r.name()).row("what", r.what()).row("source", r.source()).row("budget", Outcome.time(r.budget()));
    table.row("parts", String.join(", ", r.parts()));
    for (Figure f : r.figures()) {
      table.row("figure", f.name() + (f.demand(false).isEmpty() ? "" : (f.larger() ? " >= " : " <= ") + f.text(f.demanded()))
          + (f.published().isEmpty() ? "" : " (published: " + f.published() + ")"));
    }
    table.print(out, WIDTH);
  }
}
