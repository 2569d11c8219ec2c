package profundo.app.models;

import profundo.Rng;
import profundo.nn.Bidirectional;
import profundo.nn.Cell;
import profundo.nn.ClockworkCell;
import profundo.nn.ContinuousTimeCell;
import profundo.nn.ElmanCell;
import profundo.nn.FullyRecurrentCell;
import profundo.nn.GruCell;
import profundo.nn.IndRnnCell;
import profundo.nn.JordanCell;
import profundo.nn.Layer;
import profundo.nn.LstmCell;
import profundo.nn.NarxCell;
import profundo.nn.Recurrent;
import profundo.nn.ReservoirCell;
import profundo.nn.SecondOrderCell;

/// Makes the recurrent layers of [LayerTypes#RECURRENT].
///
/// @param settings those of the layer
/// @param features of each step
/// @param rng draws the weights
record RecurrentFactory(LayerFactory settings, int features, Rng rng) {
  Layer layer(String type) {
    Recurrent one = one(type);
    if (!settings.flag("bidirectional")) {
      return one;
    }
    return new Bidirectional(one, one(type).reverse());
  }

  private Recurrent one(String type) {
    Recurrent one = Recurrent.of(cell(type));
    one = settings.flag("padded") ? one.ignorePadding() : one;
    return settings.setting("output").equals("last") ? one.last() : one;
  }

  private Cell cell(String type) {
    int units = settings.number("units");
    return switch (type) {
      case "Elman" -> ElmanCell.of(features, units, rng);
      case "Jordan" -> JordanCell.of(features, units, readout(units), rng).withDecay(settings.decimal("decay"));
      case "Gru" -> GruCell.of(features, units, rng);
      case "IndRnn" -> IndRnnCell.of(features, units, rng);
      case "FullyRecurrent" -> FullyRecurrentCell.of(features, units, readout(units), rng);
      case "SecondOrder" -> SecondOrderCell.of(features, units, rng);
      case "ContinuousTime" -> ContinuousTimeCell.of(features, units, rng);
      case "Clockwork" -> ClockworkCell.of(features, units, settings.number("modules"), rng);
      case "Narx" ->
          NarxCell.of(features, units, readout(units), settings.number("input-delays"), settings.number("output-delays"), rng);
      case "Reservoir" -> ReservoirCell.of(features, units, settings.decimal("radius"), settings.decimal("scale"), rng);
      default -> {
        LstmCell lstm = LstmCell.of(features, units, rng);
        yield settings.flag("peepholes") ? lstm.withPeepholes() : lstm;
      }
    };
  }

  private int readout(int units) {
    int given = settings.number("readout");
    return given == LayerTypes.AS_UNITS ? units : given;
  }
}
