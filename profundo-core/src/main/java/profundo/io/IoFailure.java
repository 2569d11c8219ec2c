package profundo.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/// Failures of the file system, said with the file and the remedy.
final class IoFailure {
  private IoFailure() {}

  /// A failure that has been put into words.
  private static final class Said extends IOException {
    private static final long serialVersionUID = 1L;

    Said(String message, IOException cause) {
      super(message, cause);
    }
  }

  /// @param operation `read`, `write` or `replace`
  /// @return an exception whose cause is the failure, or the failure itself when it says all this already
  static IOException of(String operation, Path file, IOException failure) {
    return failure instanceof Said
        ? failure
        : new Said("cannot " + operation + " " + file + ": " + reason(operation, file, failure), failure);
  }

  private static String reason(String operation, Path file, IOException failure) {
    String message = String.valueOf(failure.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    boolean writing = !operation.equals("read");
    if (lower.contains("no space left") || lower.contains("quota") || lower.contains("not enough space")) {
      return "the disk is full" + free(file) + "; free some space and try again" + kept(operation);
    }
    if (failure instanceof AccessDeniedException || lower.contains("permission denied")) {
      return "permission denied; make "
          + (writing ? "its folder writable or choose another" : "it readable")
          + kept(operation);
    }
    if (lower.contains("read-only file system")) {
      return "the file system is read-only; choose another folder";
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      return "there is no folder " + parent + "; " + (writing ? "create it first" : "check the path");
    }
    if (Files.isDirectory(file)) {
      return "it is a folder; give the path of a file";
    }
    if (failure instanceof NoSuchFileException) {
      return "there is no such file; check the path";
    }
    String why = failure instanceof FileSystemException f && f.getReason() != null ? f.getReason() : message;
    return why + kept(operation);
  }

  private static String kept(String operation) {
    return operation.equals("replace") ? " (the file as it was before is kept)" : "";
  }

  private static String free(Path file) {
    try {
      Path parent = file.toAbsolutePath().getParent();
      return " (" + size(Files.getFileStore(parent).getUsableSpace()) + " left)";
    } catch (IOException | RuntimeException unknown) {
      return "";
    }
  }

  /// A number of bytes that is not rounded to nothing.
  static String size(long bytes) {
    return bytes < 1_000 ? bytes + " bytes" : bytes < 1_000_000 ? bytes / 1_000 + " kB" : bytes / 1_000_000 + " MB";
  }
}
