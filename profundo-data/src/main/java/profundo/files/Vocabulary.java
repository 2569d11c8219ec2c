package profundo.files;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The tokens that a model knows, each with its number.
///
/// Numbered by how often a token comes, the most frequent first, ties in the order of their characters. One for words
/// begins with [#PAD] at 0 and [#UNKNOWN] at 1; one for characters has neither.
public final class Vocabulary {
  /// What fills short sequences up; number 0 where there is one.
  public static final String PAD = "<pad>";

  /// What stands for every token that is not in the vocabulary; number 1 where there is one.
  public static final String UNKNOWN = "<unk>";

  private final List<String> tokens;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final boolean open;

  private Vocabulary(List<String> tokens) {
    this.tokens = List.copyOf(tokens);
    for (int i = 0; i < tokens.size(); i++) {
      if (numbers.put(tokens.get(i), i) != null) {
        throw new IllegalArgumentException("Vocabulary: token '" + tokens.get(i) + "' comes twice");
      }
    }
    this.open = tokens.size() > 1 && tokens.get(0).equals(PAD) && tokens.get(1).equals(UNKNOWN);
  }

  /// These tokens in this order, as a file of a model keeps them.
  public static Vocabulary of(List<String> tokens) {
    return new Vocabulary(tokens);
  }

  /// The frequent tokens of some texts, after [#PAD] and [#UNKNOWN].
  ///
  /// @param minCount fewest times a token must come
  /// @param maxSize most entries, those two included
  public static Vocabulary count(Iterable<List<String>> texts, int minCount, int maxSize) {
    if (minCount < 1 || maxSize < 2) {
      throw new IllegalArgumentException(
          "Vocabulary: expected a count of at least 1 and a size of at least 2, got " + minCount + " and " + maxSize);
    }
    var all = new ArrayList<String>();
    all.add(PAD);
    all.add(UNKNOWN);
    var counts = counts(texts);
    counts.remove(PAD);
    counts.remove(UNKNOWN);
    counts.entrySet().stream()
        .filter(e -> e.getValue() >= minCount)
        .sorted(byFrequency())
        .limit(maxSize - 2L)
        .forEach(e -> all.add(e.getKey()));
    return new Vocabulary(all);
  }

  /// The characters of a text, all of them, in the order of their code points; nothing is unknown, nothing is padded.
  public static Vocabulary ofCharacters(String text) {
    return new Vocabulary(text.codePoints().distinct().sorted().mapToObj(Character::toString).toList());
  }

  private static Map<String, Integer> counts(Iterable<List<String>> texts) {
    var counts = new HashMap<String, Integer>();
    for (List<String> text : texts) {
      for (String token : text) {
        counts.merge(token, 1, Integer::sum);
      }
    }
    return counts;
  }

  private static Comparator<Map.Entry<String, Integer>> byFrequency() {
    return Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey());
  }

  /// Number of entries.
  public int size() {
    return tokens.size();
  }

  /// The entries in order.
  public List<String> tokens() {
    return tokens;
  }

  /// The number of a token, that of [#UNKNOWN] where it is not here.
  ///
  /// @throws IllegalArgumentException when it is not here and there is no [#UNKNOWN]
  public int number(String token) {
    Integer n = numbers.get(token);
    if (n == null && !open) {
      throw new IllegalArgumentException(
          "Vocabulary: token '" + token + "' is not among the " + size() + " known ones; build the vocabulary on all of them");
    }
    return n == null ? 1 : n;
  }

  /// The numbers of some tokens.
  public int[] encode(List<String> tokens) {
    return tokens.stream().mapToInt(this::number).toArray();
  }

  /// The numbers of the characters of a text.
  public int[] encodeCharacters(String text) {
    return text.codePoints().map(c -> number(Character.toString(c))).toArray();
  }

  /// The token of a number.
  public String token(int number) {
    if (number < 0 || number >= tokens.size()) {
      throw new IllegalArgumentException("Vocabulary: expected a number from 0 to " + (size() - 1) + ", got " + number);
    }
    return tokens.get(number);
  }

  /// The tokens of some numbers, one after the other with `between` between them.
  public String decode(int[] numbers, String between) {
    var text = new StringBuilder();
    for (int i = 0; i < numbers.length; i++) {
      text.append(i == 0 ? "" : between).append(token(numbers[i]));
    }
    return text.toString();
  }

  /// As in `Vocabulary of 5000`.
  @Override
  public String toString() {
    return "Vocabulary of " + size();
  }
}
