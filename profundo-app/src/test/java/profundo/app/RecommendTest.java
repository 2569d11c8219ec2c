package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import profundo.Rng;
import profundo.io.Json;

class RecommendTest {
  private static final int USERS = 60;
  private static final int ITEMS = 40;

  @TempDir private static Path folder;
  private static Path tastes;

  /// Two tastes: users of even number like items of even number, and the others the others. Biases know nothing of that.
  @BeforeAll
  static void write() throws IOException {
    var lines = new StringBuilder("user,song,stars,when\n");
    int[] places = Rng.of(3).permutation(USERS * ITEMS);
    for (int k = 0; k < USERS * ITEMS / 2; k++) {
      int u = places[k] / ITEMS;
      int i = places[k] % ITEMS;
      lines.append("u").append(u).append(",s").append(i).append(',').append((u + i) % 2 == 0 ? 5 : 1).append(",7\n");
    }
    tastes = Files.writeString(folder.resolve("tastes.csv"), lines);
  }

  private static Cli run(Object... more) {
    var words = new ArrayList<Object>(List.of("recommend", tastes));
    words.addAll(List.of(more));
    Map.of("--epochs", 80, "--lr", 0.02, "--dropout", 0.2)
        .forEach(
            (option, value) -> {
              if (!words.contains(option)) {
                words.addAll(List.of(option, value));
              }
            });
    return Cli.run(words.toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--layers 20", "--layers 20,8", "--layers 20 --rows users"})
  void tastesAreLearnedAndUnratedItemsOfTheUsersOwnAreRecommended(String how) {
    var words = new ArrayList<Object>(List.of(how.split(" ")));
    words.addAll(List.of("--user", "u4", "--user", "u7", "--top", 5, "--json", "--quiet"));
    Cli run = run(words.toArray());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    Json.Obj found = run.json();
    assertThat(found.integer("held_out")).isEqualTo(120);
    assertThat(found.number("biases_rmse")).isGreaterThan(1.8);
    assertThat(found.number("rmse")).as(how).isLessThan(0.6 * found.number("biases_rmse"));
    String all = text();
    for (String user : List.of("u4", "u7")) {
      List<Json> items = found.object("recommended").list(user);
      assertThat(items).hasSize(5);
      double before = Double.POSITIVE_INFINITY;
      for (Json item : items) {
        String name = item.asObject().text("item");
        assertThat(Integer.parseInt(name.substring(1)) % 2).as("%s for %s", name, user).isEqualTo(user.equals("u4") ? 0 : 1);
        assertThat(all).as("not rated yet").doesNotContain("\n" + user + "," + name + ",");
        assertThat(item.asObject().number("rating")).isBetween(3.0, before);
        before = item.asObject().number("rating");
      }
    }
  }

  private static String text() {
    try {
      return Files.readString(tastes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void figuresAndItemsForPeople() throws IOException {
    Path titles = Files.writeString(folder.resolve("titles.csv"), "s0,\"Blue, in Green\"\ns2,Naima\n");
    Cli run = run("--user", "u4", "--top", 40, "--titles", titles, "--layers", 10, "--held-out", 0);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("learns 40 rows of items, of 60 numbers each", "Epoch 80/80");
    assertThat(run.out()).contains("1200 ratings of 40 items by 60 users", "for u4", "expected", "ratings").doesNotContain("RMSE");
    assertThat(run("--layers", 10, "--epochs", 1).out()).containsPattern("RMSE on 120 held-out ratings: [0-9.]+; of biases alone: [0-9.]+");
    assertThat(run("--user", "u4", "--least", 1000, "--epochs", 1, "--quiet").out()).contains("for u4: nothing is left to recommend");
  }

  @Test
  void theSameSeedGivesTheSame() {
    Object[] words = {"--layers", 8, "--user", "u4", "--json", "--quiet", "--epochs", 3};
    String first = run(words).out();
    assertThat(run(words).out()).isEqualTo(first);
    assertThat(run("--layers", 8, "--user", "u4", "--json", "--quiet", "--epochs", 3, "--seed", 9).out()).isNotEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--user u600        | --user u600: there is no such user in",
        "--top 0            | --top: expected a whole number from 1 to 10000, got 0",
        "--layers 20,x      | --layers: expected up to 50 whole numbers",
        "--layers 0         | --layers: expected up to 50 whole numbers",
        "--rows films       | --rows: expected items or users, got 'films'",
        "--held-out 1       | --held-out: expected a number from 0 to 0.9, got 1",
        "--dropout 1        | --dropout: expected a number from 0 to 0.95, got 1",
        "--lr 0             | --lr: expected a number above 0",
        "--epochs 0         | --epochs: expected a whole number from 1",
        "--titles none.csv  | no file of this name",
      })
  void badInput(String line, String complaint) {
    Cli run = run((Object[]) line.split(" +"));
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(complaint).hasLineCount(1);
  }

  @Test
  void badFiles() throws IOException {
    Path one = Files.writeString(folder.resolve("one.csv"), "a,b,3\n");
    assertThat(Cli.run("recommend", one).err()).contains("expected at least two ratings, one to hold out, got one").hasLineCount(1);
    Path bad = Files.writeString(folder.resolve("bad.csv"), "a,b,3\na,c,much\n");
    Cli run = Cli.run("recommend", bad);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("bad.csv, line 2, rating: expected a number, got 'much'").hasLineCount(1);
    assertThat(Cli.run("recommend", folder.resolve("none.csv")).err()).contains("no file of this name").hasLineCount(1);
  }
}
