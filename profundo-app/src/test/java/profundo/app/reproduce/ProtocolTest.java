package profundo.app.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Rng;
import profundo.Shape;
import profundo.data.DataException;
import profundo.data.Dataset;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Parameters;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.train.Listener;
import profundo.train.TrainEvent;
import profundo.train.Trainer;

class ProtocolTest {
  /// Measures one more each time a part is done; the part named `stop` fails as long as it is told to.
  private static final class Counting implements Reproduction {
    private final List<String> done = new ArrayList<>();
    private boolean failing;

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public String what() {
      return "parts | in order";
    }

    @Override
    public String source() {
      return "nobody 1999";
    }

    @Override
    public List<Figure> figures() {
      return List.of(Figure.atLeast("number", "number", "%", 2).published("3.5").twin(9));
    }

    @Override
    public Duration budget() {
      return Duration.ofSeconds(90);
    }

    @Override
    public List<String> parts() {
      return List.of("seed 1", "stop", "seed 3");
    }

    @Override
    public Map<String, Double> run(String part, Lab lab) throws IOException {
      Files.writeString(lab.folder().resolve("scratch"), "x");
      if (part.equals("stop") && failing) {
        throw new IllegalStateException("killed");
      }
      done.add(part);
      return Map.of("number", (double) done.size());
    }
  }

  @TempDir Path out;

  private Protocol protocol(Reproduction r, long seed, boolean reduced) {
    return Protocol.of(r, out, Lab.of(List.of(out), out, seed, reduced, null, false), "a machine");
  }

  @Test
  void goesOnWithThePartThatIsNotFinished() throws Exception {
    var r = new Counting();
    r.failing = true;
    assertThatThrownBy(() -> protocol(r, 1, false).run()).hasMessage("killed");
    r.failing = false;
    Outcome outcome = protocol(r, 1, false).run();
    assertThat(r.done).containsExactly("seed 1", "stop", "seed 3");
    assertThat(outcome.measured()).containsEntry("number", 2.0);
    assertThat(outcome.met()).isTrue();
    protocol(r, 1, false).run();
    assertThat(r.done).hasSize(3);
    try (var left = Files.list(out.resolve("counting"))) {
      assertThat(left.map(p -> p.getFileName().toString())).containsExactlyInAnyOrder("seed-1.json", "stop.json", "seed-3.json");
    }
    protocol(r, 1, false).forget();
    protocol(r, 1, false).run();
    assertThat(r.done).hasSize(6);
  }

  @Test
  void anotherSeedIsAnotherRunAndADamagedPartIsDoneAgain() throws Exception {
    var r = new Counting();
    protocol(r, 1, false).run();
    protocol(r, 2, false).run();
    assertThat(r.done).hasSize(6);
    Files.writeString(out.resolve("counting/stop.json"), "{\"seed\": 2, \"figures\"");
    protocol(r, 2, false).run();
    assertThat(r.done).hasSize(7).endsWith("stop");
  }

  @Test
  void theTwinIsKeptApartAndHeldToItsOwnFloor() throws Exception {
    var r = new Counting();
    Outcome twin = protocol(r, 1, true).run();
    assertThat(r.done).containsExactly("seed 1");
    assertThat(twin.met()).isFalse();
    assertThat(twin.lines().getFirst()).contains("at least 9 %", "MISSED");
    assertThat(out.resolve("counting-reduced/seed-1.json")).exists();
  }

  @Test
  void missingDataAreNamedWithThePlacesWhereTheyWereLookedFor() {
    Lab lab = Lab.of(List.of(Path.of("/nowhere/a"), Path.of("/nowhere/b")), out, 1, false, null, false);
    assertThatThrownBy(() -> lab.within("some, seed 1", out, () -> {}).data("text/poems.txt"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("some, seed 1: expected the data 'text/poems.txt'")
        .hasMessageContaining(Path.of("/nowhere/a/text/poems.txt") + ", " + Path.of("/nowhere/b/text/poems.txt"))
        .hasMessageContaining("PROFUNDO_DATA");
    assertThatThrownBy(() -> lab.data("mnist")).hasMessageContaining("profundo datasets get mnist");
  }

  @Test
  void aTrainingGoesOnFromItsCheckpointToTheSameWeights() throws Exception {
    var rng = Rng.of(7);
    var data = Dataset.of(rng.normal(Shape.of(40, 3), 0, 1), rng.normal(Shape.of(40, 2), 0, 1));
    float[] straight = weights(data, out.resolve("a"), -1);
    assertThatThrownBy(() -> weights(data, out.resolve("b"), 6)).hasMessageContaining("killed");
    assertThat(weights(data, out.resolve("b"), -1)).isEqualTo(straight);
  }

  /// @param kill the epoch at whose end the process dies, -1 for never
  private static float[] weights(Dataset data, Path folder, int kill) throws IOException {
    var net = Sequential.of(Linear.of(3, 2, Rng.of(1)));
    Trainer trainer = Trainer.supervised(net, Loss::squaredError, Adam.of(1e-2)).seed(3);
    var log = new StringWriter();
    Listener killer =
        (event, _) -> {
          if (event instanceof TrainEvent.EpochStarted e && e.epoch() == kill) {
            throw new IllegalStateException("killed");
          }
        };
    trainer.on(killer);
    Lab lab = Lab.of(List.of(), folder, 1, false, new PrintWriter(log, true), false).within("some", folder, () -> {});
    boolean resumes = Files.exists(folder);
    lab.fit(trainer, data.batches(8).shuffled(5), null, 9);
    assertThat(log.toString().contains("going on from")).isEqualTo(resumes);
    return Parameters.of(net).all().getFirst().variable().value().floats().clone();
  }

  @Test
  void aRowTakesThePlaceOfTheOldOneAndLeavesTheOthers() throws Exception {
    Path page = out.resolve("page.md");
    Files.writeString(page, "# Old\n\n| name |\n| --- |\n| `zebra` | kept  as it is |\n| `counting` | old |\n| `ant` | too |\n");
    OutcomeTable.write(page, protocol(new Counting(), 1, false).run());
    List<String> rows = Files.readString(page).lines().filter(l -> l.startsWith("| `")).toList();
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0)).isEqualTo("| `ant` | too |");
    assertThat(rows.get(1)).startsWith(
        "| `counting` | parts \\| in order | nobody 1999 | number | 3.5 % | at least 2 % | 2 % | 90 s | 0 | 1 | a machine | 20");
    assertThat(rows.get(2)).isEqualTo("| `zebra` | kept  as it is |");
  }

  @Test
  void thePageIsThatOfTheCheckoutOnly() throws Exception {
    assertThat(OutcomeTable.of(out)).isEmpty();
    Files.createDirectories(out.resolve("c/docs"));
    Files.createDirectories(out.resolve("c/profundo-core/src"));
    Files.createDirectories(out.resolve("c/deep/er"));
    assertThat(OutcomeTable.of(out.resolve("c/deep/er"))).hasValueSatisfying(
        p -> assertThat(p.endsWith("c/docs/reproductions.md")).isTrue());
  }

  @Test
  void figuresArePrintedAsPeopleWriteThem() {
    Figure f = Figure.atMost("x", "x", "%", 1);
    assertThat(f.text(97.8249)).isEqualTo("97.825 %");
    assertThat(f.text(62)).isEqualTo("62 %");
    assertThat(f.text(0.70)).isEqualTo("0.7 %");
    assertThat(f.text(1e-8)).isEqualTo("1.0e-08 %");
    assertThat(f.text(123.44)).isEqualTo("123.4 %");
    assertThat(f.met(Double.NaN, false)).isFalse();
    assertThat(f.met(1, false)).isTrue();
    assertThat(f.met(1.01, false)).isFalse();
  }

  @Test
  void aFigureThatIsOnlyShownDemandsNothing() {
    Figure shown = Figure.shown("plain", "of the plain one", "%");
    assertThat(shown.met(1e9, false)).isTrue();
    assertThat(shown.met(Double.NaN, false)).isFalse();
    assertThat(shown.demand(false)).isEmpty();
    assertThat(Figure.atMost("most", "most", "%", 3).demand(false)).isEqualTo("at most 3 %");
    assertThat(Figure.atMost("most", "most", "%", 3).demand(true)).isEmpty();
  }
}
