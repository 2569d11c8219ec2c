package profundo.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/// Cuts a text into tokens.
@FunctionalInterface
public interface Tokenizer {
  /// The tokens of a text in their order.
  List<String> tokens(String text);

  /// Words in lower case by the rules of Unicode (UAX 29), without punctuation: Lucene's standard analyzer.
  static Tokenizer words() {
    return of(new StandardAnalyzer());
  }

  /// What a Lucene analyzer finds, for example that of a language.
  static Tokenizer of(Analyzer analyzer) {
    return text -> {
      var tokens = new ArrayList<String>();
      try (TokenStream stream = analyzer.tokenStream("text", text)) {
        CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
        stream.reset();
        while (stream.incrementToken()) {
          tokens.add(term.toString());
        }
        stream.end();
      } catch (IOException e) {
        throw new UncheckedIOException("Tokenizer: a text in memory could not be read", e);
      }
      return tokens;
    };
  }

  /// Whatever stands between white space, in lower case: for texts that are cut already, with punctuation as tokens.
  static Tokenizer spaces() {
    return text -> {
      String lower = text.toLowerCase(Locale.ROOT).strip();
      return lower.isEmpty() ? List.of() : List.of(lower.split("\\s+"));
    };
  }

  /// Single characters (code points), white space too.
  static Tokenizer characters() {
    return text -> text.codePoints().mapToObj(Character::toString).toList();
  }
}
