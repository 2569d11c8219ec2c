package profundo.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import profundo.data.DataException;
import profundo.data.Ratings;

class MovieLensTest {
  private static final String RATINGS = "userId,movieId,rating,timestamp\n7,50,4.0,1\n7,3,0.5,2\n2,50,5.0,3\n";

  @TempDir private Path folder;

  private void write(String ratings) throws IOException {
    Files.writeString(folder.resolve("ratings.csv"), ratings);
  }

  @Test
  void usersAndFilmsAreNumberedAsTheyCome() throws IOException {
    write(RATINGS);
    Files.writeString(
        folder.resolve("movies.csv"),
        "movieId,title,genres\n50,\"Usual Suspects, The (1995)\",Crime\n1,Toy Story (1995),x\n");
    MovieLens read = MovieLens.load(folder);
    assertThat(read.users()).containsExactly("7", "2");
    assertThat(read.films()).containsExactly("Usual Suspects, The (1995)", "movie 3");
    Ratings r = read.ratings();
    assertThat(r).hasToString("3 ratings of 2 items by 2 users");
    assertThat(r.rows().x().floats()).containsExactly(4, 0.5f, 5, 0);
  }

  @Test
  void withoutTitlesToo() throws IOException {
    write(RATINGS);
    assertThat(MovieLens.load(folder).films()).isEqualTo(List.of("movie 50", "movie 3"));
  }

  /// `|` stands for the end of a line.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';ratings",
        "userId,movieId,rating|;expected at least one row after the header",
        "user,movieId,rating|1,2,3|;expected a column 'userId'",
        "userId,movieId,stars|1,2,3|;expected a column 'rating'",
        "userId,movieId,rating|1,2|;line 2: expected 3 fields",
        "userId,movieId,rating|1,2,3|x,2,3|;line 3, column 'userId': expected a whole number from 0 on, got 'x'",
        "userId,movieId,rating|1,-2,3|;line 2, column 'movieId': expected a whole number from 0 on, got '-2'",
        "userId,movieId,rating|1,99999999999,3|;column 'movieId': expected a whole number",
        "userId,movieId,rating|1,2,NaN|;expected a finite number",
        "userId,movieId,rating|1,2,1e30|;expected a rating from 0.5 to 5.0",
        "userId,movieId,rating|1,2,0|;expected a rating from 0.5 to 5.0, got 0.0",
        "userId,movieId,rating|1,2,3|1,2,4|;line 3: expected one rating of a film by a user, got a second one of film 2 by user 1"
      })
  void hostileFiles(String content, String message) throws IOException {
    write(content.replace('|', '\n'));
    assertThatThrownBy(() -> MovieLens.load(folder)).isInstanceOf(DataException.class).hasMessageContaining(message);
  }

  @Test
  void noFileAndBytesThatAreNoText() throws IOException {
    assertThatThrownBy(() -> MovieLens.load(folder)).isInstanceOf(DataException.class).hasMessageContaining("no file of this name");
    byte[] noise = new byte[500];
    new Random(4).nextBytes(noise);
    Files.write(folder.resolve("ratings.csv"), noise);
    assertThatThrownBy(() -> MovieLens.load(folder)).isInstanceOf(DataException.class);
  }

  @Test
  void anyDamageIsADataException() throws IOException {
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = RATINGS.getBytes(StandardCharsets.UTF_8);
      for (int j = 0; j < 3; j++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
      }
      Files.write(folder.resolve("ratings.csv"), bytes);
      try {
        assertThat(MovieLens.load(folder).ratings().size()).isPositive();
      } catch (DataException e) {
        assertThat(e.getMessage()).as("seed 11, round %d", i).contains("ratings.csv");
      }
    }
  }
}
