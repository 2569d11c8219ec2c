package profundo.optim;

import profundo.Tensor;

/// The curve along which rates fall.
final class HalfCosine {
  private HalfCosine() {}

  /// Half a cosine from one value (part 0) to another (part 1), as a squared sine of the remaining part: the sum of a
  /// cosine and its mean would cancel near the end.
  static Tensor between(double from, double to, Tensor part) {
    return Tensor.scalar(1).sub(part).mul(Math.PI / 2).sin().square().mul(from - to).add(to);
  }
}
