package profundo.zoo.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Array;
import profundo.DType;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.data.Ratings;
import profundo.io.ModelFile;
import profundo.nn.Layer;
import profundo.nn.Parameters;
import profundo.nn.Pass;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.nn.Tanh;
import profundo.optim.Adam;
import profundo.train.Predictor;
import profundo.train.Trainer;
import profundo.zoo.Zoo;

class RecommenderTest {
  @TempDir Path folder;

  private static Ratings random(int users, int items, int n, long seed) {
    Rng rng = Rng.of(seed);
    int[] places = rng.permutation(users * items);
    int[] user = new int[n];
    int[] item = new int[n];
    float[] value = new float[n];
    for (int k = 0; k < n; k++) {
      user[k] = places[k] / items;
      item[k] = places[k] % items;
      value[k] = 1 + rng.nextInt(5);
    }
    return Ratings.of(users, items, user, item, value);
  }

  /// One user, two items: mu = 3, and by hand the least of (1 - u - a)² + (-1 - u - b)² + u² + a² + b² is u = 0, a = 1/2,
  /// b = -1/2. A second user without ratings stays at 0.
  @Test
  void biasesWorkedByHand() {
    RatingBiases b = RatingBiases.of(Ratings.of(2, 2, new int[] {0, 0}, new int[] {0, 1}, new float[] {4, 2}), 1);
    assertThat(b.mean()).isEqualTo(3);
    assertThat(b.user(0)).isCloseTo(0, within(1e-8));
    assertThat(b.item(0)).isCloseTo(0.5, within(1e-8));
    assertThat(b.item(1)).isCloseTo(-0.5, within(1e-8));
    assertThat(b.user(1)).isZero();
    assertThat(b.of(1, 0)).isCloseTo(3.5, within(1e-8));
    assertThatThrownBy(() -> RatingBiases.of(random(2, 2, 2, 1), 0)).hasMessageContaining("lambda above 0");
  }

  /// At the least of a smooth function its gradient is 0.
  @Test
  void biasesAreTheLeastOfTheirObjective() {
    double lambda = 2.5;
    Ratings r = random(12, 9, 60, 5);
    RatingBiases b = RatingBiases.of(r, lambda);
    double[] byUser = new double[12];
    double[] byItem = new double[9];
    for (int k = 0; k < r.size(); k++) {
      double rest = r.value(k) - b.of(r.user(k), r.item(k));
      byUser[r.user(k)] += rest;
      byItem[r.item(k)] += rest;
    }
    for (int u = 0; u < 12; u++) {
      assertThat(byUser[u] - lambda * b.user(u)).as("user %d, seed 5", u).isCloseTo(0, within(1e-6));
    }
    for (int i = 0; i < 9; i++) {
      assertThat(byItem[i] - lambda * b.item(i)).as("item %d, seed 5", i).isCloseTo(0, within(1e-6));
    }
  }

  @Test
  void onlyObservedEntriesCount() {
    Tensor r = Tensor.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6);
    Tensor x = Tensor.of(Shape.of(2, 3), 0f, 100, 1, 4, -100, 3);
    Tensor o = Tensor.of(Shape.of(2, 3), 1f, 0, 1, 1, 0, 1);
    // (1 + 4 + 0 + 9) / 4
    assertThat(Recommender.maskedSquaredError(r, x, o).toFloat()).isEqualTo(3.5f);
    Tensor nothing = Tensor.fill(Shape.of(2, 3), 0);
    assertThat(Recommender.maskedSquaredError(r, x, nothing).toFloat()).isZero();
    float[] g = Gradient.of(Recommender.maskedSquaredError(r, x, o), List.of(r)).getFirst().toFloats();
    assertThat(g).containsExactly(new float[] {0.5f, 0, 1, 0, 0, 1.5f}, within(0f));
  }

  /// What nobody rated gets no gradient: the column of an item that no row of the batch has leaves its decoder's weights.
  @Test
  void anItemThatIsNotObservedMovesNothing() {
    Recommender r = Recommender.of(3, List.of(2), Sigmoid::of, 0, Rng.of(1));
    Tensor x = Tensor.of(Shape.of(2, 3), 1f, 0, 2, 3, 0, 1);
    Tensor o = Tensor.of(Shape.of(2, 3), 1f, 0, 1, 1, 0, 1);
    Tensor loss = r.learning(Adam.of(1)).train(Map.of("x", x, Ratings.OBSERVED, o), Tensor.scalar(0, DType.I32), 1).loss();
    var names = Parameters.of(r).byName();
    var weight = names.get("decoder.linear1.weight");
    var bias = names.get("decoder.linear1.bias");
    List<Tensor> g = Gradient.of(loss, List.of(weight, bias));
    float[] w = g.get(0).toFloats();
    assertThat(new float[] {w[1], w[4], g.get(1).toFloats()[1]}).containsExactly(0, 0, 0);
    assertThat(w[0]).isNotZero();
    assertThat(g.get(1).toFloats()[0]).isNotZero();
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    Recommender r = Recommender.of(4, List.of(3, 2), Tanh::of, 0, Rng.of(8));
    Tensor x = Tensor.of(Rng.of(2).normal(Shape.of(5, 4), 0, 1));
    Tensor o = Tensor.of(Rng.of(3).uniform(Shape.of(5, 4), 0, 1)).gt(0.4).cast(DType.F32);
    Tensor loss = Recommender.maskedSquaredError(Pass.inference(r).apply(r, x), x, o);
    for (var v : Parameters.of(r).byName().entrySet()) {
      float[] analytic = Gradient.of(loss, List.of(v.getValue())).getFirst().toFloats();
      float[] values = v.getValue().value().floats();
      for (int i = 0; i < values.length; i++) {
        float before = values[i];
        values[i] = before + 1e-2f;
        double up = loss.toFloat();
        values[i] = before - 1e-2f;
        double down = loss.toFloat();
        values[i] = before;
        assertThat((up - down) / 2e-2).as("%s[%d]", v.getKey(), i).isCloseTo(analytic[i], within(2e-3));
      }
    }
  }

  @Test
  void throughAFileAndBack() throws Exception {
    Recommender r = Recommender.of(6, List.of(4, 2), Sigmoid::of, 0.5, Rng.of(2));
    ModelFile.save(r, folder.resolve("r.safetensors"));
    Layer back = ModelFile.load(folder.resolve("r.safetensors"), Zoo.layers()).layer();
    Array x = Rng.of(4).normal(Shape.of(3, 6), 0, 1);
    assertThat(Predictor.of(back).predict(x).sameBits(Predictor.of(r).predict(x))).isTrue();
    assertThat(Parameters.of(r).byName().keySet())
        .containsExactly(
            "encoder.linear1.weight", "encoder.linear1.bias", "encoder.linear2.weight", "encoder.linear2.bias",
            "decoder.linear2.weight", "decoder.linear2.bias", "decoder.linear1.weight", "decoder.linear1.bias");
  }

  @Test
  void whatDoesNotFitIsSaid() {
    Recommender r = Recommender.of(6, List.of(2), Sigmoid::of, 0, Rng.of(2));
    Trainer plain = Trainer.of(r.learning(Adam.of(1e-3)));
    assertThatThrownBy(() -> plain.fit(Dataset.of(Array.zeros(Shape.of(2, 6), DType.F32)).batches(2), null, 1))
        .hasMessageContaining("expected a data set with a part 'observed'");
    Recommender wrong = new Recommender(Sequential.of(), Recommender.of(6, List.of(2), Sigmoid::of, 0, Rng.of(1)).encoder());
    assertThatThrownBy(() -> Predictor.of(wrong).predict(Array.zeros(Shape.of(2, 6), DType.F32)))
        .isInstanceOf(ShapeException.class).hasMessageContaining("Recommender: expected a decoder that gives the shape of x");
    assertThatThrownBy(() -> Recommender.of(6, List.of(), Sigmoid::of, 0, Rng.of(1))).hasMessageContaining("at least one layer");
  }

  /// Ten users of two tastes; what one is not asked for, the others of like taste tell. Biases know nothing of tastes.
  @Test
  void learnsTastes() throws Exception {
    int users = 40;
    int items = 10;
    Rng rng = Rng.of(6);
    int[] places = rng.permutation(users * items);
    int n = 320;
    int[] user = new int[n];
    int[] item = new int[n];
    float[] value = new float[n];
    for (int k = 0; k < n; k++) {
      user[k] = places[k] / items;
      item[k] = places[k] % items;
      value[k] = (user[k] + item[k]) % 2 == 0 ? 1 : -1;
    }
    Ratings.Split s = Ratings.of(users, items, user, item, value).split(0.15, Rng.of(1));
    double plain = s.heldOut().rmse(RatingBiases.of(s.train(), 1));
    Recommender r = Recommender.of(items, List.of(3), Tanh::of, 0.2, Rng.of(9));
    Trainer.of(r.learning(Adam.of(1e-2))).seed(4).fit(s.train().rows().batches(20).shuffled(2), null, 150);
    double rmse = s.heldOut().rmse(r.predicting(s.train()));
    System.out.printf("learnsTastes: biases %.3f, recommender %.3f%n", plain, rmse);
    assertThat(plain).isGreaterThan(0.9);
    assertThat(rmse).isLessThan(0.35);
  }
}
