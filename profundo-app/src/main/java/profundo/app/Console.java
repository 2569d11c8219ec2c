package profundo.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Where a command writes: results to `out`, progress and complaints to `err`.
///
/// @param terminal whether `err` is a terminal, where a progress bar may redraw its line; else progress is plain lines
record Console(PrintWriter out, PrintWriter err, boolean terminal) {
  /// The streams of this process. The launcher knows whether standard error is a terminal and says so in the system
  /// property `profundo.terminal`.
  static Console ofProcess() {
    return new Console(
        writer(FileDescriptor.out, System.out.charset()),
        writer(FileDescriptor.err, System.err.charset()),
        Boolean.getBoolean("profundo.terminal"));
  }

  /// Writes past `System.out`, which swallows errors such as a full disk. A process without a locale claims US-ASCII;
  /// UTF-8 is a better guess for what reads its output.
  private static PrintWriter writer(FileDescriptor stream, Charset claimed) {
    Charset charset = claimed.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : claimed;
    return new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), charset), true);
  }
}
