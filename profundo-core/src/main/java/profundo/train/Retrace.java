package profundo.train;

import profundo.data.Batch;
import profundo.data.Batches;
import profundo.data.Epoch;

/// Finds out where something stopped being finite, also when that was some steps ago: training again from a copy of the
/// variables gives the same bits.
final class Retrace {
  private final Trainer trainer;
  private final Batches train;
  private Snapshot remembered;
  private int epoch;
  private int batch;

  Retrace(Trainer trainer, Batches train) {
    this.trainer = trainer;
    this.train = train;
  }

  /// Keeps a copy of all variables, if they are finite.
  void remember(Loop.Position at) {
    if (Diagnosis.ofVariables(trainer.step()) != null) {
      return;
    }
    if (remembered == null) {
      remembered = Snapshot.of(trainer);
    } else {
      remembered.renew();
    }
    epoch = at.epoch;
    batch = at.batch;
  }

  /// The first tensor that is not finite, in words. Leaves the variables as they are, or where a step has spoilt one, as they
  /// were before that step; the count of steps stays.
  ///
  /// @param last the batch just trained on; null when there is none
  String diagnose(Loop.Position at, Batch last) {
    String variable = Diagnosis.ofVariables(trainer.step());
    Snapshot now = Snapshot.of(trainer);
    Snapshot sound = null;
    int steps = trainer.counter().value().ints()[0];
    try {
      if (variable == null) {
        return last == null ? "no variable holds anything but finite numbers" : diagnose(last);
      }
      Found found = replay(at);
      if (found == null) {
        return variable;
      }
      sound = found.before();
      return found.text();
    } finally {
      (sound == null ? now : sound).restore();
      trainer.counter().value().ints()[0] = steps;
    }
  }

  /// The step that spoilt a variable.
  ///
  /// @param text what was not finite in it
  /// @param before the variables before it
  private record Found(String text, Snapshot before) {}

  /// What is not finite in the step that a batch has just taken, from the variables as they are but one step earlier.
  private String diagnose(Batch b) {
    trainer.counter().value().ints()[0]--;
    String found = new Diagnosis(trainer.step(), trainer.engine(), trainer.seed(), trainer.counter()).of(b);
    return found == null ? "every named tensor of the step is finite" : found;
  }

  /// Trains again from what was remembered up to the step that spoilt a variable; null when none does.
  private Found replay(Loop.Position at) {
    boolean ended = at.batch == 0 && at.epoch == epoch + 1;
    if (remembered == null || !ended && at.epoch != epoch) {
      return null;
    }
    int to = ended ? train.count() : at.batch;
    remembered.restore();
    Snapshot before = Snapshot.of(trainer);
    int[] counter = trainer.counter().value().ints();
    try (Epoch batches = train.epoch(at.before + epoch - 1, batch)) {
      for (int i = batch; i < to; i++) {
        Batch b = batches.next();
        before.renew();
        trainer.programs().of(Programs.Mode.TRAIN, b).run(b);
        if (Diagnosis.ofVariables(trainer.step()) != null) {
          int step = counter[0];
          before.restore();
          counter[0]++;
          return new Found(diagnose(b) + ", at step " + step, before);
        }
      }
    }
    return null;
  }
}
