package profundo.nn;

import java.util.Optional;
import profundo.Rng;
import profundo.Variable;
import profundo.Window;

/// Convolution of volumes, channels last (cross-correlation, as networks mean it).
///
/// x `[batch, depth, height, width, in]`, weight `[kernel depth, kernel height, kernel width, in / groups, out]`, bias `[out]` ->
/// y `[batch, depth', height', width', out]` with size' = (size + padding - dilation (kernel - 1) - 1) / stride + 1. Stride, padding,
/// dilation, groups and first weights are set as [Conv] tells.
///
///     Conv3d.of(3, 64, 7, rng).withStride(2).withPadding("same")
///
/// @param weight `[kernel depth, kernel height, kernel width, in / groups, out]`
/// @param bias `[out]`
/// @param window kernel size, stride, padding, dilation
/// @param same whether the padding follows kernel and dilation so that stride 1 keeps the size
/// @param groups number of groups that the channels are split into
public record Conv3d(Variable weight, Optional<Variable> bias, Window window, boolean same, int groups)
    implements Conv<Conv3d> {

  /// Checks that the shapes agree.
  public Conv3d {
    window = Conv.checked("Conv3d", 3, weight, bias, window, same, groups);
  }

  /// A kernel that is a cube, stride 1, no padding, with bias.
  public static Conv3d of(int in, int out, int kernel, Rng rng) {
    return ConvParts.of("Conv3d", in, out, 1, ConvParts.cube(3, kernel), rng, Conv3d::new);
  }

  /// A kernel of any depth, height and width, stride 1, no padding, with bias.
  public static Conv3d of(int in, int out, int depth, int height, int width, Rng rng) {
    return ConvParts.of("Conv3d", in, out, 1, new int[] {depth, height, width}, rng, Conv3d::new);
  }

  /// A convolution of each channel alone, in `multiplier` ways: out = in * multiplier.
  public static Conv3d depthwise(int in, int multiplier, int kernel, Rng rng) {
    Shapes.atLeast("Conv3d", "multiplier", multiplier, 1);
    int out = Math.multiplyExact(in, multiplier);
    return ConvParts.of("Conv3d", in, out, in, ConvParts.cube(3, kernel), rng, Conv3d::new);
  }

  /// A depthwise convolution followed by one of single pixels, called `depthwise` and `pointwise`, as
  /// [Conv#separable] tells.
  public static Sequential separable(int in, int out, int kernel, Rng rng) {
    return Conv.separable(depthwise(in, 1, kernel, rng).withPadding("same"), of(in, out, 1, rng));
  }

  @Override
  public Conv3d with(Variable weight, Optional<Variable> bias, Window window, boolean same, int groups) {
    return new Conv3d(weight, bias, window, same, groups);
  }

  static Conv3d of(Config c) {
    return ConvParts.read(c, 3, Conv3d::new);
  }
}
