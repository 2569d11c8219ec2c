package profundo.nn;

import java.util.SequencedMap;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;

/// Echo state network: a fixed [ReservoirCell] whose states are read out linearly, x `[batch, time, in]` -> `[batch, time,
/// out]`. Training is one ridge regression, [#fit], instead of gradients: V = (H'H + ridge I)^-1 H'Y over all states H,
/// with a column of ones for the bias.
///
/// Source: Jaeger 2001; Jaeger and Haas 2004, Harnessing nonlinearity: predicting chaotic systems.
///
/// @param reservoir every step's states
/// @param readout `[units, out]`
public record EchoStateNetwork(Recurrent reservoir, Linear readout) implements SequenceLayer {
  /// Checks that the two fit.
  public EchoStateNetwork {
    if (!(reservoir.cell() instanceof ReservoirCell) || !reservoir.sequences()) {
      throw new IllegalArgumentException("EchoStateNetwork: expected every step of a ReservoirCell");
    }
    if (readout.weight().shape().size(0) != reservoir.cell().out() || readout.bias().isEmpty()) {
      throw new IllegalArgumentException(
          "EchoStateNetwork: expected a readout [" + reservoir.cell().out() + ", out] with bias, got "
              + readout.weight().shape());
    }
  }

  /// A reservoir and a readout that starts at zero.
  public static EchoStateNetwork of(ReservoirCell cell, int out) {
    return new EchoStateNetwork(Recurrent.of(cell), Linear.of(cell.out(), out, Initializer.zeros(), Rng.of(0)));
  }

  /// Learns the readout from sequences.
  ///
  /// @param x F32 `[batch, time, in]`
  /// @param y F32 `[batch, time, out]`
  /// @param washout first steps of each sequence that are left out, while the reservoir forgets its start
  /// @param ridge above 0; larger values give smaller weights
  public void fit(Array x, Array y, int washout, double ridge) {
    int out = readout.weight().shape().size(1);
    Shape s = x.shape();
    if (s.rank() != 3 || !y.shape().equals(s.with(2, out)) || washout < 0 || washout >= s.size(1) || !(ridge > 0)) {
      throw new ShapeException(
          "EchoStateNetwork.fit: expected x[batch, time, in], y[batch, time, out=" + out + "], a washout shorter than time"
              + " and ridge > 0, got " + s + ", " + y.shape() + ", " + washout + ", " + ridge);
    }
    float[] h = reservoir.apply(Tensor.wrap(x), Pass.inference(this)).toFloats();
    int units = reservoir.cell().out();
    int n = units + 1;
    double[][] a = new double[n][n + out];
    double[] row = new double[n];
    for (int t = 0; t < s.size(0) * s.size(1); t++) {
      if (t % s.size(1) < washout) {
        continue;
      }
      for (int i = 0; i < units; i++) {
        row[i] = h[t * units + i];
      }
      row[units] = 1;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          a[i][j] += row[i] * row[j];
        }
        for (int o = 0; o < out; o++) {
          a[i][n + o] += row[i] * y.floats()[t * out + o];
        }
      }
    }
    for (int i = 0; i < units; i++) {
      a[i][i] += ridge;
    }
    a[units][units] += ridge * 1e-6; // the bias is hardly shrunk
    store(solve(a, n, out), units, out);
  }

  private void store(double[][] w, int units, int out) {
    Array weight = Array.zeros(Shape.of(units, out), DType.F32);
    Array bias = Array.zeros(Shape.of(out), DType.F32);
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < units; i++) {
        weight.floats()[i * out + o] = (float) w[i][o];
      }
      bias.floats()[o] = (float) w[units][o];
    }
    readout.weight().set(weight);
    Variable b = readout.bias().orElseThrow();
    b.set(bias);
  }

  /// Cholesky: the lower triangle of the first n columns is the matrix, the columns after it the right sides.
  private static double[][] solve(double[][] a, int n, int out) {
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < j; k++) {
        a[j][j] -= a[j][k] * a[j][k];
      }
      a[j][j] = Math.sqrt(Math.max(a[j][j], 1e-300));
      for (int i = j + 1; i < n; i++) {
        for (int k = 0; k < j; k++) {
          a[i][j] -= a[i][k] * a[j][k];
        }
        a[i][j] /= a[j][j];
      }
    }
    double[][] w = new double[n][out];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < n; i++) {
        double v = a[i][n + o];
        for (int k = 0; k < i; k++) {
          v -= a[i][k] * w[k][o];
        }
        w[i][o] = v / a[i][i];
      }
      for (int i = n - 1; i >= 0; i--) {
        double v = w[i][o];
        for (int k = i + 1; k < n; k++) {
          v -= a[k][i] * w[k][o];
        }
        w[i][o] = v / a[i][i];
      }
    }
    return w;
  }

  @Override
  public Tensor apply(Tensor x, Tensor lengths, Pass pass) {
    Shape s = x.shape();
    pass.expect(this, x, Shapes.isFloat(x) && s.rank() == 3 && s.size(2) == reservoir.cell().in());
    return pass.apply(readout, reservoir.apply(x, lengths, pass));
  }

  @Override
  public String expects() {
    return reservoir.expects();
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("reservoir", LayerRegistry.describe(reservoir));
    c.put("readout", LayerRegistry.describe(readout));
    return c;
  }

  static EchoStateNetwork of(Config c) {
    if (c.layer("reservoir") instanceof Recurrent r && c.layer("readout") instanceof Linear l) {
      return new EchoStateNetwork(r, l);
    }
    throw new IllegalArgumentException("expected 'reservoir' to be Recurrent and 'readout' Linear");
  }
}
