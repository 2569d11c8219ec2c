package profundo.app.reproduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.DataException;
import profundo.data.Dataset;
import profundo.data.Folds;
import profundo.data.Scaling;
import profundo.nn.Accuracy;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Parameters;
import profundo.nn.Pass;
import profundo.nn.Penalty;
import profundo.nn.Sequential;
import profundo.nn.Tanh;
import profundo.optim.ConjugateGradient;
import profundo.optim.LBfgs;
import profundo.optim.Minimizer;
import profundo.optim.Minimum;
import profundo.train.CrossValidation;
import profundo.train.Evaluation;

/// A small network learns the irises with all samples at once, by L-BFGS and by conjugate gradients.
final class Iris implements Reproduction {
  private static final int FOLDS = 5;
  private static final int FEATURES = 4;
  private static final int MOST_BYTES = 1 << 20;

  @Override
  public String name() {
    return "iris";
  }

  @Override
  public String what() {
    return "multilayer perceptron 4-8-3 (tanh, L2) on iris, full batch by L-BFGS and by conjugate gradients, stratified 5-fold";
  }

  @Override
  public String source() {
    return "Fisher 1936 (the data); Liu, Nocedal 1989 (L-BFGS); Gilbert, Nocedal 1992 (PR+)";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atLeast("lbfgs", "accuracy, L-BFGS", "%", 95).twin(95),
        Figure.atLeast("cg", "accuracy, conjugate gradients", "%", 95).twin(95));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(1);
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) throws IOException {
    Dataset data = read(lab.data("tabular/iris.csv"));
    var accuracies = new LinkedHashMap<String, Double>();
    for (var method : Map.of("lbfgs", LBfgs.of().withIterations(200), "cg", ConjugateGradient.of().withIterations(200)).entrySet()) {
      var result =
          CrossValidation.of(
              Folds.stratified(data, FOLDS, Rng.of(lab.seed()).stream("folds")),
              fold -> accuracy(method.getValue(), fold, lab.seed()));
      lab.say(String.format(Locale.ROOT, "%s: %.2f %% +- %.2f", method.getKey(), result.mean(), result.deviation()));
      accuracies.put(method.getKey(), result.mean());
    }
    return accuracies;
  }

  private static double accuracy(Minimizer method, Dataset.Split fold, long seed) {
    Scaling scaling = Scaling.perFeature(fold.train());
    Dataset train = scaling.apply(fold.train());
    Rng rng = Rng.of(seed).stream("weights");
    Sequential net = Sequential.of(Linear.of(FEATURES, 8, rng), Tanh.of(), Linear.of(8, 3, rng));
    Parameters parameters = Parameters.of(net);
    Tensor logits = Pass.inference(net).apply(net, Tensor.wrap(train.x()));
    Tensor loss = Loss.softmaxCrossEntropy(logits, Tensor.wrap(train.y())).add(Penalty.l2(1e-2).of(parameters));
    Minimum found = method.minimize(loss, parameters.byName().values());
    if (!(found.value() < found.trace().getFirst())) {
      throw new IllegalStateException("iris: the loss did not fall: " + found);
    }
    Dataset held = scaling.apply(fold.validation());
    return 100 * Evaluation.of(net, held, Loss::softmaxCrossEntropy, Accuracy.of()).metrics().get("accuracy");
  }

  /// The table as the UCI repository has it: four numbers and a name in each line, without a head.
  static Dataset read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new DataException(file + ": expected a table of at most " + MOST_BYTES + " bytes, got " + Files.size(file));
    }
    List<String> lines = Files.readAllLines(file).stream().filter(l -> !l.isBlank()).toList();
    List<String> names = new ArrayList<>();
    float[] x = new float[FEATURES * lines.size()];
    int[] y = new int[lines.size()];
    for (int i = 0; i < y.length; i++) {
      String[] cells = lines.get(i).split(",", -1);
      try {
        if (cells.length != FEATURES + 1) {
          throw new NumberFormatException(cells.length + " cells");
        }
        for (int k = 0; k < FEATURES; k++) {
          x[FEATURES * i + k] = Float.parseFloat(cells[k].strip());
        }
      } catch (NumberFormatException e) {
        throw new DataException(
            file + ": line " + (i + 1) + ": expected 4 numbers and a name, got " + e.getMessage(), e);
      }
      String name = cells[FEATURES].strip();
      if (!names.contains(name)) {
        names.add(name);
      }
      y[i] = names.indexOf(name);
    }
    if (names.size() != 3) {
      throw new DataException(file + ": expected 3 kinds of iris, got " + names.size());
    }
    return Dataset.of(Array.wrap(Shape.of(y.length, FEATURES), x), Array.wrap(Shape.of(y.length), y)).withClasses(names);
  }
}
