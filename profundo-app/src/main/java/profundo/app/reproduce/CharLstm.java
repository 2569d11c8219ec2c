package profundo.app.reproduce;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import profundo.Rng;
import profundo.app.sequences.CharacterLstm;

/// A character LSTM on the collected plays of Shakespeare that everybody uses.
record CharLstm() implements Reproduction {
  @Override
  public String name() {
    return "char-lstm";
  }

  @Override
  public String what() {
    return "character LSTM, 1 layer of 256, 16 streams of 64 steps with carried state, three passes over nine tenths of"
        + " tinyshakespeare; cross-entropy on the last tenth";
  }

  @Override
  public String source() {
    return "Graves 2013, Generating sequences with recurrent neural networks; the text: Karpathy 2015, The unreasonable"
        + " effectiveness of recurrent neural networks";
  }

  @Override
  public List<Figure> figures() {
    return List.of(Figure.atMost("nats", "cross-entropy", "nats per character", 1.8).twin(0.6));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(10);
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    String text = lab.reduced() ? babble(lab.seed()) : Files.readString(lab.data("text/tinyshakespeare.txt"));
    var settings = lab.of(CharacterLstm.Settings.standard(), new CharacterLstm.Settings(48, 8, 24, 2, 2e-2));
    var outcome =
        CharacterLstm.run(text, settings, lab.seed(), (trainer, batches, epochs) -> lab.fit(trainer, batches, null, epochs));
    lab.say("a sample of what it writes:\n" + outcome.sample());
    return Map.of("nats", outcome.nats());
  }

  /// Words of a few, in any order: about 0.4 nats a character for who knows them.
  private static String babble(long seed) {
    List<String> words = List.of("thou ", "art ", "the ", "king ", "and ", "queen, ", "speak ", "no more.\n");
    Rng rng = Rng.of(seed);
    var text = new StringBuilder();
    while (text.length() < 30_000) {
      text.append(words.get(rng.nextInt(words.size())));
    }
    return text.toString();
  }
}
