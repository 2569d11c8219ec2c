package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.app.reproduce.Reproductions;

class ReproduceTest {
  @TempDir Path folder;

  @Test
  void listsEveryEntry() {
    Cli listing = Cli.run("reproduce", "--list");
    assertThat(listing.code()).isZero();
    assertThat(Cli.run("reproduce", "--list", "--json").json().list("reproductions")).hasSameSizeAs(Reproductions.all());
    for (String name : Reproductions.names()) {
      assertThat(listing.out()).contains(name);
    }
    assertThat(listing.out().lines()).allMatch(line -> line.length() <= 120);
    Cli one = Cli.run("reproduce", "mlp-dropout", "--list");
    assertThat(one.code()).isZero();
    assertThat(one.out()).contains("Srivastava", "test error <= 1.3 % (published: 1.06)", "20 min").doesNotContain("mlp-deep");
    assertThat(Cli.run("reproduce", "mlp-dropout", "--list", "--json").json().list("reproductions")).hasSize(1);
    Cli unknown = Cli.run("reproduce", "--list", "mlp-dropot");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("did you mean 'mlp-dropout'?");
  }

  @Test
  void badOptionsAreNamedInOneLine() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Cli run = Cli.run("reproduce", "iris", "--reduced", "--out", file);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(file + " is a file; choose another one with --out DIR").hasLineCount(1);
    assertThat(Cli.run("reproduce", "iris", "--seed", "x").err()).contains("--seed: expected a whole number, got 'x'").hasLineCount(1);
  }

  @Test
  void aMisspeltNameIsGuessed() {
    Cli cli = Cli.run("reproduce", "mlp-deeep");
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains("did you mean 'mlp-deep'?");
    assertThat(Cli.run("reproduce").err()).contains("the name is missing");
  }

  @Test
  void theRowHasFigureTimeMachineDateAndSeed() {
    Cli cli = Cli.run("reproduce", "mlp-deep", "--reduced", "--quiet", "--json", "--seed", 5, "--out", folder);
    assertThat(cli.code()).as(cli.err()).isZero();
    var row = cli.json();
    assertThat(row.text("name")).isEqualTo("mlp-deep");
    assertThat(row.flag("reduced")).isTrue();
    assertThat(row.whole("seed")).isEqualTo(5);
    assertThat(row.number("seconds")).isPositive();
    assertThat(row.text("machine")).contains("thread");
    assertThat(row.text("date")).matches("20\\d\\d-\\d\\d-\\d\\d");
    var figure = row.list("figures").getFirst().asObject();
    assertThat(figure.number("measured")).isBetween(10.0, 100.0);
    assertThat(figure.number("demanded")).isEqualTo(85);
  }
}
