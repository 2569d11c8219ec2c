package profundo.nn;

import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Window;

/// A pyramid of feature maps: phases of convolution, ReLU and max pooling, repeated until the maps are 1 x 1 x channels.
///
///     Sequential features = Pyramid.of(16).build(Shape.of(28, 28, 1), rng);   // 28, 14, 7, 3, 1: four phases
///
/// @param filters channels of the first phase
/// @param growth factor of the channels from phase to phase
/// @param most the largest number of channels
/// @param kernel size of the filters, padded to keep the size of the maps
/// @param pool window and stride of the pooling, at least 2
public record Pyramid(int filters, int growth, int most, int kernel, int pool) {
  /// Checks the numbers.
  public Pyramid {
    Shapes.atLeast("Pyramid", "filters", filters, 1);
    Shapes.atLeast("Pyramid", "growth", growth, 1);
    Shapes.atLeast("Pyramid", "most", most, filters);
    Shapes.atLeast("Pyramid", "kernel", kernel, 1);
    Shapes.atLeast("Pyramid", "pool", pool, 2);
  }

  /// Channels that double from phase to phase up to eight times those of the first; filters of size 3, pooling by 2.
  public static Pyramid of(int filters) {
    return new Pyramid(filters, 2, Math.multiplyExact(filters, 8), 3, 2);
  }

  /// The same with filters of another size.
  public Pyramid withKernel(int kernel) {
    return new Pyramid(filters, growth, most, kernel, pool);
  }

  /// The same with pooling over a larger window.
  public Pyramid withPool(int pool) {
    return new Pyramid(filters, growth, most, kernel, pool);
  }

  /// The layers `conv1`, `relu1`, `pool1`, `conv2`, ...: `[batch, spatial..., in]` -> `[batch, 1..., channels]`.
  ///
  /// @param sample `[spatial..., in]` with one to three spatial axes: shape of one example
  public Sequential build(Shape sample, Rng rng) {
    int rank = sample.rank() - 1;
    if (rank < 1 || rank > 3) {
      throw new ShapeException("Pyramid: expected a sample [1 to 3 spatial axes, in], got " + sample);
    }
    int[] size = sample.range(0, rank).sizes();
    int in = sample.size(-1);
    int out = filters;
    Sequential s = Sequential.of();
    int phase = 1;
    do {
      int[] window = new int[rank];
      for (int i = 0; i < rank; i++) {
        window[i] = Math.min(pool, size[i]);
        size[i] /= window[i];
      }
      s = s.then("conv" + phase, conv(in, out, rank, rng)).then("relu" + phase, Relu.of()).then("pool" + phase, pool(window));
      in = out;
      out = (int) Math.min((long) out * growth, most);
      phase++;
    } while (Shape.of(size).count() > 1);
    return s;
  }

  private Layer conv(int in, int out, int rank, Rng rng) {
    return switch (rank) {
      case 1 -> Conv1d.of(in, out, kernel, rng).withPadding("same");
      case 2 -> Conv2d.of(in, out, kernel, rng).withPadding("same");
      default -> Conv3d.of(in, out, kernel, rng).withPadding("same");
    };
  }

  private static Layer pool(int[] window) {
    Window w = Window.of(window).stride(window);
    return switch (window.length) {
      case 1 -> new MaxPool1d(w);
      case 2 -> new MaxPool2d(w);
      default -> new MaxPool3d(w);
    };
  }
}
