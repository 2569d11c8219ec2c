package profundo.zoo.boltzmann;

import profundo.Tensor;

/// A kind of units of a Boltzmann machine: what they are, given their total input x. The energy of a unit in state s holds -s x
/// besides what its kind adds.
public enum Units {
  /// 0 or 1; P(s = 1) = sigmoid(x).
  BINARY {
    @Override
    public Tensor mean(Tensor x) {
      return x.sigmoid();
    }

    @Override
    public Tensor sample(Tensor x, Draws draws) {
      return draws.bernoulli(x.sigmoid());
    }

    /// log(1 + e^x).
    @Override
    public Tensor cumulant(Tensor x) {
      return x.softplus();
    }
  },

  /// Any number, with energy s² / 2 - s x: normal around x with variance 1. Data for visible ones must be scaled to about unit
  /// variance (Hinton 2010, section 13.2).
  GAUSSIAN {
    @Override
    public Tensor mean(Tensor x) {
      return x;
    }

    @Override
    public Tensor sample(Tensor x, Draws draws) {
      return x.add(draws.normal(x.shape()));
    }

    /// x² / 2; the constant log sqrt(2 pi) is left out.
    @Override
    public Tensor cumulant(Tensor x) {
      return x.square().mul(0.5);
    }
  },

  /// Noisy rectified linear: infinitely many binary copies with the same weights and biases that go down by one, whose number
  /// that are on is about max(0, x + N(0, sigmoid(x))) (Nair and Hinton 2010, section 2).
  RECTIFIED {
    @Override
    public Tensor mean(Tensor x) {
      return x.relu();
    }

    @Override
    public Tensor sample(Tensor x, Draws draws) {
      return x.add(x.sigmoid().sqrt().mul(draws.normal(x.shape()))).relu();
    }

    /// The sum over the copies, sum over i > 0 of log(1 + e^(x - i + 1/2)), which is about the integral of log(1 + e^t) up to
    /// x: minus the dilogarithm of -e^x. For x <= 0 it is the series in y = log(1 + e^x) with Bernoulli numbers; the
    /// inversion formula gives the other side.
    @Override
    public Tensor cumulant(Tensor x) {
      Tensor y = x.gt(0).select(x.neg(), x).softplus();
      Tensor y2 = y.square();
      Tensor series = y.mul(y2.mul(y2.mul(1.0 / 211_680).sub(1.0 / 3600)).add(1.0 / 36).mul(y).add(0.25).mul(y).add(1));
      Tensor above = x.square().mul(0.5).add(Math.PI * Math.PI / 6).sub(series);
      return x.gt(0).select(above, series);
    }
  };

  /// The state that is used where no sample is drawn: the expectation, and for [#RECTIFIED] max(0, x).
  public abstract Tensor mean(Tensor x);

  /// A sample of the state.
  public abstract Tensor sample(Tensor x, Draws draws);

  /// log of the sum over all states s of e^(-energy): what a unit that is summed out leaves in the free energy. Its derivative
  /// is the expectation of s: the mean, but for [#RECTIFIED], where it is log(1 + e^x), which max(0, x) stands for.
  public abstract Tensor cumulant(Tensor x);
}
