package profundo.app;

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
}
