package profundo.app.report;

import java.util.Locale;

/// Which class was taken for which, as a matrix and in words.
final class ConfusionChart {
  /// Up to here every class has its name and every cell its count.
  private static final int MAX_NAMED = 26;

  private static final int WORST = 8;
  private static final int NAME_LENGTH = 16;

  private final Confusion matrix;
  private final int n;

  ConfusionChart(Confusion matrix) {
    this.matrix = matrix;
    this.n = matrix.classes().size();
  }

  void write(Html html) {
    html.open("section").attr("id", "confusion").element("h2", "What it takes for what").line();
    html.open("figure").attr("class", "card split").open("div");
    html.element(
        "p",
        "Rows are what an example is, columns what the model says it is. A perfect model fills only the green diagonal;"
            + " red cells are mistakes, the stronger the more frequent among the examples of their row.");
    words(html);
    html.end("div").open("div").attr("class", "matrix");
    if (n <= MAX_NAMED) {
      cells(html);
    } else {
      picture(html);
    }
    html.end("div").end("figure").end("section").line();
  }

  private void words(Html html) {
    long total = matrix.total();
    html.open("p").open("b").text(Figures.percent(matrix.hits() / (double) total)).end("b");
    html.text(" right: " + Figures.number(matrix.hits()) + " of " + Figures.number(total) + " examples.").end("p");
    if (matrix.hits() == total) {
      return;
    }
    html.element("h3", "Most frequent mistakes").open("table").attr("class", "pairs");
    html.open("tr").element("th", "is").element("th", "taken for").element("th", "num", "times");
    html.element("th", "num", "of its class").end("tr").line();
    for (Confusion.Pair p : matrix.worst(WORST)) {
      html.open("tr").open("td").open("bdi").text(name(p.actual(), 28)).end("bdi").end("td");
      html.open("td").open("bdi").text(name(p.predicted(), 28)).end("bdi").end("td");
      html.element("td", "num", Figures.number(p.count()));
      html.element("td", "num", Figures.percent(p.count() / (double) matrix.actual(p.actual()), 1)).end("tr").line();
    }
    html.end("table").line();
  }

  private void cells(Html html) {
    int longest = matrix.classes().stream().mapToInt(c -> Math.min(NAME_LENGTH, c.length())).max().orElse(1);
    int cell = n <= 12 ? 44 : n <= 18 ? 34 : 28;
    int left = Math.max(60, 26 + 7 * longest);
    int top = longest <= 4 ? 40 : 30 + 6 * longest;
    int side = n * cell;
    int width = left + side + 66;
    int height = top + side + 30;
    html.open("svg").attr("viewBox", "0 0 " + width + " " + height).attr("class", "confusion").attr("role", "img");
    html.attr("aria-label", "confusion matrix of " + n + " classes").attr("style", "max-width:" + width + "px").line();
    html.open("text").attr("class", "what").attr("x", left + side / 2.0).attr("y", 14).attr("text-anchor", "middle");
    html.text("the model says").end("text");
    html.open("text").attr("class", "what").attr("text-anchor", "middle");
    html.attr("transform", "translate(13 " + (top + side / 2) + ") rotate(-90)").text("it is").end("text");
    html.open("text").attr("class", "what").attr("x", left + side + 10).attr("y", top - 8).text("found").end("text");
    html.open("text").attr("class", "what").attr("x", left - 8).attr("y", top + side + 20).attr("text-anchor", "end");
    html.text("correct").end("text").line();
    for (int c = 0; c < n; c++) {
      double middle = (c + 0.5) * cell;
      html.open("text").attr("x", left - 8).attr("y", top + middle + 4).attr("text-anchor", "end")
          .text(name(c, NAME_LENGTH)).end("text");
      html.open("text");
      if (longest <= 4) {
        html.attr("x", left + middle).attr("y", top - 8).attr("text-anchor", "middle");
      } else {
        html.attr("transform", String.format(Locale.ROOT, "translate(%.1f %d) rotate(-50)", left + middle + 2, top - 6));
      }
      html.text(name(c, NAME_LENGTH)).end("text");
      String found = "of all " + name(c, 28) + " were found";
      share(html, left + side + 10, top + middle + 4, "start", matrix.count(c, c), matrix.actual(c), found);
      String correct = "of all that were called " + name(c, 28) + " are";
      share(html, left + middle, top + side + 20, "middle", matrix.count(c, c), matrix.predicted(c), correct);
    }
    for (int a = 0; a < n; a++) {
      for (int p = 0; p < n; p++) {
        cell(html, a, p, left + p * cell, top + a * cell, cell);
      }
      html.line();
    }
    html.end("svg").line();
  }

  private void cell(Html html, int a, int p, int x, int y, int side) {
    int count = matrix.count(a, p);
    double strength = strength(a, p);
    html.open("g").attr("class", a == p ? "hit" : count == 0 ? "none" : "miss");
    html.open("rect").attr("x", x + 1).attr("y", y + 1).attr("width", side - 2).attr("height", side - 2).attr("rx", 3);
    if (count > 0) {
      html.attr("fill-opacity", String.format(Locale.ROOT, "%.2f", strength));
    }
    html.element("title", name(a, 60) + " taken for " + name(p, 60) + ": " + Figures.number(count)).end("rect");
    if (count > 0) {
      html.open("text").attr("x", x + side / 2.0).attr("y", y + side / 2.0 + 4).attr("text-anchor", "middle");
      html.attr("class", strength > 0.55 ? "strong" : "weak").text(brief(count)).end("text");
    }
    html.end("g");
  }

  /// Mistakes are few among many: the root lifts them into sight.
  private double strength(int a, int p) {
    double share = matrix.count(a, p) / (double) Math.max(1, matrix.actual(a));
    return a == p ? 0.15 + 0.85 * share : matrix.count(a, p) == 0 ? 0 : Math.min(1, 0.12 + 1.4 * Math.sqrt(share));
  }

  private static void share(Html html, double x, double y, String anchor, long part, long whole, String what) {
    html.open("text").attr("class", "share").attr("x", x).attr("y", y).attr("text-anchor", anchor);
    String text = whole == 0 ? "–" : Figures.percent(part / (double) whole, part == whole ? 0 : 1);
    text = anchor.equals("start") ? text : text.replace("\u202F%", "");
    html.text(text).element("title", (whole == 0 ? "none" : Figures.percent(part / (double) whole)) + " " + what);
    html.end("text");
  }

  private static String brief(int count) {
    return count < 10_000 ? Integer.toString(count) : count < 10_000_000 ? count / 1000 + "k" : count / 1_000_000 + "M";
  }

  /// One pixel a cell.
  private void picture(Html html) {
    byte[] pixels = new byte[n * n * 4];
    for (int a = 0; a < n; a++) {
      for (int p = 0; p < n; p++) {
        int at = (a * n + p) * 4;
        boolean hit = a == p;
        pixels[at] = (byte) (hit ? 26 : 217);
        pixels[at + 1] = (byte) (hit ? 143 : 58);
        pixels[at + 2] = (byte) (hit ? 90 : 64);
        pixels[at + 3] = (byte) (matrix.count(a, p) == 0 ? 0 : Math.round(strength(a, p) * 255));
      }
    }
    String alt = "confusion matrix of " + n + " classes";
    html.open("img").attr("class", "big").attr("src", Png.rgba(n, n, pixels)).attr("alt", alt).end("img").line();
    html.element("p", "note", n + " classes, the first at the top and on the left; one pixel for each pair.");
  }

  private String name(int c, int length) {
    return Figures.cut(matrix.classes().get(c), length);
  }
}
