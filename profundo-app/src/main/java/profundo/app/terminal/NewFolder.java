package profundo.app.terminal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A folder that the program makes, with those above it that are missing. Where that cannot be done the complaint says
/// which folder, why, and what else to try.
///
/// @param what it is for, as in `the run folder`
/// @param path where
/// @param remedy what to do when it cannot be made
public record NewFolder(String what, Path path, String remedy) {
  /// Makes it, or nothing.
  ///
  /// @return the folders that were not there before, the outermost first
  /// @throws IOException when it cannot be made
  public List<Path> create() throws IOException {
    var made = new ArrayList<Path>();
    for (Path p = path.toAbsolutePath(); p != null && !Files.exists(p); p = p.getParent()) {
      made.addFirst(p);
    }
    try {
      Files.createDirectories(path);
    } catch (FileSystemException e) {
      remove(made);
      throw refused(e);
    }
    return made;
  }

  /// Removes folders that [#create] has made and that are empty still.
  public static void remove(List<Path> made) throws IOException {
    for (Path folder : made.reversed()) {
      // Asked first, because a name that is too long cannot even be deleted.
      if (Files.exists(folder)) {
        Files.delete(folder);
      }
    }
  }

  /// What to throw when the folder, or the first file in it, cannot be made.
  public IOException refused(FileSystemException e) {
    return new IOException(what + " " + path + " cannot be written: " + reason(e) + "; " + remedy, e);
  }

  private String reason(FileSystemException e) {
    return switch (e) {
      case FileAlreadyExistsException _ -> e.getFile() + " is a file";
      case AccessDeniedException _ -> "permission denied";
      // Of file systems that the kernel makes up, such as /proc.
      case NoSuchFileException _ -> "nothing can be made there";
      default -> e.getReason() == null ? e.toString() : e.getReason();
    };
  }
}
