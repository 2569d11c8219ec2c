package profundo.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import profundo.data.DataException;

class RatingTableTest {
  @TempDir private Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void namesAreNumberedAsTheyComeWithAndWithoutALineOfNames() throws IOException {
    String lines = "anna,\"So What, live\",5\nben,Naima,2.5\nanna,Naima,-1\n";
    for (String head : new String[] {"", "who,what,stars\n"}) {
      RatingTable read = RatingTable.load(file("r.csv", head + lines));
      assertThat(read.users()).containsExactly("anna", "ben");
      assertThat(read.items()).containsExactly("So What, live", "Naima");
      assertThat(read.ratings().rows().x().floats()).containsExactly(5, -1, 0, 2.5f);
    }
  }

  @Test
  void whatElseALineHasIsPassedOverAndItemsGetTheirTitles() throws IOException {
    RatingTable read = RatingTable.load(file("r.csv", "userId,movieId,rating,timestamp\n1,50,4,9\n1,7,3,9\n"));
    assertThat(read.items()).containsExactly("50", "7");
    RatingTable titled = read.titled(file("t.csv", "movieId,title,genres\n50,Vertigo,x\n9,Psycho,x\n"));
    assertThat(titled.items()).containsExactly("Vertigo", "7");
    assertThat(titled.ratings()).isSameAs(read.ratings());
    assertThatThrownBy(() -> read.titled(file("t.csv", "Vertigo\n"))).isInstanceOf(DataException.class)
        .hasMessageContaining("expected two columns at least");
  }

  /// `|` stands for the end of a line.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';expected at least one row",
        "user,item|a,b;line 1: expected three columns at least, user, item and rating, got 2",
        "user,item,rating;expected at least one rating after the names of the columns",
        "a,b,1|a,c;line 2: expected 3 fields as in the first row, got 2",
        "a,b,1|a,c,good;line 2, rating: expected a number, got 'good'",
        "a,b,1|a,c,1e38;line 2: expected a rating from -1,000,000 to 1,000,000, got '1e38'; scale the ratings",
        "a,b,1|a,c,NaN;line 2, rating: expected a finite number, got 'NaN'",
        "a,b,1|a,c,;line 2, rating: expected a number, got ''",
        "a,b,1|,c,1;line 2: expected the name of a user, got nothing",
        "a,b,1|a,,1;line 2: expected the name of an item, got nothing",
        "x,y,z|a,b,1|c,b,1|a,b,2;line 4: expected one rating of an item by a user, got a second one of 'b' by 'a'",
      })
  void hostileFiles(String content, String message) throws IOException {
    Path file = file("r.csv", content.replace('|', '\n'));
    assertThatThrownBy(() -> RatingTable.load(file)).isInstanceOf(DataException.class).hasMessageContaining(message);
  }

  @Test
  void noFile() {
    assertThatThrownBy(() -> RatingTable.load(folder.resolve("none.csv"))).isInstanceOf(DataException.class)
        .hasMessageContaining("no file of this name");
  }
}
