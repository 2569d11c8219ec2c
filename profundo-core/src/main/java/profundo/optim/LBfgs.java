package profundo.optim;

import java.util.ArrayDeque;
import java.util.Iterator;

/// Limited-memory BFGS (Liu and Nocedal 1989): directions from the last few steps and changes of the gradient by the
/// two-loop recursion (Nocedal and Wright 2006, algorithm 7.4), lengths by a line search that satisfies the strong Wolfe
/// conditions (c1 = 1e-4, c2 = 0.9). Close to a minimum it converges almost like Newton's method.
///
///     Minimum found = LBfgs.of().minimize(loss, List.of(w));
///
/// @param memory steps that are remembered
/// @param iterations most steps
/// @param gradient ends when no element of the gradient is larger
/// @param change ends when a step changes the value by no more
public record LBfgs(int memory, int iterations, double gradient, double change) implements Minimizer {
  /// Checks the settings.
  public LBfgs {
    Check.steps("LBfgs", "a memory", memory);
    Descent.check("LBfgs", iterations, gradient, change);
  }

  /// Memory of 10, at most 1000 steps, until no element of the gradient is above 1e-7.
  public static LBfgs of() {
    return new LBfgs(10, 1000, 1e-7, 0);
  }

  /// The same with more or fewer steps remembered.
  public LBfgs withMemory(int steps) {
    return new LBfgs(steps, iterations, gradient, change);
  }

  /// The same with another most number of steps.
  public LBfgs withIterations(int most) {
    return new LBfgs(memory, most, gradient, change);
  }

  /// The same with other tolerances.
  ///
  /// @param gradient ends when no element of the gradient is larger
  /// @param change ends when a step changes the value by no more
  public LBfgs withTolerances(double gradient, double change) {
    return new LBfgs(memory, iterations, gradient, change);
  }

  @Override
  public Minimum minimize(Objective f, double[] x) {
    return Descent.run(f, x, new Inverse(memory), 0.9, iterations, gradient, change);
  }

  /// The inverse Hessian, as far as some pairs of steps s and changes of the gradient y know it.
  private static final class Inverse implements Descent.Directions {
    private record Pair(double[] s, double[] y, double rho) {}

    private final int memory;
    private final ArrayDeque<Pair> pairs = new ArrayDeque<>();

    Inverse(int memory) {
      this.memory = memory;
    }

    @Override
    public void next(double[] gradient, double[] q) {
      for (int i = 0; i < q.length; i++) {
        q[i] = -gradient[i];
      }
      if (pairs.isEmpty()) {
        return;
      }
      double[] alpha = new double[pairs.size()];
      int k = pairs.size();
      for (Iterator<Pair> it = pairs.descendingIterator(); it.hasNext(); ) {
        Pair p = it.next();
        alpha[--k] = p.rho * WolfeSearch.dot(p.s, q);
        add(q, -alpha[k], p.y);
      }
      Pair last = pairs.getLast();
      double scale = 1 / (last.rho * WolfeSearch.dot(last.y, last.y));
      for (int i = 0; i < q.length; i++) {
        q[i] *= scale;
      }
      for (Pair p : pairs) {
        add(q, alpha[k++] - p.rho * WolfeSearch.dot(p.y, q), p.s);
      }
    }

    @Override
    public void moved(double[] step, double[] before, double[] after) {
      double[] y = new double[step.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = after[i] - before[i];
      }
      double sy = WolfeSearch.dot(step, y);
      // Without positive curvature the pair would spoil the inverse.
      if (sy > 1e-16 * WolfeSearch.dot(y, y) && 1 / sy < Double.MAX_VALUE) {
        pairs.addLast(new Pair(step.clone(), y, 1 / sy));
        if (pairs.size() > memory) {
          pairs.removeFirst();
        }
      }
    }

    @Override
    public void forget() {
      pairs.clear();
    }

    @Override
    public double trial(double slope, double lastSlope, double lastLength) {
      return 1;
    }

    private static void add(double[] to, double factor, double[] what) {
      for (int i = 0; i < to.length; i++) {
        to[i] += factor * what[i];
      }
    }
  }
}
