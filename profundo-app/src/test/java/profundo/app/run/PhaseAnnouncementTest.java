package profundo.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PhaseAnnouncementTest {
  @Test
  void theSizesOfAChainOfMatricesAreItsWidths() {
    var a = profundo.Variable.zeros("a", profundo.Shape.of(784, 30));
    var b = profundo.Variable.zeros("b", profundo.Shape.of(30));
    var c = profundo.Variable.zeros("c", profundo.Shape.of(30, 10));
    var kernel = profundo.Variable.zeros("k", profundo.Shape.of(3, 3, 1, 8));
    assertThat(PhaseAnnouncement.sizes(List.of(a, b, c))).isEqualTo("784-30-10");
    assertThat(PhaseAnnouncement.sizes(List.of(c, a))).isEmpty();
    assertThat(PhaseAnnouncement.sizes(List.of(kernel, c))).isEmpty();
    assertThat(PhaseAnnouncement.sizes(List.of(b))).isEmpty();
  }
}
