package profundo.app.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import profundo.io.AtomicFile;

/// Parallel coordinates (Inselberg 1985): an axis for each setting and one for the figure, a line for each trial. Where lines
/// of the good trials meet, there is a good value.
public final class ParallelCoordinates {
  private static final int TOP = 46;
  private static final int BOTTOM = 26;
  private static final int HEIGHT = 420;
  private static final int SIDE = 90;
  private static final int GAP = 150;
  private static final int LETTERS = 18;

  /// One axis.
  ///
  /// @param name for people
  /// @param labels of values that are no numbers, in order; values are then indices
  /// @param log whether equal ratios are equally far apart
  public record Axis(String name, List<String> labels, boolean log) {
    private Scale scale(DoubleStream values) {
      if (!labels.isEmpty()) {
        return Scale.exact(labels.size() == 1 ? -1 : 0, Math.max(1, labels.size() - 1), HEIGHT - BOTTOM, TOP);
      }
      var all = values.filter(Double::isFinite).summaryStatistics();
      double min = all.getCount() == 0 ? 0 : all.getMin();
      double max = all.getCount() == 0 ? 1 : all.getMax();
      return log && min > 0 ? Scale.log(min, max, HEIGHT - BOTTOM, TOP) : Scale.linear(min, max, HEIGHT - BOTTOM, TOP, 5);
    }
  }

  /// One trial.
  ///
  /// @param name shown when pointed at
  /// @param values one for each axis, the last of them the figure
  public record Line(String name, double[] values) {}

  private final String title;
  private final String explanation;
  private final List<Axis> axes;
  private final List<Line> lines;

  /// @param axes the last one is the figure
  /// @param larger whether a larger figure is better
  public ParallelCoordinates(String title, String explanation, List<Axis> axes, List<Line> lines, boolean larger) {
    this.title = title;
    this.explanation = explanation;
    this.axes = List.copyOf(axes);
    // The best are drawn last, over the others.
    this.lines =
        lines.stream()
            .filter(l -> Double.isFinite(figure(l)))
            .sorted((a, b) -> larger ? Double.compare(figure(a), figure(b)) : Double.compare(figure(b), figure(a)))
            .toList();
  }

  /// Replaces or creates a page with the picture and a table of the best.
  ///
  /// @param table rows of text, the first of them the heading
  public void write(Path file, List<List<String>> table) throws IOException {
    var html = Report.begin(title);
    html.element("h1", title).line().element("p", explanation).line();
    html.open("figure").attr("class", "card");
    picture(html);
    html.end("figure").line();
    html.open("table");
    for (int i = 0; i < table.size(); i++) {
      html.open("tr");
      for (String cell : table.get(i)) {
        html.element(i == 0 ? "th" : "td", cell);
      }
      html.end("tr").line();
    }
    html.end("table").end("main").end("body").end("html").line();
    AtomicFile.write(file, html.toString());
  }

  private static double figure(Line line) {
    return line.values[line.values.length - 1];
  }

  private void picture(Html html) {
    int width = 2 * SIDE + (axes.size() - 1) * GAP;
    html.open("svg").attr("viewBox", "0 0 " + width + " " + HEIGHT).attr("class", "chart").attr("role", "img");
    html.attr("aria-label", "settings and figure of " + lines.size() + " trials").line();
    var scales = new ArrayList<Scale>();
    for (int a = 0; a < axes.size(); a++) {
      int at = a;
      scales.add(axes.get(a).scale(lines.stream().mapToDouble(l -> l.values[at])));
    }
    for (int i = 0; i < lines.size(); i++) {
      var path = new StringBuilder();
      double[] values = lines.get(i).values;
      boolean begun = false;
      for (int a = 0; a < values.length; a++) {
        if (Double.isFinite(values[a])) {
          path.append(begun ? "L" : "M").append(SIDE + a * GAP).append(' ')
              .append(String.format(Locale.ROOT, "%.1f", scales.get(a).place(values[a])));
          begun = true;
        }
      }
      html.open("path").attr("d", path).attr("fill", "none").attr("stroke", colour(i));
      html.attr("stroke-width", i == lines.size() - 1 ? 3.0 : 1.5);
      html.attr("stroke-opacity", 0.8).element("title", lines.get(i).name).end("path").line();
    }
    for (int a = 0; a < axes.size(); a++) {
      axis(html, axes.get(a), scales.get(a), SIDE + a * GAP);
    }
    html.end("svg").line();
  }

  private static void axis(Html html, Axis axis, Scale scale, int x) {
    html.open("path").attr("d", "M" + x + " " + TOP + "V" + (HEIGHT - BOTTOM)).attr("stroke", "currentColor").end("path");
    label(html, x, TOP - 24, "middle", axis.name);
    if (axis.labels.isEmpty()) {
      for (double tick : scale.ticks(5)) {
        label(html, x - 6, scale.place(tick) + 4, "end", Figures.number(tick));
      }
    } else {
      for (int i = 0; i < axis.labels.size(); i++) {
        label(html, x - 6, scale.place(i) + 4, "end", axis.labels.get(i));
      }
    }
    html.line();
  }

  private static void label(Html html, int x, double y, String anchor, String text) {
    String brief = text.length() > LETTERS ? text.substring(0, LETTERS - 1) + "…" : text;
    html.open("text").attr("x", x).attr("y", y).attr("text-anchor", anchor).attr("font-size", 12).attr("fill", "currentColor");
    html.text(brief).end("text");
  }

  /// From grey-blue for the worst by green to orange for the best, by rank.
  private String colour(int rank) {
    double share = lines.size() < 2 ? 1 : rank / (lines.size() - 1.0);
    return "hsl(" + Math.round(220 - share * 195) + " " + Math.round(25 + share * 60) + "% 55%)";
  }
}
