package profundo.app.sequences;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.compile.Engine;
import profundo.compile.Program;
import profundo.data.Batch;
import profundo.data.Batches;
import profundo.data.Characters;
import profundo.data.Dataset;
import profundo.data.Epoch;
import profundo.nn.Initializer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.LstmCell;
import profundo.nn.OneHot;
import profundo.nn.Parameters;
import profundo.nn.Pass;
import profundo.nn.Recurrent;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.Clip;
import profundo.optim.Schedule;
import profundo.train.Step;
import profundo.train.TrainEvent;
import profundo.train.Trainer;

/// A model of a text, character by character: one-hot characters, one LSTM, a softmax over the next character. It is
/// trained on the text's first nine tenths, read as parallel streams with carried state, and judged on the last tenth.
///
/// Source: Graves 2013, Generating sequences with recurrent neural networks; on this text Karpathy 2015, The unreasonable
/// effectiveness of recurrent neural networks.
public final class CharacterLstm {
  /// How it is trained.
  ///
  /// @param hidden units of the LSTM
  /// @param batch streams side by side
  /// @param steps characters through which gradients flow
  /// @param passes over the training part
  /// @param rate highest learning rate
  public record Settings(int hidden, int batch, int steps, int passes, double rate) {
    /// One layer of 256, 16 streams, 64 steps, three passes.
    public static Settings standard() {
      return new Settings(256, 16, 64, 3, 5e-3);
    }
  }

  /// What came of it.
  ///
  /// @param nats mean cross-entropy of a character of the last tenth, natural logarithm
  /// @param parameters how many weights there are
  /// @param seconds of training
  /// @param sample a text that the model has written
  public record Outcome(double nats, long parameters, double seconds, String sample) {}

  /// Runs a trainer: [Trainer#fit(Batches, int)], or something that also keeps checkpoints.
  @FunctionalInterface
  public interface Fit {
    /// Trains for so many epochs.
    void fit(Trainer trainer, Batches batches, int epochs) throws IOException;
  }

  private final Characters characters;
  private final LstmCell cell;
  private final Linear head;

  private CharacterLstm(Characters characters, int hidden, Rng rng) {
    this.characters = characters;
    this.cell = LstmCell.of(characters.size(), hidden, rng);
    this.head = Linear.of(hidden, characters.size(), Initializer.glorotUniform(), rng);
  }

  /// The network over so many streams; all of them share their weights.
  private Sequential net(Recurrent recurrent) {
    return Sequential.of()
        .then("characters", OneHot.of(characters.size()))
        .then("lstm", recurrent)
        .then("head", head);
  }

  /// Trains and judges.
  ///
  /// @param text the whole text
  public static Outcome run(String text, Settings settings, long seed, Fit fit) throws IOException {
    int cut = (int) (text.length() * 0.9);
    var model = new CharacterLstm(Characters.of(text), settings.hidden, Rng.of(seed));
    Batches batches =
        model.characters.streams(text.substring(0, cut), settings.batch, settings.steps).batches(settings.batch);
    Recurrent lstm = Recurrent.of(model.cell).carried(settings.batch);
    Schedule rate = Schedule.cosine(settings.rate, batches.count() * settings.passes);
    var step =
        Step.supervised(model.net(lstm), Loss::softmaxCrossEntropy, Adam.of(rate)).withClip(Clip.globalNorm(1));
    Trainer trainer = Trainer.of(step).seed(seed);
    trainer.on(
        (event, _) -> {
          if (event instanceof TrainEvent.EpochEnded) {
            lstm.reset();
          }
        });
    long began = System.nanoTime();
    fit.fit(trainer, batches, settings.passes);
    double seconds = (System.nanoTime() - began) * 1e-9;
    double nats = model.judge(text.substring(cut), settings);
    return new Outcome(
        nats, Parameters.of(model.net(Recurrent.of(model.cell))).count(), seconds, model.write(text.substring(cut, cut + 1), 600, 0.8, seed));
  }

  /// Mean cross-entropy of a text, read with carried state.
  private double judge(String text, Settings settings) {
    Dataset data = characters.streams(text, settings.batch, settings.steps);
    Sequential net = net(Recurrent.of(cell).carried(settings.batch));
    Tensor x = Tensor.input("x", Shape.of(settings.batch, settings.steps), DType.I32);
    Tensor y = Tensor.input("y", x.shape(), DType.I32);
    Pass pass = Pass.inference(net);
    Tensor loss = Loss.softmaxCrossEntropy(pass.apply(net, x), y);
    Program program = Engine.shared().compile(List.of(x, y), List.of(loss), pass.assignments());
    double sum = 0;
    int count = 0;
    try (Epoch epoch = data.batches(settings.batch).epoch(0)) {
      for (Batch b : epoch) {
        program.run(b.x(), b.y());
        sum += program.output(0).floats()[0];
        count++;
      }
    }
    return sum / count;
  }

  /// A text that the model writes, character after character.
  ///
  /// @param start what it begins with
  /// @param temperature below 1 for safer choices
  private String write(String start, int length, double temperature, long seed) {
    Sequential net = net(Recurrent.of(cell).carried(1));
    Tensor x = Tensor.input("x", Shape.of(1, 1), DType.I32);
    Pass pass = Pass.inference(net);
    Tensor p = pass.apply(net, x).div(temperature).softmax();
    Program program = Engine.shared().compile(List.of(x), List.of(p), pass.assignments());
    Rng rng = Rng.of(seed).stream("write");
    List<Integer> written = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < start.length() + length; i++) {
      next = i < start.length() ? characters.encode(start)[i] : next;
      written.add(next);
      program.run(Array.of(x.shape(), next));
      next = draw(program.output(0).floats(), rng.nextFloat());
    }
    return characters.decode(written.stream().mapToInt(Integer::intValue).toArray());
  }

  private static int draw(float[] p, float at) {
    double sum = 0;
    for (int i = 0; i < p.length - 1; i++) {
      sum += p[i];
      if (at < sum) {
        return i;
      }
    }
    return p.length - 1;
  }
}
