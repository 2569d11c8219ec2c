package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Batches;
import profundo.data.DataCondition;
import profundo.data.Dataset;
import profundo.data.Strokes;
import profundo.io.TensorBoardReader;
import profundo.nn.Accuracy;
import profundo.nn.Flatten;
import profundo.nn.Initializer;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.nn.Tanh;
import profundo.optim.Adam;
import profundo.optim.GradientDescent;
import profundo.optim.Optimizer;
import profundo.train.Verdict.Kind;

/// Networks that were made to have a disease, and one that has none.
class TrainingDiagnosisTest {
  private static final Dataset DIGITS = Strokes.load(3, 600, 1).train();
  private static final Dataset HELD = Strokes.load(4, 300, 1).train();

  /// Hidden layers of one width and kind.
  private static Sequential mlp(int depth, int width, Supplier<Layer> activation, Initializer init) {
    Rng rng = Rng.of(5);
    List<Layer> layers = new ArrayList<>(List.of(Flatten.of()));
    for (int i = 0; i < depth; i++) {
      layers.add(Linear.of(i == 0 ? 784 : width, width, init, rng));
      layers.add(activation.get());
    }
    layers.add(Linear.of(width, 10, init, rng));
    return Sequential.of(layers);
  }

  private static TrainingDiagnosis diagnose(Layer net, Optimizer optimizer, Dataset train, Dataset held, int epochs)
      throws IOException {
    var monitor = TrainingMonitor.of(net, train).every(5);
    Trainer.supervised(net, Loss::softmaxCrossEntropy, optimizer)
        .measure(Accuracy.of())
        .gradientNorms(5)
        .on(monitor, TerminateOnNaN.of())
        .fit(Batches.of(train, 50).shuffled(1), held == null ? null : Batches.of(held, 300), epochs);
    return TrainingDiagnosis.of(monitor.observations(), DataCondition.of(train));
  }

  private static List<Kind> kinds(TrainingDiagnosis d) {
    return d.verdicts().stream().map(Verdict::kind).distinct().toList();
  }

  private static Verdict only(TrainingDiagnosis d, Kind kind) {
    assertThat(kinds(d)).as(d.verdicts().toString()).containsExactly(kind);
    return d.verdicts().getFirst();
  }

  @Test
  void aHealthyRunHasNoVerdict() throws IOException {
    TrainingDiagnosis d = diagnose(mlp(2, 64, Relu::of, Initializer.heUniform()), Adam.of(1e-3), DIGITS, HELD, 6);
    assertThat(d.verdicts()).isEmpty();
    assertThat(d.observations().updates()).hasSizeGreaterThan(10);
    assertThat(d.observations().activations()).hasSize(5);
  }

  @Test
  void smallWeightsOfDeepSigmoidsLetTheGradientVanish() throws IOException {
    TrainingDiagnosis d =
        diagnose(mlp(5, 32, Sigmoid::of, Initializer.normal(0, 0.01)), GradientDescent.of(0.1), DIGITS, HELD, 2);
    Verdict v = only(d, Kind.VANISHING);
    assertThat(v.where()).isEqualTo("1.weight");
    assertThat(v.figures().get("ratio")).isLessThan(1e-6);
    assertThat(v.toString()).contains("vanishing: the gradient of 1.weight is ").contains("of that of 11.weight").contains("relus");
  }

  @Test
  void largeWeightsLetTheGradientExplode() throws IOException {
    TrainingDiagnosis d =
        diagnose(mlp(5, 64, Relu::of, Initializer.normal(0, 1)), GradientDescent.of(1e-9), DIGITS, null, 1);
    assertThat(kinds(d)).contains(Kind.EXPLODING).doesNotContain(Kind.RATE_TOO_HIGH);
    assertThat(d.verdicts().getFirst().figures().get("gradient_norm")).isGreaterThan(1e3);
  }

  @Test
  void aRateFarTooHighExplodesAndIsNamed() throws IOException {
    TrainingDiagnosis d =
        diagnose(mlp(2, 32, Relu::of, Initializer.heUniform()), GradientDescent.of(1e4), DIGITS, null, 2);
    assertThat(kinds(d)).as("an explosion is what a rate that is too high leads to").containsExactly(Kind.RATE_TOO_HIGH);
    Verdict v = d.verdicts().getFirst();
    assertThat(v.text()).contains("this explains: the gradients were ");
    assertThat(v.figures()).containsKeys("update_ratio", "first_update_ratio", "gradient_norm", "share");
  }

  @Test
  void aRateTooHighIsNamedWhereNothingExplodes() throws IOException {
    TrainingDiagnosis d =
        diagnose(mlp(2, 32, Tanh::of, Initializer.glorotUniform()), Adam.of(1), DIGITS, null, 3);
    assertThat(kinds(d)).contains(Kind.RATE_TOO_HIGH);
  }

  @Test
  void aRateTooLowIsNamed() throws IOException {
    TrainingDiagnosis d = diagnose(mlp(2, 32, Relu::of, Initializer.heUniform()), Adam.of(1e-7), DIGITS, HELD, 2);
    Verdict v = only(d, Kind.RATE_TOO_LOW);
    assertThat(v.figures().get("update_ratio")).isLessThan(1e-5);
    assertThat(v.text()).contains("the updates are too small beside the weights");
    assertThat(v.remedy()).contains("times higher (--find-lr looks for one); more epochs would hardly help");
  }

  @Test
  void relusWithLargeNegativeBiasesAreDead() throws IOException {
    Sequential net = mlp(2, 32, Relu::of, Initializer.heUniform());
    float[] bias = new float[32];
    for (int i = 0; i < 24; i++) {
      bias[i] = -100;
    }
    ((Linear) net.layers().get(3)).bias().orElseThrow().set(Array.of(Shape.of(32), bias));
    TrainingDiagnosis d = diagnose(net, Adam.of(1e-3), DIGITS, HELD, 3);
    Verdict v = only(d, Kind.DEAD);
    assertThat(v.where()).isEqualTo("4");
    assertThat(v.figures().get("share")).isBetween(24 / 32.0, 30 / 32.0);
  }

  @Test
  void largeWeightsSaturateTanhs() throws IOException {
    TrainingDiagnosis d = diagnose(mlp(2, 32, Tanh::of, Initializer.normal(0, 2)), Adam.of(1e-3), DIGITS, null, 2);
    assertThat(d.verdicts().stream().filter(v -> v.kind() == Kind.SATURATED).map(Verdict::where)).containsExactly("2, 4");
    assertThat(d.verdicts().getFirst().figures()).containsKeys("share", "share_at_first", "share_4", "share_at_first_4");
    assertThat(d.verdicts().getFirst().figures().get("share")).isGreaterThan(0.5);
  }

  @Test
  void labelsThatCanOnlyBeLearntByHeartOverfit() throws IOException {
    Dataset few = relabelled(DIGITS.take(100), 1);
    Dataset others = relabelled(HELD.take(100), 2);
    TrainingDiagnosis d = diagnose(mlp(2, 128, Relu::of, Initializer.heUniform()), Adam.of(2e-3), few, others, 60);
    Verdict v = only(d, Kind.OVERFITTING);
    assertThat(v.figures().get("val_loss")).isGreaterThan(2 * v.figures().get("loss"));
    assertThat(v.text()).contains("after epoch ");
  }

  @Test
  void aModelThatIsTooSmallUnderfits() throws IOException {
    Dataset xor = Problems.xor().subset(Stream.generate(() -> Stream.of(0, 1, 2, 3)).limit(25).flatMap(s -> s).mapToInt(i -> i).toArray());
    Layer linear = Linear.of(2, 2, Rng.of(1));
    var monitor = TrainingMonitor.of(linear, xor).every(5);
    Trainer.supervised(linear, Loss::softmaxCrossEntropy, Adam.of(1e-2)).gradientNorms(5).on(monitor).fit(Batches.of(xor, 20), 20);
    TrainingDiagnosis d = TrainingDiagnosis.of(monitor.observations(), DataCondition.of(DIGITS));
    assertThat(only(d, Kind.UNDERFITTING).toString()).contains("after 20 epochs");
  }

  private static Observations ended(double loss, double accuracy) {
    return new Observations(
        1.22, 0, List.of(Map.of("loss", loss, "accuracy", accuracy)), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  @Test
  void aLossOfGuessingIsNothingLearntHoweverHighItBegan() {
    Dataset two = Dataset.of(Rng.of(1).normal(Shape.of(4, 2), 0, 1), Array.of(Shape.of(4), 0, 1, 1, 0));
    DataCondition even = DataCondition.of(two);
    Verdict v = only(TrainingDiagnosis.of(ended(0.693, 0.5), even), Kind.UNDERFITTING);
    assertThat(v.text()).contains("nothing was learnt").contains("guessing by how frequent the classes are has 0.693 and 0.500");
    assertThat(TrainingDiagnosis.of(ended(0.693, 0.8), even).verdicts()).as("right answers without confidence").isEmpty();
    assertThat(TrainingDiagnosis.of(ended(0.4, 0.5), even).verdicts()).as("another loss").isEmpty();
    // Three of four samples of one class: -0.75 ln 0.75 - 0.25 ln 0.25 = 0.562.
    DataCondition uneven = DataCondition.of(Dataset.of(two.x(), Array.of(Shape.of(4), 0, 1, 1, 1)));
    assertThat(only(TrainingDiagnosis.of(ended(0.56, 0.75), uneven), Kind.UNDERFITTING).text()).contains("has 0.562 and 0.750");
  }

  private static Dataset relabelled(Dataset data, long seed) {
    Rng rng = Rng.of(seed);
    int[] labels = new int[data.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = rng.nextInt(10);
    }
    return Dataset.of(data.x(), Array.of(Shape.of(labels.length), labels));
  }

  @Test
  void updatesAreThoseOfTheSteps() throws IOException {
    // Gradient descent: the update is rate times gradient, and both are measured on the same step.
    Sequential net = Problems.mlp(1);
    double size = Math.sqrt(sumOfSquares(((Linear) net.layers().getFirst()).weight().value().floats()));
    var monitor = TrainingMonitor.of(net, Problems.xor()).every(3);
    Trainer.supervised(net, Loss::softmaxCrossEntropy, GradientDescent.of(0.5)).gradientNorms(3).on(monitor)
        .fit(Batches.of(Problems.xor(), 4), 7);
    Observations o = monitor.observations();
    assertThat(o.updates().stream().map(Observations.Point::step)).containsExactly(1L, 4L, 7L);
    assertThat(o.gradients().stream().map(Observations.Point::step)).containsExactly(1L, 4L, 7L);
    double expected = 0.5 * o.gradients().getFirst().values().get("0.weight") / size;
    assertThat(o.updates().getFirst().values().get("0.weight")).isCloseTo(expected, org.assertj.core.data.Percentage.withPercentage(0.01));
    assertThat(o.updates().getFirst().values().keySet()).containsExactly("0.weight", "2.weight");
  }

  private static double sumOfSquares(float[] v) {
    double sum = 0;
    for (float f : v) {
      sum += f * f;
    }
    return sum;
  }

  @Test
  void sharesAreCounted() {
    // Of four units one is zero for both samples; tanh of 3 is above 0.96.
    Layer net = Sequential.of((x, _) -> x.relu(), (x, _) -> x.tanh(), (x, _) -> x.sigmoid());
    Dataset data = Dataset.of(Array.of(Shape.of(2, 4), -1f, 0, 3, 1, -2f, 1, 3, 3));
    var activations = new Activations(net, data, Engines.current());
    activations.run();
    assertThat(activations.dead()).isEqualTo(Map.of("0", 0.25));
    assertThat(activations.saturated()).as("the last layer may").isEqualTo(Map.of("1", 3 / 8.0));
    Observations.Activation first = activations.spread().getFirst();
    assertThat(first.max()).isEqualTo(3);
    assertThat(first.mean()).isEqualTo(11 / 8.0);
    assertThat(first.counts().stream().mapToInt(c -> c).sum()).isEqualTo(8);
  }

  @Test
  void watchingChangesNothing(@TempDir Path folder) throws IOException {
    Layer plain = Problems.dropping(3);
    Layer watched = Problems.dropping(3);
    fit(plain, null);
    fit(watched, TrainingMonitor.of(watched, Problems.sides(40, 1)).every(2).histogramsTo(folder));
    assertThat(TrainerTest.bits(watched)).isEqualTo(TrainerTest.bits(plain));
  }

  private static void fit(Layer net, TrainingMonitor monitor) throws IOException {
    Trainer trainer = Trainer.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.01)).seed(4);
    if (monitor != null) {
      trainer.gradientNorms(2).on(monitor);
    }
    trainer.fit(Batches.of(Problems.sides(40, 1), 8).shuffled(2), 3);
  }

  @Test
  void histogramsAreWrittenForTensorBoard(@TempDir Path folder) throws IOException {
    Layer net = Problems.dropping(3);
    fit(net, TrainingMonitor.of(net, Problems.sides(40, 1)).every(5).histogramsTo(folder));
    Path file;
    try (Stream<Path> files = Files.list(folder)) {
      file = files.findFirst().orElseThrow();
    }
    List<String> tags = new ArrayList<>();
    TensorBoardReader.read(file).events().forEach(e -> e.values().forEach(v -> {
      if (v instanceof TensorBoardReader.Distribution(var tag, var h)) {
        tags.add(tag);
        assertThat(h.count()).isEqualTo(40 * (tag.endsWith("3") ? 2 : 6));
      } else if (v instanceof TensorBoardReader.Scalar(var tag, var _)) {
        tags.add(tag);
      }
    }));
    assertThat(tags).contains("activation/0", "activation/1", "activation/3", "dead/1", "update_ratio/0.weight");
  }

  @Test
  void observationsSurviveACheckpoint() {
    var o =
        new Observations(
            Double.NaN, 3, List.of(Map.of("loss", Double.POSITIVE_INFINITY)), List.of(new Observations.Point(1, Map.of("w", 0.1))),
            List.of(), List.of(new Observations.Point(2, Map.of("relu", 0.25))), List.of(),
            List.of(new Observations.Activation("relu", 1, 2, 0, 5, List.of(3, 4))));
    assertThat(Observed.read(Observed.write(o))).isEqualTo(o);
  }

  @Test
  void aResumedRunIsDiagnosedAsAWholeOne(@TempDir Path folder) throws IOException {
    Observations whole = watched(null, folder.resolve("whole"), 4);
    watched(null, folder.resolve("half"), 2);
    assertThat(watched(folder.resolve("half"), folder.resolve("rest"), 4)).isEqualTo(whole);
  }

  private static Observations watched(Path resume, Path checkpoints, int epochs) throws IOException {
    Sequential net = Problems.mlp(1);
    Dataset data = Problems.sides(40, 1);
    var monitor = TrainingMonitor.of(net, data).every(3);
    Trainer trainer =
        Trainer.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.01)).gradientNorms(3).on(monitor, Checkpoints.in(checkpoints));
    if (resume != null) {
      trainer.resume(Checkpoints.last(resume));
    }
    trainer.fit(Batches.of(data, 8).shuffled(2), epochs);
    Observations o = monitor.observations();
    // The layers at the end of the first half are looked at once more.
    return new Observations(
        o.firstLoss(), o.trouble(), o.epochs(), o.gradients(), o.updates(), List.of(), List.of(), o.activations());
  }

  @Test
  void dtypesOtherThanFloatsAreNotLookedAt() {
    Dataset tokens = Dataset.of(Array.zeros(Shape.of(6, 3), DType.I32));
    assertThat(DataCondition.of(tokens).notFinite()).isZero();
    assertThat(DataCondition.of(tokens).problems()).extracting(DataCondition.Problem::name).containsExactly("duplicates");
    assertThat(DataCondition.of(tokens).duplicates()).isEqualTo(5);
  }
}
