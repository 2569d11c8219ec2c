package profundo.zoo.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SettingsTest {
  private final Settings settings =
      Settings.of().sizes("layers", 500, 2000).whole("epochs", 10, 1, 1000).number("lr", 0.1, 0, 10).word("noise", "masking",
          java.util.List.of("masking", "gaussian"));

  @Test
  void aChoiceIsReadAsWhatWasDeclared() {
    var chosen = settings.with("layers", "30, 20").with("epochs", "7").with("lr", "1e-3").with("noise", "gaussian");
    assertThat(chosen.sizes("layers")).containsExactly(30, 20);
    assertThat(chosen.whole("epochs")).isEqualTo(7);
    assertThat(chosen.number("lr")).isEqualTo(1e-3);
    assertThat(chosen.word("noise")).isEqualTo("gaussian");
    assertThat(chosen.value("layers")).isEqualTo(java.util.List.of(30, 20));
    assertThat(chosen.value("epochs")).isEqualTo(7L);
    assertThat(chosen.texts()).containsEntry("layers", "30,20").containsEntry("lr", "0.001");
    assertThat(settings.sizes("layers")).containsExactly(500, 2000);
  }

  @Test
  void aBadChoiceSaysWhatWasExpected() {
    refuses("layers", "30,,20", "layers: expected up to 50 whole numbers from 1 to 1000000 with commas between, got 30,,20");
    refuses("layers", "0", "got 0");
    refuses("epochs", "1001", "epochs: expected a whole number from 1 to 1000, got 1001");
    refuses("epochs", "ten", "got ten");
    refuses("lr", "NaN", "lr: expected a number from 0 to 10, got NaN");
    refuses("noise", "loud", "noise: expected one of masking, gaussian, got loud");
    refuses("corruption", "1", "there is no setting 'corruption'; there are layers, epochs, lr, noise");
  }

  private void refuses(String name, String text, String message) {
    assertThatThrownBy(() -> settings.with(name, text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
  }

  @Test
  void aDefaultMayDependOnAWordAndAChoiceDoesNot() {
    Settings two = settings.otherwise("lr", 0.5, "noise", "gaussian");
    assertThat(two.number("lr")).isEqualTo(settings.number("lr"));
    assertThat(two.with("noise", "gaussian").number("lr")).isEqualTo(0.5);
    assertThat(two.with("noise", "gaussian").texts()).containsEntry("lr", "0.5");
    assertThat(two.with("noise", "gaussian").with("noise", "masking").number("lr")).isEqualTo(settings.number("lr"));
    assertThat(two.with("lr", "0.25").with("noise", "gaussian").number("lr")).isEqualTo(0.25);
    assertThat(two.with("noise", "gaussian").with("lr", "0.25").number("lr")).isEqualTo(0.25);
    assertThat(two.expected("lr")).isEqualTo("a number from 0 to 10; unless chosen 0.5 with noise=gaussian");
    assertThatThrownBy(() -> two.otherwise("lr", 11, "noise", "gaussian")).hasMessageContaining("lr: expected a number from 0 to 10");
    assertThatThrownBy(() -> two.otherwise("lr", 1, "noise", "loud")).hasMessageContaining("got lr and noise=loud");
  }
}
