package profundo.app.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import profundo.data.DataException;

/// The reduced twin of every reproduction. Real data are looked for in `$PROFUNDO_DATA`, then in `shared/data` beside a
/// folder above; a twin whose data are not here is skipped.
class ReproductionsTest {
  @TempDir Path out;

  static Stream<String> names() {
    return Reproductions.names().stream();
  }

  static List<Path> roots() {
    var roots = new ArrayList<Path>();
    String named = System.getenv().getOrDefault("PROFUNDO_DATA", "");
    if (!named.isBlank()) {
      roots.add(Path.of(named));
    }
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      if (Files.isDirectory(p.resolve("shared/data"))) {
        roots.add(p.resolve("shared/data"));
      }
    }
    return roots;
  }

  @ParameterizedTest
  @MethodSource("names")
  void theReducedTwinReachesItsFloor(String name) throws Exception {
    Lab lab = Lab.of(roots(), out, 42, true, null, false);
    Outcome outcome;
    try {
      outcome = Protocol.of(Reproductions.find(name).orElseThrow(), out, lab, "here").run();
    } catch (DataException e) {
      assumeTrue(!e.getMessage().contains("expected the data '"), e.getMessage());
      throw e;
    }
    System.out.printf("%s: %s in %.1f s%n", name, outcome.lines(), outcome.seconds());
    assertThat(outcome.met()).as("%s %s", name, outcome.lines()).isTrue();
  }

  @Test
  void everyOneIsFullyDescribed() {
    assertThat(Reproductions.names()).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z0-9-]+"));
    for (Reproduction r : Reproductions.all()) {
      assertThat(r.what()).as(r.name()).isNotBlank();
      assertThat(r.source()).as(r.name()).isNotBlank();
      assertThat(r.figures()).as(r.name()).isNotEmpty();
      assertThat(r.budget()).as(r.name()).isPositive();
      assertThat(r.parts()).as(r.name()).isNotEmpty().doesNotHaveDuplicates();
      assertThat(r.parts()).as(r.name()).allMatch(part -> part.matches("[a-z0-9][a-z0-9 .-]{0,60}"));
      // Or one part would take the other's file.
      assertThat(new HashSet<>(r.parts().stream().map(part -> part.replace(' ', '-')).toList())).hasSameSizeAs(r.parts());
    }
  }
}
