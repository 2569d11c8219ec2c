package profundo.zoo.autoencoder;

import java.util.ArrayList;
import java.util.List;
import profundo.Rng;
import profundo.Shape;
import profundo.nn.Conv2d;
import profundo.nn.ConvTranspose2d;
import profundo.nn.Flatten;
import profundo.nn.Initializer;
import profundo.nn.Linear;
import profundo.nn.Relu;
import profundo.nn.Reshape;
import profundo.nn.Sequential;
import profundo.nn.Upsample;

/// Convolutional autoencoder (Masci, Meier, Cireşan, Schmidhuber 2011): convolutions of stride 2 halve the picture, a linear
/// layer makes the code, and the way back doubles the picture again.
///
/// x `[batch, height, width, channels]`; height and width are divisible by 2 to the number of convolutions. The way back
/// is either transposed convolutions of kernel 4 and stride 2, or nearest up-sampling and a convolution, which leaves no
/// checkerboards (Odena, Dumoulin, Olah 2016).
public final class ConvolutionalAutoencoder {
  /// How the picture grows again.
  public enum Growth {
    /// [ConvTranspose2d] of kernel 4, stride 2.
    TRANSPOSED,
    /// [Upsample] and [Conv2d] of kernel 3.
    UPSAMPLED
  }

  private ConvolutionalAutoencoder() {}

  /// With relus in between and a linear code; the decoder gives what the loss takes, such as logits.
  ///
  /// @param sample height, width, channels
  /// @param channels of each convolution
  /// @param code units of the code
  public static Autoencoder of(Shape sample, List<Integer> channels, int code, Growth growth, Rng rng) {
    int halvings = 1 << channels.size();
    if (sample.rank() != 3 || channels.isEmpty() || sample.size(0) % halvings != 0 || sample.size(1) % halvings != 0) {
      throw new IllegalArgumentException(
          "ConvolutionalAutoencoder: expected pictures [height, width, channels] with height and width divisible by " + halvings
              + " for " + channels.size() + " convolutions, got " + sample);
    }
    List<Integer> widths = new ArrayList<>(channels);
    widths.addFirst(sample.size(2));
    Sequential encoder = Sequential.of();
    for (int i = 1; i < widths.size(); i++) {
      Conv2d conv = Conv2d.of(widths.get(i - 1), widths.get(i), 4, rng).withStride(2).withPadding(1);
      encoder = encoder.then("conv" + i, conv).then("relu" + i, Relu.of());
    }
    Shape small = Shape.of(sample.size(0) / halvings, sample.size(1) / halvings, widths.getLast());
    encoder =
        encoder.then("flatten", Flatten.of()).then("code", Linear.of(small.count(), code, Initializer.glorotUniform(), rng));
    Sequential decoder = Sequential.of()
        .then("linear", Linear.of(code, small.count(), rng))
        .then("relu", Relu.of())
        .then("reshape", Reshape.of(small.sizes()));
    for (int i = widths.size() - 1; i > 0; i--) {
      decoder = grow(decoder, i, widths.get(i), widths.get(i - 1), growth, rng);
      decoder = i > 1 ? decoder.then("relu" + i, Relu.of()) : decoder;
    }
    return Autoencoder.of(encoder, decoder);
  }

  private static Sequential grow(Sequential decoder, int i, int in, int out, Growth growth, Rng rng) {
    return growth == Growth.TRANSPOSED
        ? decoder.then("conv" + i, ConvTranspose2d.of(in, out, 4, rng).withStride(2).withPadding(1))
        : decoder.then("upsample" + i, Upsample.nearest(2, 2)).then("conv" + i, Conv2d.of(in, out, 3, rng).withPadding("same"));
  }
}
