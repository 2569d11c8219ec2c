package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Ratings;
import profundo.files.MovieLens;
import profundo.nn.Elu;
import profundo.nn.Penalty;
import profundo.optim.Adam;
import profundo.optim.Schedule;
import profundo.train.Trainer;
import profundo.zoo.autoencoder.RatingBiases;
import profundo.zoo.autoencoder.Recommender;

/// What people will think of films, from what they and others thought of other films.
///
/// The autoencoder learns what user and item biases leave over; its settings were chosen by a tenth of the ratings to learn
/// from, held out for that, not by those that it is judged by.
final class MovieLensRatings implements Reproduction {
  private static final int BATCH = 256;

  @Override
  public String name() {
    return "movielens";
  }

  @Override
  public String what() {
    return "MovieLens latest-small, a random tenth of the ratings held out: masked deep autoencoder 610-400-100-400-610 over the films'"
        + " rows, learning what user and item biases leave over; beside it the biases alone";
  }

  @Override
  public String source() {
    return "Sedhain, Menon, Sanner, Xie 2015, AutoRec; Kuchaiev, Ginsburg 2017, Training deep autoencoders for collaborative"
        + " filtering; Koren, Bell, Volinsky 2009 (biases); the data: Harper, Konstan 2015";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atMost("rmse", "RMSE on the held-out ratings", "stars", 0.87).twin(0.45),
        Figure.atMost("biases_rmse", "the same of biases alone", "stars", 0.872));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(10);
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    Ratings all = lab.reduced() ? lowRank(lab.seed()) : MovieLens.load(lab.data("movielens")).ratings();
    Ratings.Split split = all.split(0.1, Rng.of(lab.seed()).stream("held out"));
    RatingBiases biases = RatingBiases.of(split.train(), lab.of(3.0, 1.0));
    double plain = split.heldOut().rmse((u, i) -> clamped(biases.of(u, i)));
    lab.say(String.format(Locale.ROOT, "%s; biases alone: RMSE %.4f", all, plain));
    Ratings rows = split.train().less(biases).transposed();
    int epochs = lab.of(20, 40);
    var train = rows.rows().batches(lab.of(BATCH, 20)).shuffled(lab.seed());
    List<Integer> sizes = lab.of(List.of(400, 100), List.of(40, 20));
    Recommender r = Recommender.of(rows.items(), sizes, Elu::of, lab.of(0.7, 0.1), Rng.of(lab.seed()));
    var adam = Adam.of(Schedule.oneCycle(lab.of(3e-3, 1e-2), train.count() * epochs));
    var step = r.learning(adam).withPenalty(Penalty.l2(lab.of(2e-3, 1e-4)));
    lab.fit(Trainer.of(step).seed(lab.seed()), train, null, epochs);
    Ratings.Entry rest = r.predicting(rows);
    double rmse = split.heldOut().rmse((u, i) -> clamped(biases.of(u, i) + rest.of(i, u)));
    return Map.of("rmse", rmse, "biases_rmse", plain);
  }

  private static double clamped(double stars) {
    return Math.clamp(stars, MovieLens.LEAST, MovieLens.MOST);
  }

  /// Ratings of 120 films by 100 users, half of the table, that are 3 and a product of two numbers for each user and each
  /// film, with a little noise: biases alone cannot know them.
  private static Ratings lowRank(long seed) {
    Rng rng = Rng.of(seed).stream("low rank");
    int users = 100;
    int items = 120;
    float[] u = rng.normal(Shape.of(users, 2), 0, 0.75f).floats();
    float[] v = rng.normal(Shape.of(items, 2), 0, 0.75f).floats();
    int n = users * items / 2;
    int[] places = rng.permutation(users * items);
    int[] user = new int[n];
    int[] item = new int[n];
    float[] value = new float[n];
    for (int k = 0; k < n; k++) {
      user[k] = places[k] / items;
      item[k] = places[k] % items;
      float product = u[2 * user[k]] * v[2 * item[k]] + u[2 * user[k] + 1] * v[2 * item[k] + 1];
      value[k] = Math.clamp(3 + product + 0.1f * rng.nextGaussian(), MovieLens.LEAST, MovieLens.MOST);
    }
    return Ratings.of(users, items, user, item, value);
  }
}
