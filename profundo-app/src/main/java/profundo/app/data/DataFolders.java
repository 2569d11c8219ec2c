package profundo.app.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The folders in which data sets are looked for, first match wins; each data set is a folder of its own name in them.
///
/// In order: the folder given with `--data-dir`, `$PROFUNDO_DATA`, the cache `~/.cache/profundo` (`profundo` in
/// `$XDG_CACHE_HOME` where that is set). Downloads go to [#cache()].
///
/// @param roots without doubles, at least one
/// @param cache where downloads are put: `$PROFUNDO_DATA`, else `~/.cache/profundo`
public record DataFolders(List<Path> roots, Path cache) {
  /// Copies the list.
  public DataFolders {
    roots = List.copyOf(roots);
  }

  /// @param dataDir the value of `--data-dir`, or null
  public static DataFolders ofProcess(Path dataDir) {
    return of(dataDir, System.getenv(), Path.of(System.getProperty("user.home")));
  }

  static DataFolders of(Path dataDir, Map<String, String> environment, Path home) {
    var all = new ArrayList<Path>();
    if (dataDir != null) {
      all.add(dataDir.toAbsolutePath().normalize());
    }
    String named = environment.getOrDefault("PROFUNDO_DATA", "");
    String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG base directory specification: a path that is not absolute is ignored.
    boolean absolute = !caches.isBlank() && Path.of(caches).isAbsolute();
    Path standard = (absolute ? Path.of(caches) : home.resolve(".cache")).resolve("profundo").toAbsolutePath().normalize();
    Path cache = named.isBlank() ? standard : Path.of(named).toAbsolutePath().normalize();
    all.add(cache);
    all.add(standard);
    return new DataFolders(all.stream().distinct().toList(), cache);
  }

  /// The folder of a data set, if one of the roots has it.
  public Optional<Path> find(String name) {
    return places(name).stream().filter(Files::isDirectory).findFirst();
  }

  /// Where a data set is looked for.
  public List<Path> places(String name) {
    return roots.stream().map(root -> root.resolve(name)).toList();
  }
}
