package profundo.app.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import profundo.app.experiment.ExperimentFile;
import profundo.app.experiment.Plan;
import profundo.app.saved.Classifier;
import profundo.app.terminal.BadFile;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.NewFolder;
import profundo.io.AtomicFile;
import profundo.io.FormatException;
import profundo.io.Json;
import profundo.train.Checkpoints;

/// The folder of one training run.
///
/// @param path where it is, or will be
public record RunFolder(Path path) {
  /// Where new runs go.
  private static final Path RUNS = Path.of("runs");

  private static final String LOCK = ".lock";

  private static final Pattern FAILURE = Pattern.compile("phase ([a-z0-9-]+): ");

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  /// A place for a new run; nothing is created yet.
  ///
  /// @param out where, or null for `runs/ID`
  /// @throws InvalidInput when something is there already, or it cannot be written
  public static RunFolder fresh(Path out, String model) {
    if (out == null) {
      String id = LocalDateTime.now().format(TIME) + "-" + model;
      Path path = RUNS.resolve(id);
      for (int i = 2; Files.exists(path); i++) {
        path = RUNS.resolve(id + "-" + i);
      }
      return new RunFolder(path).requireWritable();
    }
    if (out.toString().isBlank()) {
      throw new InvalidInput("--out: expected a folder, got nothing; leave it out for " + RUNS + "/ID");
    }
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw new InvalidInput("--out " + out + ": expected a folder, got a file");
    }
    if (Files.isRegularFile(new RunFolder(out).experiment())) {
      throw new InvalidInput("--out " + out + " holds a run already; choose another folder, or go on with --resume "
          + Plan.quoted(out.toString()));
    }
    if (new RunFolder(out).isUnbegun()) {
      throw new InvalidInput("--out " + out + " holds a run that was stopped before it began; begin it with --resume "
          + Plan.quoted(out.toString()) + ", or choose another folder");
    }
    if (Files.isDirectory(out) && !isEmpty(out)) {
      throw new InvalidInput("--out " + out + " is not empty; choose another folder");
    }
    return new RunFolder(out).requireWritable();
  }

  /// A run to go on with.
  ///
  /// @param path where, or null for the latest one in `runs` that has not ended
  /// @param model that it must be of; null for any
  public static RunFolder existing(Path path, String model) throws IOException {
    if (path == null) {
      return latest(model)
          .orElseThrow(
              () ->
                  new InvalidInput(
                      "--resume: no run" + (model == null ? "" : " of " + model) + " in " + RUNS.toAbsolutePath()
                          + " is left unfinished; name the folder: --resume DIR"));
    }
    var folder = new RunFolder(path);
    if (!Files.isRegularFile(folder.experiment()) && !folder.isUnbegun()) {
      throw new InvalidInput(
          "--resume " + path + ": expected the folder of a run, got "
              + (!Files.exists(path)
                  ? "no such folder; check the path"
                  : Files.isDirectory(path) && isEmpty(path)
                      ? "an empty one, as a run leaves that was stopped before it began: begin it with --out "
                          + Plan.quoted(path.toString())
                      : "no experiment.json in it; check the path"));
    }
    return folder.requireWritable();
  }

  private static Optional<RunFolder> latest(String model) throws IOException {
    RunFolder latest = null;
    if (Files.isDirectory(RUNS)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(RUNS, Files::isDirectory)) {
        for (Path path : all) {
          var folder = new RunFolder(path);
          // Names begin with the time, so the last name is the latest run.
          if ((Files.isRegularFile(folder.experiment()) || folder.isUnbegun())
              && !folder.isComplete()
              && !Files.exists(folder.failure())
              && (latest == null || path.getFileName().compareTo(latest.path.getFileName()) > 0)
              && (model == null || folder.isOf(model))) {
            latest = folder;
          }
        }
      }
    }
    return Optional.ofNullable(latest);
  }

  private boolean isOf(String model) throws IOException {
    try {
      return settings().model().equals(model);
    } catch (FormatException | BadFile broken) {
      return false;
    }
  }

  /// What [AtomicFile] leaves of a file that was being written when the process was killed.
  private static boolean isLeftover(Path file) {
    return file.getFileName().toString().matches("\\.experiment\\.(yaml|json)\\.\\d+\\.[0-9a-f]+\\.tmp");
  }

  /// Whether the process was killed between the first file of the run and the second.
  public boolean isUnbegun() {
    return !Files.exists(experiment()) && Files.isRegularFile(yaml()) && ExperimentFile.isWritten(yaml());
  }

  /// What the run was told to do.
  public Plan settings() throws IOException {
    return isUnbegun() ? ExperimentFile.read(yaml(), List.of()).plan() : Plan.read(experiment());
  }

  private static boolean isEmpty(Path folder) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, p -> !p.endsWith(LOCK) && !isLeftover(p))) {
      return !entries.iterator().hasNext();
    } catch (IOException e) {
      throw new InvalidInput(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  /// Found out before any work is done.
  private RunFolder requireWritable() {
    Path at = path.toAbsolutePath().normalize();
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    if (at == null || !Files.isDirectory(at) || !Files.isWritable(at)) {
      throw new InvalidInput(
          "the run folder " + path + " cannot be written: "
              + (at == null || Files.isDirectory(at) ? at + " is not writable" : at + " is a file")
              + "; choose another one with --out DIR");
    }
    return this;
  }

  /// Creates it with the settings of its run in it, as the only process that does. When that fails nothing is left.
  ///
  /// @return the lock of [#lock()]
  public FileLock create(Plan plan, Json.Obj environment) throws IOException {
    var place = new NewFolder("the run folder", path, "choose another one with --out DIR");
    List<Path> made = place.create();
    boolean unbegun = isUnbegun();
    FileLock lock;
    try {
      lock = lock();
    } catch (FileSystemException e) {
      NewFolder.remove(made);
      throw place.refused(e);
    }
    try {
      // Another process may have been quicker since the folder was looked at.
      if (Files.exists(experiment())) {
        throw new InvalidInput(path + ": another process has just begun a run here; choose another --out DIR");
      }
      AtomicFile.write(yaml(), plan.yaml());
      plan.write(experiment(), environment);
      return lock;
    } catch (IOException | RuntimeException e) {
      lock.acquiredBy().close();
      if (!Files.exists(experiment())) {
        Files.deleteIfExists(path.resolve(LOCK));
        if (!unbegun) {
          Files.deleteIfExists(yaml());
        }
        NewFolder.remove(made);
      }
      throw e;
    }
  }

  /// Keeps other processes out of it until the lock's channel is closed, or this process ends. The file that is locked
  /// is never written or replaced: a lock belongs to a file, not to its name.
  public FileLock lock() throws IOException {
    FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException inThisProcess) {
      // The same answer.
    }
    channel.close();
    throw new InvalidInput(path + ": another process trains here; wait for its end, or choose another --out DIR");
  }

  /// Everything that the outcome depends on, as JSON.
  public Path experiment() {
    return path.resolve("experiment.json");
  }

  /// What `profundo run` takes to repeat the run.
  Path yaml() {
    return path.resolve("experiment.yaml");
  }

  /// The model that came out.
  public Path model() {
    return path.resolve(Classifier.FILE);
  }

  Path result() {
    return path.resolve("result.json");
  }

  Path report() {
    return path.resolve("report.html");
  }

  Path metrics() {
    return path.resolve("metrics.csv");
  }

  /// Removes what a process wrote for TensorBoard that was killed before its first checkpoint: TensorBoard would show it
  /// along with the new beginning.
  static void removeEvents(Path events) throws IOException {
    for (String part : List.of("train", "validation")) {
      if (Files.isDirectory(events.resolve(part))) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(events.resolve(part), "events.out.tfevents.*")) {
          for (Path file : files) {
            Files.delete(file);
          }
        }
      }
    }
  }

  private Path failure() {
    return path.resolve("failed.txt");
  }

  /// How the reason of a failure begins that came in a phase.
  public static String failureOf(String phase) {
    return "phase " + phase + ": ";
  }

  /// Notes that a loss was not finite, so that nobody trains the run again to the same end.
  ///
  /// @param reason one line
  public void writeFailure(String reason) throws IOException {
    AtomicFile.write(failure(), reason + "\n");
  }

  /// @throws InvalidInput when a loss of the run was not finite
  public void requireNoFailure(Plan plan) throws IOException {
    Optional<String> failed = failed();
    if (failed.isEmpty()) {
      return;
    }
    String reason = failed.get();
    Matcher in = FAILURE.matcher(reason);
    String phase = in.lookingAt() ? in.group(1) : "";
    throw new InvalidInput(
        "--resume " + path + ": the run was stopped: " + reason + "; it would end so again: start a new one with other"
            + " settings, such as " + plan.remedy(phase) + " (it was: " + plan.command() + ")");
  }

  /// Why a loss was not finite; empty when none was.
  public Optional<String> failed() throws IOException {
    if (!Files.isRegularFile(failure())) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(failure())) {
      return Optional.of(new String(in.readNBytes(2_000), StandardCharsets.UTF_8).strip());
    }
  }

  /// TensorBoard's folder.
  Path events() {
    return path.resolve("events");
  }

  /// Tables of the phases of a run that has several, in a folder each.
  Path phases() {
    return path.resolve("phases");
  }

  /// Pictures of what was learned.
  Path sheets() {
    return path.resolve("sheets");
  }

  Path checkpoints() {
    return path.resolve("checkpoints");
  }

  /// Where the run can go on, if it has come that far.
  Optional<Path> checkpoint() {
    return Optional.of(Checkpoints.last(checkpoints())).filter(Files::isRegularFile);
  }

  /// Whether the run has come to its end.
  public boolean isComplete() {
    return Files.isRegularFile(result());
  }
}
