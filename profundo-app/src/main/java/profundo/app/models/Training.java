package profundo.app.models;

import java.util.List;
import profundo.optim.Adadelta;
import profundo.optim.Adagrad;
import profundo.optim.Adam;
import profundo.optim.AdamW;
import profundo.optim.Adamax;
import profundo.optim.GradientDescent;
import profundo.optim.Lion;
import profundo.optim.Nadam;
import profundo.optim.Optimizer;
import profundo.optim.RmsProp;
import profundo.optim.Rprop;
import profundo.optim.Schedule;

/// How a network is trained: everything that the result depends on besides network, data and seed.
///
/// @param optimizer one of [#OPTIMIZERS]
/// @param rate learning rate; the highest one where a schedule changes it
/// @param momentum of `sgd`, `nesterov` and `rmsprop`
/// @param weightDecay strength of the pull towards zero; decoupled in `adamw`, `nadam` and `lion`, else a penalty strength / 2 * sum w²
/// @param schedule one of [#SCHEDULES]
/// @param clip most Euclidean norm of all gradients together, 0 for any
/// @param batch samples in a batch
/// @param epochs times that every sample is seen
public record Training(
    String optimizer,
    double rate,
    double momentum,
    double weightDecay,
    String schedule,
    double clip,
    int batch,
    int epochs) {
  /// Names of the optimizers.
  public static final List<String> OPTIMIZERS =
      List.of(
          "sgd", "nesterov", "rmsprop", "adam", "adamw", "adagrad", "adadelta", "adamax", "nadam", "lion", "rprop");

  /// Those of them that have a momentum to choose.
  public static final List<String> WITH_MOMENTUM = List.of("sgd", "nesterov", "rmsprop");

  /// Those of them that let weights decay by themselves.
  private static final List<String> DECOUPLED = List.of("adamw", "nadam", "lion");

  /// Names of the schedules.
  public static final List<String> SCHEDULES =
      List.of("constant", "step", "exponential", "cosine", "one-cycle", "warm-up", "warm-restarts");

  /// Up to the learning rate and down again over the whole run.
  public static final String ONE_CYCLE = "one-cycle";

  private static final double ADAMW_DECAY = 0.01;

  /// Most of either, against slips of the finger.
  private static final int MOST = 10_000_000;

  /// Checks every setting.
  public Training {
    known("--optimizer", optimizer, OPTIMIZERS);
    known("--schedule", schedule, SCHEDULES);
    require("--lr", rate > 0 && rate <= 1e3, "a number above 0 and at most 1000", rate);
    require("--momentum", momentum >= 0 && momentum < 1, "a number of at least 0 and below 1", momentum);
    require("--weight-decay", weightDecay >= 0 && weightDecay <= 1e3, "a number from 0 to 1000", weightDecay);
    require("--clip", clip >= 0 && clip <= 1e30, "a finite number of at least 0 (0: no clipping)", clip);
    require("--batch", batch >= 1 && batch <= MOST, "a whole number from 1 to " + MOST, batch);
    require("--epochs", epochs >= 1 && epochs <= MOST, "a whole number from 1 to " + MOST, epochs);
    if (momentum > 0 && !WITH_MOMENTUM.contains(optimizer)) {
      throw new IllegalArgumentException(
          "--momentum " + momentum + ": " + optimizer + " has no such setting; use it with sgd, nesterov or rmsprop");
    }
    if (momentum == 0 && optimizer.equals("nesterov")) {
      throw new IllegalArgumentException("--optimizer nesterov: expected a --momentum above 0, such as 0.9");
    }
  }

  /// Adam without weight decay and clipping, batches of 128, 10 epochs.
  static Training adam(double rate, String schedule) {
    return new Training("adam", rate, 0, 0, schedule, 0, 128, 10);
  }

  /// The same with another number of samples in a batch.
  public Training withBatch(int samples) {
    return new Training(optimizer, rate, momentum, weightDecay, schedule, clip, samples, epochs);
  }

  Training withEpochs(int count) {
    return new Training(optimizer, rate, momentum, weightDecay, schedule, clip, batch, count);
  }

  /// The same with another optimizer, at a rate and momentum that are usual for it. Rprop reads the rate once, as the size of
  /// its first steps, so it has no schedule.
  public Training withOptimizer(String name) {
    return switch (name) {
      case "sgd" -> new Training(name, 0.1, 0, weightDecay, schedule, clip, batch, epochs);
      case "nesterov" -> new Training(name, 0.05, 0.9, weightDecay, schedule, clip, batch, epochs);
      case "rmsprop" -> new Training(name, 1e-3, 0, weightDecay, schedule, clip, batch, epochs);
      case "adamw" -> new Training(name, rate, 0, ADAMW_DECAY, schedule, clip, batch, epochs);
      case "adagrad" -> new Training(name, 0.02, 0, weightDecay, schedule, clip, batch, epochs);
      case "adadelta" -> new Training(name, 1, 0, weightDecay, schedule, clip, batch, epochs);
      case "adamax" -> new Training(name, 2 * rate, 0, weightDecay, schedule, clip, batch, epochs);
      case "lion" -> new Training(name, rate / 10, 0, weightDecay, schedule, clip, batch, epochs);
      case "rprop" -> new Training(name, 1e-3, 0, weightDecay, "constant", clip, batch, epochs);
      default -> new Training(name, rate, 0, weightDecay, schedule, clip, batch, epochs);
    };
  }

  /// Why a schedule would do nothing good with an optimizer; empty where it may.
  public static String misplaced(String schedule, String optimizer) {
    return optimizer.equals("rprop") && !schedule.equals("constant")
        ? "rprop reads the learning rate once, as the size of its first steps; leave " + schedule + " out, or take another optimizer"
        : "";
  }

  /// The optimizer with its schedule.
  ///
  /// @param stepsPerEpoch batches in an epoch
  public Optimizer optimizer(int stepsPerEpoch) {
    Schedule over = schedule((int) Math.min(Integer.MAX_VALUE, (long) stepsPerEpoch * epochs));
    return switch (optimizer) {
      case "sgd" -> GradientDescent.of(over).withMomentum(momentum);
      case "nesterov" -> GradientDescent.of(over).withNesterov(momentum);
      case "rmsprop" -> RmsProp.of(over).withMomentum(momentum);
      case "adam" -> Adam.of(over);
      case "adagrad" -> Adagrad.of(over);
      case "adadelta" -> Adadelta.of(over);
      case "adamax" -> Adamax.of(over);
      case "nadam" -> Nadam.of(over).withDecay(weightDecay);
      case "lion" -> Lion.of(over).withDecay(weightDecay);
      case "rprop" -> Rprop.of(over);
      default -> AdamW.of(over).withDecay(weightDecay);
    };
  }

  /// Strength of the penalty that has to be added to the loss; 0 where the optimizer itself lets weights decay.
  public double penalty() {
    return DECOUPLED.contains(optimizer) ? 0 : weightDecay;
  }

  /// Whether weights are pulled towards zero more than they are where nobody asks for it.
  public boolean decaysMore() {
    return weightDecay > (optimizer.equals("adamw") ? ADAMW_DECAY : 0);
  }

  /// What to try when the loss has grown out of bounds: `a lower --lr or --clip 1`.
  public String remedy() {
    return "a lower --lr" + (decaysMore() ? ", a lower --weight-decay" : "") + " or --clip 1";
  }

  private Schedule schedule(int steps) {
    return switch (schedule) {
      case "constant" -> Schedule.constant(rate);
      case "step" -> Schedule.step(rate, (steps + 2) / 3, 0.1);
      case "exponential" -> Schedule.exponential(rate, steps, 0.01);
      case "cosine" -> Schedule.cosine(rate, steps);
      // A twentieth of the run to rise, then down to zero.
      case "warm-up" -> Schedule.cosine(rate, Math.max(1, steps - steps / 20)).withWarmup(Math.max(1, steps / 20));
      // Three cycles, of a seventh, two and four of the run.
      case "warm-restarts" -> Schedule.warmRestarts(rate, (steps + 6) / 7, 2);
      default -> Schedule.oneCycle(rate, steps);
    };
  }

  private static void known(String option, String name, List<String> names) {
    if (!names.contains(name)) {
      throw new IllegalArgumentException(
          option + " " + name + ": expected one of " + String.join(", ", names));
    }
  }

  private static void require(String option, boolean holds, String expected, Number got) {
    if (!holds) {
      throw new IllegalArgumentException(option + ": expected " + expected + ", got " + got);
    }
  }
}
