package profundo.app.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import profundo.io.AtomicFile;

/// A page of two pictures: a series with its forecasts, and how far off each of them was.
public final class ForecastPage {
  private static final int WIDE = 960;

  private static final List<String> COLOURS = List.of("var(--train)", "var(--val)", "var(--other)", "var(--good)", "var(--bad)");

  /// One forecast of the end of a series.
  ///
  /// @param name of what made it
  /// @param values as many as there are times, after those that were known
  public record Forecast(String name, double[] values) {}

  private ForecastPage() {}

  /// Replaces or creates the file, whole or not at all.
  ///
  /// @param title what series
  /// @param text how the forecasts were made and what came out, in a few sentences
  /// @param axis what the times are, such as `year`
  /// @param unit of the values
  /// @param times ascending
  /// @param actual the series, with some of what came before the forecasts
  /// @param forecasts of the last times, all as long
  /// @throws IllegalArgumentException when there are more forecasts than times or than colours
  public static void write(
      String title, String text, String axis, String unit, double[] times, double[] actual, List<Forecast> forecasts, Path file)
      throws IOException {
    AtomicFile.write(file, html(title, text, axis, unit, times, actual, forecasts));
  }

  static String html(
      String title, String text, String axis, String unit, double[] times, double[] actual, List<Forecast> forecasts) {
    if (times.length != actual.length || forecasts.size() > COLOURS.size()) {
      throw new IllegalArgumentException(
          "ForecastPage: expected as many values as times and at most " + COLOURS.size() + " forecasts, got " + actual.length
              + " values, " + times.length + " times, " + forecasts.size() + " forecasts");
    }
    var values = new ArrayList<LineChart.Line>();
    var errors = new ArrayList<LineChart.Line>();
    values.add(new LineChart.Line("actual", "var(--ink)", false, times, actual));
    for (int i = 0; i < forecasts.size(); i++) {
      Forecast f = forecasts.get(i);
      int from = times.length - f.values.length;
      if (from < 0) {
        throw new IllegalArgumentException(
            "ForecastPage: expected at most " + times.length + " values from " + f.name + ", got " + f.values.length);
      }
      double[] at = Arrays.copyOfRange(times, from, times.length);
      double[] off = new double[at.length];
      Arrays.setAll(off, k -> Math.abs(f.values[k] - actual[from + k]));
      values.add(new LineChart.Line(f.name, COLOURS.get(i), false, at, f.values));
      errors.add(new LineChart.Line(f.name, COLOURS.get(i), false, at, off));
    }
    var html = Report.begin(title);
    html.element("h1", title).line().element("p", text).line();
    chart(html, "Forecasts", "In " + unit + ", by " + axis + ". Point at a place to read its values.", axis, values);
    chart(html, "Absolute error", "How far each forecast was off, in " + unit + ".", axis, errors);
    return html.end("main").end("body").end("html").line().toString();
  }

  private static void chart(Html html, String title, String text, String axis, List<LineChart.Line> lines) {
    html.open("section").element("h2", title).line().element("p", text).line();
    new LineChart(title + " by " + axis, WIDE, 320, axis, false, false, false, lines).write(html);
    html.end("section").line();
  }
}
