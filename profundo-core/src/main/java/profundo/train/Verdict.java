package profundo.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Something that went wrong in a training run, in words, with the numbers behind it.
///
/// @param kind what
/// @param where the layers or the variable, or the name of the problem with the data; empty where it is the whole run
/// @param text what was found, with its numbers; and, with theirs, the effects that it explains
/// @param remedy what to try
/// @param figures the numbers by name, those of effects included
public record Verdict(Kind kind, String where, String text, String remedy, Map<String, Double> figures) {
  /// What can be wrong.
  public enum Kind {
    /// Gradients, losses or weights that grow out of bounds.
    EXPLODING("exploding"),
    /// Gradients that are lost on their way to the first layers.
    VANISHING("vanishing"),
    /// Relus that give zero whatever comes in: they cannot learn any more.
    DEAD("dead"),
    /// Sigmoids or hyperbolic tangents at their limits, where they have no slope.
    SATURATED("saturated"),
    /// Steps so long that the loss does not fall.
    RATE_TOO_HIGH("learning rate too high"),
    /// Steps so short that the loss hardly falls.
    RATE_TOO_LOW("learning rate too low"),
    /// The training data are learnt, the validation data are not.
    OVERFITTING("overfitting"),
    /// Not even the training data are learnt.
    UNDERFITTING("underfitting"),
    /// Something about the data themselves.
    DATA("data");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /// For people: `learning rate too high`.
    public String words() {
      return words;
    }
  }

  /// Copies the map.
  public Verdict {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  /// `vanishing: the gradient of ...; try ...`.
  @Override
  public String toString() {
    return kind.words() + ": " + text + "; try this: " + remedy;
  }
}
