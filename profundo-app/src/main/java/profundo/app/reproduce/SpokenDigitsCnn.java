package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Augmentation;
import profundo.data.Batches;
import profundo.data.DataException;
import profundo.data.Dataset;
import profundo.data.ImageAugment;
import profundo.data.ImageAugment.Edge;
import profundo.data.SeriesAugment;
import profundo.data.SoundAugment;
import profundo.files.LogMel;
import profundo.files.SpokenDigits;
import profundo.nn.Accuracy;
import profundo.nn.BatchNorm;
import profundo.nn.Conv1d;
import profundo.nn.Conv2d;
import profundo.nn.Dropout;
import profundo.nn.GlobalAvgPool;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.MaxPool1d;
import profundo.nn.MaxPool2d;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.optim.AdamW;
import profundo.optim.Schedule;
import profundo.train.Evaluation;
import profundo.train.Step;
import profundo.train.Trainer;

/// Spoken digits as waves and as spectrograms, each speaker held out in turn: voices that a network never heard are far
/// harder than new recordings of the voices it knows, which the random split beside shows.
final class SpokenDigitsCnn implements Reproduction {
  private static final List<String> SPEAKERS = List.of("george", "jackson", "lucas", "nicolas", "yweweler");
  private static final String RAW = "raw";
  private static final String LOG_MEL = "log-mel";
  private static final String RANDOM = "random";

  /// Samples of each wave; about one in nine recordings is longer, and cut.
  private static final int LENGTH = 4800;

  private static final LogMel MEL = new LogMel(SpokenDigits.RATE, 256, 120, 32, 60, 4000);

  /// Nats below the loudest value of a spectrogram that count as silence: 40 dB.
  private static final float RANGE = 9.2f;

  private static final int BATCH = 64;

  /// The two parts of a split.
  private record Data(Dataset train, Dataset test) {}

  @Override
  public String name() {
    return "spoken-digits";
  }

  @Override
  public String what() {
    return "FSDD spoken digits, 1-d CNN on the raw wave and 2-d CNN on log-mel spectrograms, with augmentation; each of five speakers"
        + " held out in turn (mean), and a random fifth held out beside";
  }

  @Override
  public String source() {
    return "Jackson 2018, Free Spoken Digit Dataset; Park et al. 2019, SpecAugment; Ko et al. 2015, Audio augmentation for speech"
        + " recognition (speed)";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atLeast("raw", "raw wave, speaker held out", "%", 50).twin(12),
        Figure.atLeast("log_mel", "log-mel, speaker held out", "%", 65).twin(20),
        Figure.atLeast("raw_random", "raw wave, random split", "%", 95).twin(20),
        Figure.atLeast("log_mel_random", "log-mel, random split", "%", 97).twin(50));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(20);
  }

  @Override
  public List<String> parts() {
    var parts = new ArrayList<String>();
    parts.addAll(List.of(LOG_MEL + " " + RANDOM, RAW + " " + RANDOM));
    SPEAKERS.forEach(speaker -> parts.addAll(List.of(RAW + " " + speaker, LOG_MEL + " " + speaker)));
    return parts;
  }

  @Override
  public List<String> twinParts() {
    return List.of(LOG_MEL + " random", LOG_MEL + " lucas", RAW + " random", RAW + " lucas");
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    String kind = part.substring(0, part.indexOf(' '));
    String held = part.substring(part.indexOf(' ') + 1);
    SpokenDigits digits = SpokenDigits.load(lab.data("fsdd/recordings.zip"));
    if (lab.reduced()) {
      digits = new SpokenDigits(digits.recordings().stream().filter(r -> r.take() % 3 == 0).toList());
    }
    if (!digits.speakers().equals(SPEAKERS)) {
      throw new DataException("fsdd/recordings.zip: expected the speakers " + SPEAKERS + ", got " + digits.speakers());
    }
    Data waves = split(digits, held, lab.seed());
    boolean raw = kind.equals(RAW);
    Data data = raw ? waves : spectrograms(waves, lab.of(4, 1), lab.seed());
    int epochs = raw ? lab.of(40, 12) : lab.of(8, 4);
    Sequential net = raw ? waveNet(lab.of(32, 12), Rng.of(lab.seed())) : melNet(lab.of(16, 8), Rng.of(lab.seed()));
    Batches train =
        data.train.batches(lab.of(BATCH, 16)).shuffled(lab.seed()).dropLast().augmented(raw ? waveChange() : melChange(), lab.seed());
    var optimizer = AdamW.of(Schedule.oneCycle(5e-3, train.count() * epochs));
    var step = Step.supervised(net, Loss.smoothedCrossEntropy(0.1), optimizer);
    lab.fit(Trainer.of(step).measure(Accuracy.of()).seed(lab.seed()), train, null, epochs);
    double accuracy =
        100 * Evaluation.of(net, data.test, Loss::softmaxCrossEntropy, Accuracy.of()).metrics().get("accuracy");
    lab.say("accuracy " + accuracy + " % on " + data.test.size() + " recordings");
    var figures = new LinkedHashMap<String, Double>();
    figures.put((raw ? "raw" : "log_mel") + (held.equals(RANDOM) ? "_random" : ""), accuracy);
    return figures;
  }

  private static Data split(SpokenDigits digits, String held, long seed) {
    Dataset waves = digits.waves(LENGTH);
    if (held.equals(RANDOM)) {
      Dataset.Split s = waves.splitStratified(0.2, Rng.of(seed).stream("split"));
      return new Data(s.train(), s.validation());
    }
    return new Data(waves.subset(digits.positions(held, true)), waves.subset(digits.positions(held, false)));
  }

  private static Augmentation waveChange() {
    return SoundAugment.speed(0.75, 1.33)
        .then(SoundAugment.shift(400))
        .then(SeriesAugment.scale(0.3))
        .then(SoundAugment.noise(10, 40));
  }

  private static Augmentation melChange() {
    return ImageAugment.shift(3, Edge.REFLECT).then(SoundAugment.maskBands(6)).then(SoundAugment.maskFrames(8));
  }

  /// Spectrograms; of what is learned also those of each wave played at some other speeds, with noise.
  private static Data spectrograms(Data waves, int variants, long seed) {
    Augmentation change = SoundAugment.speed(0.75, 1.33).then(SoundAugment.noise(5, 40));
    return new Data(spectrograms(waves.train, change, variants, seed), spectrograms(waves.test, change, 0, seed));
  }

  private static Dataset spectrograms(Dataset waves, Augmentation change, int variants, long seed) {
    Shape wave = waves.sampleShape();
    int n = waves.size();
    int frames = MEL.frames(LENGTH);
    int values = frames * MEL.mels();
    float[] x = new float[n * (variants + 1) * values];
    int[] y = new int[n * (variants + 1)];
    Rng rng = Rng.of(seed).stream("speeds");
    for (int i = 0; i < y.length; i++) {
      float[] v = waves.sample(i % n).floats();
      float[] heard = i < n ? v : change.apply(v, wave, rng.stream(i));
      System.arraycopy(loudness(MEL.apply(heard).floats()), 0, x, i * values, values);
      y[i] = waves.label(i % n);
    }
    return Dataset.of(Array.wrap(Shape.of(y.length, frames, MEL.mels(), 1), x), Array.wrap(Shape.of(y.length), y))
        .withClasses(waves.classes());
  }

  /// From -2 for silence to 2 for the loudest value, so that it does not matter how loud a recording is.
  private static float[] loudness(float[] spectrogram) {
    float most = Float.NEGATIVE_INFINITY;
    for (float s : spectrogram) {
      most = Math.max(most, s);
    }
    float[] out = new float[spectrogram.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = 4 * Math.max(0, 1 - (most - spectrogram[i]) / RANGE) - 2;
    }
    return out;
  }

  private static Sequential melNet(int maps, Rng rng) {
    Sequential net = Sequential.of();
    int in = 1;
    for (int i = 1; i <= 4; i++) {
      int out = maps << Math.min(i - 1, 2);
      net =
          net.then("conv" + i, Conv2d.of(in, out, 3, rng).withPadding("same"))
              .then("norm" + i, BatchNorm.of(out))
              .then("relu" + i, Relu.of());
      net = i < 4 ? net.then("pool" + i, MaxPool2d.of(2)) : net;
      in = out;
    }
    return net.then("mean", GlobalAvgPool.of()).then("dropout", Dropout.of(0.3)).then("output", Linear.of(in, 10, rng));
  }

  /// The first layer sees 8 ms at a time; before the last one a value stands for 32 ms and sees 190 ms.
  private static Sequential waveNet(int maps, Rng rng) {
    int[] out = {maps, 3 * maps / 2, 2 * maps, 3 * maps, 4 * maps};
    int[] kernel = {64, 5, 5, 5, 3};
    int[] pool = {4, 2, 2, 2, 1};
    Sequential net = Sequential.of();
    int in = 1;
    for (int i = 0; i < out.length; i++) {
      Conv1d conv = Conv1d.of(in, out[i], kernel[i], rng).withPadding("same");
      net =
          net.then("conv" + (i + 1), i == 0 ? conv.withStride(8) : conv)
              .then("norm" + (i + 1), BatchNorm.of(out[i]))
              .then("relu" + (i + 1), Relu.of());
      net = pool[i] > 1 ? net.then("pool" + (i + 1), MaxPool1d.of(pool[i])) : net;
      in = out[i];
    }
    return net.then("mean", GlobalAvgPool.of()).then("dropout", Dropout.of(0.3)).then("output", Linear.of(in, 10, rng));
  }
}
