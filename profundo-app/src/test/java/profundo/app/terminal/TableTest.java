package profundo.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAreAlignedAndNumbersSetToTheRight() {
    var text = new StringWriter();
    Table.of("Layer", "Params", "Note")
        .row("conv", 156, null)
        .row("linear", "48,120", "largest")
        .print(new PrintWriter(text, true));
    assertThat(text.toString())
        .isEqualToNormalizingNewlines(
            """
            Layer   Params  Note
            conv       156
            linear  48,120  largest
            """);
  }

  @Test
  void theLastColumnGoesOnBelow() {
    var text = new StringWriter();
    Table.of("name", "what").row("a", "one two three four five six seven").row("bb", "short").print(new PrintWriter(text, true), 26);
    assertThat(text.toString())
        .isEqualToNormalizingNewlines(
            """
            name  what
            a     one two three four
                  five six seven
            bb    short
            """);
  }
}
