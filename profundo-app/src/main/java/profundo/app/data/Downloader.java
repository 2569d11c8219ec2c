package profundo.app.data;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.NewFolder;
import profundo.app.terminal.Version;
import profundo.data.KnownDataset;
import profundo.data.KnownDataset.RemoteFile;
import profundo.io.Sha256;

/// Brings the files of a data set into a folder: all of them, checked by size and SHA-256, or none.
///
/// Files come into a hidden folder beside the target first; only when every one is whole and right do they move.
public final class Downloader {
  /// Hears how far a file has come.
  interface Progress {
    /// @param from where the file comes from
    void begins(RemoteFile file, URI from);

    /// Called a few times a second.
    void at(RemoteFile file, long bytes);

    /// The file is here, and right.
    void done(RemoteFile file);

    /// This mirror did not give the file; the next one is tried, where there is one.
    void failed(RemoteFile file, String why);
  }

  private static final long TICK_MILLIS = 200;

  private final Duration patience;
  private final Progress progress;

  private Downloader(Duration patience, Progress progress) {
    this.patience = patience;
    this.progress = progress;
  }

  /// @param patience how long a mirror may send nothing
  public static Downloader of(Duration patience, Progress progress) {
    return new Downloader(patience, progress);
  }

  /// Downloads what is missing in `folder` or differs from what it should be.
  ///
  /// @param mirrors addresses ending in `/`, tried in this order for each file
  /// @return the files that were downloaded
  /// @throws IOException when no mirror gives a file, or the disk does not take it; the folder is then as it was
  public List<RemoteFile> download(KnownDataset data, List<URI> mirrors, Path folder) throws IOException, InterruptedException {
    List<RemoteFile> missing = new ArrayList<>();
    for (RemoteFile file : data.files()) {
      if (!isRight(folder.resolve(file.name()), file)) {
        missing.add(file);
      }
    }
    if (missing.isEmpty()) {
      return missing;
    }
    Path parent = folder.toAbsolutePath().getParent();
    var place = new NewFolder("the folder", parent, "choose another with --data-dir DIR");
    List<Path> made = place.create();
    Path stage = null;
    boolean complete = false;
    try (HttpClient client = client()) {
      stage = stage(place, "." + folder.getFileName() + "-");
      try {
        for (RemoteFile file : missing) {
          download(client, file, mirrors, stage.resolve(file.name()));
        }
      } catch (InterruptedException | IOException | RuntimeException | Error e) {
        client.shutdownNow();
        throw e;
      }
      Files.createDirectories(folder);
      for (RemoteFile file : missing) {
        Files.move(
            stage.resolve(file.name()),
            folder.resolve(file.name()),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
      complete = true;
    } finally {
      if (stage != null) {
        remove(stage);
      }
      if (!complete) {
        NewFolder.remove(made);
      }
    }
    return missing;
  }

  private HttpClient client() {
    return HttpClient.newBuilder().followRedirects(Redirect.NORMAL).connectTimeout(patience).build();
  }

  private void download(HttpClient client, RemoteFile file, List<URI> mirrors, Path to)
      throws IOException, InterruptedException {
    var reasons = new ArrayList<String>();
    for (URI mirror : mirrors) {
      URI from = mirror.resolve(file.name());
      try {
        progress.begins(file, from);
        fetch(client, from, file, to);
        progress.done(file);
        return;
      } catch (FileSystemException e) {
        throw new IOException(to.getParent() + " cannot be written: " + e.getMessage() + "; check the space left", e);
      } catch (IOException e) {
        progress.failed(file, e.getMessage());
        reasons.add(from + ": " + e.getMessage());
      }
    }
    throw new IOException(
        file.name() + " could not be downloaded: " + String.join("; ", reasons)
            + "; check the network, try again later, or name another source with --mirror");
  }

  private void fetch(HttpClient client, URI from, RemoteFile file, Path to) throws IOException, InterruptedException {
    HttpRequest request;
    try {
      request = HttpRequest.newBuilder(from).header("User-Agent", "profundo/" + Version.current()).build();
    } catch (IllegalArgumentException e) {
      throw new InvalidInput(from + ": expected an address that begins with http:// or https:// (" + e.getMessage() + ")", e);
    }
    var received = new ReceivedFile(file, to);
    CompletableFuture<HttpResponse<Void>> response = client.sendAsync(request, received);
    try {
      await(response, received, file);
    } catch (InterruptedException | IOException | RuntimeException | Error e) {
      response.cancel(true);
      throw e;
    } finally {
      received.close();
    }
  }

  /// Waits for the end, but not for a mirror that sends nothing.
  private void await(CompletableFuture<?> response, ReceivedFile received, RemoteFile file)
      throws IOException, InterruptedException {
    long seen = -1;
    long since = System.nanoTime();
    while (true) {
      try {
        response.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        long now = received.bytes();
        if (now != seen) {
          seen = now;
          since = System.nanoTime();
          progress.at(file, now);
        } else if (System.nanoTime() - since > patience.toNanos()) {
          throw new IOException("nothing came for " + patience.toSeconds() + " s after " + now + " of " + file.bytes() + " bytes", e);
        }
      } catch (ExecutionException e) {
        throw explained(e.getCause(), received, file);
      }
    }
  }

  private static IOException explained(Throwable cause, ReceivedFile received, RemoteFile file) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      switch (t) {
        case FileSystemException e -> {
          return e;
        }
        case ReceivedFile.Wrong e -> {
          return e;
        }
        case UnknownHostException _ -> {
          return new IOException("there is no such host, or no network", cause);
        }
        case HttpTimeoutException _ -> {
          return new IOException("it does not answer", cause);
        }
        default -> {
          // Go on to what caused it.
        }
      }
    }
    if (cause instanceof ConnectException) {
      return new IOException("there is no connection", cause);
    }
    if (received.bytes() > 0) {
      return new IOException("cut off after " + received.bytes() + " of " + file.bytes() + " bytes", cause);
    }
    return new IOException(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
  }

  private static boolean isRight(Path path, RemoteFile file) throws IOException {
    return Files.isRegularFile(path)
        && Files.size(path) == file.bytes()
        && Sha256.of(path).equals(file.sha256());
  }

  private static Path stage(NewFolder place, String prefix) throws IOException {
    try {
      return Files.createTempDirectory(place.path(), prefix);
    } catch (FileSystemException e) {
      throw place.refused(e);
    }
  }

  private static void remove(Path stage) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(stage)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(stage);
  }
}
