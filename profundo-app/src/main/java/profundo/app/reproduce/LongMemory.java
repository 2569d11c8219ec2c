package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import profundo.app.sequences.MemoryTask;

/// What gates are for: LSTM and GRU solve tasks that need a long memory; Elman's network fails on adding.
record LongMemory() implements Reproduction {
  @Override
  public String name() {
    return "long-memory";
  }

  @Override
  public String what() {
    return "Elman, LSTM and GRU, 64 units, on made-up sequences: sum of two marked numbers among 100, parity of 32 bits at each"
        + " step, copying 5 symbols after 20 steps";
  }

  @Override
  public String source() {
    return "Hochreiter, Schmidhuber 1997, Long short-term memory, experiments 2 and 4";
  }

  /// A task counts as solved below a twentieth of the error by chance: 0.167 (adding), 50 % (parity), 87.5 % (copy).
  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atMost("adding_lstm", "LSTM, adding", "squared error", 0.167 / 20).twin(0.03),
        Figure.atMost("adding_gru", "GRU, adding", "squared error", 0.167 / 20).twin(0.03),
        Figure.atLeast("adding_elman", "Elman, adding", "squared error", 0.1).twin(0.03),
        Figure.atMost("parity_lstm", "LSTM, parity", "% wrong", 2.5).twin(10),
        Figure.atMost("parity_gru", "GRU, parity", "% wrong", 2.5).twin(10),
        Figure.atMost("copy_lstm", "LSTM, copy", "% wrong", 4.4).twin(42),
        Figure.atMost("copy_gru", "GRU, copy", "% wrong", 4.4).twin(42));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(10);
  }

  @Override
  public List<String> parts() {
    return figures().stream().map(f -> f.key().replace('_', ' ')).toList();
  }

  @Override
  public List<String> twinParts() {
    return parts();
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    String[] words = part.toUpperCase(Locale.ROOT).split(" ");
    MemoryTask task = MemoryTask.valueOf(words[0]);
    var kind = MemoryTask.Kind.valueOf(words[1]);
    int full = task == MemoryTask.PARITY ? 32_000 : 64_000;
    double rate = task == MemoryTask.ADDING ? 5e-3 : 1e-2;
    var outcome =
        task.run(
            kind, lab.of(task.steps(), task.steps() / 8), lab.of(64, 32), lab.of(full, 12_000), rate, lab.seed(),
            (trainer, batches, epochs) -> lab.fit(trainer, batches, null, epochs));
    lab.say((outcome.solved() ? "solved" : "not solved") + ", error " + outcome.error() + ", by chance " + outcome.chance());
    double unit = task == MemoryTask.ADDING ? 1 : 100;
    return Map.of(part.replace(' ', '_'), unit * outcome.error());
  }
}
