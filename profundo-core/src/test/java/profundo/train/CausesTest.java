package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import profundo.train.Verdict.Kind;

class CausesTest {
  private static Verdict verdict(Kind kind, String where, Map<String, Double> figures) {
    return new Verdict(kind, where, "text of " + kind + " " + where, "remedy of " + kind, figures);
  }

  private static Verdict hurt(Kind kind, String where, double share, double first) {
    return verdict(kind, where, Map.of("share", share, "share_at_first", first));
  }

  private static Verdict rate(double firstStep) {
    return verdict(Kind.RATE_TOO_HIGH, "", Map.of("update_ratio", 7.0, Causes.FIRST_STEP, firstStep));
  }

  private static Verdict exploding() {
    return verdict(Kind.EXPLODING, "w", Map.of("gradient_norm", 1e9, "first_step_not_finite", 3.0));
  }

  @Test
  void aRateThatIsTooHighFromTheFirstStepOnExplainsAllThatBroke() {
    List<Verdict> told = Causes.folded(List.of(exploding(), hurt(Kind.DEAD, "a", 0.9, 0.1), hurt(Kind.DEAD, "b", 0.8, 0.2), rate(2)));
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().kind()).isEqualTo(Kind.RATE_TOO_HIGH);
    assertThat(told.getFirst().text())
        .isEqualTo("text of RATE_TOO_HIGH ; this explains: text of EXPLODING w; text of DEAD a; text of DEAD b");
    assertThat(told.getFirst().figures())
        .containsEntry("update_ratio", 7.0).containsEntry("gradient_norm", 1e9).containsEntry("share", 0.9).containsEntry("share_b", 0.8);
  }

  @Test
  void dataFarFromScaledExplainTheExplosion() {
    Verdict far = verdict(Kind.DATA, "not normalised", Map.of("largest_mean", 5e5, "largest_deviation", 3.0));
    List<Verdict> told = Causes.folded(List.of(far, exploding(), hurt(Kind.DEAD, "a", 0.9, 0.9), rate(2)));
    assertThat(told).extracting(Verdict::kind).containsExactly(Kind.DATA);
    assertThat(told.getFirst().text()).contains("this explains: text of EXPLODING w").contains("text of DEAD a");
    assertThat(told.getFirst().remedy()).isEqualTo("remedy of DATA");
    Verdict near = verdict(Kind.DATA, "not normalised", Map.of("largest_mean", 20.0, "largest_deviation", 3.0));
    assertThat(Causes.folded(List.of(near, exploding()))).as("that is no reason").containsExactly(near, exploding());
    assertThat(Causes.folded(List.of(far))).containsExactly(far);
  }

  @Test
  void stepsThatGrewWithTheGradientsAreTheEffect() {
    List<Verdict> told = Causes.folded(List.of(exploding(), rate(0.001)));
    assertThat(told).extracting(Verdict::kind).containsExactly(Kind.EXPLODING);
    assertThat(told.getFirst().figures()).containsEntry("update_ratio", 7.0);
  }

  @Test
  void unitsThatWereDeadFromTheBeginningAreADiseaseOfTheirOwn() {
    List<Verdict> told = Causes.folded(List.of(hurt(Kind.DEAD, "a", 0.9, 0.9), hurt(Kind.DEAD, "b", 0.9, 0), rate(0.5)));
    assertThat(told).extracting(Verdict::where).containsExactly("a", "");
    assertThat(told.getLast().text()).endsWith("this explains: text of DEAD b");
    told = Causes.folded(List.of(hurt(Kind.DEAD, "a", 0.9, 0.9), rate(2)));
    assertThat(told).as("after a first step beyond all bounds the beginning says nothing").hasSize(1);
  }

  @Test
  void valuesThatAreNotFiniteExplainALossThatIsNot() {
    Verdict data = verdict(Kind.DATA, "not finite", Map.of("values", 2.0));
    assertThat(Causes.folded(List.of(data, exploding(), rate(2)))).extracting(Verdict::kind).containsExactly(Kind.DATA);
    Verdict other = verdict(Kind.DATA, "duplicates", Map.of());
    assertThat(Causes.folded(List.of(other, exploding()))).containsExactly(other, exploding());
  }

  @Test
  void whatVanishesIsNotToldAgainAsTinyUpdates() {
    Verdict low = verdict(Kind.RATE_TOO_LOW, "", Map.of("update_ratio", 1e-7, "loss", 2.3));
    Verdict vanishing = verdict(Kind.VANISHING, "w", Map.of("ratio", 1e-6));
    List<Verdict> told = Causes.folded(List.of(vanishing, low));
    assertThat(told).extracting(Verdict::kind).containsExactly(Kind.VANISHING);
    assertThat(told.getFirst().figures()).isEqualTo(Map.of("ratio", 1e-6, "update_ratio", 1e-7, "loss", 2.3));
    told = Causes.folded(List.of(hurt(Kind.SATURATED, "s", 1, 1), vanishing, low));
    assertThat(told).extracting(Verdict::kind).containsExactly(Kind.SATURATED);
    assertThat(told.getFirst().remedy()).isEqualTo("remedy of SATURATED");
    assertThat(told.getFirst().text()).isEqualTo("text of SATURATED s; this explains: text of VANISHING w; text of RATE_TOO_LOW ");
  }

  @Test
  void otherDiseasesStayApart() {
    Verdict over = verdict(Kind.OVERFITTING, "", Map.of("loss", 1.0));
    List<Verdict> all = List.of(hurt(Kind.DEAD, "a", 1, 1), over);
    assertThat(Causes.folded(all)).isEqualTo(all);
  }
}
