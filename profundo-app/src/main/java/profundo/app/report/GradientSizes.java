package profundo.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import profundo.app.report.LineChart.Line;
import profundo.nn.Summary;

/// How large each layer's gradient was while the model was trained.
final class GradientSizes {
  /// More lines than this cannot be told apart; of deeper models some layers are shown, the first and the last among them.
  static final int MAX_LAYERS = 12;

  private final ReportData data;

  GradientSizes(ReportData data) {
    this.data = data;
  }

  void write(Html html) {
    SequencedMap<String, double[]> byLayer = byLayer();
    if (byLayer.isEmpty()) {
      return;
    }
    double perEpoch = data.history().stepsPerEpoch();
    double unit = perEpoch > 0 ? perEpoch : 1;
    double[] xs = data.history().gradients().stream().mapToDouble(g -> g.step() / unit).toArray();
    List<String> names = List.copyOf(byLayer.keySet());
    int shown = Math.min(MAX_LAYERS, names.size());
    var lines = new ArrayList<Line>();
    for (int i = 0; i < shown; i++) {
      String name = names.get(shown == 1 ? 0 : i * (names.size() - 1) / (shown - 1));
      lines.add(new Line(title(name), colour(i, shown), false, xs, byLayer.get(name)).thinned(200));
    }
    html.open("section").attr("id", "gradients").element("h2", "How large the gradients were").line();
    html.open("figure").attr("class", "card");
    html.element(
        "p",
        "How hard each layer is pushed to change, from the first layer (blue) to the last (red), on a logarithmic scale."
            + " A line far below the others is a layer that hardly learns (vanishing gradient); one that shoots up may"
            + " tear the training apart (exploding gradient).");
    String x = perEpoch > 0 ? "epoch" : "step";
    new LineChart("size of the gradient of each layer by " + x, 1100, 360, x, perEpoch == 0, true, false, lines)
        .write(html);
    if (shown < names.size()) {
      html.element("p", "note", shown + " of " + names.size() + " layers are shown.");
    }
    html.end("figure").end("section").line();
  }

  /// Root of the sum of squares over the variables of a layer; NaN where it was not measured.
  private SequencedMap<String, double[]> byLayer() {
    List<RunHistory.Gradients> all = data.history().gradients();
    var byLayer = new LinkedHashMap<String, double[]>();
    for (int i = 0; i < all.size(); i++) {
      var squares = new LinkedHashMap<String, Double>();
      all.get(i).norms().forEach((variable, norm) -> squares.merge(layer(variable), norm * norm, Double::sum));
      for (Map.Entry<String, Double> e : squares.entrySet()) {
        byLayer.computeIfAbsent(e.getKey(), _ -> new double[all.size()])[i] = Math.sqrt(e.getValue());
      }
    }
    return byLayer;
  }

  private static String layer(String variable) {
    int dot = variable.lastIndexOf('.');
    return dot < 0 ? variable : variable.substring(0, dot);
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

  /// From blue by purple to red: the order of the layers can be seen.
  static String colour(int i, int of) {
    double share = of == 1 ? 0 : i / (double) (of - 1);
    return "hsl(" + Math.round(215 + share * 155) % 360 + " 68% 56%)";
  }
}
