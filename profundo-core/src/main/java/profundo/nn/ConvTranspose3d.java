package profundo.nn;

import java.util.List;
import java.util.Optional;
import profundo.Rng;
import profundo.Variable;
import profundo.Window;

/// Transposed convolution of volumes, channels last.
///
/// x `[batch, depth, height, width, in]`, weight `[kernel depth, kernel height, kernel width, out / groups, in]`, bias `[out]` ->
/// y `[batch, depth', height', width', out]` with
/// size' = (size - 1) stride - padding + dilation (kernel - 1) + outputPadding + 1. [ConvTranspose] tells the rest.
///
///     ConvTranspose3d.of(64, 32, 4, rng).withStride(2).withPadding(1)   // twice the size
///
/// @param weight `[kernel depth, kernel height, kernel width, out / groups, in]`
/// @param bias `[out]`
/// @param window kernel size, stride, padding, dilation of the convolution whose transpose this is
/// @param outputPadding elements that the output has more at its end, for each spatial axis
/// @param groups number of groups that the channels are split into
public record ConvTranspose3d(
    Variable weight, Optional<Variable> bias, Window window, List<Integer> outputPadding, int groups)
    implements ConvTranspose<ConvTranspose3d> {

  /// Checks that the shapes agree.
  public ConvTranspose3d {
    outputPadding = TransposeParts.checked("ConvTranspose3d", 3, weight, bias, window, outputPadding, groups);
  }

  /// A kernel that is a cube, stride 1, no padding, with bias.
  public static ConvTranspose3d of(int in, int out, int kernel, Rng rng) {
    return TransposeParts.of("ConvTranspose3d", in, out, ConvParts.cube(3, kernel), rng, ConvTranspose3d::new);
  }

  /// A kernel of any depth, height and width, stride 1, no padding, with bias.
  public static ConvTranspose3d of(int in, int out, int depth, int height, int width, Rng rng) {
    return TransposeParts.of("ConvTranspose3d", in, out, new int[] {depth, height, width}, rng, ConvTranspose3d::new);
  }

  @Override
  public ConvTranspose3d with(
      Variable weight, Optional<Variable> bias, Window window, List<Integer> outputPadding, int groups) {
    return new ConvTranspose3d(weight, bias, window, outputPadding, groups);
  }

  static ConvTranspose3d of(Config c) {
    return TransposeParts.read(c, 3, ConvTranspose3d::new);
  }
}
