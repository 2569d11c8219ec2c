package profundo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void createsAndReplaces() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, "one");
    AtomicFile.write(file, "zwölf");
    assertThat(file).hasContent("zwölf");
    assertThat(folder.toFile().list()).containsExactly("a.txt");
  }

  @Test
  void aFullDiskKeepsTheOldFileAndLeavesNothingBehind() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, "good");
    assertThatThrownBy(() -> AtomicFile.write(file, out -> {
          out.write(new byte[200_000]);
          throw new IOException("No space left on device");
        }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("the disk is full")
        .hasMessageContaining("free some space and try again (the file as it was before is kept)");
    assertThat(file).hasContent("good");
    assertThat(folder.toFile().list()).containsExactly("a.txt");
  }

  @Test
  void aFailureIsSaidOnceHoweverOftenItIsPassedOn() {
    Path file = folder.resolve("a.txt");
    IOException full = IoFailure.of("write", file, new IOException("No space left on device"));
    assertThat(full).hasMessageStartingWith("cannot write " + file + ": the disk is full (");
    assertThat(IoFailure.of("replace", file, full)).hasMessage(full.getMessage());
  }

  @Test
  void whatIsLeftIsNotRoundedToNothing() {
    assertThat(IoFailure.size(0)).isEqualTo("0 bytes");
    assertThat(IoFailure.size(999)).isEqualTo("999 bytes");
    assertThat(IoFailure.size(150_999)).isEqualTo("150 kB");
    assertThat(IoFailure.size(3_999_999_999L)).isEqualTo("3999 MB");
  }

  @Test
  void aWriterThatFailsKeepsTheOldFile() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, "good");
    assertThatThrownBy(() -> AtomicFile.write(file, _ -> {
          throw new IllegalStateException("bug");
        })).isInstanceOf(IllegalStateException.class);
    assertThat(file).hasContent("good");
    assertThat(folder.toFile().list()).containsExactly("a.txt");
  }

  @Test
  void namesTheMissingFolder() {
    Path file = folder.resolve("none/a.txt");
    assertThatThrownBy(() -> AtomicFile.write(file, "x")).isInstanceOf(IOException.class)
        .hasMessage("cannot replace " + file + ": there is no folder " + file.getParent() + "; create it first");
  }

  @Test
  void refusesToReplaceAFolder() throws IOException {
    Path file = Files.createDirectory(folder.resolve("d"));
    assertThatThrownBy(() -> AtomicFile.write(file, "x")).hasMessageContaining("it is a folder; give the path of a file");
    assertThat(file).isEmptyDirectory();
    assertThat(folder.toFile().list()).containsExactly("d");
  }

  @Test
  void writesThroughASymbolicLink() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, "one");
    Path link = Files.createSymbolicLink(folder.resolve("last"), file);
    AtomicFile.write(link, "two");
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("two");
  }

  @Test
  void sweepsAwayWhatAKilledProcessLeft() throws IOException {
    Path dead = Files.writeString(folder.resolve(".a.txt.999999999999.1f.tmp"), "half");
    Path young = Files.writeString(folder.resolve(".a.txt.999999999998.1f.tmp"), "half");
    Path running = Files.writeString(folder.resolve(".a.txt." + ProcessHandle.current().pid() + ".1f.tmp"), "half");
    Path other = Files.writeString(folder.resolve(".b.txt.999999999999.1f.tmp"), "half");
    var hourAgo = FileTime.from(Instant.now().minusSeconds(3_600));
    for (Path p : new Path[] {dead, running, other}) {
      Files.setLastModifiedTime(p, hourAgo);
    }
    AtomicFile.write(folder.resolve("a.txt"), "one");
    assertThat(dead).doesNotExist();
    assertThat(young).exists();
    assertThat(running).exists();
    assertThat(other).exists();
  }

  @Test
  void sha256MatchesTheStandardsExample() throws IOException {
    // FIPS 180-2, appendix B.1.
    String expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(Sha256.of(new byte[] {'a', 'b', 'c'})).isEqualTo(expected);
    Path file = Files.writeString(folder.resolve("abc"), "abc");
    assertThat(Sha256.of(file)).isEqualTo(expected);
    assertThatThrownBy(() -> Sha256.of(folder.resolve("none"))).isInstanceOf(IOException.class)
        .hasMessageContaining("there is no such file; check the path");
  }
}
