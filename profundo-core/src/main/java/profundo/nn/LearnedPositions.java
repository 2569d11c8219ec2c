package profundo.nn;

import java.util.SequencedMap;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// Adds to each place of a sequence a vector that is learned for that place (Gehring et al. 2017).
///
/// x `[batch, time, width]` with time up to the table's length -> y of the same shape.
///
/// @param weight `[length, width]`
public record LearnedPositions(Variable weight) implements Described {
  /// Checks the table.
  public LearnedPositions {
    Shapes.require("LearnedPositions: weight", weight, "[length, width]", weight.shape().rank() == 2);
  }

  /// Normal vectors of standard deviation 0.02, small beside what they are added to.
  public static LearnedPositions of(int length, int width, Rng rng) {
    Shapes.atLeast("LearnedPositions", "length", length, 1);
    Shapes.atLeast("LearnedPositions", "width", width, 1);
    return new LearnedPositions(
        Variable.of("weight", Initializer.normal(0, 0.02).draw(Shape.of(length, width), rng)));
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    Shape s = x.shape();
    Shape table = weight.shape();
    pass.expect(
        this, x, Shapes.isFloat(x) && s.rank() == 3 && s.size(1) <= table.size(0) && s.size(2) == table.size(1));
    return x.add(pass.read(weight).slice(0, 0, s.size(1)));
  }

  /// None: rows are looked up, and nothing flows through them into a unit.
  @Override
  public Units units(Variable table) {
    return Units.none(table.shape());
  }

  @Override
  public String expects() {
    return "x[batch, time<=" + weight.shape().size(0) + ", width=" + weight.shape().size(1) + "]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("length", weight.shape().size(0));
    c.put("width", weight.shape().size(1));
    return c;
  }

  static LearnedPositions of(Config c) {
    return new LearnedPositions(c.variable("weight", c.integer("length", 1), c.integer("width", 1)));
  }
}
