package profundo.app.report;

import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import profundo.nn.Summary;

/// What is said in figures and words: the head of the page, the model's layers, the final result, how to repeat the run.
final class Facts {
  /// Figures too long for a tile, or that mean nothing at first sight.
  private static final Set<String> NO_TILES =
      Set.of("epoch", "step", "steps", "seed", "threads", "parameters", "test_samples");

  private static final int MAX_TILES = 6;

  private final ReportData data;

  Facts(ReportData data) {
    this.data = data;
  }

  void head(Html html) {
    html.open("header").element("p", "brand", "Profundo · training report").open("h1").open("bdi")
        .text(data.model()).end("bdi");
    html.element("small", " on ").open("bdi").text(data.data()).end("bdi").end("h1").line();
    if (!data.notice().isBlank()) {
      html.element("p", "notice", data.notice()).line();
    }
    html.element("p", "lead", lead());
    tiles(html);
    html.end("header").line();
  }

  /// The run in a sentence or two.
  private String lead() {
    var lead = new StringBuilder();
    data.summary()
        .ifPresent(
            s -> lead.append(String.format(Locale.ROOT, "A model of %,d parameters in %d layers. ", s.total(),
                s.rows().size())));
    int epochs = data.history().epochs().size();
    if (epochs > 0) {
      double last = data.history().epochs().getLast().getOrDefault(RunHistory.EPOCH, (double) epochs);
      lead.append("It was trained for ").append(Figures.number(last)).append(last == 1 ? " epoch" : " epochs");
      lead.append(" (an epoch is one look at every training example). ");
    }
    if (!data.phases().isEmpty()) {
      lead.append("It was trained in ").append(data.phases().size()).append(data.phases().size() == 1 ? " phase: " : " phases: ");
      lead.append(
          data.phases().stream()
              .map(p -> p.name() + " for " + p.history().epochs().size() + (p.history().epochs().size() == 1 ? " epoch" : " epochs"))
              .collect(Collectors.joining(", ")));
      lead.append(" (an epoch is one look at every training example). ");
    }
    data.confusion()
        .filter(c -> c.total() > 0)
        .ifPresent(
            c -> {
              lead.append("Of ").append(Figures.number(c.total())).append(" examples that it had not seen, it names ");
              lead.append(Figures.percent(c.hits() / (double) c.total())).append(" right. ");
            });
    return lead.toString().strip();
  }

  private void tiles(Html html) {
    var tiles = new ArrayList<Map.Entry<String, Object>>();
    for (var e : data.result().entrySet()) {
      if (e.getValue() instanceof Number && isTelling(e.getKey()) && tiles.size() < MAX_TILES) {
        tiles.add(e);
      }
    }
    if (tiles.isEmpty()) {
      return;
    }
    html.open("div").attr("class", "figures").line();
    for (var e : tiles) {
      html.open("div").element("b", print(e.getKey(), e.getValue())).element("span", Figures.words(e.getKey()))
          .end("div").line();
    }
    html.end("div");
  }

  /// A figure of the test part says more than the same figure of what the model was trained or chosen by.
  private boolean isTelling(String name) {
    String plain = name.startsWith("val_") ? name.substring("val_".length()) : name;
    return !NO_TILES.contains(name) && !data.result().containsKey("test_" + plain);
  }

  private static String print(String name, Object value) {
    return value instanceof Number n ? Figures.of(name, n.doubleValue()) : String.valueOf(value);
  }

  void model(Html html) {
    if (data.summary().isEmpty()) {
      return;
    }
    Summary s = data.summary().get();
    html.open("section").attr("id", "model").element("h2", "The model, layer by layer").line();
    html.open("div").attr("class", "card");
    html.element(
        "p",
        "Each layer, the shape of what it passes on (? is the number of examples at a time), and how many numbers it learns.");
    html.open("table").open("tr").element("th", "Layer (type)").element("th", "Output Shape")
        .element("th", "num", "Params").end("tr").line();
    for (Summary.Row r : s.rows()) {
      html.open("tr").element("td", r.layer()).element("td", r.shape())
          .element("td", "num", Figures.number(r.parameters()));
      html.end("tr").line();
    }
    html.end("table").open("p").attr("class", "note");
    html.text("Total " + Figures.number(s.total()) + " · trainable " + Figures.number(s.trainable()) + " · frozen "
        + Figures.number(s.frozen()));
    html.text(" · depth " + Figures.number(s.depth()) + " (operations on the longest path from input to output)")
        .end("p");
    html.end("div").end("section").line();
  }

  void repeat(Html html) {
    html.open("section").attr("id", "repeat").element("h2", "How to repeat it").line();
    html.open("div").attr("class", "card");
    html.open("p").text("This command, with the same version and data, gives the same model to the last bit. Seed: ");
    html.element("b", data.seed()).text(".").end("p").line();
    html.element("pre", data.command()).end("div").line();
    html.open("div").attr("class", "two").line();
    table(html, "result", "Final result", data.result());
    table(html, "settings", "Settings", data.settings());
    html.end("div").end("section").line();
  }

  private static void table(Html html, String id, String title, Map<String, ?> rows) {
    if (rows.isEmpty()) {
      return;
    }
    html.open("div").attr("class", "card").attr("id", id).element("h3", title).open("table").attr("class", "facts")
        .line();
    rows.forEach(
        (name, value) -> {
          html.open("tr").open("th").open("bdi").text(Figures.words(name)).end("bdi").end("th").open("td").open("bdi");
          html.text(print(name, value)).end("bdi").end("td").end("tr").line();
        });
    html.end("table").end("div").line();
  }
}
