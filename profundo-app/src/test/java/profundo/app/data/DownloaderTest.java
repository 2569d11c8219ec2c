package profundo.app.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import profundo.app.FileServer;
import profundo.app.terminal.Failure;
import profundo.app.terminal.InvalidInput;
import profundo.data.KnownDataset;
import profundo.data.KnownDataset.Origin;
import profundo.data.KnownDataset.RemoteFile;
import profundo.io.Sha256;

@Timeout(60)
class DownloaderTest {
  private static final byte[] IMAGES = new byte[300_000];
  private static final byte[] LABELS = "labels".getBytes(StandardCharsets.UTF_8);

  static {
    new Random(7).nextBytes(IMAGES);
  }

  @TempDir private Path dir;
  private FileServer server;
  private final List<String> heard = new ArrayList<>();

  private final KnownDataset data =
      new KnownDataset(
          "set", "a set", "none", "https://example.org/", Origin.DOWNLOADED, List.of("a"), List.of(),
          List.of(
              new RemoteFile("images", IMAGES.length, Sha256.of(IMAGES)),
              new RemoteFile("labels", LABELS.length, Sha256.of(LABELS))));

  @BeforeEach
  void start() throws IOException {
    server = new FileServer().on("good/images", FileServer.bytes(IMAGES)).on("good/labels", FileServer.bytes(LABELS));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Path folder() {
    return dir.resolve("cache/set");
  }

  private List<String> download(String... mirrors) throws Exception {
    return download(Arrays.stream(mirrors).map(server::folder).toList());
  }

  private List<String> download(List<URI> mirrors) throws Exception {
    var progress = new Downloader.Progress() {
      @Override
      public void begins(RemoteFile file, URI from) {
        heard.add("begins " + file.name());
      }

      @Override
      public void at(RemoteFile file, long bytes) {
        assertThat(bytes).isBetween(0L, file.bytes());
      }

      @Override
      public void done(RemoteFile file) {
        heard.add("done " + file.name());
      }

      @Override
      public void failed(RemoteFile file, String why) {
        heard.add("failed " + file.name());
      }
    };
    return Downloader.of(Duration.ofSeconds(1), progress).download(data, mirrors, folder()).stream()
        .map(RemoteFile::name)
        .toList();
  }

  /// One mirror gives the images as told and good labels: nothing must stay on the disk.
  private void failsWith(FileServer.Answer images, String... words) throws IOException {
    server.on("bad/images", images).on("bad/labels", FileServer.bytes(LABELS));
    assertThatThrownBy(() -> download("bad"))
        .isInstanceOf(IOException.class)
        .satisfies(e -> assertThat(words).allSatisfy(w -> assertThat(e).hasMessageContaining(w)))
        .hasMessageContainingAll("images could not be downloaded", server.folder("bad") + "images", "--mirror");
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void bringsAllFilesAndOnlyThem() throws Exception {
    assertThat(download("good")).containsExactly("images", "labels");
    assertThat(folder().resolve("images")).hasBinaryContent(IMAGES);
    assertThat(folder().resolve("labels")).hasBinaryContent(LABELS);
    assertThat(dir.resolve("cache")).isDirectoryNotContaining(p -> !p.equals(folder()));
    assertThat(heard).containsExactly("begins images", "done images", "begins labels", "done labels");
  }

  @Test
  void lengthsNeedNotBeAnnounced() throws Exception {
    server.on("chunked/images", FileServer.chunked(IMAGES)).on("chunked/labels", FileServer.chunked(LABELS));
    assertThat(download("chunked")).hasSize(2);
  }

  @Test
  void whatIsThereAndRightIsNotDownloadedAgain() throws Exception {
    download("good");
    assertThat(download("none")).isEmpty();
    Files.writeString(folder().resolve("labels"), "LABELS");
    assertThat(download("good")).containsExactly("labels");
    assertThat(folder().resolve("labels")).hasBinaryContent(LABELS);
  }

  @Test
  void redirectionsAreFollowed() throws Exception {
    server.on("moved/images", FileServer.redirect(server.folder("good").resolve("images")));
    server.on("moved/labels", FileServer.redirect(server.folder("good").resolve("labels")));
    assertThat(download("moved")).hasSize(2);
  }

  @Test
  void redirectionsInACircleAreNot() throws Exception {
    failsWith(FileServer.redirect(server.folder("bad").resolve("images")), "status 302");
  }

  @Test
  void aMirrorThatFailsIsFollowedByTheNext() throws Exception {
    server.on("half/images", FileServer.cutOff(Arrays.copyOf(IMAGES, 1000), IMAGES.length));
    server.on("half/labels", FileServer.status(500));
    assertThat(download("half", "good")).hasSize(2);
    assertThat(folder().resolve("images")).hasBinaryContent(IMAGES);
    assertThat(heard).contains("failed images", "failed labels");
  }

  @Test
  void notFound() throws Exception {
    failsWith(FileServer.status(404), "status 404 (not found)");
  }

  @Test
  void cutOff() throws Exception {
    failsWith(FileServer.cutOff(Arrays.copyOf(IMAGES, 1000), IMAGES.length), "cut off after 1000 of 300000 bytes");
  }

  @Test
  void tooFewWithoutAnnouncement() throws Exception {
    failsWith(FileServer.chunked(Arrays.copyOf(IMAGES, 1000)), "cut off after 1000 of 300000 bytes");
  }

  @Test
  void aMirrorThatFallsSilentIsGivenUp() throws Exception {
    failsWith(server.stalled(Arrays.copyOf(IMAGES, 1000), IMAGES.length), "nothing came for 1 s after 1000 of 300000 bytes");
  }

  @Test
  void aMirrorThatNeverAnswersIsGivenUp() throws Exception {
    failsWith(server.silent(), "nothing came for 1 s after 0 of 300000 bytes");
  }

  @Test
  void wrongBytes() throws Exception {
    byte[] other = IMAGES.clone();
    other[77] ^= 1;
    failsWith(FileServer.bytes(other), "expected SHA-256 " + Sha256.of(IMAGES), "got " + Sha256.of(other));
  }

  @Test
  void anotherLengthIsRefusedBeforeTheFirstByte() throws Exception {
    failsWith(FileServer.bytes(Arrays.copyOf(IMAGES, 300_001)), "expected 300000 bytes, got 300001 announced");
  }

  @Test
  void tooManyBytesAreNotTaken() throws Exception {
    failsWith(FileServer.chunked(Arrays.copyOf(IMAGES, 2_000_000)), "expected 300000 bytes, got more");
  }

  @Test
  void noServer() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(() -> download(List.of(URI.create("http://127.0.0.1:" + port + "/"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no connection");
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void whenOneFileFailsNoneIsKept() throws Exception {
    server.on("late/images", FileServer.bytes(IMAGES)).on("late/labels", FileServer.status(404));
    assertThatThrownBy(() -> download("late")).hasMessageContaining("labels could not be downloaded");
    assertThat(dir).isEmptyDirectory();
    Files.createDirectories(folder());
    Files.writeString(folder().resolve("images"), "old");
    assertThatThrownBy(() -> download("late")).hasMessageContaining("labels could not be downloaded");
    assertThat(folder().resolve("images")).hasContent("old");
    assertThat(dir.resolve("cache")).isDirectoryNotContaining(p -> !p.equals(folder()));
  }

  @Test
  void aFolderThatCannotBeMadeIsBadInput() throws Exception {
    Files.writeString(dir.resolve("cache"), "a file");
    assertThatThrownBy(() -> download("good")).hasMessageContaining("--data-dir")
        .satisfies(e -> assertThat(Failure.of(e).code()).isEqualTo(Failure.BAD_INPUT));
    assertThat(dir.resolve("cache")).hasContent("a file");
  }

  @Test
  void anAddressOfAnotherKindIsBadInput() throws Exception {
    assertThatThrownBy(() -> download(List.of(URI.create("ftp://example.org/"))))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("http://");
    assertThat(dir).isEmptyDirectory();
  }
}
