package profundo.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import profundo.Assignment;
import profundo.Gradient;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Dataset;
import profundo.nn.Layer;
import profundo.nn.Loss;
import profundo.nn.Parameter;
import profundo.nn.Parameters;
import profundo.nn.Pass;
import profundo.nn.Penalty;
import profundo.optim.Clip;
import profundo.optim.Constraint;
import profundo.optim.Optimizer;
import profundo.optim.OptimizerState;

/// Learning from examples: w <- optimizer(w, d loss(layer(x), y) / dw) for every trainable weight.
///
/// Where the data set has a part [Dataset#LENGTH], sequences end there: recurrent layers and attention take notice
/// ([Pass#withLengths]); where `x`, target and prediction are `[batch, time, ...]`, loss and metrics pass over the steps
/// behind the end, and over steps whose I32 label is below 0.
///
/// When the loss of a batch is not finite, the batch changes nothing, so that the weights from before it survive and can
/// be looked at.
public final class Supervised implements Step {
  private final Layer layer;
  private final Loss loss;
  private final Parameters parameters;
  private final Penalty penalty;
  private final Clip clip;
  private final Constraint constraint;
  private final String target;
  private final Sequences sequences;
  private final OptimizerState optimizer;
  private final Accumulation accumulation;

  private Supervised(
      Layer layer,
      Loss loss,
      Parameters parameters,
      Penalty penalty,
      Clip clip,
      Constraint constraint,
      String target,
      Sequences sequences,
      Optimizer optimizer,
      int accumulated) {
    this.layer = layer;
    this.loss = loss;
    this.parameters = parameters;
    this.penalty = penalty;
    this.clip = clip;
    this.constraint = constraint;
    this.target = target;
    this.sequences = sequences;
    SequencedMap<String, Variable> weights = new LinkedHashMap<>();
    for (Parameter p : parameters.trainable()) {
      weights.put(p.name(), p.variable());
    }
    if (weights.isEmpty()) {
      throw new IllegalArgumentException(
          "Step.supervised: the model has no weights to train: "
              + (parameters.all().isEmpty() ? "it holds no variables" : "all of them are frozen"));
    }
    this.optimizer = optimizer.start(weights);
    this.accumulation = accumulated == 1 ? null : new Accumulation(accumulated, this.optimizer, weights);
  }

  static Supervised of(Layer layer, Loss loss, Optimizer optimizer) {
    return new Supervised(
        layer, loss, Parameters.of(layer), null, Clip.none(), Constraint.none(), Dataset.Y, Sequences.USUAL, optimizer, 1);
  }

  /// The same with a penalty added to the loss; the optimizer starts anew.
  public Supervised withPenalty(Penalty penalty) {
    return new Supervised(layer, loss, parameters, penalty, clip, constraint, target, sequences, optimizer.optimizer(), accumulated());
  }

  /// The same with gradients clipped; the optimizer starts anew.
  public Supervised withClip(Clip clip) {
    return new Supervised(layer, loss, parameters, penalty, clip, constraint, target, sequences, optimizer.optimizer(), accumulated());
  }

  /// The same with a constraint on the weights after each step, such as max-norm; the optimizer starts anew.
  public Supervised withConstraint(Constraint constraint) {
    return new Supervised(layer, loss, parameters, penalty, clip, constraint, target, sequences, optimizer.optimizer(), accumulated());
  }

  /// The same with some weights left alone, as in `withParameters(p -> p.freeze("features"))`; the optimizer starts
  /// anew.
  public Supervised withParameters(UnaryOperator<Parameters> choice) {
    return new Supervised(
        layer, loss, choice.apply(parameters), penalty, clip, constraint, target, sequences, optimizer.optimizer(), accumulated());
  }

  /// The same with another part of the data set to predict: an autoencoder predicts `x`. The optimizer starts anew.
  public Supervised withTarget(String part) {
    return new Supervised(layer, loss, parameters, penalty, clip, constraint, part, sequences, optimizer.optimizer(), accumulated());
  }

  /// The same with the lengths of sequences in another part of the data set than [Dataset#LENGTH]. The optimizer starts anew.
  ///
  /// @param part I32 `[n]`
  public Supervised withLengths(String part) {
    return new Supervised(
        layer, loss, parameters, penalty, clip, constraint, target, new Sequences(part), optimizer.optimizer(), accumulated());
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
    if (batches < 1) {
      throw new IllegalArgumentException("Step.supervised: expected to accumulate over at least 1 batch, got " + batches);
    }
    return new Supervised(layer, loss, parameters, penalty, clip, constraint, target, sequences, optimizer.optimizer(), batches);
  }

  private int accumulated() {
    return accumulation == null ? 1 : accumulation.batches();
  }

  /// The optimizer.
  public Optimizer optimizer() {
    return optimizer.optimizer();
  }

  /// The same with another optimizer, which starts anew.
  public Supervised withOptimizer(Optimizer other) {
    return new Supervised(layer, loss, parameters, penalty, clip, constraint, target, sequences, other, accumulated());
  }

  /// The layer that learns.
  public Layer layer() {
    return layer;
  }

  @Override
  public String name() {
    String simple = layer.getClass().getSimpleName();
    return simple.isEmpty() || layer.getClass().isHidden() ? "model" : simple;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public SequencedMap<String, Variable> memory() {
    SequencedMap<String, Variable> all = optimizer.slots();
    if (accumulation != null) {
      all.putAll(accumulation.memory());
    }
    return all;
  }

  @Override
  public Trace train(Map<String, Tensor> batch, Tensor step, long seed) {
    Pass pass = sequences.within(Pass.training(layer, seed, step), batch);
    Tensor prediction = pass.apply(layer, part(batch, Dataset.X));
    Tensor total = loss(prediction, batch);
    List<Tensor> raw = Gradient.of(total, optimizer.weights());
    SequencedMap<String, Tensor> gradients = new LinkedHashMap<>();
    List<Tensor> named = new ArrayList<>();
    for (Parameter p : parameters.trainable()) {
      Tensor g = raw.get(named.size()).named("gradient of " + p.name());
      gradients.put(p.name(), g);
      named.add(g);
    }
    Tensor rate = optimizer.optimizer().schedule().rate(step);
    List<Assignment> updates = new ArrayList<>(pass.assignments());
    List<Assignment> moves =
        accumulation == null ? optimizer.step(clip.apply(named), step, rate) : accumulation.step(named, clip, rate);
    moves.forEach(a -> updates.add(constrained(a)));
    return Trace.of(total)
        .predicting(prediction, target)
        .counting(sequences.counted(prediction, part(batch, target), batch))
        .at(rate)
        .through(gradients)
        .updating(guarded(updates, total));
  }

  @Override
  public Trace evaluate(Map<String, Tensor> batch) {
    Pass pass = sequences.within(Pass.inference(layer), batch);
    Tensor prediction = pass.apply(layer, part(batch, Dataset.X));
    return Trace.of(loss(prediction, batch))
        .predicting(prediction, target)
        .counting(sequences.counted(prediction, part(batch, target), batch));
  }

  private Tensor loss(Tensor prediction, Map<String, Tensor> batch) {
    Tensor total = sequences.loss(loss, prediction, part(batch, target), batch);
    return (penalty == null ? total : total.add(penalty.of(parameters))).named("loss");
  }

  static Tensor part(Map<String, Tensor> batch, String name) {
    Tensor t = batch.get(name);
    if (t == null) {
      throw new IllegalArgumentException(
          "Step: the data set has no part '" + name + "'; it has " + batch.keySet());
    }
    return t;
  }

  /// What an optimizer remembers is left alone.
  private Assignment constrained(Assignment a) {
    Variable v = a.variable();
    return optimizer.weights().contains(v)
        ? new Assignment(v, constraint.apply(parameters.parameter(v), a.value()))
        : a;
  }

  /// Old values instead of new ones where the loss is not finite. The condition is one scalar that is known before the
  /// way back begins, so this costs one more operand in passes that are made anyway.
  private List<Assignment> guarded(List<Assignment> updates, Tensor total) {
    Tensor finite = total.abs().le(Tensor.scalar(Float.MAX_VALUE));
    return updates.stream()
        .map(
            a -> {
              Tensor next = a.value() instanceof Variable v ? v : a.value().named("update of " + name(a.variable()));
              return new Assignment(a.variable(), finite.select(next, a.variable()));
            })
        .toList();
  }

  private String name(Variable v) {
    for (Map.Entry<String, Variable> e : memory().entrySet()) {
      if (e.getValue() == v) {
        return e.getKey();
      }
    }
    return parameters.name(v);
  }
}
