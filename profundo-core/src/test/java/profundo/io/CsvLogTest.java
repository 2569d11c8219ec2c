package profundo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvLogTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("metrics.csv");
  }

  private static Map<String, Object> row(Object... keysAndValues) {
    var row = new LinkedHashMap<String, Object>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      row.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return row;
  }

  @Test
  void writesRowsUnderTheFirstRowsColumns() throws IOException {
    var log = CsvLog.create(file);
    log.append(row("epoch", 1, "loss", 0.1f, "best", true));
    log.append(row("best", null, "loss", Double.NaN, "epoch", 2L));
    log.append(row("epoch", 3));
    assertThat(file).hasContent("epoch,loss,best\n1,0.1,true\n2,NaN,\n3,,\n");
  }

  @Test
  void newColumnsComeLastAndLeaveOldRowsEmpty() throws IOException {
    var log = CsvLog.create(file);
    log.append(row("epoch", 1, "loss", 0.5));
    log.append(row("val_loss", 0.7, "epoch", 2, "loss", 0.4));
    log.append(row("epoch", 3, "loss", 0.3));
    assertThat(file).hasContent("epoch,loss,val_loss\n1,0.5,\n2,0.4,0.7\n3,0.3,\n");
    assertThat(log.columns()).containsExactly("epoch", "loss", "val_loss");
  }

  @Test
  void quotesWhatNeedsIt() throws IOException {
    var log = CsvLog.create(file);
    log.append(row("a,b", "x\"y", "c", "1\n2", "d", " plain größe "));
    assertThat(Files.readString(file)).isEqualTo("\"a,b\",c,d\n\"x\"\"y\",\"1\n2\", plain größe \n");
    assertThat(CsvLog.read(file))
        .isEqualTo(new CsvTable(List.of("a,b", "c", "d"), List.of(List.of("x\"y", "1\n2", " plain größe "))));
  }

  @Test
  void aLoneEmptyFieldIsNotAnEmptyLine() throws IOException {
    var log = CsvLog.create(file);
    log.append(row("a", ""));
    assertThat(file).hasContent("a\n\"\"\n");
    assertThat(CsvLog.read(file).rows()).containsExactly(List.of(""));
  }

  @Test
  void numbersReadBackToTheSameBits() throws IOException {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var log = CsvLog.create(file);
    for (int i = 0; i < 50; i++) {
      float f = Float.intBitsToFloat(random.nextInt());
      double d = Double.longBitsToDouble(random.nextLong());
      log.append(row("f", f, "d", d));
      var table = CsvLog.read(file);
      // Boxed, because every NaN is written alike and equals itself only there.
      assertThat(Float.valueOf(table.column("f").getLast())).as("seed %d", seed).isEqualTo(Float.valueOf(f));
      assertThat(Double.valueOf(table.column("d").getLast())).as("seed %d", seed).isEqualTo(Double.valueOf(d));
    }
  }

  @Test
  void resumeCutsBackToTheCheckpoint() throws IOException {
    var log = CsvLog.create(file);
    for (int epoch = 1; epoch <= 5; epoch++) {
      log.append(row("epoch", epoch, "loss", 1.0 / epoch, "note", "line\nbreak"));
    }
    byte[] undisturbed = Files.readAllBytes(file);
    log = CsvLog.resume(file, "epoch", 3);
    assertThat(CsvLog.read(file).column("epoch")).containsExactly("1", "2", "3");
    for (int epoch = 4; epoch <= 5; epoch++) {
      log.append(row("epoch", epoch, "loss", 1.0 / epoch, "note", "line\nbreak"));
    }
    assertThat(file).hasBinaryContent(undisturbed);
  }

  @Test
  void resumeDropsARowThatWasCutOff() throws IOException {
    Files.writeString(file, "epoch,loss\n1,0.5\n2,0.");
    CsvLog.resume(file, "epoch", 9).append(row("epoch", 2, "loss", 0.25));
    assertThat(file).hasContent("epoch,loss\n1,0.5\n2,0.25\n");
    Files.writeString(file, "epoch,l");
    CsvLog.resume(file, "epoch", 9).append(row("epoch", 1, "loss", 0.25));
    assertThat(file).hasContent("epoch,loss\n1,0.25\n");
    Files.write(file, new byte[] {'e', '\n', '1', '\n', (byte) 0xc3});
    CsvLog.resume(file, "e", 9);
    assertThat(file).hasContent("e\n1\n");
  }

  @Test
  void resumeWithoutAFileStartsOne() throws IOException {
    CsvLog.resume(file, "epoch", 3).append(row("epoch", 4));
    assertThat(file).hasContent("epoch\n4\n");
  }

  @Test
  void resumeNeedsTheKey() throws IOException {
    Files.writeString(file, "a,b\n1,x\n");
    assertThatThrownBy(() -> CsvLog.resume(file, "epoch", 1)).isInstanceOf(FormatException.class)
        .hasMessage(file + ": column \"epoch\" is missing; present: [a, b]");
    assertThatThrownBy(() -> CsvLog.resume(file, "b", 1)).isInstanceOf(FormatException.class)
        .hasMessage(file + ", row 1, column \"b\": expected a whole number, got \"x\"");
    assertThat(file).hasContent("a,b\n1,x\n");
  }

  @Test
  void aVanishedFileIsReported() throws IOException {
    var log = CsvLog.create(file);
    log.append(row("a", 1));
    Files.delete(file);
    assertThatThrownBy(() -> log.append(row("a", 2))).isInstanceOf(IOException.class).hasMessageContaining(file.toString());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "a,b#1#| line 2: expected 2 fields as in the header, got 1",
    "a,b#1,2#3,4,5#| line 3: expected 2 fields as in the header, got 3",
    "a,b#1,'x#y',3| line 2: expected 2 fields",
    "a#'x| line 2: a quote is opened and never closed",
    "a#'x'y| line 2: expected a comma or the end of the line after a field",
    "a#x'y| line 2: expected a field with a quote in it to be in quotes itself",
    "a,a#1,2| line 1: column 'a' is there twice",
  })
  void refusesWhatIsNotATable(String content, String message) {
    byte[] bytes = content.replace('#', '\n').replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> CsvTable.parse(bytes, "m.csv")).isInstanceOf(FormatException.class)
        .satisfies(e -> assertThat(e.getMessage().replace('"', '\'')).startsWith("m.csv, " + message));
  }

  @Test
  void readsLinesThatEndAsOnWindows() {
    byte[] bytes = "a,b\r\n1,\"x\r\ny\"\r\n,".getBytes(StandardCharsets.UTF_8);
    assertThat(CsvTable.parse(bytes, "m"))
        .isEqualTo(new CsvTable(List.of("a", "b"), List.of(List.of("1", "x\r\ny"), List.of("", ""))));
  }

  @Test
  void survivesDamage() throws Exception {
    byte[] valid = "epoch,\"lo\"\"ss\",c\n1,0.5,\"a\nb\"\n2,,größe\n".getBytes(StandardCharsets.UTF_8);
    int refused = Fuzz.run(valid, 5_000, 1 << 20, bytes -> CsvTable.parse(bytes, "m"));
    assertThat(refused).isPositive();
  }
}
