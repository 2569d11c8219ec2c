package profundo;

/// The part of [Tensor] that multiplies and sums, or looks through windows.
sealed interface Contractions permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Matrix product. `[m, k]` times `[k, n]`; leading axes of both broadcast; a matrix on the right serves
  /// `[..., k]` of any rank from one up.
  default Tensor matmul(Tensor other) {
    self().require("matmul", DType.F32);
    other.require("matmul", DType.F32);
    Tensor a = self();
    Tensor b = other;
    if (a.shape().rank() < 1 || b.shape().rank() < 2 || a.shape().size(-1) != b.shape().size(-2)) {
      throw new ShapeException(
          "matmul: expected [..., k] times [..., k, n] with one k, got " + a.shape() + " times " + b.shape()
              + "; transpose or reshape one of them");
    }
    int k = a.shape().size(-1);
    int n = b.shape().size(-1);
    if (b.shape().rank() == 2) {
      Shape result = a.shape().with(-1, n);
      Tensor rows = a.reshape(Shape.of(a.shape().count() / k, k));
      Shape s = Shape.of(rows.shape().size(0), n);
      return Tensor.node(new Op.MatMul(rows, b), s, DType.F32).reshape(result);
    }
    if (a.shape().rank() < 2) {
      throw new ShapeException(
          "matmul: expected at least two axes on the left of " + b.shape() + ", got " + a.shape());
    }
    Shape batch =
        ShapeRules.common(
            "matmul (leading axes)",
            a.shape().range(0, a.shape().rank() - 2),
            b.shape().range(0, b.shape().rank() - 2));
    int m = a.shape().size(-2);
    a = a.expand(matrices(batch, m, k));
    b = b.expand(matrices(batch, k, n));
    return Tensor.node(new Op.MatMul(a, b), matrices(batch, m, n), DType.F32);
  }

  private static Shape matrices(Shape batch, int rows, int columns) {
    return batch.insert(batch.rank(), rows).insert(batch.rank() + 1, columns);
  }

  /// Convolution as networks mean it (cross-correlation), channels last.
  ///
  /// @param w kernel `[size..., in / groups, out]`
  /// @return `[batch, spatial..., out]` for this of `[batch, spatial..., in]`
  default Tensor conv(Tensor w, Window window, int groups) {
    self().require("conv", DType.F32);
    Shape s = ShapeRules.conv(self().shape(), w.shape(), window, groups);
    return Tensor.node(new Op.Conv(self(), w, window, groups), s, DType.F32);
  }

  /// The gradient of [#conv] with respect to its input, for this as gradient of its output; also the transposed
  /// convolution.
  ///
  /// @param in shape of the convolution's input
  default Tensor convInput(Tensor w, Window window, int groups, Shape in) {
    ShapeRules.expect("convInput", ShapeRules.conv(in, w.shape(), window, groups), self().shape());
    return Tensor.node(new Op.ConvInput(self(), w, window, groups), in, DType.F32);
  }

  /// The gradient of [#conv] with respect to its kernel, for this as its input.
  ///
  /// @param dy gradient of its output
  /// @param kernel shape of its kernel
  default Tensor convWeight(Tensor dy, Window window, int groups, Shape kernel) {
    ShapeRules.expect("convWeight", ShapeRules.conv(self().shape(), kernel, window, groups), dy.shape());
    return Tensor.node(new Op.ConvWeight(self(), dy, window, groups), kernel, DType.F32);
  }

  /// The largest element of each window, channel by channel; padding never wins.
  default Tensor maxPool(Window window) {
    self().require("maxPool", DType.F32);
    return Tensor.node(new Op.MaxPool(self(), window), ShapeRules.pool("maxPool", self().shape(), window), DType.F32);
  }

  /// `dy`, shaped like this tensor's [#maxPool], put at the place of each window's first maximum.
  default Tensor maxPoolScatter(Tensor dy, Window window) {
    ShapeRules.expect("maxPoolScatter", ShapeRules.pool("maxPoolScatter", self().shape(), window), dy.shape());
    return Tensor.node(new Op.MaxPoolScatter(self(), dy, window), self().shape(), DType.F32);
  }

  /// The elements of `z`, shaped like this tensor, at the place of each window's first maximum of this.
  default Tensor maxPoolGather(Tensor z, Window window) {
    ShapeRules.expect("maxPoolGather", self().shape(), z.shape());
    return Tensor.node(
        new Op.MaxPoolGather(self(), z, window), ShapeRules.pool("maxPoolGather", self().shape(), window), DType.F32);
  }

  /// The mean of each window, channel by channel; padding counts as zeros.
  default Tensor avgPool(Window window) {
    self().require("avgPool", DType.F32);
    return Tensor.node(new Op.AvgPool(self(), window), ShapeRules.pool("avgPool", self().shape(), window), DType.F32);
  }

  /// The gradient of [#avgPool] with respect to its input of shape `in`, for this as gradient of its output.
  default Tensor avgPoolInput(Window window, Shape in) {
    ShapeRules.expect("avgPoolInput", ShapeRules.pool("avgPoolInput", in, window), self().shape());
    return Tensor.node(new Op.AvgPoolInput(self(), window), in, DType.F32);
  }
}
