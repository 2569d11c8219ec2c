package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A published result, or another claim with a figure, and how to get it: one small class, listed in [Reproductions].
///
/// The work is cut into named parts, such as seeds or folds. A part that is finished is kept and not done again, so that a
/// long reproduction can be finished later; inside a part, [Lab#fit] goes on from the last checkpoint. A part must depend on
/// its name and the [Lab] alone.
public interface Reproduction {
  /// What it is called on the command line: small letters, digits and `-`.
  String name();

  /// What is shown, in one line: network, data, how it is measured.
  String what();

  /// Where that was published.
  String source();

  /// What is measured, the most telling first.
  List<Figure> figures();

  /// How long it may take on two cores.
  Duration budget();

  /// The names of the parts, in the order in which they are done: small letters, digits, blanks, `-` and `.`.
  default List<String> parts() {
    return List.of("all");
  }

  /// The parts of the reduced twin, which tests run: seconds rather than minutes ([Lab#reduced] tells a part).
  default List<String> twinParts() {
    return List.of(parts().getFirst());
  }

  /// Does one part.
  ///
  /// @return numbers by their names; those of [#figures] unless [#combine] works them out
  /// @throws profundo.data.DataException when data are missing or broken
  Map<String, Double> run(String part, Lab lab) throws IOException;

  /// The figures of all parts together: here the mean over those parts that have them.
  ///
  /// @param parts what [#run] gave, by the names of the parts
  default Map<String, Double> combine(SequencedMap<String, Map<String, Double>> parts) {
    var figures = new LinkedHashMap<String, Double>();
    for (Figure f : figures()) {
      parts.values().stream()
          .filter(p -> p.containsKey(f.key()))
          .mapToDouble(p -> p.get(f.key()))
          .average()
          .ifPresent(mean -> figures.put(f.key(), mean));
    }
    return figures;
  }
}
