package profundo.app.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import profundo.data.DataException;
import profundo.io.FormatException;

/// How the program ends when something was thrown: an exit code and one line.
///
/// @param code 1 when the run failed, 2 for bad usage or bad input, 128 and more for a signal
public record Failure(int code, String message) {
  static final int RUN_FAILED = 1;
  /// Usage or input is at fault.
  public static final int BAD_INPUT = 2;
  /// Nobody reads what is written any more: as a shell says it of a program that SIGPIPE ended.
  public static final int BROKEN_PIPE = 128 + 13;

  /// Settings reach the core's own checks through the command line, so what these checks throw is bad input.
  public static Failure of(Throwable thrown) {
    return switch (thrown) {
      case BadFile e -> new Failure(BAD_INPUT, e.getMessage());
      case InvalidInput e -> badInput(e);
      case DataException e -> badInput(e);
      case FormatException e -> badInput(e);
      case IllegalArgumentException e when e.getMessage() != null -> badInput(e);
      case NoSuchFileException e -> new Failure(BAD_INPUT, e.getFile() + ": no such file or folder");
      case NotDirectoryException e -> new Failure(BAD_INPUT, e.getFile() + ": expected a folder, got a file");
      case FileAlreadyExistsException e -> new Failure(BAD_INPUT, e.getFile() + ": exists already");
      case AccessDeniedException e -> new Failure(BAD_INPUT, e.getFile() + ": permission denied");
      case UncheckedIOException e -> of(e.getCause());
      case IOException e when e.getMessage() != null ->
          new Failure(isAboutThePath(e) ? BAD_INPUT : RUN_FAILED, oneLine(e.getMessage()));
      case OutOfMemoryError e ->
          new Failure(
              RUN_FAILED,
              "out of memory (" + e.getMessage() + "); use a smaller batch, or a larger heap: PROFUNDO_OPTS=-Xmx8g");
      case Interrupted e -> new Failure(e.code(), e.getMessage());
      case RunFailed e -> new Failure(RUN_FAILED, oneLine(e.getMessage()));
      case InterruptedException _ -> new Failure(RUN_FAILED, "interrupted");
      default -> unexpected(thrown);
    };
  }

  /// A file that cannot be read or written because of what and where it is, rather than because the disk is full.
  private static boolean isAboutThePath(IOException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof FileSystemException && t.getMessage() != null) {
        String text = t.getMessage().toLowerCase(Locale.ROOT);
        return !text.contains("space") && !text.contains("quota") && !text.contains("input/output");
      }
    }
    return false;
  }

  private static Failure badInput(Exception e) {
    return new Failure(BAD_INPUT, oneLine(e.getMessage()));
  }

  private static Failure unexpected(Throwable thrown) {
    String name = thrown.getClass().getSimpleName();
    String text = thrown.getMessage() == null ? name : name + ": " + oneLine(thrown.getMessage());
    return new Failure(RUN_FAILED, text + " (--debug shows where)");
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
