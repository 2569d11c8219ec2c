package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import profundo.io.Json;

class AnnealTest {
  @TempDir private Path folder;

  /// No queen attacks another, and machines cool to lower energies.
  @Test
  void queensAreOnABoard() {
    Json.Obj found = Cli.run("anneal", "--queens", 6, "--seed", 3, "--json").json();
    List<String> rows = found.list("solution").stream().map(Json::asText).toList();
    assertThat(rows).hasSize(6).allMatch(row -> row.matches("[.]*Q[.]*") && row.length() == 6);
    for (int a = 0; a < 6; a++) {
      for (int b = 0; b < a; b++) {
        int apart = Math.abs(rows.get(a).indexOf('Q') - rows.get(b).indexOf('Q'));
        assertThat(apart).as("rows %d and %d of %s", a, b, rows).isNotZero().isNotEqualTo(a - b);
      }
    }
    assertThat(found.number("energy")).isEqualTo(-6);
    assertThat(found.integer("machines_solved")).isPositive();
    List<Json> cooling = found.list("cooling");
    assertThat(cooling).hasSize(12);
    assertThat(cooling.getLast().asObject().number("mean_energy")).isLessThan(cooling.getFirst().asObject().number("mean_energy") - 3);
    assertThat(cooling.getLast().asObject().integer("sweep")).isEqualTo(200);
    assertThat(cooling.getLast().asObject().number("temperature")).isEqualTo(0.15);
  }

  @Test
  void progressIsToldAndTheBoardIsDrawn() throws IOException {
    Path picture = folder.resolve("queens.png");
    Cli run = Cli.run("anneal", "--queens", 5, "--sweeps", 60, "--out", picture);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("5 queens: 25 units, 50 machines, 60 sweeps; a solution has energy -5").hasLineCount(13);
    assertThat(run.out()).contains("5 queens: solved by ").containsPattern("(?m)^  ( \\.)*( Q)( \\.)*$").hasLineCount(7);
    assertThat(ImageIO.read(picture.toFile()).getWidth()).isGreaterThan(6 * 6);
    assertThat(Cli.run("anneal", "--out", picture).err()).contains("exists already");
    assertThat(Cli.run("anneal", "--queens", 1, "--sweeps", 3, "--quiet").err()).isEmpty();
  }

  @Test
  void neighboursOnAMapAreUnlike() {
    Json.Obj found = Cli.run("anneal", "--map", "a-b,b-c,a-c,c-d,e", "--json", "--quiet").json();
    assertThat(found.get("solved")).isEqualTo(Json.of(true));
    Json.Obj colours = found.object("solution");
    assertThat(colours.members().keySet()).containsExactly("a", "b", "c", "d", "e");
    assertThat(List.of(colours.text("a"), colours.text("b"), colours.text("c"))).containsExactlyInAnyOrder("red", "green", "blue");
    assertThat(colours.text("d")).isIn("red", "green", "blue").isNotEqualTo(colours.text("c"));
    assertThat(Cli.run("anneal", "--map", "australia", "--quiet").out()).contains("a map of 7 regions in 3 colours: solved", "NSW");
  }

  /// Four regions that all touch need four colours.
  @Test
  void whatHasNoSolutionIsSaid() {
    String four = "a-b,a-c,a-d,b-c,b-d,c-d";
    Cli three = Cli.run("anneal", "--map", four, "--quiet");
    assertThat(three.code()).isZero();
    assertThat(three.out()).contains("no machine has found a solution; the best has energy -3 instead of -4", "none");
    assertThat(Cli.run("anneal", "--map", four, "--colours", 4, "--quiet").out()).contains("solved by").doesNotContain("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--queens 0                     | --queens: expected a whole number from 1 to 22, got 0",
        "--queens 23                    | --queens: expected a whole number from 1 to 22, got 23",
        "--map a-                       | --map: expected 'australia' or neighbours as in a-b,b-c,a-c,d, got 'a-'",
        "--map a-a                      | got 'a-a'",
        "--map a-b-c                    | got 'a-b-c'",
        "--map a,,b                     | got ''",
        "--map austrlia                 | got 'austrlia'; did you mean 'australia'?; name two neighbours at least",
        "--map a --colours 9            | --colours: expected a whole number from 1 to 8, got 9",
        "--colours 3                    | --colours goes with --map",
        "--map a --queens 4             | two puzzles",
        "--runs 0                       | --runs: expected a whole number from 1 to",
        "--sweeps x                     | --sweeps: expected a whole number, got 'x'",
        "--from 0.1                     | expected temperatures that fall and stay above 0, got 0.1 and 0.15",
        "--to NaN                       | expected temperatures",
        "--out x.txt                    | ends in .png",
      })
  void badInput(String line, String complaint) {
    Cli run = Cli.run((Object[]) ("anneal " + line).split(" +"));
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(complaint).hasLineCount(1);
  }
}
