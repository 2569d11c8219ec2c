package profundo.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.data.Dataset;

class TextsTest {
  @Test
  void wordsSpacesAndCharacters() {
    assertThat(Tokenizer.words().tokens("It's \u00dcber-nice, isn't it?")).containsExactly("it's", "\u00fcber", "nice", "isn't", "it");
    assertThat(Tokenizer.spaces().tokens(" Who  was\tit ? ")).containsExactly("who", "was", "it", "?");
    assertThat(Tokenizer.spaces().tokens("  ")).isEmpty();
    assertThat(Tokenizer.characters().tokens("a \uD83D\uDE00")).containsExactly("a", " ", "\uD83D\uDE00");
  }

  @Test
  void aVocabularyIsOrderedByCountThenByCharacters() {
    var texts = List.of(List.of("b", "a", "c"), List.of("b", "a", "d", "b"));
    assertThat(Vocabulary.count(texts, 1, 100).tokens()).containsExactly("<pad>", "<unk>", "b", "a", "c", "d");
    assertThat(Vocabulary.count(texts, 2, 100).tokens()).containsExactly("<pad>", "<unk>", "b", "a");
    assertThat(Vocabulary.count(texts, 1, 3).tokens()).containsExactly("<pad>", "<unk>", "b");
  }

  @Test
  void textsBecomePaddedNumbersWithTheirLengths() {
    var texts = new Texts(List.of("a b a", "c", ""), new int[] {1, 0, 0}, List.of("no", "yes"));
    var tokenizer = Tokenizer.spaces();
    var vocabulary = Vocabulary.count(texts.tokens(tokenizer), 1, 4);
    Dataset d = texts.encode(tokenizer, vocabulary, 2);
    assertThat(d.x().ints()).containsExactly(2, 3, 1, 0, 0, 0);
    assertThat(d.part(Texts.LENGTH).ints()).containsExactly(2, 1, 0);
    assertThat(d.y().ints()).containsExactly(1, 0, 0);
    assertThat(d.classes()).containsExactly("no", "yes");
  }

  @Test
  void aClosedVocabularyRefusesStrangers() {
    Vocabulary v = Vocabulary.ofCharacters("hello");
    assertThat(v.tokens()).containsExactly("e", "h", "l", "o");
    assertThat(v.encodeCharacters("hole")).containsExactly(1, 3, 2, 0);
    assertThatThrownBy(() -> v.encodeCharacters("x")).hasMessageContaining("token 'x' is not among the 4 known ones");
  }
}
