package profundo.app.reproduce;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import profundo.Rng;
import profundo.data.Dataset;
import profundo.data.TrainTest;
import profundo.files.UcrSeries;
import profundo.nn.BatchNorm;
import profundo.nn.Conv1d;
import profundo.nn.GlobalAvgPool;
import profundo.nn.Linear;
import profundo.nn.OutputHead;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.Schedule;
import profundo.train.Evaluation;
import profundo.train.Step;
import profundo.train.Trainer;

/// A fully convolutional network on two data sets of short series, a few dozen for training: three convolutions with batch
/// normalization, and the mean of each map over time.
final class SeriesCnn implements Reproduction {
  private static final int BATCH = 16;
  private static final String GUN = "gunpoint";
  private static final String POWER = "italypower";

  @Override
  public String name() {
    return "series-cnn";
  }

  @Override
  public String what() {
    return "1-d CNN of 64, 128 and 64 filters of 8, 5 and 3 with batch normalization on GunPoint and ItalyPowerDemand, their own"
        + " test parts, mean of three seeds";
  }

  @Override
  public String source() {
    return "Wang, Yan, Oates 2017, Time series classification from scratch with deep neural networks: a strong baseline (FCN)";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atLeast(GUN, "GunPoint accuracy", "", 0.97).published("1.000").twin(0.7),
        Figure.atLeast(POWER, "ItalyPowerDemand accuracy", "", 0.96).published("0.970").twin(0.85));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(3);
  }

  @Override
  public List<String> parts() {
    return List.of(GUN + " 1", GUN + " 2", GUN + " 3", POWER + " 1", POWER + " 2", POWER + " 3");
  }

  @Override
  public List<String> twinParts() {
    return List.of(GUN + " 1", POWER + " 1");
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    boolean gun = part.startsWith(GUN);
    String file = "timeseries/" + (gun ? "GunPoint" : "ItalyPowerDemand");
    TrainTest data = UcrSeries.load(lab.data(file + "_TRAIN.ts"), lab.data(file + "_TEST.ts"));
    Dataset train = data.train();
    Dataset test = data.test();
    long seed = lab.seed() + Long.parseLong(part.substring(part.indexOf(' ') + 1)) - 1;
    int width = lab.of(64, 16);
    int epochs = lab.of(gun ? 250 : 150, gun ? 60 : 30);
    Rng rng = Rng.of(seed);
    Sequential net =
        Sequential.of(
            Conv1d.of(1, width, 8, rng).withPadding("same"), BatchNorm.of(width), Relu.of(),
            Conv1d.of(width, 2 * width, 5, rng).withPadding("same"), BatchNorm.of(2 * width), Relu.of(),
            Conv1d.of(2 * width, width, 3, rng).withPadding("same"), BatchNorm.of(width), Relu.of(),
            GlobalAvgPool.of(), Linear.of(width, train.classes().size(), rng));
    OutputHead head = OutputHead.DISCRETE;
    var batches = train.batches(BATCH).shuffled(seed);
    var step = Step.supervised(net, head.loss(), Adam.of(Schedule.oneCycle(4e-3, batches.count() * epochs)));
    lab.fit(Trainer.of(step).seed(seed), batches, null, epochs);
    double accuracy = Evaluation.of(net, test, head.loss(), head.metrics().getFirst()).metrics().get("accuracy");
    lab.say("accuracy " + accuracy);
    return Map.of(gun ? GUN : POWER, accuracy);
  }
}
