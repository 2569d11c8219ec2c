package profundo.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Batch;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.data.Epoch;
import profundo.nn.Layer;
import profundo.nn.Loss;
import profundo.nn.Metric;
import profundo.nn.Parameters;
import profundo.nn.Pass;

/// How good a model is on a data set.
///
///     var matrix = ConfusionMatrix.of(10);
///     var evaluation = Evaluation.of(net, test, Loss::softmaxCrossEntropy, Accuracy.of(), matrix);
///     double accuracy = evaluation.metrics().get("accuracy");
///
/// @param metrics `loss` first, then the metrics in their order
/// @param samples how many were looked at
/// @param seconds that it took, compilation included
public record Evaluation(Map<String, Double> metrics, int samples, double seconds) {
  private static final int BATCH = 256;

  /// Copies the map.
  public Evaluation {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /// Applies a model as in use to `x` of every sample, and compares with `y`; sequences end where [Dataset#LENGTH] says.
  ///
  /// @param metrics start anew, and hold afterwards what they have counted
  public static Evaluation of(Layer layer, Dataset data, Loss loss, Metric... metrics) {
    return of(new Judging(layer, loss), Batches.of(data, BATCH), metrics);
  }

  /// Evaluates a step as its trainer does in validation.
  ///
  /// @param metrics start anew, and hold afterwards what they have counted
  public static Evaluation of(Step step, Batches batches, Metric... metrics) {
    long start = System.nanoTime();
    var programs = new Programs(step, Engines.current(), 0, Variable.counter("step"));
    Meter meter = new Meter(List.of(metrics));
    meter.reset();
    int samples = 0;
    try (Epoch epoch = batches.epoch(0)) {
      while (epoch.hasNext()) {
        Batch batch = epoch.next();
        Compiled program = programs.of(Programs.Mode.EVALUATE, batch);
        program.run(batch);
        meter.add(program, batch.size());
        samples += batch.size();
      }
    }
    Map<String, Double> results = new LinkedHashMap<>();
    if (samples > 0 && meter.isEmpty()) {
      throw new IllegalArgumentException(
          "Evaluation: expected at least one step to judge, got " + samples + " sequences of length 0 or without labels");
    }
    meter.report("", results);
    return new Evaluation(results, samples, (System.nanoTime() - start) * 1e-9);
  }

  /// A step that only looks.
  private record Judging(Layer layer, Loss loss) implements Step {
    @Override
    public String name() {
      return "evaluation";
    }

    @Override
    public Parameters parameters() {
      return Parameters.of(layer);
    }

    @Override
    public void check(Batch batch) {
      Sequences.USUAL.check(batch);
    }

    @Override
    public Trace train(Map<String, Tensor> batch, Tensor step, long seed) {
      return evaluate(batch);
    }

    @Override
    public Trace evaluate(Map<String, Tensor> batch) {
      Pass pass = Sequences.USUAL.within(Pass.inference(layer), batch);
      Tensor prediction = pass.apply(layer, Supervised.part(batch, Dataset.X));
      Tensor y = Supervised.part(batch, Dataset.Y);
      return Trace.of(Sequences.USUAL.loss(loss, prediction, y, batch))
          .predicting(prediction, Dataset.Y)
          .counting(Sequences.USUAL.counted(prediction, y, batch));
    }
  }
}
