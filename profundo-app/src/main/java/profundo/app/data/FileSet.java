package profundo.app.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.app.terminal.InvalidInput;
import profundo.data.DataException;
import profundo.data.Dataset;
import profundo.data.TrainTest;
import profundo.files.Rows;
import profundo.files.Texts;
import profundo.files.UcrSeries;

/// Data sets of texts and series in files, by their names or as `text:FILE` and `series:FILE`.
///
/// @param name after `--data`
/// @param description one line for people
/// @param kind of its samples
/// @param folder in which its files are, below a folder of data sets
/// @param files their names
public record FileSet(String name, String description, Samples.Kind kind, String folder, List<String> files) {
  /// How a table of texts is named: `text:FILE`.
  public static final String TEXT = "text:";
  static final String SERIES = "series:";

  /// Those that go by a name.
  public static final List<FileSet> ALL =
      List.of(
          new FileSet(
              "rt-polarity", "10,662 sentences of movie reviews, negative or positive", Samples.Kind.TEXT, "text",
              List.of("rt-polarity.neg", "rt-polarity.pos")),
          new FileSet(
              "trec", "5,452 + 500 questions by the kind of their answer", Samples.Kind.TEXT, "text",
              List.of("TREC.train.all", "TREC.test.all")),
          new FileSet(
              "gunpoint", "50 + 150 series of 150 steps: a gun drawn, or a finger pointed", Samples.Kind.SERIES, "timeseries",
              List.of("GunPoint_TRAIN.ts", "GunPoint_TEST.ts")),
          new FileSet(
              "italypower", "67 + 1,029 days of power demand by the hour: winter or summer", Samples.Kind.SERIES, "timeseries",
              List.of("ItalyPowerDemand_TRAIN.ts", "ItalyPowerDemand_TEST.ts")));

  private static final double TEST_SHARE = 0.1;
  private static final List<String> LABELS = List.of("label", "class", "category");
  private static final int MAX_CLASSES = 1000;

  /// Their names.
  public static List<String> names() {
    return ALL.stream().map(FileSet::name).toList();
  }

  static Optional<FileSet> find(String name) {
    return ALL.stream().filter(s -> s.name.equals(name)).findFirst();
  }

  /// Whether what stands after `--data` is one of these.
  public static boolean is(String spec) {
    return find(spec).isPresent() || spec.startsWith(TEXT) || spec.startsWith(SERIES);
  }

  /// A file's name as `text:FILE` or `series:FILE`, by its ending; anything else as it is.
  public static String named(String spec) {
    String lower = spec.toLowerCase(Locale.ROOT);
    boolean table = lower.matches(".*\\.(csv|tsv|txt|ts)");
    if (is(spec) || !table || !Files.isRegularFile(Path.of(spec))) {
      return spec;
    }
    return (lower.endsWith(".ts") || lower.contains("_train.") ? SERIES : TEXT) + spec;
  }

  /// The folder that holds all its files.
  public Optional<Path> in(DataFolders folders) {
    return folders.places(folder).stream().filter(f -> files.stream().allMatch(n -> Files.isRegularFile(f.resolve(n)))).findFirst();
  }

  /// How to get it.
  public String remedy(DataFolders folders) {
    return "put " + String.join(" and ", files) + " into " + folders.cache().resolve(folder);
  }

  /// Reads a data set.
  ///
  /// @param input shape that the model takes; null for that of the data
  /// @param code of the model that is to judge; null to make one of the training part
  /// @throws InvalidInput when the data set is not here, or its samples are others
  /// @throws DataException when its files are missing or broken
  static Samples open(String spec, DataFolders folders, Shape input, TextCode code) {
    Optional<FileSet> known = find(spec);
    Path at =
        known
            .map(
                s ->
                    s.in(folders)
                        .orElseThrow(
                            () ->
                                new InvalidInput(
                                    spec + ": not found in "
                                        + String.join(", ", folders.places(s.folder).stream().map(Path::toString).toList()) + "; "
                                        + s.remedy(folders))))
            .orElseGet(() -> file(spec));
    boolean text = known.map(s -> s.kind == Samples.Kind.TEXT).orElse(spec.startsWith(TEXT));
    return text ? texts(spec, at, input, code) : series(spec, known, at, input);
  }

  private static Path file(String spec) {
    Path file = Path.of(spec.substring(spec.indexOf(':') + 1));
    if (!Files.isRegularFile(file)) {
      throw new InvalidInput("--data " + spec + ": expected a file that exists, got '" + file + "'; check the path");
    }
    return file;
  }

  private static Samples series(String spec, Optional<FileSet> known, Path at, Shape input) {
    Path train = known.map(s -> at.resolve(s.files.get(0))).orElse(at);
    Path test = known.map(s -> at.resolve(s.files.get(1))).orElseGet(() -> test(spec, at));
    TrainTest read = UcrSeries.load(train, test);
    Shape s = read.train().sampleShape();
    Shape sample = Shape.of(s.size(0), s.size(1), 1);
    if (input != null && !input.equals(sample)) {
      throw new InvalidInput(
          spec + ": expected " + (input.rank() == 1 ? "texts of " + input.count() + " places" : "samples " + input)
              + ", which the model takes, got series " + sample);
    }
    return new Samples(new TrainTest(image(read.train(), sample), image(read.test(), sample)), Samples.Kind.SERIES, Optional.empty());
  }

  private static Dataset image(Dataset series, Shape sample) {
    return series.map(Dataset.X, x -> x.reshape(sample.insert(0, series.size())));
  }

  private static Path test(String spec, Path train) {
    String name = train.getFileName().toString();
    String other = name.replace("_TRAIN", "_TEST");
    if (other.equals(name)) {
      throw new InvalidInput("--data " + spec + ": expected a file NAME_TRAIN with NAME_TEST beside it, got '" + name + "'");
    }
    return train.resolveSibling(other);
  }

  private static Samples texts(String spec, Path at, Shape input, TextCode known) {
    Texts.TrainTest read =
        switch (spec) {
          case "trec" -> Texts.trec(at);
          case "rt-polarity" -> divided(Texts.polarity(at));
          default -> divided(table(at));
        };
    if (input != null && input.rank() != 1) {
      throw new InvalidInput(spec + ": expected texts, of which the shape is a number of words, got samples " + input);
    }
    TextCode code = known != null ? known : TextCode.of(read.train(), find(spec).isPresent() ? "spaces" : "words");
    int length = input == null ? code.length(read.train()) : input.count();
    var parts = new TrainTest(code.encode(read.train(), length), code.encode(read.test(), length));
    return new Samples(parts, Samples.Kind.TEXT, Optional.of(code));
  }

  /// A table with a column `text` and one of classes.
  private static Texts table(Path file) {
    boolean tabs = file.toString().toLowerCase(Locale.ROOT).endsWith(".tsv");
    Rows rows = Rows.read(file, tabs ? Rows.Format.withHeader().separatedBy('\t') : Rows.Format.withHeader());
    List<String> names = rows.names().stream().map(n -> n.toLowerCase(Locale.ROOT)).toList();
    int text = names.indexOf("text");
    int label = LABELS.stream().mapToInt(names::indexOf).filter(i -> i >= 0).findFirst().orElse(-1);
    if (text < 0 || label < 0) {
      throw new DataException(
          file + ", line 1: expected columns 'text' and one of " + LABELS + ", got " + rows.names() + "; name them so");
    }
    var classes = new TreeSet<String>();
    rows.rows().forEach(r -> classes.add(r.fields().get(label)));
    if (classes.size() < 2 || classes.size() > MAX_CLASSES || classes.contains("")) {
      throw new DataException(
          file + ": expected 2 to " + MAX_CLASSES + " classes in column '" + rows.names().get(label) + "', each with a name, got "
              + classes.size());
    }
    var order = new ArrayList<>(classes);
    return new Texts(
        rows.rows().stream().map(r -> r.fields().get(text)).toList(),
        rows.rows().stream().mapToInt(r -> order.indexOf(r.fields().get(label))).toArray(),
        order);
  }

  /// A tenth of each class is held out, always the same.
  private static Texts.TrainTest divided(Texts all) {
    int n = all.labels().length;
    if (n < 2) {
      throw new DataException("texts: expected at least 2 to learn from and to be judged on, got " + n);
    }
    int[] places = IntStream.range(0, n).toArray();
    Dataset data = Dataset.of(Array.of(Shape.of(n), places), Array.of(Shape.of(n), all.labels())).withClasses(all.classes());
    Rng rng = Rng.of(0).stream("texts.test");
    boolean large = Arrays.stream(data.classCounts()).allMatch(c -> Math.round(c * TEST_SHARE) > 0);
    Dataset.Split split = large ? data.splitStratified(TEST_SHARE, rng) : data.split(TEST_SHARE, rng);
    return new Texts.TrainTest(all.subset(split.train().x().ints()), all.subset(split.validation().x().ints()));
  }
}
