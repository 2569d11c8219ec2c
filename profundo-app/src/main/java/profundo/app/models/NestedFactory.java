package profundo.app.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.nn.Concatenation;
import profundo.nn.Conv;
import profundo.nn.FilterBank;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Residual;
import profundo.nn.Sequential;

/// Makes the layers that hold lists of layers.
///
/// @param settings those of the layer
/// @param in shape of one sample
/// @param dtype of its elements
/// @param rng draws the weights
record NestedFactory(LayerFactory settings, Shape in, DType dtype, Rng rng) {
  /// Where only the number of channels or features changes, a product with a matrix is the shortcut.
  Layer residual() {
    Sequential inner = LayerList.hidden(list(settings.setting("layers")), in, dtype, rng);
    Shape out = LayerList.shape("Residual", inner, in, dtype);
    if (out.equals(in)) {
      return Residual.of(inner);
    }
    if (out.rank() != in.rank() || !out.without(-1).equals(in.without(-1))) {
      throw new IllegalArgumentException(
          "expected layers within that keep all sizes but the channels of " + in + ", got " + out + "; use padding same and stride 1");
    }
    return Residual.of(inner).withShortcut(Linear.of(in.size(-1), out.size(-1), rng).withoutBias());
  }

  /// Branches called 0, 1, ..., and the input itself where it is asked for.
  Layer concatenation() {
    Concatenation all = Concatenation.of(settings.number("axis"));
    List<?> branches = (List<?>) settings.setting("branches");
    for (int i = 0; i < branches.size(); i++) {
      Sequential branch;
      try {
        branch = LayerList.hidden(list(branches.get(i)), in, dtype, rng);
      } catch (LayerList.Misfit e) {
        throw new IllegalArgumentException("branch " + (i + 1) + ": " + e.getMessage(), e);
      }
      Shape out = LayerList.shape("branch " + (i + 1), branch, in, dtype);
      if (-all.axis() > out.rank()) {
        throw new IllegalArgumentException(
            "expected an axis from -" + out.rank() + " to -1 of the samples " + out + " of branch " + (i + 1) + ", got " + all.axis());
      }
      all = all.with(Integer.toString(i), branch);
    }
    return settings.flag("input") ? all.with("input", Sequential.of()) : all;
  }

  /// Convolutions side by side.
  Layer filterBank() {
    List<Conv<?>> filters = new ArrayList<>();
    for (Map<String, Object> one : list(settings.setting("layers"))) {
      if (!(new LayerFactory(one, in, dtype, rng).layer() instanceof Conv<?> conv)) {
        throw new IllegalArgumentException("expected convolutions in 'layers', got " + one.get("type"));
      }
      filters.add(conv);
    }
    return new FilterBank(filters, FilterBank.Join.valueOf(settings.setting("join").toString().toUpperCase(Locale.ROOT)));
  }

  @SuppressWarnings("unchecked") // checked as lists of maps when the file was read
  static List<Map<String, Object>> list(Object layers) {
    return (List<Map<String, Object>>) layers;
  }
}
