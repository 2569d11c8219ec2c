package profundo.zoo.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import profundo.data.Ratings;
import profundo.optim.Adam;
import profundo.train.Trainer;

/// The worked example of docs/zoo-applications.md against a calculation by hand (with `bc`, to eight digits).
class SongExampleTest {
  private static final Offset<Float> DIGITS = within(5e-7f);

  /// Anna: x = (1, 0.5, 0, -), so z = (1 + 0.5 - 0.5, -1 + 1) = (1, 0).
  @Test
  void forwardByHand() {
    var w = SongExample.of().work(0);
    assertThat(w.x()).containsExactly(1, 0.5f, 0, 0);
    assertThat(w.heard()).containsExactly(1, 1, 1, 0);
    assertThat(w.z()).containsExactly(1, 0);
    assertThat(w.h()).containsExactly(new float[] {0.73105858f, 0.5f}, DIGITS);
    assertThat(w.decoded()).containsExactly(new float[] {0.46211716f, 0.73105858f, -0.23105858f, -0.23105858f}, DIGITS);
    assertThat(w.reconstruction()).containsExactly(new float[] {0.61351630f, 0.67503753f, 0.44249099f, 0.44249099f}, DIGITS);
    assertThat(w.error()).containsExactly(new float[] {0.38648370f, 0.17503753f, 0.44249099f, 0}, DIGITS);
    assertThat(w.loss()).isCloseTo(0.12526869f, DIGITS);
  }

  @Test
  void backwardByHand() {
    var w = SongExample.of().work(0);
    assertThat(w.decodedDelta()).containsExactly(new float[] {-0.06109381f, 0.02559771f, 0.07277287f, 0}, DIGITS);
    assertThat(w.delta()).containsExactly(new float[] {-0.03329874f, 0.04874012f}, DIGITS);
    assertThat(w.gradients().get("V"))
        .containsExactly(
            new float[] {-0.04466315f, -0.03054690f, 0.01871342f, 0.01279885f, 0.05320123f, 0.03638643f, 0, 0}, DIGITS);
    assertThat(w.gradients().get("c")).containsExactly(w.decodedDelta(), DIGITS);
    assertThat(w.gradients().get("W"))
        .containsExactly(
            new float[] {-0.03329874f, -0.01664937f, 0, 0, 0.04874012f, 0.02437006f, 0, 0}, DIGITS);
    assertThat(w.gradients().get("b")).containsExactly(w.delta(), DIGITS);
  }

  @Test
  void aStepLowersTheLossAsMuchAsItsGradientSays() {
    SongExample e = SongExample.of();
    var before = e.work(0);
    double square = 0;
    for (float[] g : before.gradients().values()) {
      for (float v : g) {
        square += (double) v * v;
      }
    }
    e.step(before, 0.01f);
    assertThat((before.loss() - e.work(0).loss()) / 0.01).isCloseTo(square, within(0.01 * square));
    for (int i = 0; i < 200; i++) {
      e.step(e.work(0), 1);
    }
    assertThat(e.work(0).loss()).isLessThan(0.01f);
  }

  /// Those who like it calm do not want to hear Thunder; the loud ones do not want Lanterns.
  @Test
  void recommendsWhatPeopleOfLikeTasteHear() throws IOException {
    SongExample e = SongExample.of();
    Ratings ratings = SongExample.ratings();
    assertThat(ratings.size()).isEqualTo(18);
    Trainer.of(e.recommender().learning(Adam.of(0.05))).seed(1).fit(ratings.rows().batches(6), null, 300);
    Ratings.Entry likes = e.recommender().predicting(ratings);
    assertThat(ratings.rmse(likes)).isLessThan(0.12);
    int thunder = SongExample.SONGS.indexOf("Thunder");
    int overdrive = SongExample.SONGS.indexOf("Overdrive");
    int lanterns = SongExample.SONGS.indexOf("Lanterns");
    assertThat(likes.of(SongExample.PEOPLE.indexOf("Ben"), thunder)).isLessThan(0.4);
    assertThat(likes.of(SongExample.PEOPLE.indexOf("Anna"), overdrive)).isLessThan(0.4);
    assertThat(likes.of(SongExample.PEOPLE.indexOf("Emil"), overdrive)).isGreaterThan(0.6);
    assertThat(likes.of(SongExample.PEOPLE.indexOf("Cleo"), lanterns)).isLessThan(0.4);
    assertThat(likes.of(SongExample.PEOPLE.indexOf("Fay"), lanterns)).isGreaterThan(0.5);
  }
}
