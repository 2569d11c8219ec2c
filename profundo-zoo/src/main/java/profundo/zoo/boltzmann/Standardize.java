package profundo.zoo.boltzmann;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import profundo.Array;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.nn.Config;
import profundo.nn.Described;
import profundo.nn.Pass;
import profundo.nn.State;

/// Subtracts the mean of each feature and divides by one deviation: x `[batch, features]` -> (x - mean) / deviation. What
/// Gaussian visible units need; a deviation for each feature would blow up pixels that are nearly always black.
///
/// @param mean `[features]`
/// @param deviation `[1]`
public record Standardize(@State Variable mean, @State Variable deviation) implements Described {
  /// With the means and the root mean squared deviation of some samples.
  ///
  /// @param samples `[n, ...]`
  public static Standardize of(Array samples) {
    int n = samples.shape().size(0);
    int size = samples.shape().count() / n;
    float[] x = samples.floats();
    double[] sum = new double[size];
    double squares = 0;
    for (int k = 0; k < x.length; k++) {
      sum[k % size] += x[k];
      squares += (double) x[k] * x[k];
    }
    Standardize s =
        new Standardize(Variable.zeros("mean", Shape.of(size)), Variable.zeros("deviation", Shape.of(1)));
    for (int i = 0; i < size; i++) {
      s.mean.value().floats()[i] = (float) (sum[i] / n);
      squares -= sum[i] * sum[i] / n;
    }
    s.deviation.value().floats()[0] = (float) Math.sqrt(Math.max(squares / x.length, 1e-12));
    return s;
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, x.shape().rank() == 2 && x.shape().size(1) == mean.shape().count());
    return x.sub(pass.read(mean)).div(pass.read(deviation));
  }

  /// The way back: z `[batch, features]` -> z * deviation + mean.
  public Tensor undo(Tensor z) {
    return z.mul(deviation).add(mean);
  }

  @Override
  public String expects() {
    return "x[batch, features=" + mean.shape().count() + "]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    var c = new LinkedHashMap<String, Object>();
    c.put("features", mean.shape().count());
    return c;
  }

  static Standardize of(Config c) {
    return new Standardize(c.variable("mean", c.integer("features", 1)), c.variable("deviation", 1));
  }
}
