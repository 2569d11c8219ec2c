package profundo.nn;

import java.util.Optional;
import profundo.Rng;
import profundo.Variable;
import profundo.Window;

/// Convolution of images, channels last (cross-correlation, as networks mean it).
///
/// x `[batch, height, width, in]`, weight `[kernel height, kernel width, in / groups, out]`, bias `[out]` ->
/// y `[batch, height', width', out]` with size' = (size + padding - dilation (kernel - 1) - 1) / stride + 1. Stride, padding,
/// dilation, groups and first weights are set as [Conv] tells.
///
///     Conv2d.of(3, 64, 7, rng).withStride(2).withPadding("same")
///
/// @param weight `[kernel height, kernel width, in / groups, out]`
/// @param bias `[out]`
/// @param window kernel size, stride, padding, dilation
/// @param same whether the padding follows kernel and dilation so that stride 1 keeps the size
/// @param groups number of groups that the channels are split into
public record Conv2d(Variable weight, Optional<Variable> bias, Window window, boolean same, int groups)
    implements Conv<Conv2d> {

  /// Checks that the shapes agree.
  public Conv2d {
    window = Conv.checked("Conv2d", 2, weight, bias, window, same, groups);
  }

  /// A square kernel, stride 1, no padding, with bias.
  public static Conv2d of(int in, int out, int kernel, Rng rng) {
    return ConvParts.of("Conv2d", in, out, 1, ConvParts.cube(2, kernel), rng, Conv2d::new);
  }

  /// A kernel of any height and width, stride 1, no padding, with bias.
  public static Conv2d of(int in, int out, int height, int width, Rng rng) {
    return ConvParts.of("Conv2d", in, out, 1, new int[] {height, width}, rng, Conv2d::new);
  }

  /// A convolution of each channel alone, in `multiplier` ways: out = in * multiplier.
  public static Conv2d depthwise(int in, int multiplier, int kernel, Rng rng) {
    Shapes.atLeast("Conv2d", "multiplier", multiplier, 1);
    int out = Math.multiplyExact(in, multiplier);
    return ConvParts.of("Conv2d", in, out, in, ConvParts.cube(2, kernel), rng, Conv2d::new);
  }

  /// A depthwise convolution followed by one of single pixels, called `depthwise` and `pointwise`, as
  /// [Conv#separable] tells.
  public static Sequential separable(int in, int out, int kernel, Rng rng) {
    return Conv.separable(depthwise(in, 1, kernel, rng).withPadding("same"), of(in, out, 1, rng));
  }

  @Override
  public Conv2d with(Variable weight, Optional<Variable> bias, Window window, boolean same, int groups) {
    return new Conv2d(weight, bias, window, same, groups);
  }

  static Conv2d of(Config c) {
    return ConvParts.read(c, 2, Conv2d::new);
  }
}
