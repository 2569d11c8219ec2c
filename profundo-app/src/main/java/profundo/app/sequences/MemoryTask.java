package profundo.app.sequences;

import java.io.IOException;
import java.util.List;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.Batch;
import profundo.data.Dataset;
import profundo.data.Epoch;
import profundo.data.SequenceTasks;
import profundo.nn.Cell;
import profundo.nn.ElmanCell;
import profundo.nn.GruCell;
import profundo.nn.Initializer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.LstmCell;
import profundo.nn.Recurrent;
import profundo.nn.SequenceLoss;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.Clip;
import profundo.optim.Schedule;
import profundo.train.Predictor;
import profundo.train.Step;
import profundo.train.Trainer;

/// A task of [SequenceTasks] and a network that shall learn it.
public enum MemoryTask {
  /// Sum of two marked numbers out of 100.
  ADDING(100, 2, 1, 0.167),
  /// Parity of 32 bits, asked at each step.
  PARITY(32, 1, 2, 0.5),
  /// Five symbols out of eight, after 20 steps of nothing.
  COPY(20, 10, 8, 0.875);

  /// The cells that are compared.
  public enum Kind {
    /// Elman's network.
    ELMAN,
    /// Long short-term memory.
    LSTM,
    /// Gated recurrent units.
    GRU;

    private Cell cell(int in, int hidden, Rng rng) {
      return switch (this) {
        case ELMAN -> ElmanCell.of(in, hidden, rng);
        case LSTM -> LstmCell.of(in, hidden, rng);
        case GRU -> GruCell.of(in, hidden, rng);
      };
    }
  }

  /// What came of it.
  ///
  /// @param error on sequences that were not trained on: mean squared error (adding), or share of wrong answers
  /// @param chance error of one who remembers nothing
  /// @param seconds of training
  public record Outcome(double error, double chance, double seconds) {
    /// Whether the task counts as solved: less than a twentieth of the error by chance.
    public boolean solved() {
      return error < chance / 20;
    }
  }

  private static final int COPIED = 5;

  private final int steps;
  private final int in;
  private final int out;
  private final double chance;

  MemoryTask(int steps, int in, int out, double chance) {
    this.steps = steps;
    this.in = in;
    this.out = out;
    this.chance = chance;
  }

  /// New sequences.
  ///
  /// @param length steps of a sequence, or of the delay
  public Dataset data(int n, int length, Rng rng) {
    return switch (this) {
      case ADDING -> SequenceTasks.adding(n, length, rng);
      case PARITY -> SequenceTasks.parity(n, length, rng);
      case COPY -> SequenceTasks.copy(n, out, COPIED, length, rng);
    };
  }

  /// The length at which the task is asked.
  public int steps() {
    return steps;
  }

  /// Trains one network of the kind and asks it about 1,000 new sequences.
  ///
  /// @param length see [#data]
  /// @param hidden units
  /// @param sequences to train on, once each, in batches of 32
  /// @param rate highest learning rate
  /// @param fit trains
  public Outcome run(Kind kind, int length, int hidden, int sequences, double rate, long seed, CharacterLstm.Fit fit)
      throws IOException {
    Rng rng = Rng.of(seed);
    Recurrent recurrent = Recurrent.of(kind.cell(in, hidden, rng));
    var net =
        Sequential.of()
            .then("recurrent", this == ADDING ? recurrent.last() : recurrent)
            .then("head", Linear.of(hidden, out, Initializer.glorotUniform(), rng));
    Loss loss = this == ADDING ? Loss::squaredError : SequenceLoss::crossEntropy;
    var batches = data(sequences, length, rng.stream("train")).batches(32);
    var optimizer = Adam.of(Schedule.oneCycle(rate, batches.count()));
    var trainer = Trainer.of(Step.supervised(net, loss, optimizer).withClip(Clip.globalNorm(1))).seed(seed);
    long began = System.nanoTime();
    fit.fit(trainer, batches, 1);
    double seconds = (System.nanoTime() - began) * 1e-9;
    return new Outcome(error(net, data(1000, length, rng.stream("test"))), chance, seconds);
  }

  private double error(Sequential net, Dataset test) {
    var predictor = Predictor.of(net);
    double sum = 0;
    int count = 0;
    try (Epoch epoch = test.batches(250).epoch(0)) {
      for (Batch b : epoch) {
        float[] y = predictor.predict(b.x()).floats();
        if (this == ADDING) {
          for (int i = 0; i < y.length; i++) {
            double d = y[i] - b.y().floats()[i];
            sum += d * d;
          }
          count += y.length;
        } else {
          int[] label = b.y().ints();
          int[] answer = Tensor.of(Shape.of(label.length, out), y).argmax(1).toInts();
          for (int i = 0; i < label.length; i++) {
            sum += label[i] >= 0 && label[i] != answer[i] ? 1 : 0;
            count += label[i] >= 0 ? 1 : 0;
          }
        }
      }
    }
    return sum / count;
  }

  /// The kinds in the order in which they are compared.
  public static List<Kind> kinds() {
    return List.of(Kind.values());
  }
}
