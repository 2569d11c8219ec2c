package profundo.app.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;

/// A writer that knows why it failed; a [PrintWriter] knows only that it did.
public final class ResultWriter extends PrintWriter {
  private final Watched watched;

  private ResultWriter(Watched watched, Charset charset) {
    super(new OutputStreamWriter(watched, charset), true);
    this.watched = watched;
  }

  /// Writes to a stream in an encoding.
  public static ResultWriter of(OutputStream out, Charset charset) {
    return new ResultWriter(new Watched(out), charset);
  }

  /// The first failure so far; empty when all was written.
  Optional<IOException> failure() {
    flush();
    return Optional.ofNullable(watched.failure);
  }

  /// Whether the failure is that nobody reads any more, as with `| head -1`.
  public static boolean isBrokenPipe(IOException failure) {
    // "Broken pipe", on Windows "The pipe is being closed".
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
  }

  private static final class Watched extends FilterOutputStream {
    private IOException failure;

    Watched(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }
  }
}
