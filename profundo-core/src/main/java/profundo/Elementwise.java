package profundo;

import java.util.Locale;
import profundo.Op.BinaryKind;
import profundo.Op.UnaryKind;

/// The part of [Tensor] that works number by number; operands broadcast as in NumPy.
sealed interface Elementwise permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// x + y.
  default Tensor add(Tensor other) {
    return binary(BinaryKind.ADD, self(), other);
  }

  /// x + c.
  default Tensor add(double c) {
    return add(Tensor.scalar(c, self().dtype()));
  }

  /// x - y.
  default Tensor sub(Tensor other) {
    return binary(BinaryKind.SUB, self(), other);
  }

  /// x - c.
  default Tensor sub(double c) {
    return sub(Tensor.scalar(c, self().dtype()));
  }

  /// x y, elementwise.
  default Tensor mul(Tensor other) {
    return binary(BinaryKind.MUL, self(), other);
  }

  /// c x.
  default Tensor mul(double c) {
    return mul(Tensor.scalar(c, self().dtype()));
  }

  /// x / y, F32.
  default Tensor div(Tensor other) {
    self().require("div", DType.F32);
    return binary(BinaryKind.DIV, self(), other);
  }

  /// x / c, F32.
  default Tensor div(double c) {
    return div(Tensor.scalar(c));
  }

  /// x to the power y, F32.
  default Tensor pow(Tensor other) {
    self().require("pow", DType.F32);
    return binary(BinaryKind.POW, self(), other);
  }

  /// x to the power c, F32.
  default Tensor pow(double c) {
    return pow(Tensor.scalar(c));
  }

  /// The larger of both; the gradient goes to x where they are equal.
  default Tensor max(Tensor other) {
    return binary(BinaryKind.MAX, self(), other);
  }

  /// The larger of x and c.
  default Tensor max(double c) {
    return max(Tensor.scalar(c, self().dtype()));
  }

  /// The smaller of both; the gradient goes to x where they are equal.
  default Tensor min(Tensor other) {
    return binary(BinaryKind.MIN, self(), other);
  }

  /// The smaller of x and c.
  default Tensor min(double c) {
    return min(Tensor.scalar(c, self().dtype()));
  }

  /// F32: 1 where equal.
  default Tensor eq(Tensor other) {
    return binary(BinaryKind.EQ, self(), other);
  }

  /// F32: 1 where different.
  default Tensor ne(Tensor other) {
    return binary(BinaryKind.NE, self(), other);
  }

  /// F32: 1 where x < y.
  default Tensor lt(Tensor other) {
    return binary(BinaryKind.LT, self(), other);
  }

  /// F32: 1 where x <= y.
  default Tensor le(Tensor other) {
    return binary(BinaryKind.LE, self(), other);
  }

  /// F32: 1 where x > y.
  default Tensor gt(Tensor other) {
    return other.lt(self());
  }

  /// F32: 1 where x > c.
  default Tensor gt(double c) {
    return gt(Tensor.scalar(c, self().dtype()));
  }

  /// F32: 1 where x >= y.
  default Tensor ge(Tensor other) {
    return other.le(self());
  }

  private static Tensor binary(BinaryKind kind, Tensor a, Tensor b) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    if (a.dtype() != b.dtype()) {
      throw new ShapeException(
          name + ": expected operands of one type, got " + a.dtype() + " " + a.shape() + " and " + b.dtype()
              + " " + b.shape() + "; use cast");
    }
    Shape s = ShapeRules.common(name, a.shape(), b.shape());
    DType t = kind.comparison() ? DType.F32 : a.dtype();
    return Tensor.node(new Op.Binary(kind, a.expand(s), b.expand(s)), s, t);
  }

  private Tensor unary(UnaryKind kind) {
    if (self().dtype() == DType.I32 && kind != UnaryKind.NEG && kind != UnaryKind.ABS) {
      self().require(kind.name().toLowerCase(Locale.ROOT), DType.F32);
    }
    return Tensor.node(new Op.Unary(kind, self()), self().shape(), self().dtype());
  }

  /// -x.
  default Tensor neg() {
    return unary(UnaryKind.NEG);
  }

  /// |x|; its derivative at 0 is 0.
  default Tensor abs() {
    return unary(UnaryKind.ABS);
  }

  /// -1, 0 or 1.
  default Tensor sign() {
    return unary(UnaryKind.SIGN);
  }

  /// e^x.
  default Tensor exp() {
    return unary(UnaryKind.EXP);
  }

  /// Natural logarithm.
  default Tensor log() {
    return unary(UnaryKind.LOG);
  }

  /// Square root.
  default Tensor sqrt() {
    return unary(UnaryKind.SQRT);
  }

  /// x x.
  default Tensor square() {
    return mul(self());
  }

  /// 1 / x.
  default Tensor reciprocal() {
    return unary(UnaryKind.RECIPROCAL);
  }

  /// Sine.
  default Tensor sin() {
    return unary(UnaryKind.SIN);
  }

  /// Cosine.
  default Tensor cos() {
    return unary(UnaryKind.COS);
  }

  /// Hyperbolic tangent.
  default Tensor tanh() {
    return unary(UnaryKind.TANH);
  }

  /// 1 / (1 + e^-x).
  default Tensor sigmoid() {
    return unary(UnaryKind.SIGMOID);
  }

  /// log(1 + e^x).
  default Tensor softplus() {
    return unary(UnaryKind.SOFTPLUS);
  }

  /// max(x, 0); its derivative at 0 is 0.
  default Tensor relu() {
    return unary(UnaryKind.RELU);
  }

  /// The error function.
  default Tensor erf() {
    return unary(UnaryKind.ERF);
  }

  /// The largest whole number not above x.
  default Tensor floor() {
    return unary(UnaryKind.FLOOR);
  }

  /// `this != 0 ? a : b`, broadcast to one shape; this is F32.
  default Tensor select(Tensor a, Tensor b) {
    self().require("select", DType.F32);
    if (a.dtype() != b.dtype()) {
      throw new ShapeException(
          "select: expected branches of one type, got " + a.dtype() + " and " + b.dtype() + "; use cast");
    }
    Shape s = ShapeRules.common("select", ShapeRules.common("select", self().shape(), a.shape()), b.shape());
    return Tensor.node(new Op.Select(self().expand(s), a.expand(s), b.expand(s)), s, a.dtype());
  }

  /// Converts; F32 to I32 cuts the fraction off.
  default Tensor cast(DType to) {
    return to == self().dtype() ? self() : Tensor.node(new Op.Cast(self()), self().shape(), to);
  }

  /// The same value, through which no gradient flows.
  default Tensor detach() {
    return Tensor.node(new Op.Detach(self()), self().shape(), self().dtype());
  }
}
