package profundo.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import profundo.Assignment;
import profundo.ShapeException;
import profundo.Tensor;

/// What one batch computes and changes: the expressions that a [Step] has built.
///
///     Trace.of(loss).predicting(logits, "y").updating(assignments)
///
/// @param means scalars whose means over the samples of an epoch are reported; the first is the loss
/// @param prediction what metrics judge; null where there is nothing to judge
/// @param target the part of the batch that the prediction is compared with; null without a prediction
/// @param rate learning rate, F32 scalar; null where there is none
/// @param gradients of the loss, by the name of their variable, for diagnosis; they cost nothing where nobody asks
/// @param assignments what changes
/// @param counted F32 `[batch, time]`, the steps of the prediction that metrics shall judge; null for all
public record Trace(
    SequencedMap<String, Tensor> means,
    Tensor prediction,
    String target,
    Tensor rate,
    SequencedMap<String, Tensor> gradients,
    List<Assignment> assignments,
    Tensor counted) {

  /// Checks that there is a loss and that means are scalars.
  public Trace {
    means = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(means));
    gradients = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(gradients));
    assignments = List.copyOf(assignments);
    if (means.isEmpty()) {
      throw new IllegalArgumentException("Trace: expected at least a loss");
    }
    means.forEach(
        (name, t) -> {
          if (t.shape().rank() != 0) {
            throw new ShapeException(
                "Trace: expected a scalar as '" + name + "', got " + t.shape() + "; reduce it with sum() or mean()");
          }
        });
  }

  /// A trace that computes a loss, mean over the batch, and changes nothing yet.
  public static Trace of(Tensor loss) {
    var means = new LinkedHashMap<String, Tensor>();
    means.put("loss", loss);
    return new Trace(means, null, null, null, new LinkedHashMap<>(), List.of(), null);
  }

  /// The same with one more scalar to report, a mean over the batch.
  public Trace reporting(String name, Tensor mean) {
    var more = new LinkedHashMap<>(means);
    more.put(name, mean);
    return new Trace(more, prediction, target, rate, gradients, assignments, counted);
  }

  /// The same with another loss, such as one with a penalty added; the first mean keeps its name.
  Trace losing(Tensor loss) {
    var changed = new LinkedHashMap<>(means);
    changed.put(means.firstEntry().getKey(), loss);
    return new Trace(changed, prediction, target, rate, gradients, assignments, counted);
  }

  /// The same with a prediction for metrics to judge.
  ///
  /// @param target the part of the batch to compare it with, such as `y`
  public Trace predicting(Tensor prediction, String target) {
    return new Trace(means, prediction, target, rate, gradients, assignments, counted);
  }

  /// The same with a learning rate to report.
  public Trace at(Tensor rate) {
    return new Trace(means, prediction, target, rate, gradients, assignments, counted);
  }

  /// The same with the gradients of the loss by the names of their variables.
  public Trace through(SequencedMap<String, Tensor> gradients) {
    return new Trace(means, prediction, target, rate, gradients, assignments, counted);
  }

  /// The same with more assignments.
  public Trace updating(List<Assignment> more) {
    List<Assignment> all = new ArrayList<>(assignments);
    all.addAll(more);
    return new Trace(means, prediction, target, rate, gradients, all, counted);
  }

  /// The same with metrics that judge some steps only.
  ///
  /// @param steps F32 `[batch, time]`, 1 where a step counts, else 0
  public Trace counting(Tensor steps) {
    return new Trace(means, prediction, target, rate, gradients, assignments, steps);
  }

  /// The loss.
  public Tensor loss() {
    return means.firstEntry().getValue();
  }

  /// The values that a program computes, in the order means, prediction, rate, counted steps, as far as there are any.
  List<Tensor> outputs() {
    List<Tensor> outputs = new ArrayList<>(means.values());
    Optional.ofNullable(prediction).ifPresent(outputs::add);
    Optional.ofNullable(rate).ifPresent(outputs::add);
    Optional.ofNullable(counted).ifPresent(outputs::add);
    return outputs;
  }
}
