package profundo.app.report;

import java.util.List;

/// A page of pictures: the ways of optimizers over the contours of functions of two variables.
public final class PathsPage {
  private static final int LEVELS = 24;

  /// One function.
  ///
  /// @param name its name
  /// @param text what is to be seen, in a sentence or two
  /// @param contours its contours
  /// @param mark where the minimum is, or the saddle point
  /// @param ways over it
  public record Chapter(String name, String text, Contours contours, double[] mark, List<Contours.Way> ways) {}

  private PathsPage() {}

  /// The page.
  public static String html(List<Chapter> chapters) {
    var html = Report.begin("Ways of optimizers");
    html.element("h1", "Ways of optimizers").line();
    html.element("p", "Each way begins at the same point; a dot is a step, the large dot is where it ends. The cross marks the minimum,"
        + " or the saddle point. Point at a line to see what it is.").line();
    for (Chapter c : chapters) {
      html.open("section").element("h2", c.name).line().element("p", c.text).line();
      c.contours.write(html, "Contours of " + c.name + " and the ways of " + c.ways.size() + " optimizers", LEVELS, c.ways, c.mark);
      html.open("p").attr("class", "legend");
      for (Contours.Way w : c.ways) {
        html.open("span").open("i").attr("style", "background:" + w.colour()).end("i");
        html.element("bdi", w.name()).end("span").text(" ");
      }
      html.end("p").end("section").line();
    }
    return html.end("main").end("body").end("html").line().toString();
  }
}
