package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import profundo.app.terminal.Console;
import profundo.data.DatasetCatalog;
import profundo.data.KnownDataset;
import profundo.data.KnownDataset.RemoteFile;
import profundo.io.Json;

@Timeout(60)
class DatasetsTest {
  private static final KnownDataset MNIST = DatasetCatalog.find("mnist").orElseThrow();

  @TempDir private Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    var console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);
    return Main.run(console, List.of(new Datasets()), args);
  }

  /// The real files beside the checkout, where there are some.
  private static Path realMnist() {
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      if (MNIST.isIn(p.resolve("shared/data/mnist"))) {
        return p.resolve("shared/data/mnist");
      }
    }
    return Assumptions.abort("no MNIST beside this checkout");
  }

  @Test
  void listsWhatIsKnownWhereItIsAndHowToGetIt() {
    assertThat(run("datasets", "--data-dir", dir.toString())).isZero();
    assertThat(out.toString()).contains("strokes: ", "built in", "mnist: ", "CC BY-SA", "images:DIR", "idx:DIR");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void listsAsJson() {
    assertThat(run("datasets", "--json", "--data-dir", dir.toString())).isZero();
    assertThat(out.toString()).contains("\"name\": \"mnist\"", "\"origin\": \"downloaded\"", "\"bytes\": 11594722");
    assertThat(Json.parse(out.toString())).isInstanceOf(Json.Obj.class);
  }

  @Test
  void unknownGeneratedAndHandMadeSetsAreNotDownloaded() {
    assertThat(run("datasets", "get", "mnits")).isEqualTo(2);
    assertThat(err.toString()).contains("unknown data set 'mnits'; did you mean 'mnist'?");
    assertThat(run("datasets", "get", "strokes")).isEqualTo(2);
    assertThat(err.toString()).contains("made on the spot");
    assertThat(run("datasets", "get", "fashion-mnist", "--data-dir", dir.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("zalandoresearch");
    assertThat(run("datasets", "get")).isEqualTo(2);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void offlineOnlySaysWhatWouldBeDownloaded() {
    assertThat(run("datasets", "get", "mnist", "--offline", "--data-dir", dir.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--offline forbids", "train-images-idx3-ubyte.gz", dir.resolve("mnist").toString());
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void aFailedDownloadEndsInOneAndLeavesNothing() throws IOException {
    try (var server = new FileServer()) {
      String mirror = server.folder("none").toString();
      assertThat(run("datasets", "get", "mnist", "--mirror", mirror, "--data-dir", dir.resolve("new/data").toString())).isEqualTo(1);
      assertThat(err.toString())
          .contains("4 files, 11.6 MB, from " + mirror, "status 404 (not found)")
          .doesNotContain("\tat ");
      assertThat(dir).isEmptyDirectory();
    }
  }

  @Test
  void aPlaceThatCannotTakeFilesIsNamedWithTheRemedy() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "in the way");
    String mirror = "http://localhost:9/";
    assertThat(run("datasets", "get", "mnist", "--mirror", mirror, "--data-dir", file.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("the folder " + file + " cannot be written: " + file + " is a file; choose another with --data-dir DIR");
    String longest = "x".repeat(300);
    assertThat(run("datasets", "get", "mnist", "--mirror", mirror, "--data-dir", dir.resolve("new/" + longest).toString()))
        .isEqualTo(2);
    if (Files.isDirectory(Path.of("/proc/self"))) {
      assertThat(run("datasets", "get", "mnist", "--mirror", mirror, "--data-dir", "/proc/x")).isEqualTo(2);
      assertThat(run("datasets", "get", "mnist", "--mirror", mirror, "--data-dir", "/proc")).isEqualTo(2);
      assertThat(err.toString()).contains("the folder /proc/x cannot be written: ").contains("the folder /proc cannot be written: ");
    }
    assertThat(err.toString().lines().filter(line -> line.startsWith("profundo")))
        .allSatisfy(line -> assertThat(line).endsWith("; choose another with --data-dir DIR").doesNotContain("java"));
    assertThat(dir.resolve("new")).doesNotExist();
  }

  @Test
  void impatienceIsBadUsage() {
    assertThat(run("datasets", "get", "mnist", "--patience", "0", "--data-dir", dir.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("at least 1 second");
  }

  @Test
  void getsTheRealFilesFromAMirror() throws IOException {
    Path real = realMnist();
    try (var server = new FileServer()) {
      for (RemoteFile f : MNIST.files()) {
        server.on("m/" + f.name(), FileServer.bytes(Files.readAllBytes(real.resolve(f.name()))));
      }
      String mirror = server.folder("m").toString().replaceFirst("/$", "");
      assertThat(run("datasets", "get", "mnist", "--mirror", mirror, "--data-dir", dir.toString())).as(err.toString()).isZero();
      assertThat(out.toString()).contains("mnist is in " + dir.resolve("mnist"), "--data mnist");
      assertThat(MNIST.isIn(dir.resolve("mnist"))).isTrue();
      assertThat(run("--json", "datasets", "get", "mnist", "--mirror", mirror, "--data-dir", dir.toString())).isZero();
      assertThat(out.toString()).contains("\"downloaded\": []");
      assertThat(run("datasets", "--data-dir", dir.toString())).isZero();
      assertThat(out.toString()).contains(dir.resolve("mnist").toString());
    }
  }
}
