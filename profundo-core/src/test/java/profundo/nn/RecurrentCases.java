package profundo.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import profundo.Rng;
import profundo.Shape;

/// Every recurrent cell through five steps, and what runs them, for [LayerContractTest].
final class RecurrentCases {
  private RecurrentCases() {}

  private static LayerContractTest.Case all(String name, Layer layer, int out, String... names) {
    return of(name, layer, Shape.of(2, 5, out), "batch", names);
  }

  private static LayerContractTest.Case of(String name, Layer layer, Shape out, String batch, String... names) {
    return new LayerContractTest.Case(
        name, layer, Shape.of(2, 5, 3), out, List.of(names), Shape.of(2, 5, 4),
        "expected x[" + batch + ", time, in=3], got [2, 5, 4]", false);
  }

  private static LayerContractTest.Case cell(String name, Cell cell, String... names) {
    List<String> full = new ArrayList<>();
    for (String n : names) {
      full.add("cell." + n);
    }
    return all(name, Recurrent.of(cell), cell.out(), full.toArray(String[]::new));
  }

  static Stream<LayerContractTest.Case> cases() {
    Rng rng = Rng.of(21);
    String[] three = {"weight", "recurrent", "bias"};
    String[] inner = {"cell.weight", "cell.recurrent", "cell.bias"};
    return Stream.of(
        cell("ElmanCell", ElmanCell.of(3, 4, rng), three),
        cell("JordanCell", JordanCell.of(3, 4, 2, rng), "weight", "context", "bias", "readout", "readoutBias"),
        cell("LstmCell", LstmCell.of(3, 4, rng), three),
        cell("LstmCell with peepholes", LstmCell.of(3, 2, rng).withPeepholes(), "weight", "recurrent", "bias", "peephole"),
        cell("GruCell", GruCell.of(3, 4, rng), "weight", "recurrent", "bias", "candidateBias"),
        cell("GruCell reset before", GruCell.of(3, 4, rng).resetBefore(), three),
        cell("FullyRecurrentCell", FullyRecurrentCell.of(3, 4, 2, rng), "weight"),
        cell("IndRnnCell", IndRnnCell.of(3, 4, rng), three),
        cell("SecondOrderCell", SecondOrderCell.of(3, 4, rng), "weight", "bias"),
        cell("ContinuousTimeCell", ContinuousTimeCell.of(3, 4, rng).withStep(0.5), "weight", "recurrent", "bias", "logTau"),
        cell("ClockworkCell", ClockworkCell.of(3, 6, 3, rng), three),
        cell("NarxCell", NarxCell.of(3, 4, 2, 2, 3, rng), "weight", "feedback", "bias", "readout", "readoutBias"),
        cell("NarxCell without input delay", NarxCell.of(3, 4, 1, 0, 1, rng), "weight", "feedback", "bias", "readout", "readoutBias"),
        cell("ReservoirCell", ReservoirCell.of(3, 12, 0.9, 1, rng).withLeak(0.3), three),
        of("Recurrent last", Recurrent.lstm(3, 4, rng).last(), Shape.of(2, 4), "batch", inner),
        of("Recurrent reversed last", Recurrent.elman(3, 4, rng).reverse().last(), Shape.of(2, 4), "batch", inner),
        all("Recurrent padded", Recurrent.elman(3, 4, rng).ignorePadding(), 4, inner),
        of("Recurrent carried", Recurrent.elman(3, 4, rng).carried(2), Shape.of(2, 5, 4), "batch=2",
            "cell.weight", "cell.recurrent", "cell.bias", "carried.0"),
        all("Bidirectional", Bidirectional.of(ElmanCell.of(3, 4, rng), GruCell.of(3, 2, rng).resetBefore()), 6,
            "forward.cell.weight", "forward.cell.recurrent", "forward.cell.bias",
            "backward.cell.weight", "backward.cell.recurrent", "backward.cell.bias"),
        new LayerContractTest.Case(
            "Stacked", Stacked.of(Recurrent.elman(3, 4, rng), Recurrent.lstm(4, 2, rng).last()), Shape.of(2, 5, 3),
            Shape.of(2, 2),
            List.of("layers.0.cell.weight", "layers.0.cell.recurrent", "layers.0.cell.bias",
                "layers.1.cell.weight", "layers.1.cell.recurrent", "layers.1.cell.bias"),
            Shape.of(5, 3), "expected x[batch, time, in=3], got [5, 3]", false),
        all("EchoStateNetwork", new EchoStateNetwork(
            Recurrent.of(ReservoirCell.of(3, 12, 0.9, 1, rng)), Linear.of(12, 2, rng)), 2,
            "reservoir.cell.weight", "reservoir.cell.recurrent", "reservoir.cell.bias", "readout.weight", "readout.bias"));
  }
}
