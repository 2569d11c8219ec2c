package profundo.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;

/// What users think of items: a sparse table with a row for each user and a column for each item, of which some entries
/// are observed. It never changes.
///
///     var parts = ratings.split(0.1, Rng.of(42));
///     Dataset rows = parts.train().rows();        // x and observed, each [users, items]
public final class Ratings {
  /// The part of [#rows] that says which entries are observed: 1 where one is, else 0.
  public static final String OBSERVED = "observed";

  /// Most entries of the full table.
  private static final long MOST = 1L << 28;

  /// What stands for an entry, or is made of it.
  @FunctionalInterface
  public interface Entry {
    /// A value for this user and this item.
    double of(int user, int item);
  }

  /// Ratings divided in two.
  ///
  /// @param train to learn from
  /// @param heldOut the rest
  public record Split(Ratings train, Ratings heldOut) {}

  private final int users;
  private final int items;
  private final int[] user;
  private final int[] item;
  private final float[] value;

  private Ratings(int users, int items, int[] user, int[] item, float[] value) {
    this.users = users;
    this.items = items;
    this.user = user;
    this.item = item;
    this.value = value;
  }

  /// The observed entries, one after the other.
  ///
  /// @param users how many rows
  /// @param items how many columns
  /// @param user rows of the entries, from 0
  /// @param item columns of the entries, from 0
  /// @param value finite
  /// @throws IllegalArgumentException when there is no entry, the lengths differ, a number is out of range, or a value not finite
  public static Ratings of(int users, int items, int[] user, int[] item, float[] value) {
    if (user.length < 1 || item.length != user.length || value.length != user.length) {
      throw new IllegalArgumentException(
          "Ratings: expected at least one entry, each with user, item and value, got " + user.length + ", " + item.length + " and "
              + value.length);
    }
    for (int k = 0; k < user.length; k++) {
      if (user[k] < 0 || user[k] >= users || item[k] < 0 || item[k] >= items || !Float.isFinite(value[k])) {
        throw new IllegalArgumentException(
            "Ratings, entry " + k + ": expected a user below " + users + ", an item below " + items + " and a finite value, got "
                + user[k] + ", " + item[k] + " and " + value[k]);
      }
    }
    return new Ratings(users, items, user.clone(), item.clone(), value.clone());
  }

  /// Number of rows, those without an entry included.
  public int users() {
    return users;
  }

  /// Number of columns, those without an entry included.
  public int items() {
    return items;
  }

  /// Number of observed entries.
  public int size() {
    return value.length;
  }

  /// Row of an entry.
  public int user(int entry) {
    return user[entry];
  }

  /// Column of an entry.
  public int item(int entry) {
    return item[entry];
  }

  /// Value of an entry.
  public float value(int entry) {
    return value[entry];
  }

  /// The entries at these positions, in this order, in a table of the same size.
  public Ratings subset(int... entries) {
    int[] u = new int[entries.length];
    int[] i = new int[entries.length];
    float[] v = new float[entries.length];
    for (int k = 0; k < entries.length; k++) {
      u[k] = user[entries[k]];
      i[k] = item[entries[k]];
      v[k] = value[entries[k]];
    }
    return of(users, items, u, i, v);
  }

  /// Holds out random entries, at least one and not all.
  ///
  /// @param fraction share of what is held out, between 0 and 1
  public Split split(double fraction, Rng rng) {
    if (!(fraction > 0 && fraction < 1) || size() < 2) {
      throw new IllegalArgumentException(
          "Ratings: expected a fraction between 0 and 1 of at least 2 entries, got " + fraction + " of " + size());
    }
    int[] order = rng.permutation(size());
    int held = Math.clamp(Math.round(fraction * size()), 1, size() - 1);
    return new Split(subset(Arrays.copyOfRange(order, held, order.length)), subset(Arrays.copyOf(order, held)));
  }

  /// The same table with rows and columns exchanged: a row for each item.
  public Ratings transposed() {
    return new Ratings(items, users, item, user, value);
  }

  /// The same entries less something, such as what a simpler model makes of them.
  public Ratings less(Entry other) {
    float[] v = new float[size()];
    for (int k = 0; k < v.length; k++) {
      v[k] = (float) (value[k] - other.of(user[k], item[k]));
    }
    return of(users, items, user, item, v);
  }

  /// Root of the mean squared error of a prediction over the observed entries, in the unit of the values.
  public double rmse(Entry prediction) {
    double sum = 0;
    for (int k = 0; k < size(); k++) {
      double d = prediction.of(user[k], item[k]) - value[k];
      sum += d * d;
    }
    return Math.sqrt(sum / size());
  }

  /// The full table, a sample for each user: `x` F32 `[users, items]` with 0 where nothing is observed, and [#OBSERVED] F32
  /// of the same shape with 1 where something is.
  ///
  /// @throws IllegalArgumentException when the table has more than 2^28 entries
  public Dataset rows() {
    if ((long) users * items > MOST) {
      throw new IllegalArgumentException(
          "Ratings: expected a table of at most " + MOST + " entries, got " + users + " x " + items + "; leave out rare items");
    }
    float[] x = new float[users * items];
    float[] observed = new float[x.length];
    for (int k = 0; k < size(); k++) {
      int at = user[k] * items + item[k];
      x[at] = value[k];
      observed[at] = 1;
    }
    Shape shape = Shape.of(users, items);
    var parts = new LinkedHashMap<String, Array>();
    parts.put(Dataset.X, Array.wrap(shape, x));
    parts.put(OBSERVED, Array.wrap(shape, observed));
    return Dataset.of(parts);
  }

  @Override
  public String toString() {
    return size() + " ratings of " + items + " items by " + users + " users";
  }
}
