package profundo.zoo.autoencoder;

import profundo.data.Ratings;

/// The plainest recommender: some users are kinder than others, some items better (Koren, Bell, Volinsky 2009, Matrix
/// factorization techniques for recommender systems, equation 3).
///
///     b_ui = mu + b_u + b_i
///
/// The biases make the least of
///
///     sum over observed entries of (r_ui - mu - b_u - b_i)² + lambda (sum of b_u² + sum of b_i²)
///
/// where those of the users have a closed form given those of the items, and the other way round; the two are worked out in
/// turn until nothing moves. What a user or an item without ratings has is 0.
public final class RatingBiases implements Ratings.Entry {
  private static final int MOST_ROUNDS = 1000;
  private static final double STILL = 1e-9;

  private final double mean;
  private final double[] user;
  private final double[] item;

  private RatingBiases(double mean, double[] user, double[] item) {
    this.mean = mean;
    this.user = user;
    this.item = item;
  }

  /// Fits the biases.
  ///
  /// @param lambda above 0: how much they are drawn to 0, in ratings
  public static RatingBiases of(Ratings train, double lambda) {
    if (!(lambda > 0 && lambda <= 1e9)) {
      throw new IllegalArgumentException("RatingBiases: expected lambda above 0 and at most 1e9, got " + lambda);
    }
    double sum = 0;
    for (int k = 0; k < train.size(); k++) {
      sum += train.value(k);
    }
    double mu = sum / train.size();
    double[] user = new double[train.users()];
    double[] item = new double[train.items()];
    Ratings byItem = train.transposed();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      double moved = Math.max(fit(byItem, mu, item, user, lambda), fit(train, mu, user, item, lambda));
      if (moved < STILL) {
        break;
      }
    }
    return new RatingBiases(mu, user, item);
  }

  /// b_r = sum over the row's entries of (value - mu - b_c) / (lambda + number of them).
  ///
  /// @return how far the one that moved most has moved
  private static double fit(Ratings r, double mu, double[] rows, double[] columns, double lambda) {
    double[] sum = new double[rows.length];
    int[] count = new int[rows.length];
    for (int k = 0; k < r.size(); k++) {
      sum[r.user(k)] += r.value(k) - mu - columns[r.item(k)];
      count[r.user(k)]++;
    }
    double moved = 0;
    for (int u = 0; u < rows.length; u++) {
      double next = sum[u] / (lambda + count[u]);
      moved = Math.max(moved, Math.abs(next - rows[u]));
      rows[u] = next;
    }
    return moved;
  }

  /// mu, the mean of all ratings.
  public double mean() {
    return mean;
  }

  /// b_u.
  public double user(int u) {
    return user[u];
  }

  /// b_i.
  public double item(int i) {
    return item[i];
  }

  @Override
  public double of(int u, int i) {
    return mean + user[u] + item[i];
  }
}
