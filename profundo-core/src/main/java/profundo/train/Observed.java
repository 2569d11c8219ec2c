package profundo.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import profundo.io.FormatException;
import profundo.io.Json;

/// [Observations] as text, for checkpoints. Numbers are texts in it, because JSON knows neither NaN nor infinities.
final class Observed {
  private Observed() {}

  static String write(Observations o) {
    var activations = new ArrayList<Json>();
    for (Observations.Activation a : o.activations()) {
      activations.add(
          Json.Obj.EMPTY
              .with("layer", a.layer())
              .with("numbers", texts(a.mean(), a.deviation(), a.min(), a.max()))
              .with("counts", a.counts()));
    }
    return Json.Obj.EMPTY
        .with("first_loss", Double.toString(o.firstLoss()))
        .with("trouble", o.trouble())
        .with("epochs", o.epochs().stream().map(Observed::texts).toList())
        .with("gradients", points(o.gradients()))
        .with("updates", points(o.updates()))
        .with("dead", points(o.dead()))
        .with("saturated", points(o.saturated()))
        .with("activations", activations)
        .compact();
  }

  /// @throws FormatException when it is no such text
  static Observations read(String text) {
    Json.Obj o = Json.parse(text).asObject();
    try {
      var activations = new ArrayList<Observations.Activation>();
      for (Json item : o.list("activations")) {
        Json.Obj a = item.asObject();
        double[] n = a.list("numbers").stream().mapToDouble(t -> Double.parseDouble(t.asText())).toArray();
        activations.add(
            new Observations.Activation(
                a.text("layer"), n[0], n[1], n[2], n[3], a.list("counts").stream().map(Json::asInt).toList()));
      }
      return new Observations(
          Double.parseDouble(o.text("first_loss")),
          o.whole("trouble"),
          o.list("epochs").stream().map(Observed::numbers).toList(),
          points(o, "gradients"),
          points(o, "updates"),
          points(o, "dead"),
          points(o, "saturated"),
          activations);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new FormatException("expected what TrainingMonitor saves, got a number that is none: " + e.getMessage(), e);
    }
  }

  private static List<String> texts(double... numbers) {
    var texts = new ArrayList<String>();
    for (double d : numbers) {
      texts.add(Double.toString(d));
    }
    return texts;
  }

  private static Map<String, String> texts(Map<String, Double> numbers) {
    var texts = new LinkedHashMap<String, String>();
    numbers.forEach((name, value) -> texts.put(name, value.toString()));
    return texts;
  }

  private static Map<String, Double> numbers(Json json) {
    var numbers = new LinkedHashMap<String, Double>();
    json.asObject().members().forEach((name, value) -> numbers.put(name, Double.valueOf(value.asText())));
    return numbers;
  }

  private static List<Json.Obj> points(List<Observations.Point> points) {
    return points.stream().map(p -> Json.Obj.EMPTY.with("step", p.step()).with("values", texts(p.values()))).toList();
  }

  private static List<Observations.Point> points(Json.Obj o, String name) {
    return o.list(name).stream()
        .map(Json::asObject)
        .map(p -> new Observations.Point(p.whole("step"), numbers(p.get("values"))))
        .toList();
  }
}
