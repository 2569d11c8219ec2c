package profundo.app.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.app.models.TextCnn;
import profundo.data.DataException;
import profundo.data.Dataset;
import profundo.files.Texts;
import profundo.io.ModelFile;
import profundo.nn.Layer;
import profundo.nn.Parameters;
import profundo.nn.Pass;
import profundo.nn.Sequential;

class SentencesTest {
  @TempDir Path folder;

  private Path file(String text) throws Exception {
    return Files.write(folder.resolve("some.txt"), text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void wordsBecomeNumbersFromTheVocabularyOfTheTrainingPart() throws Exception {
    Path labelled = file("1 The caf\u00e9 is  open\n\n0 is it ?\n");
    Sentences train = Sentences.of(Texts.labelled(labelled, StandardCharsets.ISO_8859_1, List.of("0", "1")));
    assertThat(train.labels()).containsExactly(1, 0);
    assertThat(train.words().getFirst()).containsExactly("the", "caf\u00e9", "is", "open");
    var vocabulary = train.vocabulary();
    assertThat(vocabulary.keySet()).hasSize(6);
    assertThat(vocabulary.values()).containsExactlyInAnyOrder(2, 3, 4, 5, 6, 7);
    Dataset data = lines(file("is THE bar open ?")).numbered(vocabulary, 7, 2);
    assertThat(data.x().ints())
        .containsExactly(
            0, 0, vocabulary.get("is"), vocabulary.get("the"), 1, vocabulary.get("open"), vocabulary.get("?"));
    assertThat(lines(folder.resolve("some.txt")).numbered(vocabulary, 4, 1).x().ints())
        .containsExactly(0, vocabulary.get("is"), vocabulary.get("the"), 1);
  }

  private static Sentences lines(Path file) {
    var files = new LinkedHashMap<String, Path>();
    files.put("all", file);
    return Sentences.of(Texts.linesOf(files, StandardCharsets.ISO_8859_1));
  }

  @Test
  void sentencesAreBounded() throws Exception {
    Path file = file("a ".repeat(1001));
    assertThatThrownBy(() -> lines(file)).isInstanceOf(DataException.class).hasMessageContaining("at most 1000 words in each, got 1001");
  }

  @Test
  void theTextCnnHasThePapersLayersAndGoesThroughAFile() throws Exception {
    assertThat(TextCnn.of(18_000)).isEqualTo(new TextCnn(18_000, 300, List.of(3, 4, 5), 100, 0.5));
    Sequential net = new TextCnn(9, 4, List.of(2, 3), 5, 0.5).build(3, Rng.of(1));
    assertThat(Parameters.of(net).byName())
        .containsOnlyKeys(
            "words.weight", "features.window2.conv.weight", "features.window2.conv.bias", "features.window3.conv.weight",
            "features.window3.conv.bias", "output.weight", "output.bias");
    Tensor x = Tensor.of(Shape.of(2, 6), 0, 3, 8, 1, 0, 0, 2, 2, 2, 2, 2, 2);
    Path file = folder.resolve("text.safetensors");
    ModelFile.save(net, file);
    Layer again = ModelFile.load(file).layer();
    float[] logits = net.apply(x, Pass.inference(net)).toFloats();
    assertThat(logits).hasSize(6);
    assertThat(again.apply(x, Pass.inference(again)).toFloats()).containsExactly(logits);
  }
}
