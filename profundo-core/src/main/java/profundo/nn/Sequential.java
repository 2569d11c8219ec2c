package profundo.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import profundo.Tensor;

/// Layers one after the other. They are called by their index, or as [#then(String, Layer)] says.
///
///     Sequential.of(Linear.of(784, 128, rng), Relu.of(), Linear.of(128, 10, rng));   // 0.weight, 0.bias, 2.weight, ...
///     Sequential.of().then("features", convolutions).then("classifier", dense);
///
/// @param layers in the order in which they are applied
/// @param names one for each
public record Sequential(List<Layer> layers, List<String> names) implements Described, Composite {
  /// Checks that there is one name for each layer, each used once.
  public Sequential {
    layers = List.copyOf(layers);
    names = List.copyOf(names);
    if (names.size() != layers.size() || names.stream().distinct().count() != names.size()) {
      throw new IllegalArgumentException(
          "Sequential: expected one name for each of " + layers.size() + " layers, each used once, got " + names);
    }
  }

  /// Layers called 0, 1, 2, ...
  public static Sequential of(Layer... layers) {
    return of(List.of(layers));
  }

  /// Layers called 0, 1, 2, ...
  public static Sequential of(List<? extends Layer> layers) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      names.add(Integer.toString(i));
    }
    return new Sequential(List.copyOf(layers), names);
  }

  /// These layers and one more, called by its index.
  public Sequential then(Layer layer) {
    return then(Integer.toString(layers.size()), layer);
  }

  /// These layers and one more.
  public Sequential then(String name, Layer layer) {
    List<Layer> l = new ArrayList<>(layers);
    List<String> n = new ArrayList<>(names);
    l.add(layer);
    n.add(name);
    return new Sequential(l, n);
  }

  /// The same layers with another one in place of one of them, under its name: a new head on features that are there. The
  /// others are shared, not copied.
  ///
  /// @throws IllegalArgumentException when none is called so
  public Sequential replace(String name, Layer layer) {
    int i = names.indexOf(name);
    if (i < 0) {
      throw new IllegalArgumentException("Sequential: no layer is called '" + name + "'; there are " + names);
    }
    List<Layer> l = new ArrayList<>(layers);
    l.set(i, layer);
    return new Sequential(l, names);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    Tensor y = x;
    for (Layer layer : layers) {
      y = pass.apply(layer, y);
    }
    return y;
  }

  @Override
  public SequencedMap<String, Object> children() {
    SequencedMap<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      map.put(names.get(i), layers.get(i));
    }
    return map;
  }

  @Override
  public SequencedMap<String, Object> config() {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      SequencedMap<String, Object> entry = Configs.of("name", names.get(i));
      entry.putAll(LayerRegistry.describe(layers.get(i)));
      list.add(entry);
    }
    return Configs.of("layers", list);
  }

  static Sequential of(Config c) {
    List<Layer> layers = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Config entry : c.list("layers")) {
      names.add(entry.text("name"));
      layers.add(entry.layer());
      entry.requireAllRead();
    }
    return new Sequential(layers, names);
  }
}
