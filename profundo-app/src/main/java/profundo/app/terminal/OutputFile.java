package profundo.app.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import profundo.io.AtomicFile;

/// A file that a command is going to write. [#require] looks at its place before any work is done; the content is written
/// beside it and renamed, so that nothing half-written is ever seen under its name.
///
///     OutputFile file = new OutputFile(out, ".png", "a picture", force).require();
///     file.write(stream -> ImageIO.write(sheet, "png", stream));
///
/// @param path where
/// @param ending that its name must have, such as `.png`
/// @param what stands in it, as in `a picture`
/// @param force whether to replace what is there
public record OutputFile(Path path, String ending, String what, boolean force) {
  /// @return this
  /// @throws InvalidInput when the name has another ending, the folder is missing or closed, or a folder or, without
  ///     force, a file is there already
  public OutputFile require() {
    requireName();
    Path folder = path.toAbsolutePath().normalize().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw refused(folder != null && Files.exists(folder) ? folder + " is a file, no folder; name another place" : "there is no folder "
          + folder + "; create it first, or name another place");
    }
    requireFree();
    requireWritable(folder);
    return this;
  }

  /// The same for a file whose folder is made with it ([#writeInNewFolder]).
  ///
  /// @return this
  public OutputFile requireInNewFolder() {
    requireName();
    Path folder = path.toAbsolutePath().normalize().getParent();
    while (folder != null && !Files.exists(folder)) {
      folder = folder.getParent();
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw refused(folder + " is a file, no folder; name another folder with --out");
    }
    requireFree();
    requireWritable(folder);
    return this;
  }

  private void requireName() {
    String name = String.valueOf(path.getFileName());
    if (name.length() <= ending.length() || !name.toLowerCase(Locale.ROOT).endsWith(ending)) {
      throw new InvalidInput("--out " + path + ": expected a file name that ends in " + ending + ", as " + what + " is written");
    }
  }

  private void requireFree() {
    if (Files.isDirectory(path)) {
      throw refused("it is a folder; name a file");
    }
    if (Files.exists(path) && !force) {
      throw new InvalidInput(path + ": exists already; name another place with --out, or replace it with --force");
    }
  }

  private void requireWritable(Path folder) {
    if (!Files.isWritable(folder)) {
      throw refused("permission denied in " + folder + "; make it writable, or name another place with --out");
    }
  }

  private InvalidInput refused(String why) {
    return new InvalidInput(path + " cannot be written: " + why);
  }

  /// Writes it whole or not at all.
  public void write(AtomicFile.Body body) throws IOException {
    AtomicFile.write(path, body);
  }

  /// Writes text in UTF-8, whole or not at all.
  public void write(String text) throws IOException {
    AtomicFile.write(path, text);
  }

  /// Writes text in UTF-8, and makes the folder first where it is missing.
  public void writeInNewFolder(String text) throws IOException {
    new NewFolder("the folder", path.toAbsolutePath().getParent(), "choose another one with --out").create();
    write(text);
  }
}
