package profundo.app.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFoldersTest {
  @TempDir private Path temporary;

  @Test
  void theOptionGoesBeforeTheVariableAndTheVariableBeforeTheCache() throws IOException {
    Path option = Files.createDirectories(temporary.resolve("option"));
    Path variable = Files.createDirectories(temporary.resolve("variable"));
    Path cache = temporary.resolve("home/.cache/profundo");
    var folders =
        DataFolders.of(option, Map.of("PROFUNDO_DATA", variable.toString()), temporary.resolve("home"));
    assertThat(folders.places("mnist"))
        .containsExactly(option.resolve("mnist"), variable.resolve("mnist"), cache.resolve("mnist"));
    assertThat(folders.cache()).isEqualTo(variable);
    assertThat(folders.find("mnist")).isEmpty();
    Files.createDirectories(cache.resolve("mnist"));
    assertThat(folders.find("mnist")).contains(cache.resolve("mnist"));
    Files.createDirectories(option.resolve("mnist"));
    assertThat(folders.find("mnist")).contains(option.resolve("mnist"));
  }

  @Test
  void withoutVariableTheCacheIsUnderTheHome() {
    var folders = DataFolders.of(null, Map.of("PROFUNDO_DATA", " "), temporary);
    assertThat(folders.roots()).containsExactly(temporary.resolve(".cache/profundo"));
    assertThat(folders.cache()).isEqualTo(temporary.resolve(".cache/profundo"));
  }

  @Test
  void theCacheFollowsTheXdgSpecification() {
    Path caches = temporary.resolve("caches").toAbsolutePath();
    assertThat(DataFolders.of(null, Map.of("XDG_CACHE_HOME", caches.toString()), temporary).cache())
        .isEqualTo(caches.resolve("profundo"));
    assertThat(DataFolders.of(null, Map.of("XDG_CACHE_HOME", "not/absolute"), temporary).cache())
        .isEqualTo(temporary.resolve(".cache/profundo"));
  }
}
