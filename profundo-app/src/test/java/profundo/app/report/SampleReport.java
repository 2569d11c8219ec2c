package profundo.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.Evaluator;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Dataset;
import profundo.data.Strokes;
import profundo.nn.Conv2d;
import profundo.nn.Flatten;
import profundo.nn.Linear;
import profundo.nn.MaxPool2d;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.nn.Summary;
import profundo.reference.Interpreter;

/// Reports of runs that never were, for tests.
final class SampleReport {
  private SampleReport() {}

  /// A report with every part.
  static ReportData.Builder full() {
    Sequential net = lenet();
    Dataset test = Strokes.load(42, 20, 240).test();
    var settings = new LinkedHashMap<String, String>();
    settings.put("model", "lenet5");
    settings.put("data", "strokes");
    settings.put("epochs", "8");
    settings.put("batch", "64");
    settings.put("optimizer", "adam");
    settings.put("learning_rate", "0.001");
    settings.put("version", "0.1.0");
    var result = new LinkedHashMap<String, Object>();
    result.put("test_accuracy", 0.9625);
    result.put("test_loss", 0.0912);
    result.put("epochs", 8);
    result.put("seconds", 38.2);
    result.put("samples_per_second", 3141.6);
    result.put("model_sha256", "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef");
    return ReportData.of("lenet5", "strokes", 42, "profundo train lenet5 --data strokes --epochs 8 --seed 42")
        .settings(settings)
        .result(result)
        .history(history(8, 120))
        .summary(Summary.of(net, Shape.of(28, 28, 1)))
        .predictions(predictions(test, 10), 24)
        .filters(FirstLayer.filters(net, test.sampleShape()))
        .featureMaps(
            ScopedValue.where(Evaluator.CURRENT, new Interpreter())
                .call(() -> FeatureMaps.of(net, test.sample(3), names("", 10))));
  }

  static Sequential lenet() {
    var rng = Rng.of(7);
    return Sequential.of(
        Conv2d.of(1, 6, 5, rng).withPadding(2), Relu.of(), MaxPool2d.of(2),
        Conv2d.of(6, 16, 5, rng), Relu.of(), MaxPool2d.of(2),
        Flatten.of(), Linear.of(400, 120, rng), Relu.of(), Linear.of(120, 84, rng), Relu.of(), Linear.of(84, 10, rng));
  }

  static List<String> names(String prefix, int n) {
    return IntStream.range(0, n).mapToObj(i -> prefix + i).toList();
  }

  /// A run that went well.
  static RunHistory history(int epochs, int stepsPerEpoch) {
    var rng = Rng.of(3);
    float[] noise = rng.uniform(Shape.of(4 * epochs * stepsPerEpoch + 100), 0, 1).floats();
    int n = 0;
    var rows = new ArrayList<Map<String, Double>>();
    var steps = new ArrayList<RunHistory.StepLoss>();
    var gradients = new ArrayList<RunHistory.Gradients>();
    for (int s = 1; s <= epochs * stepsPerEpoch; s++) {
      double t = s / (double) stepsPerEpoch;
      double loss = 2.3 * Math.exp(-2.2 * Math.sqrt(t)) + 0.02 + 0.08 * noise[n++] * Math.exp(-t / 3);
      double rate = 0.0005 + 0.0005 * Math.cos(Math.PI * t / epochs);
      steps.add(new RunHistory.StepLoss(s, loss, rate));
      if (s % 5 == 0) {
        var norms = new LinkedHashMap<String, Double>();
        for (int layer : new int[] {0, 3, 7, 9, 11}) {
          norms.put(layer + ".weight", (0.2 + layer / 8.0) * Math.exp(-0.4 * t) * (0.6 + noise[n++]));
          norms.put(layer + ".bias", 0.1);
        }
        gradients.add(new RunHistory.Gradients(s, norms));
      }
      if (s % stepsPerEpoch == 0) {
        var row = new LinkedHashMap<String, Double>();
        row.put("epoch", t);
        row.put("step", (double) s);
        row.put("loss", 2.3 * Math.exp(-2.2 * Math.sqrt(t)) + 0.03);
        row.put("accuracy", 1 - 0.3 * Math.exp(-0.5 * t) - 0.005);
        row.put("val_loss", 2.3 * Math.exp(-2.1 * Math.sqrt(t)) + 0.05 + 0.02 * noise[n++]);
        row.put("val_accuracy", 0.985 - 0.25 * Math.exp(-0.6 * t) - 0.01 * noise[n++]);
        row.put("learning_rate", rate);
        row.put("seconds", 4.7);
        row.put("samples_per_second", 3100.0);
        rows.add(row);
      }
    }
    return new RunHistory(rows, steps, gradients);
  }

  /// Answers that are right nine times out of ten.
  static Predictions predictions(Dataset data, int classes) {
    float[] noise = Rng.of(11).uniform(Shape.of(3 * data.size()), 0, 1).floats();
    float[] p = new float[data.size() * classes];
    for (int i = 0; i < data.size(); i++) {
      int right = data.label(i);
      int other = (right + 1 + (int) (noise[i] * noise[i] * (classes - 1))) % classes;
      float sure = noise[data.size() + i] < 0.1 ? 0.5f * noise[2 * data.size() + i] : 0.6f
          + 0.4f * noise[2 * data.size() + i];
      java.util.Arrays.fill(p, i * classes, (i + 1) * classes, 0);
      p[i * classes + right] = sure;
      p[i * classes + other] += 1 - sure;
    }
    return Predictions.of(data, Array.wrap(Shape.of(data.size(), classes), p));
  }
}
