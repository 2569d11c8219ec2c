package profundo.app.reproduce;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import profundo.Array;
import profundo.Shape;
import profundo.data.DataException;
import profundo.data.Dataset;
import profundo.files.Texts;
import profundo.files.Tokenizer;

/// Sentences with labels, whose words are separated by blanks, as numbers.
///
/// @param words of each sentence, in small letters
/// @param labels one for each
record Sentences(List<List<String>> words, List<Integer> labels) {
  private static final int LONGEST = 1000;
  private static final int UNKNOWN = 1;

  /// Those of a file, cut at blanks.
  ///
  /// @throws DataException when one is longer than 1000 words
  static Sentences of(Texts texts) {
    List<List<String>> words = texts.tokens(Tokenizer.spaces());
    words.stream().filter(sentence -> sentence.size() > LONGEST).findFirst().ifPresent(sentence -> {
      throw new DataException("sentences: expected at most " + LONGEST + " words in each, got " + sentence.size());
    });
    return new Sentences(words, Arrays.stream(texts.labels()).boxed().toList());
  }

  int size() {
    return words.size();
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
