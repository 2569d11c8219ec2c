package profundo.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;

/// Lines of equal value of a function of two variables, found by marching squares on a grid, as SVG.
///
/// @param function of x and y
/// @param x0 left edge
/// @param x1 right edge
/// @param y0 lower edge
/// @param y1 upper edge
/// @param size width and height in units of about a pixel
public record Contours(DoubleBinaryOperator function, double x0, double x1, double y0, double y1, int size) {
  private static final int CELLS = 120;

  /// Room for the numbers and the name of the vertical axis, and of the horizontal one.
  private static final int LEFT = 52;
  private static final int BOTTOM = 40;

  /// Room for what a number at an edge needs.
  private static final int EDGE = 12;

  /// A way over the contours.
  ///
  /// @param name in the legend
  /// @param colour CSS colour
  /// @param xs one for each point
  /// @param ys as many
  public record Way(String name, String colour, double[] xs, double[] ys) {}

  /// Draws contours at levels that leave about as much of the area between each two of them, and the ways on top.
  ///
  /// @param levels how many
  /// @param mark where the minimum is, or the saddle point
  void write(Html html, String label, int levels, List<Way> ways, double[] mark) {
    double[][] values = values();
    html.open("svg").attr("viewBox", -LEFT + " " + -EDGE + " " + (LEFT + size + EDGE) + " " + (EDGE + size + BOTTOM));
    html.attr("class", "chart").attr("role", "img").attr("aria-label", label).line();
    axes(html);
    // A way may leave the picture.
    String clip = "plot-" + Integer.toHexString(label.hashCode());
    html.open("clipPath").attr("id", clip).open("rect").attr("width", size).attr("height", size).end("rect").end("clipPath");
    html.open("g").attr("clip-path", "url(#" + clip + ")").line();
    html.open("g").attr("fill", "none").attr("stroke", "#8a94a6").attr("stroke-width", "0.7").attr("opacity", "0.75");
    for (double level : levels(values, levels)) {
      String path = path(values, level);
      if (!path.isEmpty()) {
        html.open("path").attr("d", path);
        html.element("title", "f = " + Figures.number(level)).end("path");
      }
    }
    html.end("g").line();
    for (Way way : ways) {
      draw(html, way);
    }
    html.open("path").attr("stroke", "#d11").attr("stroke-width", "2");
    html.attr("d", "M" + point(px(mark[0]) - 5) + " " + point(py(mark[1])) + "h10m-5 -5v10").end("path");
    html.end("g").end("svg").line();
  }

  private void axes(Html html) {
    html.open("g").attr("class", "grid");
    html.open("path").attr("class", "axis").attr("fill", "none").attr("d", "M0 0V" + size + "H" + size + "V0Z").end("path");
    for (double tick : Scale.exact(x0, x1, 0, size).ticks(6)) {
      html.open("path").attr("d", "M" + point(px(tick)) + " " + size + "v5").end("path");
      html.open("text").attr("x", px(tick)).attr("y", size + 19).attr("text-anchor", "middle").text(Figures.tick(tick)).end("text");
    }
    for (double tick : Scale.exact(y0, y1, size, 0).ticks(6)) {
      html.open("path").attr("d", "M0 " + point(py(tick)) + "h-5").end("path");
      html.open("text").attr("x", -9).attr("y", py(tick) + 4).attr("text-anchor", "end").text(Figures.tick(tick)).end("text");
    }
    html.open("text").attr("x", size / 2.0).attr("y", size + BOTTOM - 4).attr("text-anchor", "middle").text("x").end("text");
    html.open("text").attr("x", 8 - LEFT).attr("y", size / 2.0).attr("text-anchor", "middle").text("y").end("text").end("g").line();
  }

  private void draw(Html html, Way way) {
    var path = new StringBuilder();
    var dots = new ArrayList<double[]>();
    for (int i = 0; i < way.xs.length; i++) {
      if (!Double.isFinite(way.xs[i]) || !Double.isFinite(way.ys[i])) {
        break;
      }
      // What leaves the picture is cut a little outside of it, where nobody sees.
      double x = Math.clamp(px(way.xs[i]), -size, 2.0 * size);
      double y = Math.clamp(py(way.ys[i]), -size, 2.0 * size);
      path.append(i == 0 ? "M" : "L").append(point(x)).append(' ').append(point(y));
      dots.add(new double[] {x, y});
    }
    html.open("g").attr("fill", way.colour).attr("stroke", way.colour);
    html.open("path").attr("d", path).attr("fill", "none").attr("stroke-width", "1.6").attr("stroke-linejoin", "round");
    html.element("title", way.name).end("path");
    if (dots.size() <= 80) {
      dots.forEach(d -> html.open("circle").attr("cx", d[0]).attr("cy", d[1]).attr("r", 1.6).end("circle"));
    }
    double[] last = dots.getLast();
    html.open("circle").attr("cx", last[0]).attr("cy", last[1]).attr("r", 4).end("circle").end("g").line();
  }

  private double[][] values() {
    double[][] values = new double[CELLS + 1][CELLS + 1];
    for (int i = 0; i <= CELLS; i++) {
      for (int k = 0; k <= CELLS; k++) {
        values[i][k] = function.applyAsDouble(x0 + (x1 - x0) * k / CELLS, y0 + (y1 - y0) * i / CELLS);
      }
    }
    return values;
  }

  /// Quantiles of the values on the grid.
  private static double[] levels(double[][] values, int count) {
    double[] all = new double[(CELLS + 1) * (CELLS + 1)];
    int n = 0;
    for (double[] row : values) {
      for (double v : row) {
        if (Double.isFinite(v)) {
          all[n++] = v;
        }
      }
    }
    all = Arrays.copyOf(all, n);
    Arrays.sort(all);
    double[] levels = new double[n == 0 ? 0 : count];
    for (int i = 0; i < levels.length; i++) {
      // Denser near the bottom, where the ways end.
      double share = Math.pow((i + 1.0) / (count + 1), 1.6);
      levels[i] = all[(int) (share * (n - 1))];
    }
    return levels;
  }

  /// All pieces of one contour: in each cell the line between those of its edges that the level crosses.
  private String path(double[][] v, double level) {
    var path = new StringBuilder();
    for (int i = 0; i < CELLS; i++) {
      for (int k = 0; k < CELLS; k++) {
        double[][] corners = {{k, i, v[i][k]}, {k + 1, i, v[i][k + 1]}, {k + 1, i + 1, v[i + 1][k + 1]}, {k, i + 1, v[i + 1][k]}};
        boolean open = false;
        for (int e = 0; e < 4; e++) {
          double[] a = corners[e];
          double[] b = corners[(e + 1) % 4];
          if (a[2] < level != b[2] < level) {
            double t = (level - a[2]) / (b[2] - a[2]);
            double x = (a[0] + t * (b[0] - a[0])) * size / CELLS;
            double y = size - (a[1] + t * (b[1] - a[1])) * size / CELLS;
            path.append(open ? "L" : "M").append(point(x)).append(' ').append(point(y));
            open = !open;
          }
        }
      }
    }
    return path.toString();
  }

  private double px(double x) {
    return (x - x0) / (x1 - x0) * size;
  }

  private double py(double y) {
    return size - (y - y0) / (y1 - y0) * size;
  }

  private static String point(double d) {
    return String.format(Locale.ROOT, "%.1f", d);
  }
}
