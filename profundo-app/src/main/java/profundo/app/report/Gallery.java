package profundo.app.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.DType;
import profundo.Shape;

/// What can be shown as pictures: mistakes, filters of the first layer, one input layer by layer.
final class Gallery {
  private static final int MAX_MISTAKES = 60;
  private static final int MAX_FILTERS = 64;
  private static final int MAX_MAPS = 32;
  private static final int MAX_UNITS = 1024;
  private static final int MAX_BARS = 10;
  private static final String COLOURS = "Blue is negative, white zero, red positive";

  private Gallery() {}

  static void mistakes(Html html, List<ReportData.Mistake> mistakes) {
    if (mistakes.isEmpty()) {
      return;
    }
    html.open("section").attr("id", "mistakes").element("h2", "The worst mistakes").line();
    html.open("div").attr("class", "card");
    html.element(
        "p",
        "Wrong answers the model was most sure of, the surest first, with the probability that it gave to its own answer"
            + " and to the right one. Some examples may be labelled wrong, or hard for people too.");
    html.open("div").attr("class", "mistakes").line();
    for (ReportData.Mistake m : mistakes.subList(0, Math.min(MAX_MISTAKES, mistakes.size()))) {
      html.open("figure");
      String title = "example " + m.index() + ": is " + m.actual() + ", taken for " + m.predicted();
      ReportData.image(m.image()).ifPresent(image -> Picture.photo(image).write(html, 112, title));
      html.open("figcaption").open("span").attr("class", "bad").text("says ").open("bdi")
          .text(Figures.cut(m.predicted(), 24));
      html.end("bdi").element("i", Figures.percent(m.probability(), 1)).end("span");
      html.open("span").text("is ").open("bdi").text(Figures.cut(m.actual(), 24)).end("bdi");
      html.element("i", Figures.percent(m.actualProbability(), 1)).end("span").end("figcaption").end("figure").line();
    }
    html.end("div").end("div").end("section").line();
  }

  static void filters(Html html, Optional<Array> filters, List<String> classes) {
    if (filters.isEmpty()) {
      return;
    }
    Array all = filters.get();
    Shape s = all.shape();
    int in = s.size(2);
    int out = s.size(3);
    boolean colour = in == 3;
    int count = colour || in == 1 ? out : Math.multiplyExact(in, out);
    int shown = Math.min(MAX_FILTERS, count);
    int side = shown <= 16 ? 96 : 64;
    double scale = Picture.scale(all.floats());
    html.open("section").attr("id", "filters").element("h2", "What the first layer looks for").line();
    html.open("div").attr("class", "card");
    html.element(
        "p",
        "The weights of the first layer as pictures: each answers to what looks like it. "
            + (colour ? "Gray is zero; colours are the weights of red, green and blue." : COLOURS + "."));
    html.open("div").attr("class", "tiles").line();
    for (int i = 0; i < shown; i++) {
      int o = colour || in == 1 ? i : i / in;
      String title = "filter " + (o + 1) + (classes.size() == out ? " (" + classes.get(o) + ")" : "");
      if (colour) {
        Picture.colours(kernel(all, 0, 3, o), scale).write(html, side, title);
      } else {
        String channel = in == 1 ? "" : ", input channel " + (i % in + 1);
        Array one = kernel(all, i % in, 1, o);
        Picture.signed(one.reshape(s.range(0, 2)), scale).write(html, side, title + channel);
      }
    }
    html.end("div");
    some(html, shown, count, "filters");
    html.end("div").end("section").line();
  }

  /// `[height, width, channels]` of one filter.
  private static Array kernel(Array all, int from, int channels, int out) {
    Shape s = all.shape();
    float[] v = all.floats();
    float[] one = new float[s.size(0) * s.size(1) * channels];
    for (int p = 0; p < s.size(0) * s.size(1); p++) {
      for (int c = 0; c < channels; c++) {
        one[p * channels + c] = v[(p * s.size(2) + from + c) * s.size(3) + out];
      }
    }
    return Array.wrap(Shape.of(s.size(0), s.size(1), channels), one);
  }

  static void featureMaps(Html html, List<ReportData.FeatureMap> maps) {
    if (maps.size() < 2) {
      return;
    }
    html.open("section").attr("id", "maps").element("h2", "One input on its way through the layers").line();
    html.open("div").attr("class", "card");
    html.element(
        "p",
        "Each small picture is what one unit of a layer makes of this input: early layers keep its outline, later ones"
            + " only what matters for the answer. " + COLOURS + ", in each layer relative to its largest value.");
    for (int i = 0; i < maps.size(); i++) {
      ReportData.FeatureMap map = maps.get(i);
      html.open("div").attr("class", "layer").open("h3").open("bdi").text(map.layer()).end("bdi").text(" ");
      html.open("small").text(map.values().shape()).end("small").end("h3").line();
      layer(html, map, i == 0);
      html.end("div").line();
    }
    html.end("div").end("section").line();
  }

  private static void layer(Html html, ReportData.FeatureMap map, boolean input) {
    Array v = map.values();
    Optional<Array> image = ReportData.image(v);
    if (input && image.isPresent()) {
      html.open("div").attr("class", "tiles");
      Picture.photo(image.get()).write(html, 112, map.layer());
      html.end("div");
      return;
    }
    if (v.dtype() == DType.I32) {
      html.element("p", "note", "whole numbers, not shown");
    } else if (!map.names().isEmpty() && map.names().size() == v.shape().count()) {
      bars(html, v.floats(), map.names());
    } else if (image.isPresent()) {
      channels(html, image.get(), map.layer());
    } else {
      units(html, v, map.layer());
    }
  }

  private static void channels(Html html, Array image, String layer) {
    int count = image.shape().size(2);
    int shown = Math.min(MAX_MAPS, count);
    double scale = Picture.scale(image.floats());
    html.open("div").attr("class", "tiles").line();
    for (int c = 0; c < shown; c++) {
      Picture.signed(Picture.channel(image, c), scale).write(html, 56, layer + ", channel " + (c + 1));
    }
    html.end("div");
    some(html, shown, count, "channels");
  }

  /// Units without places: one square each, in rows.
  private static void units(Html html, Array v, String layer) {
    int count = v.shape().count();
    int shown = Math.min(MAX_UNITS, count);
    int width = rowLength(shown);
    float[] cells = new float[width * Math.ceilDiv(shown, width)];
    Arrays.fill(cells, Float.NaN);
    System.arraycopy(v.floats(), 0, cells, 0, shown);
    Array rows = Array.wrap(Shape.of(cells.length / width, width), cells);
    html.open("div").attr("class", "tiles");
    Picture.signed(rows, Picture.scale(v.floats())).write(html, 12 * width, layer + ", " + count + " units");
    html.end("div");
    some(html, shown, count, "units");
  }

  /// At most 64, and so that the last row is full where that is possible.
  private static int rowLength(int units) {
    for (int length = Math.min(units, 64); length >= 24; length--) {
      if (units % length == 0) {
        return length;
      }
    }
    return Math.ceilDiv(units, Math.ceilDiv(units, 64));
  }

  /// The model's answer, as probabilities.
  private static void bars(Html html, float[] values, List<String> names) {
    double[] p = probabilities(values);
    List<Integer> order =
        p.length <= MAX_BARS
            ? IntStream.range(0, p.length).boxed().toList()
            : IntStream.range(0, p.length).boxed().sorted(Comparator.comparing((Integer i) -> -p[i]))
                .limit(MAX_BARS).toList();
    html.open("table").attr("class", "bars").line();
    for (int i : order) {
      html.open("tr").open("th").open("bdi").text(Figures.cut(names.get(i), 28)).end("bdi").end("th").open("td");
      html.open("i").attr("style", "width:" + Math.max(0.3, 100 * (Double.isFinite(p[i]) ? p[i] : 0)) + "%")
          .end("i").end("td");
      html.element("td", "num", Figures.percent(p[i], 1)).end("tr").line();
    }
    html.end("table");
    some(html, order.size(), p.length, "classes");
  }

  /// The values where they are probabilities already, else their softmax.
  private static double[] probabilities(float[] values) {
    double sum = 0;
    double max = Double.NEGATIVE_INFINITY;
    boolean shares = true;
    for (float v : values) {
      sum += v;
      max = Math.max(max, v);
      shares &= v >= 0 && v <= 1;
    }
    if (shares && Math.abs(sum - 1) < 1e-3) {
      return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
    double top = max;
    double[] p = IntStream.range(0, values.length).mapToDouble(i -> Math.exp(values[i] - top)).toArray();
    double total = Arrays.stream(p).sum();
    return Arrays.stream(p).map(e -> e / total).toArray();
  }

  private static void some(Html html, int shown, int count, String what) {
    if (shown < count) {
      html.element("p", "note", "The first " + shown + " of " + Figures.number(count) + " " + what + ".");
    }
    html.line();
  }
}
