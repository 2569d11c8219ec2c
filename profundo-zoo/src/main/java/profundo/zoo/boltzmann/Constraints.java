package profundo.zoo.boltzmann;

import java.util.Arrays;

/// Small problems of constraints as energies of a [BoltzmannMachine]: what must not be together gets a weight below zero, and
/// every unit is worth a little, less than a constraint, so that as many as possible are on.
public final class Constraints {
  /// What one unit is worth; a broken constraint costs twice as much.
  private static final double WORTH = 1;

  private Constraints() {}

  /// n queens on a board of n times n, of which none may attack another: unit `row * n + column` is a queen. A solution has
  /// energy -n.
  public static BoltzmannMachine queens(int n) {
    double[][] w = new double[n * n][n * n];
    for (int a = 0; a < n * n; a++) {
      for (int b = 0; b < n * n; b++) {
        int rows = Math.abs(a / n - b / n);
        int columns = Math.abs(a % n - b % n);
        if (a != b && (rows == 0 || columns == 0 || rows == columns)) {
          w[a][b] = -2 * WORTH;
        }
      }
    }
    return BoltzmannMachine.of(w, worth(n * n));
  }

  /// A colour for each node of a graph, none the same as a neighbour's: unit `node * colours + colour`. A solution has energy
  /// -nodes.
  ///
  /// @param edges pairs of nodes
  public static BoltzmannMachine colouring(int nodes, int colours, int[]... edges) {
    int n = nodes * colours;
    double[][] w = new double[n][n];
    for (int node = 0; node < nodes; node++) {
      for (int a = 0; a < colours; a++) {
        for (int b = 0; b < colours; b++) {
          if (a != b) {
            w[node * colours + a][node * colours + b] = -2 * WORTH;
          }
        }
      }
    }
    for (int[] edge : edges) {
      for (int c = 0; c < colours; c++) {
        w[edge[0] * colours + c][edge[1] * colours + c] = -2 * WORTH;
        w[edge[1] * colours + c][edge[0] * colours + c] = -2 * WORTH;
      }
    }
    return BoltzmannMachine.of(w, worth(n));
  }

  private static double[] worth(int units) {
    double[] b = new double[units];
    Arrays.fill(b, WORTH);
    return b;
  }
}
