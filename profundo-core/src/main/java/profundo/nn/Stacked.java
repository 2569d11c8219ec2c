package profundo.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import profundo.Tensor;

/// Recurrent layers one above the other, each fed with every step of the one below; lengths hold for all of them, also those
/// that the first layer finds by its padding.
///
/// Source: Schmidhuber 1992, Learning complex, extended sequences using the principle of history compression; Graves 2013.
///
/// @param layers from the input up
public record Stacked(List<SequenceLayer> layers) implements SequenceLayer {
  /// Copies the list.
  public Stacked {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("Stacked: expected at least one layer, got none");
    }
  }

  /// From the input up.
  public static Stacked of(SequenceLayer... layers) {
    return new Stacked(List.of(layers));
  }

  @Override
  public Tensor apply(Tensor x, Tensor lengths, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x) && x.shape().rank() == 3);
    // What the layers above get need not be zero where the padding is, nor other than zero before it.
    Tensor ends = lengths == null && layers.get(0).ignoresPadding() ? Recurrent.lengths(x) : lengths;
    Tensor y = x;
    for (SequenceLayer layer : layers) {
      y = ends == null ? pass.apply(layer, y) : layer.apply(y, ends, pass);
    }
    return y;
  }

  @Override
  public String expects() {
    return layers.get(0).expects();
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Configs.of("layers", layers.stream().map(LayerRegistry::describe).toList());
  }

  static Stacked of(Config c) {
    List<SequenceLayer> layers = new ArrayList<>();
    for (Config entry : c.list("layers")) {
      if (!(entry.layer() instanceof SequenceLayer s)) {
        throw new IllegalArgumentException("expected every one of 'layers' to be a layer over sequences");
      }
      layers.add(s);
    }
    return new Stacked(layers);
  }
}
