package profundo.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/// Replaces a file whole or not at all: the content is written beside it, forced to the disk, and renamed over it.
/// When anything fails on the way (disk full, no permission, the writer itself) the file that was there before
/// stays as it was, and nothing else is left behind.
///
/// A process that is killed in the middle leaves `.NAME.PID.RANDOM.tmp` beside the file; the next write of the same
/// file sweeps it away.
public final class AtomicFile {
  private static final Duration LEFTOVER_AGE = Duration.ofMinutes(1);

  private AtomicFile() {}

  /// What writes the content.
  @FunctionalInterface
  public interface Body {
    /// @param out buffered; need not be closed
    void write(OutputStream out) throws IOException;
  }

  /// Replaces or creates a file with what the body writes.
  ///
  /// @throws IOException naming the file and the remedy; the file is then as it was before
  public static void write(Path file, Body body) throws IOException {
    Path temporary = null;
    try {
      Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
      if (Files.isDirectory(target)) {
        throw new IOException("it is a folder");
      }
      sweep(target);
      temporary = beside(target);
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        body.write(out);
        out.flush();
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      temporary = null;
      forceDirectory(target.getParent());
    } catch (IOException e) {
      throw IoFailure.of("replace", file, e);
    } finally {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    }
  }

  /// Replaces or creates a file with these bytes.
  ///
  /// @throws IOException naming the file and the remedy; the file is then as it was before
  public static void write(Path file, byte[] content) throws IOException {
    write(file, out -> out.write(content));
  }

  /// Replaces or creates a file with this text in UTF-8.
  ///
  /// @throws IOException naming the file and the remedy; the file is then as it was before
  public static void write(Path file, String content) throws IOException {
    write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  private static Path beside(Path target) {
    String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return target.resolveSibling(
        "." + target.getFileName() + "." + ProcessHandle.current().pid() + "." + random + ".tmp");
  }

  /// Removes what killed processes left beside the target. The age spares a writer on another machine that shares the
  /// folder and whose process number means nothing here.
  private static void sweep(Path target) {
    var name = Pattern.compile("\\." + Pattern.quote(target.getFileName().toString()) + "\\.(\\d{1,18})\\.[0-9a-f]+\\.tmp");
    DirectoryStream.Filter<Path> mine = p -> name.matcher(p.getFileName().toString()).matches();
    try (var leftovers = Files.newDirectoryStream(target.getParent(), mine)) {
      for (Path leftover : leftovers) {
        var match = name.matcher(leftover.getFileName().toString());
        boolean alive = match.matches() && ProcessHandle.of(Long.parseLong(match.group(1))).isPresent();
        Instant old = Instant.now().minus(LEFTOVER_AGE);
        if (!alive && Files.getLastModifiedTime(leftover).toInstant().isBefore(old)) {
          Files.deleteIfExists(leftover);
        }
      }
    } catch (IOException | RuntimeException ignored) {
      // Tidying is a courtesy; if the folder is unusable the write itself says so.
    }
  }

  /// Makes the rename itself durable. Windows cannot open a folder, and need not.
  private static void forceDirectory(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException unsupported) {
      // The content is on the disk and the rename is visible; only a power cut could still undo the rename.
    }
  }
}
