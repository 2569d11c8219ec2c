package profundo.app.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Where a command writes: results to `out`, progress and complaints to `err`.
///
/// @param out knows why it failed where it is a [ResultWriter]
/// @param terminal whether `err` is a terminal, where a progress bar may redraw its line; else progress is plain lines
public record Console(PrintWriter out, PrintWriter err, boolean terminal) {
  /// The streams of this process. The launcher knows whether standard error is a terminal and says so in the system
  /// property `profundo.terminal`.
  public static Console ofProcess() {
    return new Console(
        writer(FileDescriptor.out, System.out.charset()),
        writer(FileDescriptor.err, System.err.charset()),
        Boolean.getBoolean("profundo.terminal"));
  }

  /// Writes past `System.out`, which swallows errors such as a full disk. A process without a locale claims US-ASCII;
  /// UTF-8 is a better guess for what reads its output.
  private static ResultWriter writer(FileDescriptor stream, Charset claimed) {
    Charset charset = claimed.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : claimed;
    return ResultWriter.of(new FileOutputStream(stream), charset);
  }

  /// Why results could not be written; empty when they were.
  public Optional<IOException> failure() {
    return switch (out) {
      case ResultWriter writer -> writer.failure();
      default -> out.checkError() ? Optional.of(new IOException("it does not say why")) : Optional.empty();
    };
  }
}
