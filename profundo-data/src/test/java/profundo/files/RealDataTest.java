package profundo.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.Shape;
import profundo.data.Dataset;
import profundo.data.TrainTest;

/// Every data set beside the checkout has the size and the content that its publisher states.
class RealDataTest {
  @Test
  void iris() {
    Rows rows = Rows.read(TestData.folder("tabular").resolve("iris.csv"), Rows.Format.withoutHeader());
    Dataset d = TableEncoding.ofClasses(rows, "c4").apply(rows);
    assertThat(d.classes()).containsExactly("Iris-setosa", "Iris-versicolor", "Iris-virginica");
    assertThat(d.classCounts()).containsExactly(50, 50, 50);
    assertThat(d.sampleShape()).isEqualTo(Shape.of(4));
    // Fisher's table: the mean length of a sepal is 5.843 cm, the first flower has 5.1 cm.
    assertThat(d.sample(0).floats()[0]).isCloseTo((5.1f - 5.8433f) / 0.8253f, within(1e-3f));
  }

  @Test
  void cifarSubset() {
    Dataset d = Cifar.read(TestData.folder("cifar10").resolve("data_batch_first4000.bin.gz"));
    assertThat(d.size()).isEqualTo(4000);
    assertThat(d.sampleShape()).isEqualTo(Shape.of(32, 32, 3));
    // The published first pictures of data_batch_1: frog, truck, truck, deer, automobile.
    assertThat(new int[] {d.label(0), d.label(1), d.label(2), d.label(3), d.label(4)}).containsExactly(6, 9, 9, 4, 1);
    // Its first pixel: 59, 62, 63.
    assertThat(d.sample(0).floats()).startsWith(59 / 255f, 62 / 255f, 63 / 255f);
  }

  @Test
  void shakespeare() {
    String text = Texts.whole(TestData.folder("text").resolve("tinyshakespeare.txt"));
    Vocabulary v = Vocabulary.ofCharacters(text);
    assertThat(text).hasSize(1_115_394).startsWith("First Citizen:");
    assertThat(v.size()).isEqualTo(65);
    assertThat(v.decode(v.encodeCharacters(text.substring(0, 100)), "")).isEqualTo(text.substring(0, 100));
  }

  @Test
  void reviewsAndQuestions() {
    Texts reviews = Texts.polarity(TestData.folder("text"));
    assertThat(reviews.texts()).hasSize(10_662);
    assertThat(reviews.labels()).startsWith(0).endsWith(1);
    Texts.TrainTest questions = Texts.trec(TestData.folder("text"));
    assertThat(questions.train().texts()).hasSize(5452);
    assertThat(questions.test().texts()).hasSize(500);
    assertThat(questions.train().classes()).hasSize(6);
    var tokenizer = Tokenizer.spaces();
    var vocabulary = Vocabulary.count(questions.train().tokens(tokenizer), 2, 5000);
    Dataset d = questions.test().encode(tokenizer, vocabulary, 40);
    assertThat(d.sampleShape()).isEqualTo(Shape.of(40));
    // Denver and Aspen come less than twice among the questions to learn from.
    int length = d.part(Texts.LENGTH).ints()[0];
    assertThat(vocabulary.decode(Arrays.copyOf(d.sample(0).ints(), length), " "))
        .isEqualTo("how far is it from <unk> to <unk> ?");
  }

  @Test
  void digitsSpokenByFive() {
    SpokenDigits all = SpokenDigits.load(TestData.folder("fsdd").resolve("recordings.zip"));
    assertThat(all.recordings()).hasSize(2250);
    assertThat(all.speakers()).hasSize(5);
    assertThat(all.positions("george", false)).hasSize(450);
    assertThat(all.positions("george", true)).hasSize(1800);
    assertThat(all.waves(4000).sampleShape()).isEqualTo(Shape.of(4000, 1));
    LogMel mel = LogMel.of(8000, 256, 128, 40);
    Dataset d = all.spectrograms(mel, 4000);
    assertThat(d.sampleShape()).isEqualTo(Shape.of(mel.frames(4000), 40, 1));
    assertThat(d.classCounts()).containsOnly(225);
  }

  @Test
  void seriesWithClasses() {
    TrainTest gun = UcrSeries.load(TestData.folder("timeseries"), "GunPoint");
    assertThat(List.of(gun.train().size(), gun.test().size())).containsExactly(50, 150);
    assertThat(gun.train().sampleShape()).isEqualTo(Shape.of(150, 1));
    TrainTest power = UcrSeries.load(TestData.folder("timeseries"), "ItalyPowerDemand");
    assertThat(List.of(power.train().size(), power.test().size())).containsExactly(67, 1029);
    assertThat(power.test().sampleShape()).isEqualTo(Shape.of(24, 1));
    assertThat(power.test().classes()).containsExactly("1", "2");
    // 1-nearest neighbour in Euclidean distance, as published with the archive: 0.913 and 0.955.
    assertThat(nearestNeighbour(gun)).isCloseTo(0.9133, within(1e-3));
    assertThat(nearestNeighbour(power)).isCloseTo(0.9553, within(1e-3));
  }

  private static double nearestNeighbour(TrainTest data) {
    float[] train = data.train().x().floats();
    float[] test = data.test().x().floats();
    int n = data.train().sampleShape().count();
    int right = 0;
    for (int i = 0; i < data.test().size(); i++) {
      int best = 0;
      double least = Double.MAX_VALUE;
      for (int j = 0; j < data.train().size(); j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          double d = test[i * n + k] - train[j * n + k];
          sum += d * d;
        }
        if (sum < least) {
          least = sum;
          best = j;
        }
      }
      right += data.train().label(best) == data.test().label(i) ? 1 : 0;
    }
    return (double) right / data.test().size();
  }

  @Test
  void seriesToForecast() {
    Series airline = Series.read(TestData.folder("timeseries").resolve("airline-passengers.csv"));
    assertThat(airline.size()).isEqualTo(144);
    assertThat(airline.times().getFirst()).isEqualTo("1949-01");
    assertThat(airline.seasonalNaive(12, 132)).startsWith(360, 342).hasSize(12);
    Series melbourne = Series.read(TestData.folder("timeseries").resolve("daily-min-temperatures.csv"));
    assertThat(melbourne.size()).isEqualTo(3650);
    assertThat(melbourne.values()[0]).isEqualTo(20.7f);
  }

  @Test
  void adrenalGlands() {
    TrainTest d = Volumes.load(TestData.folder("adrenal3d").resolve("adrenalmnist3d.npz"));
    assertThat(d.train().size()).isEqualTo(1188);
    assertThat(d.test().sampleShape()).isEqualTo(Shape.of(28, 28, 28, 1));
    assertThat(d.test().classCounts()).containsExactly(76, 22);
  }
}
