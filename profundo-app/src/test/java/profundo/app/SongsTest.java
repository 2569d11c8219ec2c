package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SongsTest {
  @Test
  void theTraceStepByStep() {
    Cli run = Cli.run("songs");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines().map(l -> l.replaceAll(" +", " ")))
        .contains(
            "input x 1.0000 0.5000 0.0000 0.0000", "code h = sigmoid(W x + b) 0.7311 0.5000",
            "reconstruction x' = sigmoid(V h + c) 0.6135 0.6750 0.4425 0.4425", "error R = |x - x'| 0.3865 0.1750 0.4425 0.0000",
            "loss L = sum R² / heard 0.1253", " e = (V^T e') h (1 - h) -0.0333 0.0487")
        .anyMatch(l -> l.matches("Emil .*\\[0\\.[0-9]+] Overdrive"))
        .anyMatch(l -> l.matches("Ben .* nothing"));
  }

  @Test
  void asJson() {
    var json = Cli.run("songs", "--json", "--rate", "0.5", "--epochs", "5").json();
    assertThat(json.number("loss_after")).isLessThan(json.number("loss"));
    assertThat(json.list("h")).hasSize(2);
  }

  @Test
  void whatIsNoRate() {
    Cli run = Cli.run("songs", "--rate", "0");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--rate: expected a number above 0");
    assertThat(Cli.run("songs", "--epochs", "0").err()).contains("--epochs: expected a whole number from 1 to 100000, got 0");
  }
}
