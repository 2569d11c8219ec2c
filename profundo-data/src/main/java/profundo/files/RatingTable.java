package profundo.files;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import profundo.data.DataException;
import profundo.data.Ratings;

/// Ratings out of a CSV file, a line each: user, item, rating, and what else there is, which is passed over. Users and items
/// are any words; a first line whose rating is no number names the columns.
///
///     user,item,rating
///     anna,Blue in Green,5
///     ben,So What,3.5
///
/// @param ratings users and items numbered from 0, in the order in which they first come
/// @param users what the file calls each user
/// @param items what the file calls each item
public record RatingTable(Ratings ratings, List<String> users, List<String> items) {
  private static final float LARGEST = 1e6f;

  /// Copies the lists.
  public RatingTable {
    users = List.copyOf(users);
    items = List.copyOf(items);
  }

  /// Reads a file.
  ///
  /// @throws DataException with file and line when there are fewer than three columns, a user or item is empty, a rating is no
  ///     number from -1,000,000 to 1,000,000, or a user rates an item twice
  public static RatingTable load(Path file) {
    Rows table = Rows.read(file, Rows.Format.withoutHeader());
    if (table.names().size() < 3) {
      throw new DataException(
          table.where(0) + ": expected three columns at least, user, item and rating, got " + table.names().size());
    }
    int first = isNumber(table.rows().getFirst().fields().get(2)) ? 0 : 1;
    int n = table.size() - first;
    if (n < 1) {
      throw new DataException(file + ": expected at least one rating after the names of the columns, got none");
    }
    Map<String, Integer> users = new LinkedHashMap<>();
    Map<String, Integer> items = new LinkedHashMap<>();
    Set<Long> seen = new HashSet<>();
    int[] user = new int[n];
    int[] item = new int[n];
    float[] value = new float[n];
    for (int k = 0; k < n; k++) {
      List<String> fields = table.rows().get(first + k).fields();
      String where = table.where(first + k);
      user[k] = number(users, fields.get(0), where, "user");
      item[k] = number(items, fields.get(1), where, "item");
      value[k] = FileBytes.number(fields.get(2), where + ", rating");
      if (Math.abs(value[k]) > LARGEST) {
        throw new DataException(
            where + ": expected a rating from -1,000,000 to 1,000,000, got " + FileBytes.shown(fields.get(2)) + "; scale the ratings");
      }
      if (!seen.add((long) user[k] << 32 | item[k])) {
        throw new DataException(
            where + ": expected one rating of an item by a user, got a second one of " + FileBytes.shown(fields.get(1)) + " by "
                + FileBytes.shown(fields.get(0)));
      }
    }
    return new RatingTable(
        Ratings.of(users.size(), items.size(), user, item, value), List.copyOf(users.keySet()), List.copyOf(items.keySet()));
  }

  /// The same with other names for items, where a CSV file has some: item, name, and what else there is.
  ///
  /// @throws DataException when the file has fewer than two columns
  public RatingTable titled(Path file) {
    Rows table = Rows.read(file, Rows.Format.withoutHeader());
    if (table.names().size() < 2) {
      throw new DataException(table.where(0) + ": expected two columns at least, item and name, got 1");
    }
    Map<String, String> titles = new HashMap<>();
    table.rows().forEach(row -> titles.put(row.fields().get(0), row.fields().get(1)));
    return new RatingTable(ratings, users, items.stream().map(id -> titles.getOrDefault(id, id)).toList());
  }

  private static boolean isNumber(String field) {
    try {
      Float.parseFloat(field);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static int number(Map<String, Integer> all, String name, String where, String what) {
    if (name.isEmpty()) {
      throw new DataException(where + ": expected the name of " + (what.equals("item") ? "an " : "a ") + what + ", got nothing");
    }
    Integer known = all.putIfAbsent(name, all.size());
    return known == null ? all.size() - 1 : known;
  }
}
