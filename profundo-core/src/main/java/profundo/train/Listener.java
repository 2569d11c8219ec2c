package profundo.train;

/// Sees what happens in a run, on the thread that trains, and may act on it through the [Run].
///
///     trainer.on((event, run) -> {
///       if (event instanceof TrainEvent.EpochEnded e && e.metrics().get("val_accuracy") > 0.99) {
///         run.stop("good enough");
///       }
///     });
@FunctionalInterface
public interface Listener {
  /// Sees one event. An exception ends the run.
  void on(TrainEvent event, Run run);

  /// What checkpoints call it; empty for a listener that has nothing to remember. Several of one name are told apart by
  /// their order.
  default String key() {
    return "";
  }

  /// What it needs to go on from here when the run is resumed.
  default Saved save() {
    return Saved.NOTHING;
  }

  /// Goes back to what [#save] returned. Called before [TrainEvent.RunStarted] of a resumed run.
  ///
  /// @throws profundo.io.FormatException when this is not what it saves
  default void restore(Saved saved) {}
}
