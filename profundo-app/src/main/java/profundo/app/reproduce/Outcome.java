package profundo.app.reproduce;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import profundo.io.Json;

/// What a [Reproduction] has measured: a row of the table.
///
/// @param measured by the keys of the figures
/// @param seconds of all parts together
/// @param machine that they ran on
/// @param seed of everything that was drawn
/// @param reduced whether this was the reduced twin
/// @param parts what each part gave
public record Outcome(
    Reproduction reproduction,
    Map<String, Double> measured,
    double seconds,
    String machine,
    LocalDate date,
    long seed,
    boolean reduced,
    SequencedMap<String, Map<String, Double>> parts) {
  /// Checks that every figure was measured.
  public Outcome {
    for (Figure f : reproduction.figures()) {
      if (!measured.containsKey(f.key())) {
        throw new IllegalStateException(
            reproduction.name() + ": expected the figure '" + f.key() + "' from its parts, got " + measured.keySet());
      }
    }
  }

  /// Whether every figure is as good as demanded, of the twin as good as its floor.
  public boolean met() {
    return reproduction.figures().stream().allMatch(f -> f.met(measured.get(f.key()), reduced));
  }

  /// Everything, with keys in snake case.
  public Json.Obj json() {
    var figures =
        reproduction.figures().stream()
            .map(
                f -> {
                  var one = new LinkedHashMap<String, Object>();
                  one.put("figure", f.name());
                  one.put("unit", f.unit());
                  one.put("better", f.larger() ? "larger" : "smaller");
                  one.put("published", f.published().isEmpty() ? null : f.published());
                  one.put("demanded", f.bound(reduced));
                  one.put("measured", measured.get(f.key()));
                  one.put("met", f.met(measured.get(f.key()), reduced));
                  return one;
                })
            .toList();
    var all = new LinkedHashMap<String, Object>();
    all.put("name", reproduction.name());
    all.put("what", reproduction.what());
    all.put("source", reproduction.source());
    all.put("figures", figures);
    all.put("met", met());
    all.put("seconds", seconds);
    all.put("budget_seconds", reproduction.budget().toSeconds());
    all.put("seed", seed);
    all.put("machine", machine);
    all.put("date", date.toString());
    all.put("reduced", reduced);
    all.put("parts", parts);
    return Json.orNull(all).asObject();
  }

  /// The cells of its row in [OutcomeTable].
  List<String> cells() {
    return List.of(
        "`" + reproduction.name() + "`",
        reproduction.what(),
        reproduction.source(),
        each(f -> f.name()),
        each(f -> f.published().isEmpty() ? "-" : f.published() + (f.unit().isEmpty() ? "" : " " + f.unit())),
        each(f -> f.demand(false).isEmpty() ? "-" : f.demand(false)),
        each(f -> f.text(measured.get(f.key())) + (f.met(measured.get(f.key()), reduced) ? "" : " (missed)")),
        time(reproduction.budget()),
        String.format(Locale.ROOT, "%.0f", seconds),
        Long.toString(seed),
        machine,
        date.toString());
  }

  private String each(java.util.function.Function<Figure, String> of) {
    return reproduction.figures().stream().map(of).collect(Collectors.joining("<br>"));
  }

  /// A budget in words.
  public static String time(Duration budget) {
    return budget.toSeconds() % 60 == 0 ? budget.toMinutes() + " min" : budget.toSeconds() + " s";
  }

  /// The figures for people, a line each.
  public List<String> lines() {
    return reproduction.figures().stream()
        .map(
            f -> {
              var notes = new ArrayList<String>();
              if (reduced) {
                notes.add("reduced twin");
              }
              if (!f.demand(reduced).isEmpty()) {
                notes.add(f.demand(reduced) + (f.met(measured.get(f.key()), reduced) ? "" : ": MISSED"));
              }
              if (!f.published().isEmpty() && !reduced) {
                notes.add(("published " + f.published() + " " + f.unit()).stripTrailing());
              }
              String value = f.name() + " " + f.text(measured.get(f.key()));
              return notes.isEmpty() ? value : value + " (" + String.join("; ", notes) + ")";
            })
        .toList();
  }
}
