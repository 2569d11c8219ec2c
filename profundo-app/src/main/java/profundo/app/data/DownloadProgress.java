package profundo.app.data;

import java.net.URI;
import java.util.Locale;
import profundo.app.terminal.Console;
import profundo.data.KnownDataset.RemoteFile;

/// Shows on standard error how a download goes: a bar that redraws its line on a terminal, else a line at the beginning
/// and the end of each file.
public final class DownloadProgress implements Downloader.Progress {
  private static final int WIDTH = 30;

  private final Console console;

  /// @param console on whose `err` it draws
  public DownloadProgress(Console console) {
    this.console = console;
  }

  @Override
  public void begins(RemoteFile file, URI from) {
    if (!console.terminal()) {
      console.err().println(from);
    }
  }

  @Override
  public void at(RemoteFile file, long bytes) {
    if (console.terminal()) {
      int full = (int) (WIDTH * bytes / file.bytes());
      console.err().printf(
          Locale.ROOT,
          "\r%-28s [%s%s] %5.1f of %.1f MB",
          file.name(),
          "=".repeat(full),
          " ".repeat(WIDTH - full),
          bytes / 1e6,
          file.bytes() / 1e6);
      console.err().flush();
    }
  }

  @Override
  public void done(RemoteFile file) {
    at(file, file.bytes());
    if (console.terminal()) {
      console.err().println();
    } else {
      console.err().printf(Locale.ROOT, "%s: %d bytes, SHA-256 right%n", file.name(), file.bytes());
    }
  }

  @Override
  public void failed(RemoteFile file, String why) {
    console.err().println((console.terminal() ? "\n" : "") + file.name() + ": " + why);
  }
}
