package profundo.nn;

import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// A vector for each of a number of things, such as words: row i of a table for index i.
///
/// x I32 `[...]` of indices from 0 to count - 1, weight `[count, width]` -> y `[..., width]`. The gradient reaches the
/// rows that were looked up, and adds up where a row was looked up more than once.
///
/// The padding index stands for no thing: it gives zeros, and its row gets no gradient. [#mask] tells where it is not.
///
/// @param weight `[count, width]`
/// @param padding the index that stands for nothing
/// @param frozen whether the table is saved but not trained, as one that was trained elsewhere
public record Embedding(Variable weight, OptionalInt padding, boolean frozen) implements Described, Composite {
  /// Checks table and padding.
  public Embedding {
    Shapes.require("Embedding: weight", weight, "[count, width]", weight.shape().rank() == 2);
    int count = weight.shape().size(0);
    if (padding.isPresent() && (padding.getAsInt() < 0 || padding.getAsInt() >= count)) {
      throw new IllegalArgumentException(
          "Embedding: expected a padding index from 0 to " + (count - 1) + ", got " + padding.getAsInt());
    }
  }

  /// Standard normal vectors.
  public static Embedding of(int count, int width, Rng rng) {
    return of(count, width, Initializer.normal(0, 1), rng);
  }

  /// Vectors of one's own choice.
  public static Embedding of(int count, int width, Initializer initializer, Rng rng) {
    Shapes.atLeast("Embedding", "count", count, 1);
    Shapes.atLeast("Embedding", "width", width, 1);
    Variable weight = Variable.of("weight", initializer.draw(Shape.of(count, width), rng));
    return new Embedding(weight, OptionalInt.empty(), false);
  }

  /// A given table, frozen.
  ///
  /// @param table `[count, width]`
  public static Embedding pretrained(Array table) {
    return new Embedding(Variable.of("weight", table), OptionalInt.empty(), true);
  }

  /// The same table with an index that stands for nothing.
  public Embedding withPadding(int index) {
    return new Embedding(weight, OptionalInt.of(index), frozen);
  }

  /// The same table, trained or not.
  public Embedding withFrozen(boolean frozen) {
    return new Embedding(weight, padding, frozen);
  }

  /// F32, shaped like the indices: 0 where the padding index is, 1 elsewhere.
  public Tensor mask(Tensor indices) {
    return padding.isPresent()
        ? indices.ne(Tensor.scalar(padding.getAsInt(), DType.I32))
        : Tensor.fill(indices.shape(), 1);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, x.dtype() == DType.I32);
    Tensor y = pass.read(weight).gather(x);
    return padding.isPresent() ? y.mul(mask(x).reshape(x.shape().insert(x.shape().rank(), 1))) : y;
  }

  /// None: rows are looked up, and nothing flows through them into a unit.
  @Override
  public Units units(Variable table) {
    return Units.none(table.shape());
  }

  @Override
  public String expects() {
    return "I32 x below " + weight.shape().size(0);
  }

  @Override
  public SequencedMap<String, Object> children() {
    return Configs.of("weight", weight);
  }

  @Override
  public Set<String> state() {
    return frozen ? Set.of("weight") : Set.of();
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("count", weight.shape().size(0));
    c.put("width", weight.shape().size(1));
    padding.ifPresent(p -> c.put("padding", p));
    c.put("frozen", frozen);
    return c;
  }

  static Embedding of(Config c) {
    Variable weight = c.variable("weight", c.integer("count", 1), c.integer("width", 1));
    OptionalInt padding = c.has("padding") ? OptionalInt.of(c.integer("padding", 0)) : OptionalInt.empty();
    return new Embedding(weight, padding, c.flag("frozen"));
  }
}
