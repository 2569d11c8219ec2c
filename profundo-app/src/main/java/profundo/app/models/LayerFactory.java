package profundo.app.models;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.Window;
import profundo.nn.AvgPool1d;
import profundo.nn.AvgPool2d;
import profundo.nn.AvgPool3d;
import profundo.nn.BatchNorm;
import profundo.nn.Conv;
import profundo.nn.Conv1d;
import profundo.nn.Conv2d;
import profundo.nn.Conv3d;
import profundo.nn.ConvTranspose;
import profundo.nn.ConvTranspose1d;
import profundo.nn.ConvTranspose2d;
import profundo.nn.ConvTranspose3d;
import profundo.nn.Crop;
import profundo.nn.Dropout;
import profundo.nn.Elu;
import profundo.nn.Embedding;
import profundo.nn.Flatten;
import profundo.nn.GaussianDropout;
import profundo.nn.GaussianNoise;
import profundo.nn.Gelu;
import profundo.nn.GlobalAvgPool;
import profundo.nn.GlobalMaxPool;
import profundo.nn.GroupNorm;
import profundo.nn.Highway;
import profundo.nn.Layer;
import profundo.nn.LayerNorm;
import profundo.nn.LeakyRelu;
import profundo.nn.LearnedPositions;
import profundo.nn.Linear;
import profundo.nn.LocallyConnected1d;
import profundo.nn.LocallyConnected2d;
import profundo.nn.MaxPool1d;
import profundo.nn.MaxPool2d;
import profundo.nn.MaxPool3d;
import profundo.nn.Maxout;
import profundo.nn.MultiHeadAttention;
import profundo.nn.OneHot;
import profundo.nn.Pool;
import profundo.nn.Relu;
import profundo.nn.Reshape;
import profundo.nn.Sigmoid;
import profundo.nn.SinusoidalPositions;
import profundo.nn.Softmax;
import profundo.nn.Softplus;
import profundo.nn.SpatialDropout;
import profundo.nn.Tanh;
import profundo.nn.Transformer;
import profundo.nn.TransformerBlock;
import profundo.nn.Upsample;
import profundo.nn.ZeroPad;

/// Makes a layer of its settings and the shape that comes in.
///
/// @param settings `type`, and what [LayerTypes] says
/// @param in shape of one sample
/// @param dtype of its elements
/// @param rng draws the weights
record LayerFactory(Map<String, Object> settings, Shape in, DType dtype, Rng rng) {
  private static final List<String> ATTENTION = List.of("TransformerBlock", "MultiHeadAttention");

  /// Whether a type takes `[features]` alone.
  static boolean takesUnits(String type) {
    return type.equals("Linear") || type.equals("Maxout") || type.equals("Highway");
  }

  /// Whether a type takes `[time, features]`.
  static boolean takesSteps(Map<String, Object> settings) {
    String type = (String) settings.get("type");
    if (type.equals("FilterBank") && settings.get("layers") instanceof List<?> filters) {
      return filters.stream().allMatch(f -> f instanceof Map<?, ?> m && String.valueOf(m.get("type")).endsWith("1d"));
    }
    return LayerTypes.RECURRENT.contains(type) || type.endsWith("1d") || type.endsWith("Positions") || ATTENTION.contains(type);
  }

  /// The layer, with new weights.
  ///
  /// @throws IllegalArgumentException when it does not fit
  Layer layer() {
    String type = (String) settings.get("type");
    if (LayerTypes.RECURRENT.contains(type)) {
      return new RecurrentFactory(this, channels(1), rng).layer(type);
    }
    var nested = new NestedFactory(this, in, dtype, rng);
    return switch (type) {
      case "Conv1d" -> conv(Conv1d.of(channels(1), number("filters"), number("size"), rng));
      case "Conv2d" -> conv(Conv2d.of(channels(2), number("filters"), number("size"), rng));
      case "Conv3d" -> conv(Conv3d.of(channels(3), number("filters"), number("size"), rng));
      case "ConvTranspose1d" -> transposed(ConvTranspose1d.of(channels(1), number("filters"), number("size"), rng));
      case "ConvTranspose2d" -> transposed(ConvTranspose2d.of(channels(2), number("filters"), number("size"), rng));
      case "ConvTranspose3d" -> transposed(ConvTranspose3d.of(channels(3), number("filters"), number("size"), rng));
      case "LocallyConnected1d" -> LocallyConnected1d.of(grid(1), number("filters"), window(1, "size"), rng);
      case "LocallyConnected2d" -> LocallyConnected2d.of(grid(2), number("filters"), window(2, "size"), rng);
      case "MaxPool1d" -> pool(MaxPool1d.of(number("window")));
      case "MaxPool2d" -> pool(MaxPool2d.of(number("window")));
      case "MaxPool3d" -> pool(MaxPool3d.of(number("window")));
      case "AvgPool1d" -> pool(AvgPool1d.of(number("window")));
      case "AvgPool2d" -> pool(AvgPool2d.of(number("window")));
      case "AvgPool3d" -> pool(AvgPool3d.of(number("window")));
      case "GlobalMaxPool" -> GlobalMaxPool.of();
      case "GlobalAvgPool" -> GlobalAvgPool.of();
      case "Upsample" -> upsample();
      case "ZeroPad" -> ZeroPad.of(each("margin"));
      case "Crop" -> Crop.of(each("margin"));
      case "Flatten" -> Flatten.of();
      case "Reshape" -> Reshape.of(((List<?>) setting("sizes")).stream().mapToInt(LayerFactory::integer).toArray());
      case "Linear" -> {
        Linear linear = Linear.of(in.count(), number("units"), rng);
        yield flag("bias") ? linear : linear.withoutBias();
      }
      case "Maxout" -> Maxout.of(in.count(), number("units"), number("pieces"), rng);
      case "Highway" -> Highway.of(in.count(), rng);
      case "BatchNorm" -> BatchNorm.of(in.size(-1)).withMomentum(decimal("momentum"));
      case "LayerNorm" -> LayerNorm.of(in.size(-1));
      case "GroupNorm" -> GroupNorm.of(number("groups"), in.size(-1));
      case "Dropout" -> Dropout.of(decimal("rate"));
      case "SpatialDropout" -> SpatialDropout.of(decimal("rate"));
      case "GaussianDropout" -> GaussianDropout.of(decimal("rate"));
      case "GaussianNoise" -> GaussianNoise.of(decimal("deviation"));
      case "Embedding" -> embedding();
      case "OneHot" -> OneHot.of(number("count"));
      case "Transformer" -> transformer();
      case "TransformerBlock" -> {
        TransformerBlock block = TransformerBlock.of(channels(1), number("heads"), rng).withDropout(decimal("rate"));
        yield flag("causal") ? block.withCausal() : block;
      }
      case "MultiHeadAttention" -> {
        var attention = MultiHeadAttention.of(channels(1), number("heads"), rng).withDropout(decimal("rate"));
        yield flag("causal") ? attention.withCausal() : attention;
      }
      case "SinusoidalPositions" -> SinusoidalPositions.of();
      case "LearnedPositions" -> LearnedPositions.of(grid(1).size(0), channels(1), rng);
      case "Relu" -> Relu.of();
      case "LeakyRelu" -> LeakyRelu.of();
      case "Elu" -> Elu.of();
      case "Gelu" -> Gelu.of();
      case "Sigmoid" -> Sigmoid.of();
      case "Tanh" -> Tanh.of();
      case "Softplus" -> Softplus.of();
      case "Softmax" -> Softmax.of();
      case LayerTypes.RESIDUAL -> nested.residual();
      case LayerTypes.CONCATENATION -> nested.concatenation();
      case "FilterBank" -> nested.filterBank();
      default -> throw new IllegalArgumentException("expected one of " + String.join(", ", LayerTypes.ALL.keySet()));
    };
  }

  private <L extends Conv<L>> L conv(L conv) {
    int groups = number("groups");
    L l = groups == 1 ? conv : conv.withGroups(groups, rng);
    l = l.withStride(number("stride"));
    String padding = setting("padding").toString();
    l = padding.matches("\\d+") ? l.withPadding(Integer.parseInt(padding)) : l.withPadding(padding);
    l = number("dilation") == 1 ? l : l.withDilation(number("dilation"));
    return flag("bias") ? l : l.withoutBias();
  }

  private <L extends ConvTranspose<L>> L transposed(L conv) {
    L l = conv.withStride(number("stride")).withPadding(zeros());
    return number("output-padding") == 0 ? l : l.withOutputPadding(number("output-padding"));
  }

  private <L extends Pool<L>> L pool(L pool) {
    int stride = number("stride");
    L l = stride == LayerTypes.AS_WINDOW ? pool : pool.withStride(stride);
    return zeros() == 0 ? l : l.withPadding(zeros());
  }

  /// Padding that must be a number.
  private int zeros() {
    String padding = setting("padding").toString();
    if (!padding.matches("\\d+")) {
      throw new IllegalArgumentException("expected as padding a number, got " + padding);
    }
    return Integer.parseInt(padding);
  }

  private Embedding embedding() {
    Embedding e = Embedding.of(number("count"), number("width"), rng);
    return flag("mask-zero") ? e.withPadding(0) : e;
  }

  private Transformer transformer() {
    var t = Transformer.of(number("count"), number("width"), number("heads"), number("depth"), rng);
    t = t.withDropout(decimal("rate"));
    t = flag("mask-zero") ? t.withPadding(0) : t;
    return flag("causal") ? t.withCausal() : t;
  }

  private Layer upsample() {
    int[] factor = each("factor");
    if (setting("mode").equals("nearest")) {
      return Upsample.nearest(factor);
    }
    return switch (factor.length) {
      case 1 -> Upsample.linear(factor[0]);
      case 2 -> Upsample.bilinear(factor[0], factor[1]);
      default -> Upsample.trilinear(factor[0], factor[1], factor[2]);
    };
  }

  /// The sample, which must have so many axes and channels.
  private Shape grid(int rank) {
    if (in.rank() != rank + 1) {
      String axes = List.of("time", "height, width", "depth, height, width").get(rank - 1);
      throw new IllegalArgumentException(
          "expected samples [" + axes + ", channels], got " + in + "; put a Reshape before it");
    }
    return in;
  }

  private int channels(int rank) {
    return grid(rank).size(-1);
  }

  private Window window(int rank, String size) {
    int[] sizes = new int[rank];
    Arrays.fill(sizes, number(size));
    return Window.of(sizes).stride(number("stride"));
  }

  /// A number for each spatial axis.
  private int[] each(String name) {
    if (in.rank() < 2 || in.rank() > 4) {
      throw new IllegalArgumentException("expected samples [1 to 3 spatial axes, channels], got " + in);
    }
    int[] all = new int[in.rank() - 1];
    Arrays.fill(all, number(name));
    return all;
  }

  /// What is given for a setting, or its default.
  Object setting(String name) {
    Object given = settings.get(name);
    return given == null ? LayerTypes.ALL.get((String) settings.get("type")).optional().get(name) : given;
  }

  boolean flag(String name) {
    return (Boolean) setting(name);
  }

  double decimal(String name) {
    return ((Number) setting(name)).doubleValue();
  }

  int number(String name) {
    return integer(setting(name));
  }

  private static int integer(Object number) {
    return Math.toIntExact(((Number) number).longValue());
  }
}
