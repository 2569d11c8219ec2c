package profundo.nn;

import java.util.List;
import java.util.Optional;
import profundo.Rng;
import profundo.Variable;
import profundo.Window;

/// Transposed convolution of images, channels last.
///
/// x `[batch, height, width, in]`, weight `[kernel height, kernel width, out / groups, in]`, bias `[out]` ->
/// y `[batch, height', width', out]` with
/// size' = (size - 1) stride - padding + dilation (kernel - 1) + outputPadding + 1. [ConvTranspose] tells the rest.
///
///     ConvTranspose2d.of(64, 32, 4, rng).withStride(2).withPadding(1)   // twice the size
///
/// @param weight `[kernel height, kernel width, out / groups, in]`
/// @param bias `[out]`
/// @param window kernel size, stride, padding, dilation of the convolution whose transpose this is
/// @param outputPadding elements that the output has more at its end, for each spatial axis
/// @param groups number of groups that the channels are split into
public record ConvTranspose2d(
    Variable weight, Optional<Variable> bias, Window window, List<Integer> outputPadding, int groups)
    implements ConvTranspose<ConvTranspose2d> {

  /// Checks that the shapes agree.
  public ConvTranspose2d {
    outputPadding = TransposeParts.checked("ConvTranspose2d", 2, weight, bias, window, outputPadding, groups);
  }

  /// A square kernel, stride 1, no padding, with bias.
  public static ConvTranspose2d of(int in, int out, int kernel, Rng rng) {
    return TransposeParts.of("ConvTranspose2d", in, out, ConvParts.cube(2, kernel), rng, ConvTranspose2d::new);
  }

  /// A kernel of any height and width, stride 1, no padding, with bias.
  public static ConvTranspose2d of(int in, int out, int height, int width, Rng rng) {
    return TransposeParts.of("ConvTranspose2d", in, out, new int[] {height, width}, rng, ConvTranspose2d::new);
  }

  @Override
  public ConvTranspose2d with(
      Variable weight, Optional<Variable> bias, Window window, List<Integer> outputPadding, int groups) {
    return new ConvTranspose2d(weight, bias, window, outputPadding, groups);
  }

  static ConvTranspose2d of(Config c) {
    return TransposeParts.read(c, 2, ConvTranspose2d::new);
  }
}
