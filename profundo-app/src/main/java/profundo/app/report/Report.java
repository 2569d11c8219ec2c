package profundo.app.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import profundo.io.AtomicFile;

/// Writes `report.html`: one file that needs nothing else, runs no script and asks for nothing from outside. Its own
/// content security policy forbids both, so that not even a hostile name of a class could make it.
public final class Report {
  /// Pictures are in the page itself, and so are styles; nothing else is loaded, and nothing runs.
  static final String POLICY =
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

  private Report() {}

  /// Replaces or creates the file, whole or not at all.
  ///
  /// @throws IOException when it cannot be written
  public static void write(ReportData data, Path file) throws IOException {
    AtomicFile.write(file, html(data));
  }

  static String html(ReportData data) {
    var html = begin(data.model() + " on " + data.data());
    var facts = new Facts(data);
    List<String> classes = data.confusion().map(Confusion::classes).orElse(List.of());
    facts.head(html);
    new Curves(data.history()).write(html);
    for (int i = 0; i < data.phases().size(); i++) {
      ReportData.PhaseHistory phase = data.phases().get(i);
      String title = "Phase " + (i + 1) + " of " + data.phases().size() + ": " + phase.name();
      new Curves(phase.history()).write(html, "phase-" + (i + 1), title);
    }
    SheetImage.write(html, data.sheets());
    data.confusion().filter(c -> c.total() > 0).ifPresent(c -> new ConfusionChart(c).write(html));
    Gallery.mistakes(html, data.mistakes());
    Gallery.filters(html, data.filters(), classes);
    Gallery.featureMaps(html, data.featureMaps());
    new GradientSizes(data).write(html);
    data.diagnosis().ifPresent(d -> new DiagnosisCharts(data, d).write(html));
    facts.model(html);
    facts.repeat(html);
    return html.end("main").end("body").end("html").line().toString();
  }

  /// A page up to the beginning of its `main`.
  static Html begin(String title) {
    var html = new Html();
    html.trusted("<!DOCTYPE html>").line().open("html").attr("lang", "en").open("head").line();
    html.open("meta").attr("charset", "utf-8").end("meta").line();
    html.open("meta").attr("http-equiv", "Content-Security-Policy").attr("content", POLICY).end("meta").line();
    html.open("meta").attr("name", "viewport").attr("content", "width=device-width, initial-scale=1").end("meta").line();
    html.open("meta").attr("name", "color-scheme").attr("content", "light dark").end("meta").line();
    html.open("meta").attr("name", "generator").attr("content", "Profundo").end("meta").line();
    html.element("title", title + " · Profundo").line();
    html.open("style").trusted(style()).end("style").end("head").line().open("body").open("main").line();
    return html;
  }

  private static String style() {
    try (InputStream in = Report.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report: profundo-app is incomplete, report.css is missing; build it again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
