package profundo.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.data.DataException;

/// Broken files end in a [DataException] that names file and line.
class HostileFilesTest {
  @TempDir private Path dir;

  @Test
  void aRowOfAnotherLengthIsNamedByItsLine() throws IOException {
    Path file = write("t.csv", "a,b\n1,2\n\n3,4,5\n");
    assertThatThrownBy(() -> Rows.read(file, Rows.Format.withHeader()))
        .isInstanceOf(DataException.class)
        .hasMessage(file + ", line 4: expected 2 fields as in the first row, got 3");
  }

  @Test
  void namesOfColumnsAreUnique() throws IOException {
    Path file = write("t.csv", "a,a\n1,2\n");
    assertThatThrownBy(() -> Rows.read(file, Rows.Format.withHeader())).hasMessageContaining("two columns are named 'a'");
  }

  @Test
  void aTableWithoutRowsIsNone() throws IOException {
    Path file = write("t.csv", "a,b\n");
    assertThatThrownBy(() -> Rows.read(file, Rows.Format.withHeader())).hasMessageContaining("at least one row");
    Path empty = write("e.csv", "");
    assertThatThrownBy(() -> Rows.read(empty, Rows.Format.withoutHeader())).isInstanceOf(DataException.class);
  }

  @Test
  void bytesThatAreNoTextAreNamedByTheirLine() throws IOException {
    Path file = dir.resolve("t.txt");
    Files.write(file, "one\ntwo\n\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Texts.whole(file)).isInstanceOf(DataException.class).hasMessageContaining("line 3");
  }

  @Test
  void missingFilesAndFolders() {
    assertThatThrownBy(() -> Wav.read(dir.resolve("no.wav"))).hasMessageContaining("no file of this name");
    assertThatThrownBy(() -> Wav.read(dir)).hasMessageContaining("got a folder");
  }

  @Test
  void seriesWithGapsOrWordsAreNamedByLineAndValue() throws IOException {
    Path train = write("A_TRAIN.ts", "@problemName A\n@data\n1,2,3:x\n");
    Path gap = write("B.ts", "@data\n1,?,3:x\n");
    assertThatThrownBy(() -> UcrSeries.load(train, gap)).hasMessageContaining("line 2, value 2").hasMessageContaining("missing");
    Path word = write("C.ts", "@data\n1,2,three:x\n");
    assertThatThrownBy(() -> UcrSeries.load(train, word)).hasMessageContaining("line 2, value 3: expected a number, got 'three'");
    Path shorter = write("D.ts", "@data\n1,2:x\n");
    assertThatThrownBy(() -> UcrSeries.load(train, shorter)).hasMessageContaining("line 2: expected 3 values");
    Path stranger = write("E.ts", "@data\n1,2,3:y\n");
    assertThatThrownBy(() -> UcrSeries.load(train, stranger)).hasMessageContaining("classes of the training part, [x], got 'y'");
    Path headless = write("F.ts", "1,2,3:x\n");
    assertThatThrownBy(() -> UcrSeries.load(train, headless)).hasMessageContaining("line 1: expected a heading");
  }

  @Test
  void theFormsOfTheArchiveAgree() throws IOException {
    Path ts = write("A.ts", "@data\n1,2:1\n3,4:-1\n");
    Path tsv = write("A.tsv", "1\t1\t2\n-1\t3\t4\n");
    Path txt = write("A.txt", "  1.0000000e+00   1.0   2.0\n -1.0000000e+00   3.0   4.0\n");
    var first = UcrSeries.load(ts, tsv);
    assertThat(first.test().x().sameBits(first.train().x())).isTrue();
    assertThat(first.test().y().sameBits(first.train().y())).isTrue();
    assertThat(first.train().classes()).containsExactly("-1", "1");
    assertThat(UcrSeries.load(txt, ts).train().x().sameBits(first.train().x())).isTrue();
  }

  @Test
  void recordsThatAreCutOrMislabelled() throws IOException {
    Path cut = dir.resolve("cut.bin");
    Files.write(cut, new byte[3072]);
    assertThatThrownBy(() -> Cifar.read(cut)).hasMessageContaining("records of 3073 bytes");
    byte[] record = new byte[3073];
    record[0] = 10;
    Path label = dir.resolve("label.bin");
    Files.write(label, record);
    assertThatThrownBy(() -> Cifar.read(label)).hasMessageContaining("record 0: expected a label from 0 to 9, got 10");
  }

  @Test
  void aBombOfZerosIsNotUnpackedToItsEnd() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 310; i++) {
        out.write(zeros);
      }
    }
    Path bomb = dir.resolve("bomb.gz");
    Files.write(bomb, packed.toByteArray());
    assertThatThrownBy(() -> Cifar.read(bomb)).isInstanceOf(DataException.class).hasMessageContaining("at most");
  }

  @Test
  void anArchiveOfOtherThings() throws IOException {
    Path zip = dir.resolve("a.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("readme.txt"));
      out.closeEntry();
    }
    assertThatThrownBy(() -> SpokenDigits.load(zip)).hasMessageContaining("DIGIT_SPEAKER_TAKE.wav, got none");
    Path text = write("b.zip", "no archive");
    assertThatThrownBy(() -> SpokenDigits.load(text)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> Volumes.load(text)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> Volumes.load(zip)).isInstanceOf(DataException.class);
  }

  @Test
  void soundWithAnyByteChangedIsReadOrRefused() {
    long seed = 7;
    var random = new Random(seed);
    float[] samples = new float[50];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = random.nextFloat() - 0.5f;
    }
    byte[] sound = new Wav(8000, samples).toBytes();
    for (int trial = 0; trial < 2000; trial++) {
      byte[] broken = Arrays.copyOf(sound, trial % 2 == 0 ? sound.length : random.nextInt(sound.length));
      for (int k = 0; k < 1 + trial % 3 && broken.length > 0; k++) {
        broken[random.nextInt(Math.min(broken.length, 48))] = (byte) random.nextInt(256);
      }
      try {
        assertThat(Wav.read(broken, "trial " + trial).samples()).as("seed %d, trial %d", seed, trial).isNotEmpty();
      } catch (DataException e) {
        assertThat(e).hasMessageStartingWith("trial " + trial);
      }
    }
  }

  @Test
  void linesWithoutATextOrOfAnUnknownClass() throws IOException {
    Path file = write("t", "0 what\n1\n");
    assertThatThrownBy(() -> Texts.labelled(file, StandardCharsets.UTF_8, List.of())).hasMessageContaining("line 2");
    Path other = write("u", "0 what\n7 who\n");
    assertThatThrownBy(() -> Texts.labelled(other, StandardCharsets.UTF_8, List.of("0", "1")))
        .hasMessageContaining("line 2: expected one of the classes [0, 1], got '7'");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text);
  }
}
