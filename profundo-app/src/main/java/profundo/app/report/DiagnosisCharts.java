package profundo.app.report;

import java.util.ArrayList;
import java.util.List;
import profundo.app.report.LineChart.Line;
import profundo.nn.Summary;
import profundo.train.Observations;
import profundo.train.TrainingDiagnosis;
import profundo.train.Verdict;

/// What was wrong with a run, and what that was seen by: how far weights move, which units are dead or saturated, what each
/// layer gives out.
final class DiagnosisCharts {
  private static final int WIDTH = 240;
  private static final int HEIGHT = 90;

  private final ReportData data;
  private final TrainingDiagnosis diagnosis;

  DiagnosisCharts(ReportData data, TrainingDiagnosis diagnosis) {
    this.data = data;
    this.diagnosis = diagnosis;
  }

  void write(Html html) {
    Observations o = diagnosis.observations();
    html.open("section").attr("id", "diagnosis").element("h2", "What was wrong").line();
    html.open("div").attr("class", "card").line();
    if (diagnosis.verdicts().isEmpty()) {
      html.element("p", "Nothing: gradients, steps, layers, losses and data are as they should be.").line();
    }
    for (Verdict v : diagnosis.verdicts()) {
      html.element("h3", v.kind().words()).open("p").text(v.text() + ". Try this: " + v.remedy() + ".").end("p").line();
    }
    html.end("div").line();
    chart(html, "How far weights move", "Length of a step as a share of the weight's own length, on a logarithmic scale. About"
        + " 0.001 is usual; far below, a layer hardly changes; near 1, it is thrown about.", o.updates(), true);
    chart(html, "Dead relus", "Share of a layer's units that are zero on every sample looked at.", o.dead(), false);
    chart(html, "Saturated units", "Share of a layer's outputs within 2 % of a limit.", o.saturated(), false);
    histograms(html, o.activations());
    html.end("section").line();
  }

  private void chart(Html html, String title, String text, List<Observations.Point> points, boolean log) {
    List<String> names = points.isEmpty() ? List.of() : List.copyOf(points.getFirst().values().keySet());
    if (names.isEmpty()) {
      return;
    }
    double perEpoch = data.history().stepsPerEpoch();
    double unit = perEpoch > 0 ? perEpoch : 1;
    double[] xs = points.stream().mapToDouble(p -> p.step() / unit).toArray();
    int shown = Math.min(GradientSizes.MAX_LAYERS, names.size());
    var lines = new ArrayList<Line>();
    for (int i = 0; i < shown; i++) {
      String name = names.get(shown == 1 ? 0 : i * (names.size() - 1) / (shown - 1));
      double[] ys = points.stream().mapToDouble(p -> p.values().getOrDefault(name, Double.NaN)).toArray();
      lines.add(new Line(title(name), GradientSizes.colour(i, shown), false, xs, ys).thinned(200));
    }
    html.open("figure").attr("class", "card").element("h3", title).element("p", text).line();
    String x = perEpoch > 0 ? "epoch" : "step";
    new LineChart(title + " by " + x, 1100, 260, x, perEpoch == 0, log, !log, lines).write(html);
    html.end("figure").line();
  }

  /// With its type, where the summary knows the layer.
  private String title(String path) {
    return data.summary().stream()
        .flatMap(s -> s.rows().stream())
        .filter(r -> r.path().equals(path))
        .map(Summary.Row::layer)
        .findFirst()
        .orElse(path);
  }

  private void histograms(Html html, List<Observations.Activation> layers) {
    if (layers.isEmpty()) {
      return;
    }
    html.open("div").attr("class", "card").element("h3", "What each layer gives out");
    html.element("p", "How often each value occurs at the end of the run, over the samples looked at.").line();
    html.open("div").attr("class", "two three").line();
    for (Observations.Activation a : layers) {
      html.open("figure").element("h3", title(a.layer())).open("svg").attr("viewBox", "0 0 " + WIDTH + " " + (HEIGHT + 20));
      html.attr("role", "img").attr("aria-label", "outputs of " + title(a.layer())).line();
      int most = Math.max(1, a.counts().stream().mapToInt(c -> c).max().orElse(1));
      double bar = WIDTH / (double) Math.max(1, a.counts().size());
      for (int i = 0; i < a.counts().size(); i++) {
        double h = (double) HEIGHT * a.counts().get(i) / most;
        html.open("rect").attr("x", i * bar).attr("y", HEIGHT - h).attr("width", bar).attr("height", h);
        html.attr("style", "fill:var(--train)").end("rect");
      }
      html.open("text").attr("x", 0).attr("y", HEIGHT + 15).text(Figures.number(a.min())).end("text");
      html.open("text").attr("x", WIDTH).attr("y", HEIGHT + 15).attr("text-anchor", "end").text(Figures.number(a.max())).end("text");
      html.end("svg");
      html.element("p", "note", "mean " + Figures.number(a.mean()) + ", deviation " + Figures.number(a.deviation()));
      html.end("figure").line();
    }
    html.end("div").end("div").line();
  }
}
