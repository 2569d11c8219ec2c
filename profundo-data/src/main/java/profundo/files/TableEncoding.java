package profundo.files;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import profundo.Array;
import profundo.Shape;
import profundo.data.DataException;
import profundo.data.Dataset;

/// How the rows of a table become numbers, fitted on the training part and then applied to any part.
///
/// A column whose training values are all numbers is numeric: `(v - mean) / std` with the statistics of the training
/// part, 0 (the mean) where the value is missing, and a second feature that is 1 there when the training part has missing
/// values. Any other column is categorical: one feature for each value of the training part, 1 where the row has it; none
/// of them for a missing or a new value.
///
/// @param columns the features, without the column that is to be predicted
/// @param target name of the column to predict, null for none
/// @param classes the labels in order, empty where the target is a number
public record TableEncoding(List<Column> columns, String target, List<String> classes) {
  /// Most values of a categorical column.
  public static final int MAX_CATEGORIES = 10_000;

  private static final Set<String> MISSING = Set.of("", "?", "NA", "N/A", "NaN", "nan", "null", "NULL");

  /// One column of the file.
  public sealed interface Column {
    /// Its name in the file.
    String name();

    /// How many features it becomes.
    int width();
  }

  /// Numbers.
  ///
  /// @param mean of the training part
  /// @param std of the training part; 1 where it is constant
  /// @param flagged whether a second feature says that the value is missing
  public record Numeric(String name, double mean, double std, boolean flagged) implements Column {
    @Override
    public int width() {
      return flagged ? 2 : 1;
    }
  }

  /// Names.
  ///
  /// @param values sorted
  public record Categorical(String name, List<String> values) implements Column {
    @Override
    public int width() {
      return values.size();
    }
  }

  /// Copies the lists.
  public TableEncoding {
    columns = List.copyOf(columns);
    classes = List.copyOf(classes);
  }

  /// Fits an encoding whose target is a class: `y` becomes labels I32 `[n]`, the classes sorted by name.
  ///
  /// @param label the column to predict
  /// @param categorical columns of numbers that stand for names
  public static TableEncoding ofClasses(Rows train, String label, String... categorical) {
    int at = train.column(label);
    var classes = new TreeSet<String>();
    for (int i = 0; i < train.size(); i++) {
      classes.add(present(train, i, at));
    }
    return fit(train, label, new ArrayList<>(classes), categorical);
  }

  /// Fits an encoding whose target is a number: `y` becomes F32 `[n, 1]`, as in the file.
  public static TableEncoding ofNumbers(Rows train, String target, String... categorical) {
    train.column(target);
    return fit(train, target, List.of(), categorical);
  }

  /// Fits an encoding of all columns as features.
  public static TableEncoding ofFeatures(Rows train, String... categorical) {
    return fit(train, null, List.of(), categorical);
  }

  private static TableEncoding fit(Rows train, String target, List<String> classes, String... categorical) {
    if (classes.size() > MAX_CATEGORIES) {
      throw new DataException(
          train.source() + ": expected at most " + MAX_CATEGORIES + " classes in '" + target + "', got " + classes.size());
    }
    var names = new LinkedHashSet<String>();
    for (String name : categorical) {
      names.add(train.names().get(train.column(name)));
    }
    var columns = new ArrayList<Column>();
    for (int c = 0; c < train.names().size(); c++) {
      String name = train.names().get(c);
      if (!name.equals(target)) {
        columns.add(names.contains(name) || !isNumeric(train, c) ? categorical(train, c) : numeric(train, c));
      }
    }
    if (columns.isEmpty()) {
      throw new DataException(train.source() + ": expected a column besides the target '" + target + "', got none");
    }
    return new TableEncoding(columns, target, classes);
  }

  private static boolean isNumeric(Rows train, int column) {
    boolean any = false;
    for (Rows.Row row : train.rows()) {
      String field = row.fields().get(column);
      if (MISSING.contains(field)) {
        continue;
      }
      try {
        if (!Double.isFinite(Double.parseDouble(field))) {
          return false;
        }
      } catch (NumberFormatException e) {
        return false;
      }
      any = true;
    }
    return any;
  }

  private static Numeric numeric(Rows train, int column) {
    double sum = 0;
    int n = 0;
    for (Rows.Row row : train.rows()) {
      String field = row.fields().get(column);
      if (!MISSING.contains(field)) {
        sum += Double.parseDouble(field);
        n++;
      }
    }
    double mean = sum / n;
    double squares = 0;
    for (Rows.Row row : train.rows()) {
      String field = row.fields().get(column);
      if (!MISSING.contains(field)) {
        double d = Double.parseDouble(field) - mean;
        squares += d * d;
      }
    }
    double std = Math.sqrt(squares / n);
    return new Numeric(train.names().get(column), mean, std > 0 ? std : 1, n < train.size());
  }

  private static Categorical categorical(Rows train, int column) {
    var values = new TreeSet<String>();
    for (Rows.Row row : train.rows()) {
      String field = row.fields().get(column);
      if (!MISSING.contains(field)) {
        values.add(field);
      }
    }
    String name = train.names().get(column);
    if (values.size() > MAX_CATEGORIES) {
      throw new DataException(
          train.source() + ": expected at most " + MAX_CATEGORIES + " different values in '" + name + "', got "
              + values.size() + "; leave the column out");
    }
    return new Categorical(name, new ArrayList<>(values));
  }

  /// Number of features.
  public int width() {
    return columns.stream().mapToInt(Column::width).sum();
  }

  /// The rows as `x` F32 `[n, width]`, and `y` where there is a target.
  ///
  /// @throws DataException with the line when a field does not fit its column, or a label was not in the training part
  public Dataset apply(Rows rows) {
    int width = width();
    if ((long) rows.size() * width > Integer.MAX_VALUE - 64) {
      throw new DataException(
          rows.source() + ": expected at most 2^31 values, got " + rows.size() + " rows of " + width + " features");
    }
    float[] x = new float[rows.size() * width];
    int offset = 0;
    for (Column column : columns) {
      int c = rows.column(column.name());
      for (int i = 0; i < rows.size(); i++) {
        write(column, rows, i, c, x, i * width + offset);
      }
      offset += column.width();
    }
    Array all = Array.wrap(Shape.of(rows.size(), width), x);
    if (target == null) {
      return Dataset.of(all);
    }
    int t = rows.column(target);
    if (classes.isEmpty()) {
      float[] y = new float[rows.size()];
      for (int i = 0; i < y.length; i++) {
        y[i] = FileBytes.number(present(rows, i, t), rows.where(i) + ", column '" + target + "'");
      }
      return Dataset.of(all, Array.wrap(Shape.of(y.length, 1), y));
    }
    int[] y = new int[rows.size()];
    for (int i = 0; i < y.length; i++) {
      String label = present(rows, i, t);
      y[i] = classes.indexOf(label);
      if (y[i] < 0) {
        throw new DataException(
            rows.where(i) + ": class " + FileBytes.shown(label) + " in '" + target
                + "' was not in the training part, which has " + classes.size() + "; split with strata");
      }
    }
    return Dataset.of(all, Array.wrap(Shape.of(y.length), y)).withClasses(classes);
  }

  private static void write(Column column, Rows rows, int row, int at, float[] x, int to) {
    String field = rows.rows().get(row).fields().get(at);
    boolean missing = MISSING.contains(field);
    switch (column) {
      case Numeric n -> {
        if (n.flagged()) {
          x[to + 1] = missing ? 1 : 0;
        }
        if (!missing) {
          x[to] = (float) ((FileBytes.number(field, rows.where(row) + ", column '" + n.name() + "'") - n.mean()) / n.std());
        }
      }
      case Categorical c -> {
        int value = missing ? -1 : c.values().indexOf(field);
        if (value >= 0) {
          x[to + value] = 1;
        }
      }
    }
  }

  private static String present(Rows rows, int row, int column) {
    String field = rows.rows().get(row).fields().get(column);
    if (MISSING.contains(field)) {
      throw new DataException(
          rows.where(row) + ": expected a value to predict in '" + rows.names().get(column) + "', got "
              + FileBytes.shown(field) + "; remove the row");
    }
    return field;
  }
}
