package profundo.app.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import profundo.data.Dataset;
import profundo.files.Texts;
import profundo.files.Tokenizer;
import profundo.files.Vocabulary;
import profundo.io.FormatException;
import profundo.io.Json;

/// How texts become numbers: made of the training part, and kept with the model, because its numbers mean nothing otherwise.
///
/// @param vocabulary the tokens that are known; 0 is padding, 1 every other one
/// @param tokenizer one of [#TOKENIZERS]
public record TextCode(Vocabulary vocabulary, String tokenizer) {
  /// Ways to cut a text.
  static final Map<String, Tokenizer> TOKENIZERS = Map.of("words", Tokenizer.words(), "spaces", Tokenizer.spaces());

  private static final int MOST = 30_000;
  private static final int LONGEST = 1000;
  private static final int SHORTEST = 5;
  private static final String VOCABULARY = "vocabulary";
  private static final String TOKENIZER = "tokenizer";
  private static final Json.Limits LIMITS = new Json.Limits(50_000_000, 2, 1_000_000);

  /// Of the texts of a training part.
  public static TextCode of(Texts train, String tokenizer) {
    return new TextCode(Vocabulary.count(train.tokens(TOKENIZERS.get(tokenizer)), 1, MOST), tokenizer);
  }

  /// Places that the longest of some texts takes, from 5 to 1000.
  public int length(Texts texts) {
    int longest = texts.tokens(TOKENIZERS.get(tokenizer)).stream().mapToInt(List::size).max().orElse(0);
    return Math.clamp(longest, SHORTEST, LONGEST);
  }

  /// As a data set: x I32 `[n, length]`, cut at the end or filled with 0, y I32 `[n]`.
  public Dataset encode(Texts texts, int length) {
    Dataset all = texts.encode(TOKENIZERS.get(tokenizer), vocabulary, length);
    // Models know padding by its number, in a file as in training; they are not told lengths besides.
    return Dataset.of(all.x(), all.y()).withClasses(texts.classes());
  }

  /// Texts without classes: x I32 `[n, length]`.
  public Dataset encode(List<String> texts, int length) {
    Tokenizer cut = TOKENIZERS.get(tokenizer);
    return Dataset.of(Texts.pad(texts.stream().map(t -> vocabulary.encode(cut.tokens(t))).toList(), length).x());
  }

  /// For the file of a model.
  public Map<String, String> notes() {
    var notes = new LinkedHashMap<String, String>();
    notes.put(VOCABULARY, Json.of(vocabulary.tokens()).compact());
    notes.put(TOKENIZER, tokenizer);
    return notes;
  }

  /// What [#notes] wrote; empty where the model takes no texts.
  ///
  /// @throws FormatException when it is damaged
  public static Optional<TextCode> read(Map<String, String> notes) {
    String tokens = notes.get(VOCABULARY);
    if (tokens == null) {
      return Optional.empty();
    }
    String tokenizer = notes.getOrDefault(TOKENIZER, "");
    if (!TOKENIZERS.containsKey(tokenizer)) {
      throw new FormatException(
          "note 'tokenizer': expected one of " + TOKENIZERS.keySet().stream().sorted().toList() + ", got '" + tokenizer + "'");
    }
    try {
      Vocabulary vocabulary = Vocabulary.of(Json.parse(tokens, LIMITS).asList().stream().map(Json::asText).toList());
      if (vocabulary.size() < 2 || !vocabulary.token(0).equals(Vocabulary.PAD) || !vocabulary.token(1).equals(Vocabulary.UNKNOWN)) {
        throw new FormatException("expected padding and unknown words first");
      }
      return Optional.of(new TextCode(vocabulary, tokenizer));
    } catch (IllegalArgumentException | FormatException e) {
      throw new FormatException("note 'vocabulary': " + e.getMessage(), e);
    }
  }
}
