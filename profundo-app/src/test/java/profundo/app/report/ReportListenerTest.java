package profundo.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.io.CsvLog;
import profundo.train.Run;
import profundo.train.Saved;
import profundo.train.TrainEvent;

class ReportListenerTest {
  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();
  private final Run run = telling(warnings);

  @Test
  void gathersEpochsBatchesAndGradients() throws IOException {
    var listener = ReportListener.in(folder);
    train(listener, 3, 4, 0, 12);
    RunHistory h = listener.history();
    assertThat(h.epochs()).hasSize(3);
    assertThat(h.epochs().get(1)).containsEntry("epoch", 2.0).containsEntry("step", 8.0).containsEntry("val_loss", 20.0);
    assertThat(h.steps()).hasSize(12).last().isEqualTo(new RunHistory.StepLoss(12, 1 / 12.0, 0.001));
    assertThat(h.gradients()).hasSize(6).first()
        .isEqualTo(new RunHistory.Gradients(2, Map.of("0.weight", 0.5, "0.bias", 0.25)));
    assertThat(h.stepsPerEpoch()).isEqualTo(4);
    assertThat(warnings).isEmpty();
  }

  @Test
  void aResumedRunTellsTheSameAsOneThatWasNeverInterrupted() throws IOException {
    var whole = ReportListener.in(folder);
    train(whole, 4, 6, 0, 24);
    Path other = Files.createDirectory(folder.resolve("other"));
    train(ReportListener.in(other), 4, 6, 0, 17);
    var resumed = ReportListener.in(other);
    train(resumed, 4, 6, 12, 24);
    assertThat(resumed.history()).isEqualTo(whole.history());
    assertThat(RunHistory.read(other).steps()).isEqualTo(whole.history().steps());
    assertThat(RunHistory.read(other).gradients()).isEqualTo(whole.history().gradients());
  }

  @Test
  void aRunThatIsKilledWithinASampleEndsInTheSameFile() throws IOException {
    train(ReportListener.in(folder), 3, 900, 0, 2_700);
    String undisturbed = Files.readString(folder.resolve(RunHistory.STEPS_FILE));
    assertThat(undisturbed).startsWith("step,loss,learning_rate,gradient/0.weight,gradient/0.bias\n").hasLineCount(1 + 900 + 675);
    for (int at : new int[] {1_000, 1_001, 1_002}) {
      Path other = Files.createDirectory(folder.resolve("killed" + at));
      var killed = ReportListener.in(other);
      train(killed, 3, 900, 0, at);
      Saved saved = killed.save();
      train(killed, 3, 900, at, at + 500);
      var resumed = ReportListener.in(other);
      resumed.restore(saved);
      train(resumed, 3, 900, at, 2_700);
      assertThat(other.resolve(RunHistory.STEPS_FILE)).as("killed after %d", at).hasContent(undisturbed);
    }
  }

  @Test
  void theColumnsHaveOneOrderWhicheverRowComesFirst() throws IOException {
    train(ReportListener.in(folder), 1, 2, 0, 2);
    assertThat(columns()).containsExactly("step", "loss", "learning_rate", "gradient/0.weight", "gradient/0.bias");
    train(ReportListener.in(folder), 1, 9_000, 0, 20);
    assertThat(columns()).containsExactly("step", "loss", "learning_rate", "gradient/0.weight", "gradient/0.bias");
  }

  private List<String> columns() throws IOException {
    return CsvLog.read(folder.resolve(RunHistory.STEPS_FILE)).columns();
  }

  @Test
  void theFoldersOfARunTellItsHistory() throws IOException {
    var listener = ReportListener.in(folder);
    train(listener, 2, 3, 0, 6);
    assertThat(RunHistory.read(folder)).isEqualTo(listener.history());
    assertThat(RunHistory.read(folder.resolve("none"))).isEqualTo(RunHistory.EMPTY);
  }

  @Test
  void aNewRunInAnOldFolderBeginsAnew() throws IOException {
    train(ReportListener.in(folder), 2, 3, 0, 6);
    train(ReportListener.in(folder), 2, 3, 0, 2);
    assertThat(RunHistory.read(folder).steps()).hasSize(2);
  }

  @Test
  void aLongRunKeepsMeansOfBatches() {
    var listener = ReportListener.in(folder);
    listener.on(started(10, 1_000, 0), run);
    for (int s = 1; s <= 10_000; s++) {
      listener.on(batch(s, 1_000, s % 10), run);
      listener.on(new TrainEvent.GradientsMeasured(1, s, Map.of("w", 1.0)), run);
    }
    assertThat(listener.history().steps()).hasSize(1_000).allSatisfy(s -> assertThat(s.loss()).isEqualTo(4.5));
    assertThat(listener.history().gradients()).hasSize(1_000);
  }

  @Test
  void whatIsNotFiniteSurvivesTheFile() throws IOException {
    var listener = ReportListener.in(folder);
    listener.on(started(1, 2, 0), run);
    listener.on(batch(1, 2, Double.NaN), run);
    listener.on(batch(2, 2, Double.POSITIVE_INFINITY), run);
    assertThat(RunHistory.read(folder).steps()).isEqualTo(listener.history().steps()).hasSize(2);
  }

  @Test
  void aFileThatCannotBeWrittenIsAWarningAndNoMore() throws IOException {
    Files.createDirectory(folder.resolve(RunHistory.STEPS_FILE));
    var listener = ReportListener.in(folder);
    train(listener, 1, 3, 0, 3);
    assertThat(listener.history().steps()).hasSize(3);
    assertThat(warnings).hasSize(1).first().asString().startsWith("report: steps.csv is not kept: ")
        .contains("it is a folder");
  }

  @Test
  void aFileThatIsNoTableIsAWarningAndNoMore() throws IOException {
    Files.writeString(folder.resolve(RunHistory.STEPS_FILE), "step,loss\n1,\"never closed\n");
    var listener = ReportListener.in(folder);
    train(listener, 1, 4, 2, 4);
    assertThat(listener.history().steps()).hasSize(2);
    assertThat(warnings).hasSize(1);
  }

  /// Steps `from + 1` to `to` of a run; metrics.csv is written as the trainer's own listener does.
  private void train(ReportListener listener, int epochs, int steps, int from, int to) throws IOException {
    Path metrics = listener.folder().resolve(RunHistory.METRICS_FILE);
    CsvLog log = from == 0 ? CsvLog.create(metrics) : CsvLog.resume(metrics, "step", from);
    listener.on(started(epochs, steps, from), run);
    for (int s = from + 1; s <= to; s++) {
      listener.on(batch(s, steps, 1.0 / s), run);
      if (s % 2 == 0) {
        var norms = new LinkedHashMap<String, Double>();
        norms.put("0.weight", 1.0 / s);
        norms.put("0.bias", 0.5 / s);
        listener.on(new TrainEvent.GradientsMeasured((s - 1) / steps + 1, s, norms), run);
      }
      if (s % steps == 0) {
        int epoch = s / steps;
        var all = new LinkedHashMap<String, Double>();
        all.put("loss", 10.0 * epoch);
        all.put("val_loss", 10.0 * epoch);
        var event = new TrainEvent.EpochEnded(epoch, epochs, s, all, 0.001, 2.5, 100);
        listener.on(event, run);
        var row = new LinkedHashMap<String, Object>();
        row.put("epoch", epoch);
        row.put("step", s);
        row.putAll(all);
        row.put("learning_rate", 0.001);
        row.put("seconds", 2.5);
        row.put("samples_per_second", 100.0);
        log.append(row);
      }
    }
  }

  private static TrainEvent.RunStarted started(int epochs, int steps, long start) {
    return new TrainEvent.RunStarted("m", 1, 1, 42, epochs, steps, start, Map.of());
  }

  private static TrainEvent.BatchEnded batch(int step, int steps, double loss) {
    int epoch = (step - 1) / steps + 1;
    return new TrainEvent.BatchEnded(epoch, (step - 1) % steps + 1, steps, step, loss, 0.001, Map.of("loss", loss), 100);
  }

  /// A run that remembers warnings and refuses everything else.
  private static Run telling(List<String> warnings) {
    InvocationHandler handler =
        (_, method, args) -> {
          if (!method.getName().equals("warn")) {
            throw new AssertionError("the report asks the run to " + method.getName());
          }
          warnings.add((String) args[0]);
          return null;
        };
    return (Run) Proxy.newProxyInstance(Run.class.getClassLoader(), new Class<?>[] {Run.class}, handler);
  }
}
