package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.app.experiment.ExperimentFile;
import profundo.app.experiment.SearchPlan;
import profundo.app.models.Models;
import profundo.app.run.TrainingRun;
import profundo.io.Json;

class SearchTest {
  private static final String CNN =
      """
      model: {cnn: {filters: 4}}
      data: {set: strokes, batch: 500, validation-fraction: 0.1}
      epochs: 9
      search:
        method: %s
        trials: 18
        seed: 5
        space:
          model.cnn.filters: [2, 4, [2, 8]]
          model.cnn.size: {whole: [1, 5]}
          model.cnn.stride: [1, 2]
          model.cnn.padding: [same, valid, 1]
          model.cnn.window: [2, 3]
          model.cnn.pooling: [max, mean, none]
          model.cnn.layers: {whole: [0, 2]}
          model.cnn.neurons: {whole: [8, 64]}
          optimizer.lr: {log: [0.001, 0.1], steps: 4}
      """;

  @TempDir Path folder;

  private SearchPlan plan(String text) {
    return ExperimentFile.parse("s.yaml", folder, text, List.of()).search();
  }

  @Test
  void allHyperParametersOfACnnCanBeSearched() {
    SearchPlan plan = plan(CNN.formatted("random"));
    assertThat(plan.brackets()).hasSize(1);
    assertThat(plan.brackets().getFirst().points()).hasSize(18);
    assertThat(plan.brackets().getFirst().points().getFirst().keySet()).hasSize(9);
    var seen = new HashSet<Object>();
    plan.brackets().getFirst().points().forEach(p -> {
      seen.add(p.get("model.cnn.pooling"));
      assertThat((double) p.get("optimizer.lr")).isBetween(0.001, 0.1);
      assertThat((long) p.get("model.cnn.size")).isBetween(1L, 5L);
    });
    assertThat(seen).containsExactlyInAnyOrder("max", "mean", "none");
    assertThat(plan(CNN.formatted("random"))).as("the same seed gives the same points").isEqualTo(plan);
    assertThat(plan(CNN.formatted("random").replace("seed: 5", "seed: 6"))).isNotEqualTo(plan);
  }

  /// 3 x 3 x 2 x 3 x 2 x 3 x 3 x 3 x 4 by hand; a range gives three values unless it says otherwise.
  @Test
  void aGridHasEveryCombinationOnce() {
    SearchPlan plan = plan(
        "model: mlp\nsearch:\n  method: grid\n  space:\n    schedule: [cosine, step]\n    optimizer.lr: {log: [0.001, 0.1]}\n");
    List<?> points = plan.brackets().getFirst().points();
    assertThat(points).hasSize(6).doesNotHaveDuplicates();
    assertThat(points.get(1)).isEqualTo(Map.of("schedule", "cosine", "optimizer.lr", 0.01));
    Cli huge = Cli.run("search", write(CNN.formatted("grid")), "--plan");
    assertThat(huge.code()).isEqualTo(2);
    assertThat(huge.err()).contains("search.space: expected a grid of at most 10000 combinations, got 11664");
  }

  @Test
  void halvingKeepsAThirdAndTripledEpochs() {
    SearchPlan.Bracket b = plan(CNN.formatted("halving")).brackets().getFirst();
    assertThat(b.epochs()).containsExactly(1, 3, 9);
    assertThat(b.counts(3)).containsExactly(18, 6, 2);
  }

  /// Table 1 of the paper: R = 81, eta = 3.
  @Test
  void hyperbandHasTheBracketsOfThePaper() {
    SearchPlan plan = plan(CNN.formatted("hyperband").replace("epochs: 9", "epochs: 81"));
    assertThat(plan.brackets().stream().map(SearchPlan.Bracket::epochs)).containsExactly(
        List.of(1, 3, 9, 27, 81), List.of(3, 9, 27, 81), List.of(9, 27, 81), List.of(27, 81), List.of(81));
    assertThat(plan.brackets().stream().map(b -> b.counts(3))).containsExactly(
        List.of(81, 27, 9, 3, 1), List.of(34, 11, 3, 1), List.of(15, 5, 1), List.of(8, 2), List.of(5));
  }

  @Test
  void whatIsWrongWithASearchIsToldWithTheRest() {
    Cli cli = Cli.run("search", write("model: mlp\nepochs: x\nsearch:\n  methot: grid\n  space:\n    epochs: {log: [1]}\n"));
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains("line 2: epochs: expected a whole number", "line 4: unknown key 'methot'",
        "line 6: search.space.epochs");
    assertThat(Cli.run("search", write("model: mlp\n")).err()).contains("the key 'search' is missing");
    assertThat(Cli.run("search", write("model: mlp\nsearch:\n  method: halving\n  space:\n    epochs: [1, 2]\n")).err())
        .contains("line 5: search.space: epochs are what halving deals out");
  }

  @Test
  void whatTheFileSaysOfTheSearchCanBeSetToo() {
    Path file = write("model: mlp\nsearch:\n  space:\n    optimizer.lr: {log: [0.001, 0.1]}\n");
    Cli set = Cli.run("search", file, "--plan", "--json", "--set", "search.method=grid", "--set", "search.space.batch=3");
    assertThat(set.code()).isEqualTo(2);
    assertThat(set.err()).contains("--set search.space.batch: unknown setting", "did you mean 'search.space.");
    set = Cli.run(
        "search", file, "--plan", "--json", "--set", "search.method=grid", "--set", "search.space.data.batch=[32, 64]", "--set",
        "search.space.optimizer.lr={log: [0.01, 0.1], steps: 2}", "--set", "search.seed=8");
    assertThat(set.code()).as(set.err()).isZero();
    assertThat(set.json().text("method")).isEqualTo("grid");
    assertThat(set.json().list("brackets").getFirst().asObject().list("points")).hasSize(4);
    assertThat(set.out()).contains("\"data.batch\": 64");
    assertThat(Cli.run("search", file, "--plan", "--set", "search.trials=0").err())
        .contains("--set search.trials: search.trials: expected a whole number from 1 to 10000, got 0");
    assertThat(Cli.run("search", file, "--plan", "--set", "search.space.data.batch=[0]").err()).contains("expected a whole number from 1");
    assertThat(Cli.run("search", file, "--plan", "--set", "search.trails=3").err()).contains("did you mean 'search.trials'?");
    assertThat(Cli.run("run", file, "--check", "--set", "search.trials=3").code()).as("passed over").isZero();
    assertThat(Cli.run("search", write("model: mlp\n"), "--plan", "--set", "search.trials=3").err())
        .contains("the key 'space' is missing");
  }

  @Test
  void theExampleOfTheDocsIsWellFormed() {
    Cli cli = Cli.run("search", Path.of("../docs/examples/digits-cnn.yaml"), "--plan", "--json");
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json().integer("epochs")).isEqualTo(6 + 2 * 3);
    assertThat(Cli.run("run", Path.of("../docs/examples/digits-cnn.yaml"), "--check").code()).isZero();
  }

  @Test
  void aTrialThatDivergedIsNotedAndDoesNotWin() throws Exception {
    Path file = write("""
        model: linear
        data: {batch: 1000, validation-fraction: 0.1}
        epochs: 1
        search:
          method: grid
          space:
            optimizer.lr: [0.01, 0.0000001]
        """);
    Cli cli = Cli.run("search", file, "--out", folder.resolve("wild"), "--json", "--quiet");
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json().object("best").integer("trial")).isEqualTo(1);
    // As if the first one had been warned of: a run can diverge without a loss that is not finite.
    Path result = folder.resolve("wild/trial-0001/result.json");
    String warning = TrainingRun.trouble(0.1, 51.6, 0.1, new int[] {5, 5, 5, 5}, Models.find("linear").orElseThrow().defaults());
    assertThat(warning).isNotEmpty();
    Files.writeString(result, Json.parse(Files.readString(result)).asObject().with("warning", warning).pretty());
    cli = Cli.run("search", file, "--out", folder.resolve("wild"), "--json", "--quiet");
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json().object("best").integer("trial")).isEqualTo(2);
    assertThat(cli.json().list("trials").getFirst().asObject().text("trouble")).isEqualTo(warning);
  }

  private Path write(String text) {
    try {
      return Files.writeString(folder.resolve("s.yaml"), text);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aSearchGoesOnWhereItWasKilledAndWritesItsFindings() throws Exception {
    Path file =
        write(
            """
            model: linear
            data: {batch: 1000, validation-fraction: 0.1}
            epochs: 2
            seed: 3
            search:
              method: halving
              eta: 2
              trials: 3
              space:
                optimizer.lr: [0.000001, 0.01]
                schedule: [constant, "cosine"]
            """);
    Path out = folder.resolve("out");
    Cli first = Cli.run("search", file, "--out", out, "--json");
    assertThat(first.code()).as(first.err()).isZero();
    var best = first.json().object("best");
    assertThat(best.integer("epochs")).isEqualTo(2);
    String csv = Files.readString(out.resolve("results.csv"));
    assertThat(csv.lines()).hasSize(1 + first.json().list("trials").size());
    assertThat(csv).startsWith("trial,bracket,epochs,optimizer.lr,schedule,val_accuracy,test_accuracy,seconds,trouble,folder\n");
    var svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(
        new java.io.ByteArrayInputStream(
            Files.readString(out.resolve("search.html")).replace("<!DOCTYPE html>", "").strip().getBytes("UTF-8")));
    assertThat(svg.getElementsByTagName("svg").getLength()).isEqualTo(1);
    assertThat(Files.readString(out.resolve("best.yaml"))).contains("model: linear", "epochs: 2");

    // As if killed after the first trial: the others are trained again, to the same figures, and it is left alone.
    Path kept = out.resolve("trial-0001/model.safetensors");
    Files.setLastModifiedTime(kept, FileTime.fromMillis(1_000_000));
    for (Path file2 : List.of(out.resolve("trial-0002/result.json"), out.resolve("results.csv"))) {
      Files.deleteIfExists(file2);
    }
    Cli second = Cli.run("search", file, "--out", out, "--json");
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(Files.getLastModifiedTime(kept).toMillis()).isEqualTo(1_000_000);
    assertThat(Files.readString(out.resolve("results.csv")).replaceAll("[0-9.]+,,", "")).isEqualTo(csv.replaceAll("[0-9.]+,,", ""));

    Cli other = Cli.run("search", file, "--out", out, "--set", "seed=4");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("holds a trial of another search (", "seed 3 there, 4 here)").hasLineCount(1);
    // A folder whose later trial is of another search is refused before anything is trained.
    Cli later = Cli.run("search", file, "--out", out, "--set", "search.seed=9");
    assertThat(later.code()).isEqualTo(2);
    assertThat(later.err()).contains("holds a trial of another search").hasLineCount(1);
  }
}
