package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.io.Json;

class RateSearchTest {
  @TempDir Path folder;

  @Test
  void aSearchShowsWhatTheLossDoesAndTrainsNoModel() throws Exception {
    Cli run = Cli.run("train", "linear", "--find-lr", "--data", "strokes", "--out", folder.resolve("lr"), "--json");
    assertThat(run.code()).as(run.err()).isZero();
    Json.Obj json = Json.parse(run.out()).asObject();
    assertThat(json.number("suggestion")).isBetween(1e-6, 1.0);
    assertThat(json.list("rates")).hasSameSizeAs(json.list("smoothed"));
    assertThat(Files.readString(folder.resolve("lr/lr.html"))).contains("<svg").contains("linear on strokes, adam");
    assertThat(folder.resolve("lr/model.safetensors")).doesNotExist();
    Cli resumed = Cli.run("train", "--find-lr", "--resume", folder.toString());
    assertThat(resumed.code()).isEqualTo(2);
    assertThat(resumed.err()).contains("--find-lr begins anew");
    Cli rprop = Cli.run("train", "linear", "--find-lr", "--data", "strokes", "--optimizer", "rprop", "--out", folder.resolve("r"));
    assertThat(rprop.code()).isEqualTo(2);
    assertThat(rprop.err()).contains("rprop finds the size of its steps itself");
  }
}
