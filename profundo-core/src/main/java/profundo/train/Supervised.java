package profundo.train;

import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Batch;
import profundo.data.Dataset;
import profundo.nn.Layer;
import profundo.nn.Loss;
import profundo.nn.Parameters;
import profundo.nn.Penalty;
import profundo.optim.Clip;
import profundo.optim.Constraint;
import profundo.optim.Optimizer;

/// Learning from examples: w <- optimizer(w, d loss(layer(x), y) / dw) for every trainable weight.
///
/// Where the data set has a part [Dataset#LENGTH], sequences end there: recurrent layers and attention take notice
/// ([Pass#withLengths]); where `x`, target and prediction are `[batch, time, ...]`, loss and metrics pass over the steps
/// behind the end, and over steps whose I32 label is below 0.
///
/// When the loss of a batch is not finite, the batch changes nothing, so that the weights from before it survive and can
/// be looked at. A loss can be finite and its gradient not, as that of a square root at 0. With gradients clipped by their norm
/// ([Clip#globalNorm]) such a batch changes nothing either, and its loss is told as NaN. Without, nothing looks at all
/// gradients before the first weight is moved, for that would be one more pass over them in each step: the weights are
/// spoilt. [TerminateOnNaN] then ends the run at the next batch or at the end of the epoch, names the gradient, and gives
/// the weights from before that step back.
public final class Supervised implements Step {
  private final Layer layer;
  private final Loss loss;
  private final String target;
  private final Sequences sequences;
  private final Minimization minimization;

  private Supervised(Layer layer, Loss loss, String target, Sequences sequences, Minimization minimization) {
    this.layer = layer;
    this.loss = loss;
    this.target = target;
    this.sequences = sequences;
    this.minimization = minimization;
  }

  static Supervised of(Layer layer, Loss loss, Optimizer optimizer) {
    var objective = objective(layer, loss, Dataset.Y, Sequences.USUAL);
    return new Supervised(layer, loss, Dataset.Y, Sequences.USUAL, Minimization.of(layer, objective, Sequences.USUAL, optimizer));
  }

  private static Minimization.Objective objective(Layer layer, Loss loss, String target, Sequences sequences) {
    return (batch, pass) -> {
      Tensor prediction = pass.apply(layer, part(batch, Dataset.X));
      Tensor y = part(batch, target);
      return Trace.of(sequences.loss(loss, prediction, y, batch))
          .predicting(prediction, target)
          .counting(sequences.counted(prediction, y, batch));
    };
  }

  private Supervised with(Minimization other) {
    return new Supervised(layer, loss, target, sequences, other);
  }

  private Supervised comparing(String part, Sequences ends) {
    return new Supervised(layer, loss, part, ends, minimization.withObjective(objective(layer, loss, part, ends), ends));
  }

  /// The same with a penalty added to the loss; the optimizer starts anew.
  public Supervised withPenalty(Penalty penalty) {
    return with(minimization.withPenalty(penalty));
  }

  /// The same with gradients clipped; the optimizer starts anew.
  public Supervised withClip(Clip clip) {
    return with(minimization.withClip(clip));
  }

  /// The same with a constraint on the weights after each step, such as max-norm; the optimizer starts anew.
  public Supervised withConstraint(Constraint constraint) {
    return with(minimization.withConstraint(constraint));
  }

  /// The same with some weights left alone, as in `withParameters(p -> p.freeze("features"))`; the optimizer starts
  /// anew.
  public Supervised withParameters(UnaryOperator<Parameters> choice) {
    return with(minimization.withParameters(choice));
  }

  /// The same with another part of the data set to predict: an autoencoder predicts `x`. The optimizer starts anew.
  public Supervised withTarget(String part) {
    return comparing(part, sequences);
  }

  /// The same with the lengths of sequences in another part of the data set than [Dataset#LENGTH]. The optimizer starts anew.
  ///
  /// @param part I32 `[n]`
  public Supervised withLengths(String part) {
    return comparing(target, new Sequences(part));
  }

  /// The same with all steps of all sequences, whether or not the data set has lengths. The optimizer starts anew.
  public Supervised withoutLengths() {
    return withLengths("");
  }

  /// The same with gradients added up over some batches before the optimizer takes a step with their mean: as one batch
  /// so many times as large, for those that do not fit into memory. The step of a schedule still counts batches. Batches
  /// whose loss is not finite do not count; what an epoch leaves over goes on in the next one. The optimizer starts anew.
  ///
  /// @param batches for each step, 1 for a step with every batch
  public Supervised withAccumulation(int batches) {
    return with(minimization.withAccumulation(batches));
  }

  /// The optimizer.
  public Optimizer optimizer() {
    return minimization.optimizer();
  }

  /// The same with another optimizer, which starts anew.
  public Supervised withOptimizer(Optimizer other) {
    return with(minimization.withOptimizer(other));
  }

  /// The layer that learns.
  public Layer layer() {
    return layer;
  }

  @Override
  public String name() {
    return minimization.name();
  }

  @Override
  public Parameters parameters() {
    return minimization.parameters();
  }

  @Override
  public SequencedMap<String, Variable> memory() {
    return minimization.memory();
  }

  @Override
  public Tensor moves() {
    return minimization.moves();
  }

  @Override
  public void check(Batch batch) {
    sequences.check(batch);
  }

  @Override
  public Trace train(Map<String, Tensor> batch, Tensor step, long seed) {
    return minimization.train(batch, step, seed);
  }

  @Override
  public Trace evaluate(Map<String, Tensor> batch) {
    return minimization.evaluate(batch);
  }

  static Tensor part(Map<String, Tensor> batch, String name) {
    Tensor t = batch.get(name);
    if (t == null) {
      throw new IllegalArgumentException(
          "Step: the data set has no part '" + name + "'; it has " + batch.keySet());
    }
    return t;
  }
}
