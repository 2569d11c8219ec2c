package profundo.nn;

import java.util.List;
import java.util.Optional;
import profundo.Rng;
import profundo.Variable;
import profundo.Window;

/// Transposed convolution of sequences, channels last.
///
/// x `[batch, length, in]`, weight `[kernel length, out / groups, in]`, bias `[out]` ->
/// y `[batch, length', out]` with
/// size' = (size - 1) stride - padding + dilation (kernel - 1) + outputPadding + 1. [ConvTranspose] tells the rest.
///
///     ConvTranspose1d.of(64, 32, 4, rng).withStride(2).withPadding(1)   // twice the size
///
/// @param weight `[kernel length, out / groups, in]`
/// @param bias `[out]`
/// @param window kernel size, stride, padding, dilation of the convolution whose transpose this is
/// @param outputPadding elements that the output has more at its end, for each spatial axis
/// @param groups number of groups that the channels are split into
public record ConvTranspose1d(
    Variable weight, Optional<Variable> bias, Window window, List<Integer> outputPadding, int groups)
    implements ConvTranspose<ConvTranspose1d> {

  /// Checks that the shapes agree.
  public ConvTranspose1d {
    outputPadding = TransposeParts.checked("ConvTranspose1d", 1, weight, bias, window, outputPadding, groups);
  }

  /// A kernel of this length, stride 1, no padding, with bias.
  public static ConvTranspose1d of(int in, int out, int kernel, Rng rng) {
    return TransposeParts.of("ConvTranspose1d", in, out, ConvParts.cube(1, kernel), rng, ConvTranspose1d::new);
  }

  @Override
  public ConvTranspose1d with(
      Variable weight, Optional<Variable> bias, Window window, List<Integer> outputPadding, int groups) {
    return new ConvTranspose1d(weight, bias, window, outputPadding, groups);
  }

  static ConvTranspose1d of(Config c) {
    return TransposeParts.read(c, 1, ConvTranspose1d::new);
  }
}
