package profundo.app.reproduce;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import profundo.Array;
import profundo.Shape;
import profundo.data.DataException;
import profundo.data.Dataset;

/// Sentences with labels, whose words are separated by blanks, as numbers.
///
/// @param words of each sentence, in small letters
/// @param labels one for each
record Sentences(List<List<String>> words, List<Integer> labels) {
  private static final long LARGEST = 64 << 20;
  private static final int LONGEST = 1000;
  private static final int UNKNOWN = 1;

  /// None.
  static Sentences none() {
    return new Sentences(List.of(), List.of());
  }

  /// A file of one sentence a line, all of one label.
  static Sentences read(Path file, int label) throws IOException {
    var all = new Sentences(new ArrayList<>(), new ArrayList<>());
    for (String line : lines(file)) {
      all.add(file, line, label);
    }
    return all;
  }

  /// A file whose lines begin with the label, a number below `classes`.
  static Sentences labelled(Path file, int classes) throws IOException {
    var all = new Sentences(new ArrayList<>(), new ArrayList<>());
    for (String line : lines(file)) {
      int blank = line.indexOf(' ');
      String label = blank < 0 ? "" : line.substring(0, blank);
      if (!label.matches("[0-9]{1,4}") || Integer.parseInt(label) >= classes) {
        throw new DataException(
            file + ": expected lines that begin with a class from 0 to " + (classes - 1) + ", got '"
                + line.substring(0, Math.min(40, line.length())) + "'");
      }
      all.add(file, line.substring(blank + 1), Integer.parseInt(label));
    }
    return all;
  }

  private static List<String> lines(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new DataException(file + ": expected at most " + LARGEST + " bytes, got " + Files.size(file));
    }
    return Files.readString(file, StandardCharsets.ISO_8859_1).lines().filter(line -> !line.isBlank()).toList();
  }

  private void add(Path file, String line, int label) {
    List<String> sentence = List.of(line.strip().toLowerCase(Locale.ROOT).split("\\s+"));
    if (sentence.size() > LONGEST) {
      throw new DataException(file + ": expected sentences of at most " + LONGEST + " words, got " + sentence.size());
    }
    words.add(sentence);
    labels.add(label);
  }

  int size() {
    return words.size();
  }

  /// These and others.
  Sentences and(Sentences more) {
    var w = new ArrayList<>(words);
    var l = new ArrayList<>(labels);
    w.addAll(more.words);
    l.addAll(more.labels);
    return new Sentences(w, l);
  }

  /// Those at some places, in that order.
  Sentences at(Collection<Integer> places) {
    return new Sentences(places.stream().map(words::get).toList(), places.stream().map(labels::get).toList());
  }

  /// The number of each word that occurs, from 2 on in alphabetical order: 0 is padding, 1 any other word.
  Map<String, Integer> vocabulary() {
    var sorted = new TreeMap<String, Integer>();
    words.forEach(sentence -> sentence.forEach(word -> sorted.put(word, 0)));
    var numbers = new HashMap<String, Integer>();
    sorted.keySet().forEach(word -> numbers.put(word, numbers.size() + 2));
    return numbers;
  }

  /// Number of words of the longest.
  int longest() {
    return words.stream().mapToInt(List::size).max().orElse(0);
  }

  /// As a data set: `x` I32 `[n, length]`, `y` I32 `[n]`. A sentence has `margin` places of padding before it, and as many as
  /// fill the length after it; what is longer is cut off.
  Dataset numbered(Map<String, Integer> vocabulary, int length, int margin) {
    int[] x = new int[Math.multiplyExact(size(), length)];
    for (int i = 0; i < size(); i++) {
      List<String> sentence = words.get(i);
      for (int t = 0; t < Math.min(sentence.size(), length - margin); t++) {
        x[i * length + margin + t] = vocabulary.getOrDefault(sentence.get(t), UNKNOWN);
      }
    }
    int[] y = labels.stream().mapToInt(Integer::intValue).toArray();
    return Dataset.of(Array.of(Shape.of(size(), length), x), Array.of(Shape.of(size()), y));
  }
}
