package profundo.app.report;

import java.util.List;
import profundo.train.RateFinder.Found;

/// A page with one picture: the loss over the logarithm of the learning rate.
public final class RatePage {
  private RatePage() {}

  /// The page.
  ///
  /// @param what model, data and optimizer
  public static String html(String what, Found found) {
    double[] x = found.rates().stream().mapToDouble(Math::log10).toArray();
    var losses = new LineChart.Line("loss", "#4477aa", true, x, numbers(found.losses()));
    var smoothed = new LineChart.Line("smoothed", "#4477aa", false, x, numbers(found.smoothed()));
    var html = Report.begin("Learning rate");
    html.element("h1", "Which learning rate?").line().element("p", what).line();
    new LineChart("Loss over learning rate", 640, 360, "log10 of the learning rate", false, false, false, List.of(losses, smoothed))
        .write(html);
    html.element(
        "p",
        "The loss falls most steeply at a rate of " + Figures.number(found.suggestion()) + " and is least at "
            + Figures.number(found.atLowest()) + ". Above that training breaks; a schedule may reach the former.").line();
    return html.end("main").end("body").end("html").line().toString();
  }

  private static double[] numbers(List<Double> values) {
    return values.stream().mapToDouble(d -> d).toArray();
  }
}
