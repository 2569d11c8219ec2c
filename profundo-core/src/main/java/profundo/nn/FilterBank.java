package profundo.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;

/// One convolution layer whose filters differ in size, stride and padding: each looks at the same input and gives maps of its
/// own ([#maps]), in the manner of the inception module (Szegedy et al. 2015).
///
/// x `[batch, spatial..., in]` -> the maps joined as [Join] says.
///
///     FilterBank.of(Conv2d.of(3, 8, 1, rng), Conv2d.of(3, 8, 5, rng).withPadding("same"))    // [batch, h, w, 16]
///
/// @param filters the convolutions, in the order of their maps
/// @param join how [#apply] makes one tensor of the maps
public record FilterBank(List<Conv<?>> filters, Join join) implements Described {
  /// How maps become one tensor.
  public enum Join {
    /// Side by side as channels, `[batch, spatial..., sum of channels]`: all must have one size.
    CHANNELS,
    /// The largest element of each map, `[batch, sum of channels]`, whatever their sizes (Kim 2014).
    MAX,
    /// All elements, `[batch, sum of elements]`, whatever the sizes.
    FLAT
  }

  /// Checks that there is a filter.
  public FilterBank {
    filters = List.copyOf(filters);
    Shapes.atLeast("FilterBank", "number of filters", filters.size(), 1);
    for (Conv<?> f : filters) {
      if (f.in() != filters.getFirst().in() || f.window().rank() != filters.getFirst().window().rank()) {
        throw new ShapeException(
            "FilterBank: expected filters for one input, got " + f.expects() + " beside " + filters.getFirst().expects());
      }
    }
  }

  /// Filters whose maps are joined as channels.
  public static FilterBank of(Conv<?>... filters) {
    return new FilterBank(List.of(filters), Join.CHANNELS);
  }

  /// The same with another way to join the maps.
  public FilterBank withJoin(Join join) {
    return new FilterBank(filters, join);
  }

  /// The maps of each filter, `[batch, spatial..., channels]`, of any sizes.
  public List<Tensor> maps(Tensor x, Pass pass) {
    List<Tensor> maps = new ArrayList<>();
    for (Conv<?> f : filters) {
      maps.add(pass.apply(f, x));
    }
    return maps;
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(
        this,
        x,
        filters.stream().allMatch(
            f -> Shapes.grids(x, f.window()) && x.shape().size(-1) == f.in() && Shapes.fits(f.window(), x.shape())));
    List<Tensor> maps = maps(x, pass);
    return switch (join) {
      case CHANNELS -> channels(maps);
      case MAX -> Tensor.concat(1, maps.stream().map(m -> pass.apply(GlobalMaxPool.of(), m)).toList());
      case FLAT -> Tensor.concat(1, maps.stream().map(m -> pass.apply(Flatten.of(), m)).toList());
    };
  }

  private Tensor channels(List<Tensor> maps) {
    Shape first = maps.getFirst().shape().with(-1, 1);
    if (maps.stream().anyMatch(m -> !m.shape().with(-1, 1).equals(first))) {
      StringJoiner sizes = new StringJoiner(", ");
      for (int i = 0; i < maps.size(); i++) {
        Shape s = maps.get(i).shape();
        StringJoiner size = new StringJoiner("x");
        for (int k = 1; k < s.rank() - 1; k++) {
          size.add(Integer.toString(s.size(k)));
        }
        sizes.add("filter " + i + " (" + Names.type(filters.get(i)) + ") " + size + " with " + s.size(-1) + " channels");
      }
      throw new ShapeException(
          "FilterBank: expected maps of one size to join them as channels, got " + sizes
              + "; use padding \"same\" and one stride, or join by MAX or FLAT");
    }
    return Tensor.concat(-1, maps);
  }

  @Override
  public String expects() {
    return filters.stream().map(Layer::expects).distinct().collect(Collectors.joining(" and "));
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("join", join.name().toLowerCase(Locale.ROOT));
    c.put("filters", filters.stream().map(LayerRegistry::describe).toList());
    return c;
  }

  static FilterBank of(Config c) {
    List<Conv<?>> filters = new ArrayList<>();
    for (Config f : c.list("filters")) {
      Layer layer = f.layer();
      if (!(layer instanceof Conv<?> conv)) {
        throw c.error("'filters' to be convolutions", Names.type(layer));
      }
      filters.add(conv);
      f.requireAllRead();
    }
    for (Join j : Join.values()) {
      if (j.name().toLowerCase(Locale.ROOT).equals(c.text("join"))) {
        return new FilterBank(filters, j);
      }
    }
    throw c.error("'join' channels, max or flat", c.value("join"));
  }
}
