package profundo.kernel;

/// The operations that elementwise loops are made of, on floats.
///
/// Comparisons give 1 or 0. `MAX` and `MIN` give NaN if either operand is NaN; so does `RELU`, which is max(x, 0).
/// `SIGN` of zero is zero. `SELECT` gives b where a is not zero, else c.
public enum ElementOp {
  NEG(1),
  ABS(1),
  SIGN(1),
  EXP(1),
  LOG(1),
  SQRT(1),
  SIN(1),
  COS(1),
  TANH(1),
  SIGMOID(1),
  SOFTPLUS(1),
  ERF(1),
  FLOOR(1),
  RECIPROCAL(1),
  COPY(1),
  RELU(1),
  ADD(2),
  SUB(2),
  MUL(2),
  DIV(2),
  POW(2),
  MAX(2),
  MIN(2),
  EQ(2),
  NE(2),
  LT(2),
  LE(2),
  SELECT(3);

  private final int arity;

  ElementOp(int arity) {
    this.arity = arity;
  }

  /// How many operands it takes: 1, 2 or 3.
  public int arity() {
    return arity;
  }

  /// About how many additions it is worth, to decide when threads pay.
  int weight() {
    return switch (this) {
      case EXP, LOG, TANH, SIGMOID, SOFTPLUS, ERF -> 6;
      case SIN, COS -> 12;
      case POW -> 24;
      case DIV, SQRT, RECIPROCAL, FLOOR -> 2;
      default -> 1;
    };
  }
}
