package profundo.kernel;

import java.util.Arrays;

/// The shapes of a convolution: `x [batch, in..., inChannels]`, `w [kernel..., inChannels / groups, outChannels]`,
/// `y [batch, out..., outChannels]`; one to three spatial axes, one entry per axis in every array.
///
/// @param padLow zeros before the first element
/// @param padHigh zeros after the last element
/// @param dilation distance between the elements of x that neighbouring elements of the kernel meet
/// @param groups parts into which the channels of x and y are cut; each part of y sees only its part of x
public record ConvGeometry(
    int batch, int[] in, int inChannels, int[] kernel, int outChannels, int[] stride,
    int[] padLow, int[] padHigh, int[] dilation, int groups) {

  /// Checks that the kernel fits and the groups divide the channels.
  public ConvGeometry {
    Axes.check("Convolution", in, kernel, stride, padLow, padHigh, dilation);
    if (batch < 1 || inChannels < 1 || outChannels < 1 || groups < 1
        || inChannels % groups != 0 || outChannels % groups != 0) {
      throw new IllegalArgumentException(
          "Convolution: expected batch, channels and groups of at least 1 and groups that divide the channels, got "
              + "batch %d, channels %d to %d, groups %d".formatted(batch, inChannels, outChannels, groups));
    }
    for (int i = 0; i < in.length; i++) {
      long span = dilation[i] * (kernel[i] - 1L) + 1;
      if (dilation[i] < 1 || padLow[i] < 0 || padHigh[i] < 0 || (long) in[i] + padLow[i] + padHigh[i] < span) {
        throw new IllegalArgumentException(
            "Convolution: expected a kernel that fits, padding of at least 0 and dilation of at least 1, got "
                + "input %s, kernel %s, padding %s and %s, dilation %s"
                    .formatted(
                        Arrays.toString(in), Arrays.toString(kernel), Arrays.toString(padLow),
                        Arrays.toString(padHigh), Arrays.toString(dilation)));
      }
    }
  }

  /// Number of spatial axes.
  public int rank() {
    return in.length;
  }

  /// Output size along spatial axis `i`.
  public int out(int i) {
    return (in[i] + padLow[i] + padHigh[i] - dilation[i] * (kernel[i] - 1) - 1) / stride[i] + 1;
  }

  /// Output size along every spatial axis.
  public int[] out() {
    var sizes = new int[in.length];
    Arrays.setAll(sizes, this::out);
    return sizes;
  }
}
