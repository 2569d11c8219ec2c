package profundo.app.report;

import java.util.Base64;
import java.util.List;

/// One page that shows why a model took a picture for what it did: every method's picture with what it means. Like the report
/// of a run it needs nothing else and runs no script.
///
/// @param model where the model is
/// @param picture which picture
/// @param answer what the model says of it, in a sentence
/// @param panels one for each picture
public record ExplanationPage(String model, String picture, String answer, List<Panel> panels) {
  /// A picture.
  ///
  /// @param title the method
  /// @param text what can be seen in it
  /// @param png the picture itself
  public record Panel(String title, String text, byte[] png) {}

  /// Copies the list.
  public ExplanationPage {
    panels = List.copyOf(panels);
  }

  /// The page.
  public String html() {
    var html = new Html();
    html.trusted("<!DOCTYPE html>").line().open("html").attr("lang", "en").open("head").line();
    html.open("meta").attr("charset", "utf-8").end("meta").line();
    html.open("meta").attr("http-equiv", "Content-Security-Policy").attr("content", Report.POLICY).end("meta").line();
    html.open("meta").attr("name", "viewport").attr("content", "width=device-width, initial-scale=1").end("meta").line();
    html.open("meta").attr("name", "color-scheme").attr("content", "light dark").end("meta").line();
    html.element("title", "Why " + picture + "? · Profundo").line();
    html.open("style").trusted(Report.style()).end("style").end("head").line().open("body").open("main").line();
    html.open("header").element("p", "brand", "Profundo · explanation").open("h1").open("bdi").text(picture).end("bdi").end("h1");
    html.element("p", "lead", answer).open("p").text("Model: ").open("bdi").text(model).end("bdi").end("p").end("header").line();
    html.open("div").attr("class", "two three").line();
    for (Panel p : panels) {
      html.open("figure").attr("class", "card").element("h3", p.title()).line();
      html.open("img").attr("src", "data:image/png;base64," + Base64.getEncoder().encodeToString(p.png()));
      html.attr("style", "max-width:100%;image-rendering:pixelated").attr("alt", p.title()).end("img");
      html.element("p", "note", p.text()).end("figure").line();
    }
    return html.end("div").end("main").end("body").end("html").line().toString();
  }
}
