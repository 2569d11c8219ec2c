package profundo.app.reproduce;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import profundo.data.Batches;
import profundo.data.DataException;
import profundo.data.DatasetCatalog;
import profundo.data.KnownDataset.Origin;
import profundo.train.Checkpoints;
import profundo.train.History;
import profundo.train.ProgressBar;
import profundo.train.Run;
import profundo.train.TrainEvent;
import profundo.train.Trainer;

/// What a part of a [Reproduction] works with.
public final class Lab {
  private static final Duration CHECKPOINT = Duration.ofSeconds(30);

  private final String who;
  private final List<Path> roots;
  private final Path folder;
  private final long seed;
  private final boolean reduced;
  private final PrintWriter log;
  private final boolean terminal;
  private int fits;
  private Runnable checkpointed = () -> {};

  private Lab(
      String who, List<Path> roots, Path folder, long seed, boolean reduced, PrintWriter log, boolean terminal) {
    this.who = who;
    this.roots = List.copyOf(roots);
    this.folder = folder;
    this.seed = seed;
    this.reduced = reduced;
    this.log = log;
    this.terminal = terminal;
  }

  /// @param roots folders in which data are looked for
  /// @param folder where results are kept
  /// @param log where progress goes, or null for nowhere
  /// @param terminal whether that is a terminal
  public static Lab of(List<Path> roots, Path folder, long seed, boolean reduced, PrintWriter log, boolean terminal) {
    return new Lab("", roots, folder, seed, reduced, log, terminal);
  }

  /// The same for one part, in a folder of its own.
  Lab within(String part, Path place, Runnable onCheckpoint) {
    var lab = new Lab(part, roots, place, seed, reduced, log, terminal);
    lab.checkpointed = onCheckpoint;
    return lab;
  }

  /// A file or folder of the data, such as `mnist` or `text/tinyshakespeare.txt`, in the first root that has it.
  ///
  /// @throws DataException naming it and the places where it was looked for
  public Path data(String path) {
    return roots.stream()
        .map(root -> root.resolve(path))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () -> new DataException(
                who + ": expected the data '" + path + "', found none of "
                    + String.join(", ", roots.stream().map(root -> root.resolve(path).toString()).toList()) + "; "
                    + (DatasetCatalog.find(path).filter(known -> known.origin() == Origin.DOWNLOADED).isPresent()
                        ? "get it with: profundo datasets get " + path
                        : "put it there, or let $PROFUNDO_DATA name the folder that has it")));
  }

  /// The seed of everything that is drawn. Parts that differ in their seeds add their number to it.
  public long seed() {
    return seed;
  }

  /// Whether this is the reduced twin: smaller data, fewer epochs; seconds, for tests.
  public boolean reduced() {
    return reduced;
  }

  /// One or the other, as this is the full run or its reduced twin.
  public <T> T of(T full, T twin) {
    return reduced ? twin : full;
  }

  /// A folder of this part, empty at first and removed when the part is finished.
  public Path folder() throws IOException {
    return Files.createDirectories(folder);
  }

  /// A folder of the whole reproduction, for what a person may want to see, such as pictures. It stays.
  public Path results() throws IOException {
    return Files.createDirectories(folder.resolveSibling("results"));
  }

  /// Tells how far the work is.
  public void say(String line) {
    if (log != null) {
      log.println(who + ": " + line);
    }
  }

  /// Trains as [Trainer#fit(Batches, Batches, int)] does, with a checkpoint every half minute from which the same training of
  /// this part goes on after it was killed. Add no listener to the trainer that must come last.
  ///
  /// @param validation may be null
  public History fit(Trainer trainer, Batches train, Batches validation, int epochs) throws IOException {
    Path place = folder().resolve("training-" + ++fits);
    if (log != null) {
      trainer.on(ProgressBar.to(log, terminal));
    }
    trainer.on(Checkpoints.in(place).every(CHECKPOINT), this::listen);
    if (Files.isRegularFile(Checkpoints.last(place))) {
      say("going on from " + Checkpoints.last(place));
      trainer.resume(Checkpoints.last(place));
    }
    return trainer.fit(train, validation, epochs);
  }

  private void listen(TrainEvent event, Run run) {
    if (event instanceof TrainEvent.Checkpointed) {
      checkpointed.run();
    }
  }
}
