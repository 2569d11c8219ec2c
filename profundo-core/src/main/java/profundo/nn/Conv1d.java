package profundo.nn;

import java.util.Optional;
import profundo.Rng;
import profundo.Variable;
import profundo.Window;

/// Convolution of sequences, channels last (cross-correlation, as networks mean it).
///
/// x `[batch, length, in]`, weight `[kernel length, in / groups, out]`, bias `[out]` ->
/// y `[batch, length', out]` with size' = (size + padding - dilation (kernel - 1) - 1) / stride + 1. Stride, padding,
/// dilation, groups and first weights are set as [Conv] tells.
///
///     Conv1d.of(3, 64, 7, rng).withStride(2).withPadding("same")
///
/// @param weight `[kernel length, in / groups, out]`
/// @param bias `[out]`
/// @param window kernel size, stride, padding, dilation
/// @param same whether the padding follows kernel and dilation so that stride 1 keeps the size
/// @param groups number of groups that the channels are split into
public record Conv1d(Variable weight, Optional<Variable> bias, Window window, boolean same, int groups)
    implements Conv<Conv1d> {

  /// Checks that the shapes agree.
  public Conv1d {
    window = Conv.checked("Conv1d", 1, weight, bias, window, same, groups);
  }

  /// A kernel of this length, stride 1, no padding, with bias.
  public static Conv1d of(int in, int out, int kernel, Rng rng) {
    return ConvParts.of("Conv1d", in, out, 1, ConvParts.cube(1, kernel), rng, Conv1d::new);
  }

  /// A convolution of each channel alone, in `multiplier` ways: out = in * multiplier.
  public static Conv1d depthwise(int in, int multiplier, int kernel, Rng rng) {
    Shapes.atLeast("Conv1d", "multiplier", multiplier, 1);
    int out = Math.multiplyExact(in, multiplier);
    return ConvParts.of("Conv1d", in, out, in, ConvParts.cube(1, kernel), rng, Conv1d::new);
  }

  /// A depthwise convolution followed by one of single pixels, called `depthwise` and `pointwise`, as
  /// [Conv#separable] tells.
  public static Sequential separable(int in, int out, int kernel, Rng rng) {
    return Conv.separable(depthwise(in, 1, kernel, rng).withPadding("same"), of(in, out, 1, rng));
  }

  @Override
  public Conv1d with(Variable weight, Optional<Variable> bias, Window window, boolean same, int groups) {
    return new Conv1d(weight, bias, window, same, groups);
  }

  static Conv1d of(Config c) {
    return ConvParts.read(c, 1, Conv1d::new);
  }
}
