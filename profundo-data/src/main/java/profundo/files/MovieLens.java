package profundo.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import profundo.data.DataException;
import profundo.data.Ratings;

/// MovieLens, films that people rated with half a star to five stars (Harper and Konstan 2015,
/// <https://doi.org/10.1145/2827872>), in the form of `ml-latest-small` and all later ones: `ratings.csv` with the columns
/// `userId`, `movieId` and `rating`, and, where it is there, `movies.csv` with `movieId` and `title`.
///
/// @param ratings users and films numbered from 0, in the order in which they first come
/// @param users what the file calls each user
/// @param films title of each film that has ratings; `movie 17` where `movies.csv` does not say
public record MovieLens(Ratings ratings, List<String> users, List<String> films) {
  /// The least rating, in stars.
  public static final float LEAST = 0.5f;

  /// The greatest rating, in stars.
  public static final float MOST = 5;

  /// Copies the lists.
  public MovieLens {
    users = List.copyOf(users);
    films = List.copyOf(films);
  }

  /// Reads `ratings.csv` and `movies.csv` out of a folder.
  ///
  /// @throws DataException with file and line when a column is missing, an identifier is no whole number, a rating is outside
  ///     of 0.5 to 5, or a user rates a film twice
  public static MovieLens load(Path folder) {
    Rows table = Rows.read(folder.resolve("ratings.csv"), Rows.Format.withHeader());
    int byUser = column(table, "userId");
    int byFilm = column(table, "movieId");
    int stars = column(table, "rating");
    Map<Integer, Integer> users = new LinkedHashMap<>();
    Map<Integer, Integer> films = new LinkedHashMap<>();
    Set<Long> seen = new HashSet<>();
    int n = table.size();
    int[] user = new int[n];
    int[] film = new int[n];
    float[] value = new float[n];
    for (int k = 0; k < n; k++) {
      user[k] = number(users, identifier(table, k, byUser));
      film[k] = number(films, identifier(table, k, byFilm));
      value[k] = FileBytes.number(table.rows().get(k).fields().get(stars), table.where(k) + ", column 'rating'");
      if (value[k] < LEAST || value[k] > MOST) {
        throw new DataException(table.where(k) + ": expected a rating from " + LEAST + " to " + MOST + ", got " + value[k]);
      }
      if (!seen.add((long) user[k] << 32 | film[k])) {
        throw new DataException(
            table.where(k) + ": expected one rating of a film by a user, got a second one of film "
                + table.rows().get(k).fields().get(byFilm) + " by user " + table.rows().get(k).fields().get(byUser));
      }
    }
    Map<Integer, String> titles = titles(folder.resolve("movies.csv"));
    return new MovieLens(
        Ratings.of(users.size(), films.size(), user, film, value), users.keySet().stream().map(String::valueOf).toList(),
        films.keySet().stream().map(id -> titles.getOrDefault(id, "movie " + id)).toList());
  }

  private static Map<Integer, String> titles(Path file) {
    if (!Files.exists(file)) {
      return Map.of();
    }
    Rows table = Rows.read(file, Rows.Format.withHeader());
    int byFilm = column(table, "movieId");
    int title = column(table, "title");
    Map<Integer, String> titles = new HashMap<>();
    for (int k = 0; k < table.size(); k++) {
      titles.put(identifier(table, k, byFilm), table.rows().get(k).fields().get(title));
    }
    return titles;
  }

  private static int column(Rows table, String name) {
    int at = table.names().indexOf(name);
    if (at < 0) {
      List<String> some = new ArrayList<>(table.names().subList(0, Math.min(8, table.names().size())));
      throw new DataException(table.source() + ", line 1: expected a column '" + name + "', got " + FileBytes.shown(some.toString()));
    }
    return at;
  }

  private static int identifier(Rows table, int row, int column) {
    String field = table.rows().get(row).fields().get(column);
    try {
      int id = Integer.parseInt(field);
      if (id >= 0) {
        return id;
      }
    } catch (NumberFormatException e) {
      // Told below, together with negative ones.
    }
    throw new DataException(
        table.where(row) + ", column '" + table.names().get(column) + "': expected a whole number from 0 on, got "
            + FileBytes.shown(field));
  }

  private static int number(Map<Integer, Integer> all, int id) {
    Integer known = all.putIfAbsent(id, all.size());
    return known == null ? all.size() - 1 : known;
  }
}
