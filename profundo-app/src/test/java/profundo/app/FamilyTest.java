package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FamilyTest {
  @Test
  void modelsListsAFamilyWithALineAndAPaperEach() {
    Cli cli = Cli.run("models", "--family", "recurrent");
    assertThat(cli.code()).isZero();
    assertThat(cli.out()).contains("lstm: long short-term memory", "Elman 1990", "echo-state: ", "clockwork: ");
    assertThat(cli.out().lines().filter(l -> !l.startsWith(" "))).hasSizeGreaterThan(13);
    assertThat(Cli.run("models", "--family", "feed-forward", "--json").json().pretty()).contains("\"mlp\"");
  }

  @Test
  void anUnknownFamilyIsAnsweredWithTheKnownOnes() {
    Cli cli = Cli.run("models", "--family", "recurent");
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains("unknown family 'recurent'", "recurrent", "known: feed-forward, convolutional, text, recurrent");
  }
}
