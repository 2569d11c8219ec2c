package profundo.optim;

import java.util.List;
import java.util.function.UnaryOperator;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;

/// A published function on which optimizers are compared, with what is known about it.
///
/// @param name as users call it
/// @param source where it comes from
/// @param expression from a point `[n]` to a value `[]`
/// @param start where searches usually begin
/// @param minimum where the value is smallest; the saddle has none, and its saddle point is here
/// @param low lower left corner of the usual picture, for two dimensions
/// @param high upper right corner
public record TestFunction(
    String name,
    String source,
    UnaryOperator<Tensor> expression,
    List<Double> start,
    List<Double> minimum,
    List<Double> low,
    List<Double> high) {
  /// Copies the lists.
  public TestFunction {
    start = List.copyOf(start);
    minimum = List.copyOf(minimum);
    low = List.copyOf(low);
    high = List.copyOf(high);
  }

  /// All of them, in two dimensions.
  public static List<TestFunction> all() {
    return List.of(rosenbrock(2), beale(), rastrigin(2), saddle());
  }

  /// A curved valley, in pairs of coordinates: sum 100 (b - a²)² + (1 - a)² (Rosenbrock 1960; for more than two
  /// dimensions Moré, Garbow, Hillstrom 1981, number 21). From (-1.2, 1) repeated to 0 at (1, ..., 1).
  ///
  /// @param n dimensions, an even number
  public static TestFunction rosenbrock(int n) {
    if (n < 2 || n % 2 != 0) {
      throw new IllegalArgumentException("TestFunction.rosenbrock: expected an even number of dimensions, got " + n);
    }
    UnaryOperator<Tensor> f =
        x -> {
          Tensor pairs = x.reshape(n / 2, 2);
          Tensor a = pairs.slice(1, 0, 1);
          Tensor b = pairs.slice(1, 1, 2);
          return b.sub(a.square()).square().mul(100).add(Tensor.scalar(1).sub(a).square()).sum();
        };
    return new TestFunction(
        "rosenbrock", "Rosenbrock 1960", f, repeated(n, -1.2, 1), repeated(n, 1), List.of(-2.0, -1.0), List.of(2.0, 3.0));
  }

  /// A flat valley with steep walls: (1.5 - x + x y)² + (2.25 - x + x y²)² + (2.625 - x + x y³)² (Beale 1958). 0 at (3, 0.5).
  public static TestFunction beale() {
    UnaryOperator<Tensor> f =
        p -> {
          Tensor x = p.slice(0, 0, 1);
          Tensor y = p.slice(0, 1, 2);
          Tensor y2 = y.square();
          return Tensor.scalar(1.5).sub(x).add(x.mul(y)).square()
              .add(Tensor.scalar(2.25).sub(x).add(x.mul(y2)).square())
              .add(Tensor.scalar(2.625).sub(x).add(x.mul(y2).mul(y)).square())
              .sum();
        };
    return new TestFunction(
        "beale", "Beale 1958", f, List.of(1.0, 1.0), List.of(3.0, 0.5), List.of(-0.5, -1.5), List.of(4.5, 1.5));
  }

  /// A bowl with many local minima, one near every point of whole numbers: 10 n + sum x² - 10 cos(2 pi x) (Rastrigin
  /// 1974). 0 at the origin.
  public static TestFunction rastrigin(int n) {
    Check.steps("TestFunction.rastrigin", "a number of dimensions", n);
    UnaryOperator<Tensor> f = x -> x.square().sub(x.mul(2 * Math.PI).cos().mul(10)).add(10).sum();
    return new TestFunction(
        "rastrigin", "Rastrigin 1974", f, repeated(n, 2.2, 1.8), repeated(n, 0), List.of(-3.0, -3.0), List.of(3.0, 3.0));
  }

  /// x² - y²: no minimum; a method that starts on the ridge of the saddle leaves it only by the little that it is off.
  public static TestFunction saddle() {
    UnaryOperator<Tensor> f =
        p -> p.slice(0, 0, 1).square().sub(p.slice(0, 1, 2).square()).sum();
    return new TestFunction(
        "saddle", "x\u00b2 - y\u00b2", f, List.of(-1.0, 0.01), List.of(0.0, 0.0), List.of(-1.5, -1.5), List.of(1.5, 1.5));
  }

  /// The value at a point.
  ///
  /// @param x shape `[n]`
  /// @return shape `[]`
  public Tensor at(Tensor x) {
    if (!x.shape().equals(Shape.of(start.size()))) {
      throw new ShapeException("TestFunction " + name + ": expected a point [" + start.size() + "], got " + x.shape());
    }
    return expression.apply(x);
  }

  private static List<Double> repeated(int n, double... values) {
    Double[] all = new Double[n];
    for (int i = 0; i < n; i++) {
      all[i] = values[i % values.length];
    }
    return List.of(all);
  }
}
