package profundo.app.run;

import java.util.Arrays;
import profundo.Rng;
import profundo.app.experiment.Experiment;
import profundo.app.models.Recipe;
import profundo.app.models.Training;
import profundo.app.terminal.InvalidInput;
import profundo.data.AugmentationSpec;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.nn.ClassWeights;
import profundo.nn.Layer;
import profundo.nn.Loss;
import profundo.nn.Penalty;
import profundo.optim.Clip;
import profundo.optim.Constraint;
import profundo.optim.Optimizer;
import profundo.train.Averaging;
import profundo.train.ReduceOnPlateau;
import profundo.train.Step;
import profundo.train.Supervised;

/// Makes of the settings of an [Experiment] what [profundo.train.Trainer] takes.
///
/// @param learnt samples to learn from, as they are
/// @param plateau lowers the learning rate; null for none
/// @param averaging of the weights; null for none
public record Toolbox(Dataset learnt, Batches batches, Supervised step, ReduceOnPlateau plateau, Averaging averaging) {
  /// @param learnt samples to learn from
  /// @param classes number of outputs
  /// @throws InvalidInput when settings do not fit data or network
  public static Toolbox of(Experiment experiment, Layer net, Dataset learnt, int classes) {
    Recipe r = experiment.recipe();
    Training t = experiment.training();
    try {
      Batches batches = batches(experiment, learnt);
      var plateau = r.plateau() > 0 ? ReduceOnPlateau.on("val_loss").patience(r.plateau()).factor(r.factor()) : null;
      Optimizer optimizer = t.optimizer(batches.count());
      if (plateau != null) {
        optimizer = optimizer.withSchedule(plateau.over(optimizer.schedule()));
      }
      Supervised step = Step.supervised(net, loss(experiment, learnt, classes), optimizer);
      if (!r.freeze().isEmpty()) {
        step = step.withParameters(p -> p.freeze(r.freeze().toArray(String[]::new)));
      }
      Penalty penalty = penalty(t, r);
      step = penalty == null ? step : step.withPenalty(penalty);
      step = t.clip() > 0 || r.clipValue() > 0 ? step.withClip(clip(t, r)) : step;
      step = r.maxNorm() > 0 ? step.withConstraint(Constraint.maxNorm(r.maxNorm())) : step;
      step = r.accumulate() > 1 ? step.withAccumulation(r.accumulate()) : step;
      return new Toolbox(learnt, batches, step, plateau, averaging(r, t.epochs(), batches.count()));
    } catch (IllegalArgumentException e) {
      throw new InvalidInput(experiment.model() + " on " + experiment.data() + ": " + e.getMessage(), e);
    }
  }

  private static Batches batches(Experiment experiment, Dataset learnt) {
    Recipe r = experiment.recipe();
    Rng rng = Rng.of(experiment.seed());
    Batches batches = Batches.of(learnt, experiment.training().batch());
    batches = r.sampling().equals("balanced") ? batches.balanced(rng) : batches.shuffled(experiment.seed());
    if (r.augment().isEmpty()) {
      return batches;
    }
    return AugmentationSpec.of(r.augment(), learnt).apply(batches, rng);
  }

  private static Loss loss(Experiment experiment, Dataset learnt, int classes) {
    Recipe r = experiment.recipe();
    if (r.isWeighted()) {
      double[] weights = r.weights();
      if (weights.length == 0) {
        return ClassWeights.balanced(Arrays.copyOf(learnt.classCounts(), classes)).softmaxCrossEntropy();
      }
      if (weights.length != classes) {
        throw new InvalidInput(
            "class-weights: expected one for each of " + classes + " classes, got " + weights.length);
      }
      return ClassWeights.of(weights).softmaxCrossEntropy();
    }
    return r.labelSmoothing() > 0 ? Loss.smoothedCrossEntropy(r.labelSmoothing()) : Experiment.LOSSES.get(experiment.loss());
  }

  /// Null for none.
  private static Penalty penalty(Training t, Recipe r) {
    Penalty all = t.penalty() > 0 ? Penalty.l2(t.penalty()) : null;
    if (r.l1() > 0) {
      Penalty l1 = r.biases() ? Penalty.l1(r.l1(), Penalty.WITH_BIASES) : Penalty.l1(r.l1());
      all = all == null ? l1 : all.and(l1);
    }
    if (r.l2() > 0) {
      Penalty l2 = r.biases() ? Penalty.l2(r.l2(), Penalty.WITH_BIASES) : Penalty.l2(r.l2());
      all = all == null ? l2 : all.and(l2);
    }
    return all;
  }

  private static Clip clip(Training t, Recipe r) {
    Clip value = r.clipValue() > 0 ? Clip.value(r.clipValue()) : Clip.none();
    Clip norm = t.clip() > 0 ? Clip.globalNorm(t.clip()) : Clip.none();
    return value.then(norm);
  }

  /// The mean of the weights at the ends of epochs, or of those after every batch.
  private static Averaging averaging(Recipe r, int epochs, int batches) {
    return switch (r.average()) {
      case "ema" -> Averaging.ema(r.decay());
      case "swa" -> {
        yield Averaging.swaOfEpochs(Math.toIntExact(Math.max(1, Math.round(r.start() * epochs))), batches);
      }
      default -> null;
    };
  }
}
