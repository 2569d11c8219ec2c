package profundo.nn;

import java.util.SequencedMap;

/// A layer that can say how to build it again, without its weights: what a model file keeps.
///
/// [LayerRegistry] holds the way back.
public interface Described extends Layer {
  /// The type's name in a model file.
  default String type() {
    return getClass().getSimpleName();
  }

  /// Settings: a tree of maps with string keys, lists, strings, numbers and booleans, in a fixed order.
  SequencedMap<String, Object> config();
}
