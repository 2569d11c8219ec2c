package profundo.app.models;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import profundo.Rng;
import profundo.Shape;
import profundo.Window;
import profundo.nn.AvgPool1d;
import profundo.nn.AvgPool2d;
import profundo.nn.AvgPool3d;
import profundo.nn.BatchNorm;
import profundo.nn.Bidirectional;
import profundo.nn.Cell;
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
import profundo.nn.ElmanCell;
import profundo.nn.Elu;
import profundo.nn.Flatten;
import profundo.nn.GaussianDropout;
import profundo.nn.GaussianNoise;
import profundo.nn.Gelu;
import profundo.nn.GlobalAvgPool;
import profundo.nn.GlobalMaxPool;
import profundo.nn.GroupNorm;
import profundo.nn.GruCell;
import profundo.nn.Highway;
import profundo.nn.IndRnnCell;
import profundo.nn.Layer;
import profundo.nn.LayerNorm;
import profundo.nn.LeakyRelu;
import profundo.nn.LearnedPositions;
import profundo.nn.Linear;
import profundo.nn.LocallyConnected1d;
import profundo.nn.LocallyConnected2d;
import profundo.nn.LstmCell;
import profundo.nn.MaxPool1d;
import profundo.nn.MaxPool2d;
import profundo.nn.MaxPool3d;
import profundo.nn.Maxout;
import profundo.nn.Pool;
import profundo.nn.Recurrent;
import profundo.nn.Relu;
import profundo.nn.Reshape;
import profundo.nn.Residual;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.nn.SinusoidalPositions;
import profundo.nn.Softplus;
import profundo.nn.SpatialDropout;
import profundo.nn.Tanh;
import profundo.nn.TransformerBlock;
import profundo.nn.Upsample;
import profundo.nn.ZeroPad;

/// Makes a layer of its settings and the shape that comes in.
///
/// @param settings `type`, and what [LayerTypes] says
/// @param in shape of one sample
/// @param rng draws the weights
record LayerFactory(Map<String, Object> settings, Shape in, Rng rng) {
  /// Whether a type takes `[features]` alone.
  static boolean takesUnits(String type) {
    return type.equals("Linear") || type.equals("Maxout") || type.equals("Highway");
  }

  /// Whether a type takes `[time, features]`.
  static boolean takesSteps(String type) {
    return LayerTypes.RECURRENT.contains(type) || type.endsWith("1d") || type.endsWith("Positions") || type.startsWith("Transformer");
  }

  /// The layer, with new weights.
  ///
  /// @throws IllegalArgumentException when it does not fit
  Layer layer() {
    String type = (String) settings.get("type");
    if (LayerTypes.RECURRENT.contains(type)) {
      return recurrent(type);
    }
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
      case "TransformerBlock" -> TransformerBlock.of(channels(1), number("heads"), rng);
      case "SinusoidalPositions" -> SinusoidalPositions.of();
      case "LearnedPositions" -> LearnedPositions.of(grid(1).size(0), channels(1), rng);
      case "Relu" -> Relu.of();
      case "LeakyRelu" -> LeakyRelu.of();
      case "Elu" -> Elu.of();
      case "Gelu" -> Gelu.of();
      case "Sigmoid" -> Sigmoid.of();
      case "Tanh" -> Tanh.of();
      case "Softplus" -> Softplus.of();
      case LayerTypes.RESIDUAL -> residual();
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
    String padding = setting("padding").toString();
    if (!padding.matches("\\d+")) {
      throw new IllegalArgumentException("expected as padding a number, got " + padding);
    }
    return conv.withStride(number("stride")).withPadding(Integer.parseInt(padding));
  }

  private <L extends Pool<L>> L pool(L pool) {
    int stride = number("stride");
    return stride == LayerTypes.AS_WINDOW ? pool : pool.withStride(stride);
  }

  private Layer recurrent(String type) {
    int features = channels(1);
    boolean last = setting("output").equals("last");
    if (flag("bidirectional")) {
      Bidirectional both = Bidirectional.of(cell(type, features), cell(type, features));
      return last ? both.last() : both;
    }
    Recurrent one = Recurrent.of(cell(type, features));
    return last ? one.last() : one;
  }

  private Cell cell(String type, int features) {
    int units = number("units");
    return switch (type) {
      case "Elman" -> ElmanCell.of(features, units, rng);
      case "Gru" -> GruCell.of(features, units, rng);
      case "IndRnn" -> IndRnnCell.of(features, units, rng);
      default -> {
        LstmCell lstm = LstmCell.of(features, units, rng);
        yield flag("peepholes") ? lstm.withPeepholes() : lstm;
      }
    };
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

  /// Where only the number of channels or features changes, a product with a matrix is the shortcut.
  @SuppressWarnings("unchecked") // checked as lists of maps when the file was read
  private Layer residual() {
    Sequential inner = LayerList.hidden((List<Map<String, Object>>) setting("layers"), in, rng);
    Shape out = LayerList.shape("Residual", inner, in);
    if (out.equals(in)) {
      return Residual.of(inner);
    }
    if (out.rank() != in.rank() || !out.without(-1).equals(in.without(-1))) {
      throw new IllegalArgumentException(
          "expected layers within that keep all sizes but the channels of " + in + ", got " + out + "; use padding same and stride 1");
    }
    return Residual.of(inner).withShortcut(Linear.of(in.size(-1), out.size(-1), rng).withoutBias());
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

  private Object setting(String name) {
    Object given = settings.get(name);
    return given == null ? LayerTypes.ALL.get((String) settings.get("type")).optional().get(name) : given;
  }

  private boolean flag(String name) {
    return (Boolean) setting(name);
  }

  private double decimal(String name) {
    return ((Number) setting(name)).doubleValue();
  }

  private int number(String name) {
    return integer(setting(name));
  }

  private static int integer(Object number) {
    return Math.toIntExact(((Number) number).longValue());
  }
}
