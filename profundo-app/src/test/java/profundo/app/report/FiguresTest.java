package profundo.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "test_accuracy      | 0.98915   | 98.92 %",
        "val_top5           | 1         | 100.00 %",
        "test_accuracy      | 0.99999   | 99.99 %",
        "accuracy           | 1.5       | 1.5",
        "loss               | 0.0912345 | 0.09123",
        "loss               | 2.30258   | 2.303",
        "loss               | 0.0000012 | 1.20e-6",
        "loss               | 123456.7  | 123,457",
        "parameters         | 61706     | 61,706",
        "loss               | NaN       | NaN",
        "loss               | -Infinity | −∞",
        "seconds            | 9.876     | 9.88 s",
        "seconds            | 42.34     | 42.3 s",
        "train_seconds      | 192       | 3 min 12 s",
        "seconds            | 7500      | 2 h 5 min",
        "samples_per_second | 3141.6    | 3142",
      })
  void aFigureIsPrintedAsItsNameSuggests(String name, double value, String text) {
    assertThat(Figures.of(name, value).replace('\u202F', ' ')).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.1, 0.1", "0.30000000000000004, 0.3", "100, 100", "1e-7, 1e-7", "2e6, 2e6", "0.0005, 0.0005"})
  void ticksHaveNoMoreDigitsThanTheyNeed(double value, String text) {
    assertThat(Figures.tick(value)).isEqualTo(text);
  }

  @Test
  void theLocaleDoesNotMatter() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("de-DE-u-nu-arab"));
    try {
      assertThat(Figures.number(0.5)).isEqualTo("0.5");
      assertThat(Figures.number(61_706)).isEqualTo("61,706");
      assertThat(Figures.duration(1.5)).isEqualTo("1.50 s");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void longTextIsCutBetweenCharacters() {
    assertThat(Figures.cut("short", 5)).isEqualTo("short");
    assertThat(Figures.cut("longer", 5)).isEqualTo("long…");
    assertThat(Figures.cut("😀😀😀😀", 3)).isEqualTo("😀😀…");
  }
}
