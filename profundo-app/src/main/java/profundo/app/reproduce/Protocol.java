package profundo.app.reproduce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import profundo.io.AtomicFile;
import profundo.io.FormatException;
import profundo.io.Json;

/// Carries out a [Reproduction], part by part. A finished part is a file `PART.json` in the folder; one that holds the same
/// seed is not done again.
public final class Protocol {
  private static final Json.Limits LIMITS = new Json.Limits(1_000_000, 5, 10_000);
  private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9 .-]{0,60}");

  /// A part that is done.
  private record Done(Map<String, Double> figures, double seconds, String machine, LocalDate date) {}

  private final Reproduction reproduction;
  private final Path folder;
  private final Lab lab;
  private final String machine;

  private Protocol(Reproduction reproduction, Path folder, Lab lab, String machine) {
    this.reproduction = reproduction;
    this.folder = folder;
    this.lab = lab;
    this.machine = machine;
  }

  /// @param all the folder of all reproductions; this one has its own in it
  /// @param lab what parts work with
  /// @param machine that it runs on, in words
  public static Protocol of(Reproduction reproduction, Path all, Lab lab, String machine) {
    return new Protocol(reproduction, all.resolve(reproduction.name() + (lab.reduced() ? "-reduced" : "")), lab, machine);
  }

  /// Does every part that is not done yet.
  ///
  /// @throws profundo.data.DataException when data are missing
  public Outcome run() throws IOException {
    List<String> parts = lab.reduced() ? reproduction.twinParts() : reproduction.parts();
    var figures = new LinkedHashMap<String, Map<String, Double>>();
    var machines = new LinkedHashMap<String, Boolean>();
    double seconds = 0;
    LocalDate date = LocalDate.EPOCH;
    for (String part : parts) {
      Optional<Done> kept = kept(part);
      Done done = kept.isPresent() ? kept.get() : carryOut(part);
      if (kept.isPresent()) {
        lab.within(label(part), folder, () -> {}).say("finished already (" + file(part, ".json") + ")");
      }
      figures.put(part, done.figures);
      machines.put(done.machine, true);
      seconds += done.seconds;
      date = done.date.isAfter(date) ? done.date : date;
    }
    return new Outcome(
        reproduction, reproduction.combine(figures), seconds, String.join(" and ", machines.keySet()), date,
        lab.seed(), lab.reduced(), figures);
  }

  /// Forgets what was done before.
  public void forget() throws IOException {
    remove(folder);
  }

  private String label(String part) {
    return reproduction.name() + (reproduction.parts().size() == 1 ? "" : ", " + part);
  }

  private Path file(String part, String ending) {
    if (!PART.matcher(part).matches()) {
      throw new IllegalArgumentException(
          reproduction.name() + ": expected the name of a part of small letters, digits, blanks, '-' and '.', got '" + part + "'");
    }
    return folder.resolve(part.replace(' ', '-') + ending);
  }

  private Done carryOut(String part) throws IOException {
    Path work = file(part, "-work");
    Path clock = work.resolve("seconds-" + lab.seed());
    if (Files.isDirectory(work) && !Files.exists(clock)) {
      remove(work); // of another seed
    }
    Files.createDirectories(work);
    double before = Files.exists(clock) ? seconds(clock) : 0;
    long start = System.nanoTime();
    Runnable tick = () -> write(clock, before + since(start));
    tick.run();
    Map<String, Double> figures = reproduction.run(part, lab.within(label(part), work, tick));
    var done = new Done(new LinkedHashMap<>(figures), before + since(start), machine, LocalDate.now());
    var json = new LinkedHashMap<String, Object>();
    json.put("part", part);
    json.put("seed", lab.seed());
    json.put("figures", done.figures);
    json.put("seconds", done.seconds);
    json.put("machine", machine);
    json.put("date", done.date.toString());
    AtomicFile.write(file(part, ".json"), Json.orNull(json).pretty() + "\n");
    remove(work);
    return done;
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double seconds(Path clock) throws IOException {
    try {
      return Files.size(clock) > 100 ? 0 : Double.parseDouble(Files.readString(clock).strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static void write(Path clock, double seconds) {
    try {
      AtomicFile.write(clock, Double.toString(seconds));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Done> kept(String part) throws IOException {
    Path file = file(part, ".json");
    if (!Files.isRegularFile(file) || Files.size(file) > LIMITS.length()) {
      return Optional.empty();
    }
    try {
      Json.Obj json = Json.parse(Files.readAllBytes(file), LIMITS).asObject();
      if (json.whole("seed") != lab.seed()) {
        return Optional.empty();
      }
      var figures = new LinkedHashMap<String, Double>();
      json.object("figures")
          .members()
          .forEach((name, value) -> figures.put(name, value instanceof Json.Null ? Double.NaN : value.asDouble()));
      return Optional.of(new Done(figures, json.number("seconds"), json.text("machine"), LocalDate.parse(json.text("date"))));
    } catch (FormatException | DateTimeParseException e) {
      lab.within(label(part), folder, () -> {}).say(file + " is damaged (" + e.getMessage() + "): doing this part again");
      return Optional.empty();
    }
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
