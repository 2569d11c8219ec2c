package profundo.files;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import profundo.Array;
import profundo.Shape;
import profundo.data.DataException;
import profundo.data.Dataset;

/// Texts with a class each.
///
/// @param texts one after the other
/// @param labels one for each text
/// @param classes names of the classes in the order of their labels
public record Texts(List<String> texts, int[] labels, List<String> classes) {
  /// Part of a data set that says how many steps of each sequence are not padding.
  public static final String LENGTH = Dataset.LENGTH;

  /// Longest sequence that [#encode] makes.
  public static final int MAX_LENGTH = 100_000;

  /// Two parts.
  ///
  /// @param train to learn from
  /// @param test to be judged on
  public record TrainTest(Texts train, Texts test) {}

  /// Copies the lists.
  ///
  /// @throws IllegalArgumentException when the counts differ or a label has no class
  public Texts {
    texts = List.copyOf(texts);
    classes = List.copyOf(classes);
    if (labels.length != texts.size()) {
      throw new IllegalArgumentException("Texts: expected " + texts.size() + " labels, got " + labels.length);
    }
    for (int label : labels) {
      if (label < 0 || label >= classes.size()) {
        throw new IllegalArgumentException(
            "Texts: expected labels from 0 to " + (classes.size() - 1) + ", got " + label);
      }
    }
  }

  /// Movie reviews of Pang and Lee (2005), one sentence a line: `rt-polarity.neg` and `rt-polarity.pos`, Latin-1.
  public static Texts polarity(Path folder) {
    var files = new LinkedHashMap<String, Path>();
    files.put("negative", folder.resolve("rt-polarity.neg"));
    files.put("positive", folder.resolve("rt-polarity.pos"));
    return linesOf(files, StandardCharsets.ISO_8859_1);
  }

  /// Questions of Li and Roth (2002) by the type of their answer, 5,452 + 500: `TREC.train.all` and `TREC.test.all`.
  public static TrainTest trec(Path folder) {
    Texts train = labelled(folder.resolve("TREC.train.all"), StandardCharsets.ISO_8859_1, List.of());
    return new TrainTest(train, labelled(folder.resolve("TREC.test.all"), StandardCharsets.ISO_8859_1, train.classes()));
  }

  /// A file for each class, a text on each line; empty lines are passed over.
  ///
  /// @param files by the name of the class
  public static Texts linesOf(LinkedHashMap<String, Path> files, Charset charset) {
    var texts = new ArrayList<String>();
    var labels = new ArrayList<Integer>();
    var classes = List.copyOf(files.sequencedKeySet());
    for (String name : classes) {
      int before = texts.size();
      for (String line : FileBytes.lines(files.get(name), charset)) {
        if (!line.isBlank()) {
          texts.add(line);
          labels.add(classes.indexOf(name));
        }
      }
      if (texts.size() == before) {
        throw new DataException(files.get(name) + ": expected a text on each line, got none");
      }
    }
    return new Texts(texts, labels.stream().mapToInt(i -> i).toArray(), classes);
  }

  /// A file with `CLASS TEXT` on each line.
  ///
  /// @param known the classes in order; empty: those of the file, sorted by name
  public static Texts labelled(Path file, Charset charset, List<String> known) {
    List<String> lines = FileBytes.lines(file, charset);
    var texts = new ArrayList<String>();
    var names = new ArrayList<String>();
    var found = new TreeMap<String, Integer>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty()) {
        continue;
      }
      int space = line.indexOf(' ');
      String name = space < 0 ? line : line.substring(0, space);
      String where = file + ", line " + (i + 1);
      if (space < 0) {
        throw new DataException(where + ": expected a class, a space and a text, got " + FileBytes.shown(line));
      }
      if (!known.isEmpty() && !known.contains(name)) {
        throw new DataException(where + ": expected one of the classes " + known + ", got " + FileBytes.shown(name));
      }
      if (found.size() == TableEncoding.MAX_CATEGORIES && !found.containsKey(name)) {
        throw new DataException(where + ": expected at most " + TableEncoding.MAX_CATEGORIES + " classes, got more");
      }
      found.put(name, 0);
      names.add(name);
      texts.add(line.substring(space + 1).strip());
    }
    if (texts.isEmpty()) {
      throw new DataException(file + ": expected a class and a text on each line, got none");
    }
    List<String> classes = known.isEmpty() ? List.copyOf(found.sequencedKeySet()) : known;
    return new Texts(texts, names.stream().mapToInt(classes::indexOf).toArray(), classes);
  }

  /// The whole text of a file in UTF-8, such as `tinyshakespeare.txt`.
  public static String whole(Path file) {
    String text = FileBytes.text(file, StandardCharsets.UTF_8);
    if (text.isEmpty()) {
      throw new DataException(file + ": expected a text, got an empty file");
    }
    return text;
  }

  /// The texts of these positions, in this order.
  public Texts subset(int... positions) {
    var chosen = new ArrayList<String>();
    int[] their = new int[positions.length];
    for (int i = 0; i < positions.length; i++) {
      chosen.add(texts.get(positions[i]));
      their[i] = labels[positions[i]];
    }
    return new Texts(chosen, their, classes);
  }

  /// The tokens of every text.
  public List<List<String>> tokens(Tokenizer tokenizer) {
    return texts.stream().map(tokenizer::tokens).toList();
  }

  /// The texts as numbers: `x` I32 `[n, length]`, cut at the end or filled with [Vocabulary#PAD]; `length` I32 `[n]`, steps
  /// that are not padding; `y` I32 `[n]`.
  ///
  /// @param length steps of each sequence
  public Dataset encode(Tokenizer tokenizer, Vocabulary vocabulary, int length) {
    return pad(tokens(tokenizer).stream().map(vocabulary::encode).toList(), length)
        .with(Dataset.Y, Array.wrap(Shape.of(labels.length), labels.clone()))
        .withClasses(classes);
  }

  /// Sequences side by side: `x` I32 `[n, length]`, cut at the end or filled with 0; `length` I32 `[n]`.
  public static Dataset pad(List<int[]> sequences, int length) {
    if (length < 1 || length > MAX_LENGTH) {
      throw new IllegalArgumentException("Texts: expected a length from 1 to " + MAX_LENGTH + ", got " + length);
    }
    int n = sequences.size();
    int[] x = new int[Math.multiplyExact(n, length)];
    int[] lengths = new int[n];
    for (int i = 0; i < n; i++) {
      lengths[i] = Math.min(length, sequences.get(i).length);
      System.arraycopy(sequences.get(i), 0, x, i * length, lengths[i]);
    }
    var parts = new LinkedHashMap<String, Array>();
    parts.put(Dataset.X, Array.wrap(Shape.of(n, length), x));
    parts.put(LENGTH, Array.wrap(Shape.of(n), lengths));
    return Dataset.of(parts);
  }
}
