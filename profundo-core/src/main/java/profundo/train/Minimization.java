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
import profundo.nn.Parameter;
import profundo.nn.Parameters;
import profundo.nn.Pass;
import profundo.nn.Penalty;
import profundo.optim.Clip;
import profundo.optim.Constraint;
import profundo.optim.Optimizer;
import profundo.optim.OptimizerState;

/// Learning by descent on any objective: w <- optimizer(w, d objective / dw) for every trainable weight. [Supervised] is
/// one with a loss between prediction and target; an objective that looks inside the model, such as one with a
/// penalty on what a layer gives, is written as a function of the batch:
///
///     Step.minimizing(model, (batch, pass) -> {
///       Tensor code = pass.apply(model.encoder(), batch.get("x"));
///       return Trace.of(distance(pass.apply(model.decoder(), code), batch.get("x")).add(code.abs().sum(-1).mean()));
///     }, Adam.of(1e-3));
///
/// When the loss of a batch is not finite, the batch changes nothing, so that the weights from before it survive and can
/// be looked at; [Supervised] tells what is done about gradients that are not.
public final class Minimization implements Step {
  /// What is to become small.
  @FunctionalInterface
  public interface Objective {
    /// Builds the loss and whatever else is reported.
    ///
    /// @param batch a placeholder for each part of the data set, `[batch, ...]`
    /// @param pass of the model, in training or in use; what layers assign in it in training comes to pass
    Trace of(Map<String, Tensor> batch, Pass pass);
  }

  private final Object model;
  private final Objective objective;
  private final Sequences sequences;
  private final Parameters parameters;
  private final Penalty penalty;
  private final Clip clip;
  private final Constraint constraint;
  private final OptimizerState optimizer;
  private final Accumulation accumulation;

  private Minimization(
      Object model,
      Objective objective,
      Sequences sequences,
      Parameters parameters,
      Penalty penalty,
      Clip clip,
      Constraint constraint,
      Optimizer optimizer,
      int accumulated) {
    this.model = model;
    this.objective = objective;
    this.sequences = sequences;
    this.parameters = parameters;
    this.penalty = penalty;
    this.clip = clip;
    this.constraint = constraint;
    SequencedMap<String, Variable> weights = new LinkedHashMap<>();
    for (Parameter p : parameters.trainable()) {
      weights.put(p.name(), p.variable());
    }
    if (weights.isEmpty()) {
      throw new IllegalArgumentException(
          "Step: the model has no weights to train: "
              + (parameters.all().isEmpty() ? "it holds no variables" : "all of them are frozen"));
    }
    this.optimizer = optimizer.start(weights);
    this.accumulation = accumulated == 1 ? null : new Accumulation(accumulated, this.optimizer, weights);
  }

  /// @param sequences gives the pass the lengths of sequences; null where the objective sees to that itself
  static Minimization of(Object model, Objective objective, Sequences sequences, Optimizer optimizer) {
    return new Minimization(
        model, objective, sequences, Parameters.of(model), null, Clip.none(), Constraint.none(), optimizer, 1);
  }

  Minimization withObjective(Objective other, Sequences ends) {
    return new Minimization(model, other, ends, parameters, penalty, clip, constraint, optimizer(), accumulated());
  }

  /// The same with a penalty on the weights added to the loss; the optimizer starts anew.
  public Minimization withPenalty(Penalty other) {
    return new Minimization(model, objective, sequences, parameters, other, clip, constraint, optimizer(), accumulated());
  }

  /// The same with gradients clipped; the optimizer starts anew.
  public Minimization withClip(Clip other) {
    return new Minimization(model, objective, sequences, parameters, penalty, other, constraint, optimizer(), accumulated());
  }

  /// The same with a constraint on the weights after each step, such as max-norm; the optimizer starts anew.
  public Minimization withConstraint(Constraint other) {
    return new Minimization(model, objective, sequences, parameters, penalty, clip, other, optimizer(), accumulated());
  }

  /// The same with some weights left alone, as in `withParameters(p -> p.freeze("encoder"))`; the optimizer starts anew.
  public Minimization withParameters(UnaryOperator<Parameters> choice) {
    return new Minimization(
        model, objective, sequences, choice.apply(parameters), penalty, clip, constraint, optimizer(), accumulated());
  }

  /// The same with another optimizer, which starts anew.
  public Minimization withOptimizer(Optimizer other) {
    return new Minimization(model, objective, sequences, parameters, penalty, clip, constraint, other, accumulated());
  }

  /// The same with gradients added up over some batches before the optimizer takes a step with their mean; see
  /// [Supervised#withAccumulation]. The optimizer starts anew.
  ///
  /// @param batches for each step, 1 for a step with every batch
  public Minimization withAccumulation(int batches) {
    if (batches < 1) {
      throw new IllegalArgumentException("Step: expected to accumulate over at least 1 batch, got " + batches);
    }
    return new Minimization(model, objective, sequences, parameters, penalty, clip, constraint, optimizer(), batches);
  }

  private int accumulated() {
    return accumulation == null ? 1 : accumulation.batches();
  }

  /// The optimizer.
  public Optimizer optimizer() {
    return optimizer.optimizer();
  }

  @Override
  public String name() {
    String simple = model.getClass().getSimpleName();
    return simple.isEmpty() || model.getClass().isHidden() ? "model" : simple;
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
    Pass pass = within(Pass.training(model, seed, step), batch);
    Trace traced = penalized(objective.of(batch, pass));
    Tensor total = traced.loss();
    List<Tensor> raw = Gradient.of(total, optimizer.weights());
    SequencedMap<String, Tensor> gradients = new LinkedHashMap<>();
    List<Tensor> named = new ArrayList<>();
    for (Parameter p : parameters.trainable()) {
      Tensor g = raw.get(named.size()).named("gradient of " + p.name());
      gradients.put(p.name(), g);
      named.add(g);
    }
    Tensor rate = optimizer().schedule().rate(step);
    List<Assignment> updates = new ArrayList<>(pass.assignments());
    Accumulation.Moves moves = moves(named, step, rate);
    moves.assignments().forEach(a -> updates.add(constrained(a)));
    Tensor finite = finite(total);
    if (moves.norm() != null) {
      finite = finite.mul(finite(moves.norm()));
      // So that whoever looks at the loss learns of it.
      traced = traced.losing(finite.select(total, Tensor.scalar(Float.NaN)));
    }
    return traced.at(rate).through(gradients).updating(guarded(updates, finite));
  }

  private Accumulation.Moves moves(List<Tensor> gradients, Tensor step, Tensor rate) {
    if (accumulation != null) {
      return accumulation.step(gradients, clip, rate);
    }
    Clip.Clipped clipped = clip.clipped(gradients);
    return new Accumulation.Moves(optimizer.step(clipped.gradients(), step, rate), clipped.norm());
  }

  /// 1 where a scalar is finite, else 0.
  private static Tensor finite(Tensor scalar) {
    return scalar.abs().le(Tensor.scalar(Float.MAX_VALUE));
  }

  @Override
  public Tensor moves() {
    return accumulation == null ? null : accumulation.due();
  }

  @Override
  public Trace evaluate(Map<String, Tensor> batch) {
    return penalized(objective.of(batch, within(Pass.inference(model), batch)));
  }

  private Pass within(Pass pass, Map<String, Tensor> batch) {
    return sequences == null ? pass : sequences.within(pass, batch);
  }

  private Trace penalized(Trace trace) {
    Tensor loss = penalty == null ? trace.loss() : trace.loss().add(penalty.of(parameters));
    return trace.losing(loss.named("loss"));
  }

  /// What an optimizer remembers is left alone.
  private Assignment constrained(Assignment a) {
    Variable v = a.variable();
    return optimizer.weights().contains(v)
        ? new Assignment(v, constraint.apply(parameters.parameter(v), a.value()))
        : a;
  }

  /// Old values instead of new ones where the loss is not finite, or the norm by which gradients are clipped. The condition is
  /// one scalar that is known before the first update, so this costs one more operand in passes that are made anyway.
  private List<Assignment> guarded(List<Assignment> updates, Tensor finite) {
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
