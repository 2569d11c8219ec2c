package profundo.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// Lines over epochs or steps, as SVG that shows the values under the pointer without any script.
///
/// @param label what the chart shows, for those who cannot see it
/// @param width in units of about a pixel
/// @param height in the same
/// @param x name of the horizontal axis
/// @param wholeX whether only whole numbers make sense there
/// @param log whether the vertical axis shows ratios
/// @param share whether values are read in per cent
/// @param lines what is drawn, the last on top
record LineChart(
    String label,
    int width,
    int height,
    String x,
    boolean wholeX,
    boolean log,
    boolean share,
    List<Line> lines) {
  private static final int LEFT = 52;
  private static final int RIGHT = 14;
  private static final int TOP = 12;
  private static final int BOTTOM = 40;

  /// More places than this cannot be pointed at one by one.
  private static final int MAX_STOPS = 160;

  private static final int MAX_POINTS = 400;

  /// As good as infinite: the range of an axis could not be computed any more.
  private static final double TOO_LARGE = 1e300;

  /// One line.
  ///
  /// @param name in the legend
  /// @param colour CSS colour
  /// @param faint drawn thin and pale, and not among the values under the pointer
  /// @param xs ascending
  /// @param ys as many; those that are not finite, or not above zero in a chart of ratios, leave a gap
  record Line(String name, String colour, boolean faint, double[] xs, double[] ys) {
    /// With at most so many points: each is the mean of some neighbours; what is not finite stays so.
    Line thinned(int most) {
      int n = xs.length;
      if (n <= most) {
        return this;
      }
      double[] x = new double[most];
      double[] y = new double[most];
      for (int i = 0; i < most; i++) {
        int from = (int) ((long) i * n / most);
        int to = (int) ((long) (i + 1) * n / most);
        for (int k = from; k < to; k++) {
          x[i] += xs[k] / (to - from);
          y[i] += ys[k] / (to - from);
        }
      }
      return new Line(name, colour, faint, x, y);
    }

    private int nearest(double at) {
      int best = 0;
      for (int i = 1; i < xs.length; i++) {
        if (Math.abs(xs[i] - at) < Math.abs(xs[best] - at)) {
          best = i;
        }
      }
      return best;
    }
  }

  /// Thins what is too dense to be seen.
  LineChart {
    lines = lines.stream().filter(l -> l.xs.length > 0).map(l -> l.thinned(MAX_POINTS)).toList();
  }

  private boolean drawn(double y) {
    return Math.abs(y) < TOO_LARGE && (!log || y > 1 / TOO_LARGE);
  }

  /// Whether there is anything to draw.
  boolean isEmpty() {
    return lines.stream().allMatch(l -> Arrays.stream(l.ys).noneMatch(this::drawn));
  }

  private String print(double value) {
    return share ? Figures.percent(value) : Figures.number(value);
  }

  void write(Html html) {
    html.open("svg").attr("viewBox", "0 0 " + width + " " + height).attr("class", "chart").attr("role", "img");
    html.attr("aria-label", label).line();
    Scale across = across();
    Scale up = up();
    grid(html, across, up);
    for (Line line : lines) {
      draw(html, line, across, up);
    }
    stops(html, across, up);
    html.end("svg").line();
    legend(html);
  }

  private Scale across() {
    double min = lines.stream().mapToDouble(l -> l.xs[0]).min().orElse(0);
    double max = lines.stream().mapToDouble(l -> l.xs[l.xs.length - 1]).max().orElse(1);
    // Samples within epochs begin near zero; epochs alone begin at one.
    if (min < 1 || max <= min) {
      min = Math.min(0, min);
    }
    // What was measured a little before the end of an epoch still ends with that epoch.
    double end = Math.ceil(max) - max < 0.15 ? Math.ceil(max) : max;
    return Scale.exact(min, end > min ? end : min + 1, LEFT, width - RIGHT);
  }

  private Scale up() {
    var values = new ArrayList<Double>();
    for (Line l : lines) {
      for (double y : l.ys) {
        if (drawn(y)) {
          values.add(y);
        }
      }
    }
    double min = values.stream().mapToDouble(v -> v).min().orElse(log ? 0.1 : 0);
    double max = values.stream().mapToDouble(v -> v).max().orElse(1);
    return log ? Scale.log(min, max, height - BOTTOM, TOP) : Scale.linear(min, max, height - BOTTOM, TOP, 5);
  }

  private void grid(Html html, Scale across, Scale up) {
    html.open("g").attr("class", "grid");
    for (double tick : up.ticks(5)) {
      double y = up.place(tick);
      html.open("path").attr("d", "M" + LEFT + " " + point(y) + "H" + (width - RIGHT)).end("path");
      String text = share ? Figures.tick(tick * 100) + "\u202F%" : Figures.tick(tick);
      html.open("text").attr("x", LEFT - 7).attr("y", y + 4).attr("text-anchor", "end").text(text).end("text");
    }
    for (double tick : wholeX ? across.wholeTicks(9) : across.ticks(9)) {
      double x = across.place(tick);
      html.open("path").attr("d", "M" + point(x) + " " + (height - BOTTOM) + "v4").end("path");
      html.open("text").attr("x", x).attr("y", height - BOTTOM + 17).attr("text-anchor", "middle");
      html.text(Figures.tick(tick)).end("text");
    }
    html.open("path").attr("class", "axis").attr("d", "M" + LEFT + " " + (height - BOTTOM) + "H" + (width - RIGHT));
    html.end("path");
    html.open("text").attr("x", (LEFT + width - RIGHT) / 2.0).attr("y", height - 5).attr("text-anchor", "middle");
    html.text(x).end("text").end("g").line();
  }

  private void draw(Html html, Line line, Scale across, Scale up) {
    var path = new StringBuilder();
    var lone = new ArrayList<double[]>();
    boolean pen = false;
    for (int i = 0; i < line.xs.length; i++) {
      boolean here = drawn(line.ys[i]);
      if (here) {
        double x = across.place(line.xs[i]);
        double y = up.place(line.ys[i]);
        boolean next = i + 1 < line.xs.length && drawn(line.ys[i + 1]);
        if (!pen && !next) {
          lone.add(new double[] {x, y});
        } else {
          path.append(pen ? "L" : "M").append(point(x)).append(' ').append(point(y));
        }
      } else if (!(Math.abs(line.ys[i]) < TOO_LARGE)) {
        cross(html, line, across.place(line.xs[i]), line.ys[i]);
      }
      pen = here;
    }
    html.open("g").attr("class", line.faint ? "line faint" : "line").attr("style", "--c:" + line.colour);
    if (!path.isEmpty()) {
      html.open("path").attr("d", path).end("path");
    }
    // A line of few points shows each of them, and a point without neighbours would be no line at all.
    if (!line.faint && line.xs.length <= 40) {
      for (int i = 0; i < line.xs.length; i++) {
        if (drawn(line.ys[i])) {
          dot(html, across.place(line.xs[i]), up.place(line.ys[i]));
        }
      }
    } else {
      lone.forEach(p -> dot(html, p[0], p[1]));
    }
    html.end("g").line();
  }

  private static void dot(Html html, double x, double y) {
    html.open("circle").attr("cx", x).attr("cy", y).attr("r", 3).end("circle");
  }

  /// Where a value is NaN or infinite.
  private void cross(Html html, Line line, double x, double value) {
    int y = height - BOTTOM - 8;
    html.open("path").attr("class", "cross").attr("d", "M" + point(x - 4) + " " + (y - 4) + "l8 8m0 -8l-8 8");
    html.element("title", line.name + " is " + Figures.number(value)).end("path");
  }

  /// A strip for each place, which shows its values while the pointer is over it.
  private void stops(Html html, Scale across, Scale up) {
    List<Line> told = lines.stream().filter(l -> !l.faint).toList();
    var places = new TreeSet<Double>();
    told.forEach(l -> Arrays.stream(l.thinned(MAX_STOPS).xs).forEach(places::add));
    List<Double> at = List.copyOf(places);
    if (at.size() > MAX_STOPS) {
      at = Arrays.stream(told.getFirst().thinned(MAX_STOPS).xs).boxed().toList();
    }
    html.open("g").attr("class", "stops");
    for (int i = 0; i < at.size(); i++) {
      double x = across.place(at.get(i));
      double from = i == 0 ? LEFT : (across.place(at.get(i - 1)) + x) / 2;
      double to = i == at.size() - 1 ? width - RIGHT : (across.place(at.get(i + 1)) + x) / 2;
      html.open("g").open("rect").attr("x", from).attr("y", TOP).attr("width", Math.max(0.1, to - from));
      html.attr("height", height - BOTTOM - TOP).end("rect");
      tip(html, told, at.get(i), x, up);
      html.end("g").line();
    }
    html.end("g");
  }

  private void tip(Html html, List<Line> told, double at, double x, Scale up) {
    int longest = told.stream().mapToInt(l -> Math.min(24, l.name.length())).max().orElse(0);
    int boxWidth = 92 + 13 * longest / 2;
    int boxHeight = 24 + 15 * told.size();
    double left = x + boxWidth + 14 < width ? x + 10 : Math.max(2, x - 10 - boxWidth);
    html.open("g").attr("class", "tip");
    html.open("path").attr("d", "M" + point(x) + " " + TOP + "V" + (height - BOTTOM)).end("path");
    for (Line l : told) {
      double y = l.ys[l.nearest(at)];
      if (drawn(y)) {
        html.open("circle").attr("cx", x).attr("cy", up.place(y)).attr("r", 4).attr("style", "--c:" + l.colour)
            .end("circle");
      }
    }
    html.open("rect").attr("x", left).attr("y", TOP).attr("width", boxWidth).attr("height", boxHeight).attr("rx", 5)
        .end("rect");
    String place = wholeX && at == Math.rint(at) ? Figures.number(at) : String.format(Locale.ROOT, "%.2f", at);
    html.open("text").attr("x", left + 9).attr("y", TOP + 16).text(x() + " " + place).end("text");
    for (int i = 0; i < told.size(); i++) {
      Line l = told.get(i);
      double y = TOP + 31 + 15.0 * i;
      html.open("circle").attr("cx", left + 13).attr("cy", y - 4).attr("r", 4).attr("style", "--c:" + l.colour)
          .end("circle");
      html.open("text").attr("x", left + 22).attr("y", y).text(Figures.cut(l.name, 24)).end("text");
      html.open("text").attr("x", left + boxWidth - 8).attr("y", y).attr("text-anchor", "end");
      html.text(print(l.ys[l.nearest(at)])).end("text");
    }
    html.end("g");
  }

  private void legend(Html html) {
    if (lines.size() < 2) {
      return;
    }
    html.open("p").attr("class", "legend");
    for (Line l : lines) {
      html.open("span").open("i").attr("style", "background:" + l.colour + (l.faint ? ";opacity:.4" : "")).end("i");
      html.open("bdi").attr("title", l.name).text(Figures.cut(l.name, 40)).end("bdi").end("span").text(" ");
    }
    html.end("p").line();
  }

  private static String point(double d) {
    return String.format(Locale.ROOT, "%.1f", d);
  }
}
