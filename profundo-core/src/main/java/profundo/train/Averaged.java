package profundo.train;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import profundo.Assignment;
import profundo.DType;
import profundo.Graph;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Batch;
import profundo.nn.Parameter;
import profundo.nn.Parameters;

/// A step that keeps an average of the weights beside them. Training goes on with the weights; validation judges the
/// average, which a checkpoint holds too. At the end the model may take it over:
///
///     Averaged step = Averaged.of(Step.supervised(net, loss, Adam.of(1e-3)), Averaging.ema(0.999));
///     Trainer.of(step).fit(train, validation, 10);
///     step.useAverage();                                  // what is saved now is what was judged
///
/// Where gradients are added up over some batches ([Supervised#withAccumulation]), an average over every step takes in the
/// weights after those batches that move them; a start, and `every` above 1, still count batches.
///
/// What the model keeps without training it, such as running means, is averaged likewise. What the step does not
/// change has no average.
public final class Averaged implements Step {
  private final Step step;
  private final Averaging averaging;
  private final Variable counted = Variable.counter("counted");
  private final SequencedMap<String, Variable> averages = new LinkedHashMap<>();
  private final SequencedMap<String, Variable> memory = new LinkedHashMap<>();
  private final Map<Variable, Variable> averageOf = new IdentityHashMap<>();

  private Averaged(Step step, Averaging averaging) {
    this.step = step;
    this.averaging = averaging;
    memory.putAll(step.memory());
    memory.put("average/counted", counted);
    for (Parameter p : step.parameters().all()) {
      if (p.frozen() || p.variable().dtype() != DType.F32) {
        averages.put(p.name(), p.variable());
      } else {
        Variable average = Variable.of("average/" + p.name(), p.variable().value());
        averages.put(p.name(), average);
        memory.put("average/" + p.name(), average);
        averageOf.put(p.variable(), average);
      }
    }
  }

  /// A step and the average of its weights, which begins with the weights as they are.
  public static Averaged of(Step step, Averaging averaging) {
    return new Averaged(step, averaging);
  }

  /// Gives the model the averaged weights.
  public void useAverage() {
    averageOf.forEach((v, average) -> v.set(average.value()));
  }

  @Override
  public String name() {
    return step.name();
  }

  @Override
  public Parameters parameters() {
    return step.parameters();
  }

  @Override
  public SequencedMap<String, Variable> memory() {
    return new LinkedHashMap<>(memory);
  }

  @Override
  public SequencedMap<String, Variable> judged() {
    return new LinkedHashMap<>(averages);
  }

  @Override
  public Tensor moves() {
    return step.moves();
  }

  @Override
  public void check(Batch batch) {
    step.check(batch);
  }

  @Override
  public Trace train(Map<String, Tensor> batch, Tensor counter, long seed) {
    Trace trace = step.train(batch, counter, seed);
    Tensor moves = step.moves();
    Tensor counts = averaging.counts(counter);
    if (moves != null && averaging.every() == 1) {
      // Weights that stand still while gradients are gathered would count several times.
      counts = counts.mul(moves);
    }
    Tensor share = averaging.share(counted.cast(DType.F32));
    // Before the first that counts the average is the weights.
    Tensor before = counter.cast(DType.F32).lt(Tensor.scalar(averaging.start() - 0.5));
    Tensor part = before.select(Tensor.scalar(1), counts.mul(share));
    List<Assignment> more = new ArrayList<>();
    for (Assignment a : trace.assignments()) {
      Variable average = averageOf.get(a.variable());
      if (average != null) {
        Tensor mixed = average.add(a.value().sub(average).mul(part));
        // Exactly the weights where all of them go in.
        more.add(new Assignment(average, part.gt(1 - 1e-7).select(a.value(), mixed)));
      }
    }
    more.add(new Assignment(counted, counted.add(counts.cast(DType.I32))));
    return trace.updating(more);
  }

  @Override
  public Trace evaluate(Map<String, Tensor> batch) {
    Trace trace = step.evaluate(batch);
    List<Tensor> outputs = new ArrayList<>(trace.means().values());
    if (trace.prediction() != null) {
      outputs.add(trace.prediction());
    }
    List<Tensor> judged = Graph.substitute(outputs, averageOf);
    SequencedMap<String, Tensor> means = new LinkedHashMap<>();
    int i = 0;
    for (String name : trace.means().keySet()) {
      means.put(name, judged.get(i++));
    }
    Tensor prediction = trace.prediction() == null ? null : judged.get(i);
    return new Trace(means, prediction, trace.target(), trace.rate(), trace.gradients(), trace.assignments(), trace.counted());
  }
}
