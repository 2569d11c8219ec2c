package profundo.app.saved;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import profundo.app.report.Predictions;
import profundo.app.terminal.Table;
import profundo.io.Json;
import profundo.nn.ConfusionMatrix;

/// How well predictions agree with the labels.
///
/// @param samples how many
/// @param accuracy part of the predictions that are right
/// @param loss mean of -ln p(right class)
/// @param matrix which class was taken for which
/// @param classes names
public record Evaluation(int samples, double accuracy, double loss, ConfusionMatrix matrix, List<String> classes) {
  /// More columns than this are not read by anybody.
  private static final int MOST_COLUMNS = 20;

  /// Counts what a model has answered.
  public static Evaluation of(Predictions predictions) {
    var matrix = ConfusionMatrix.of(predictions.classes().size());
    matrix.update(predictions.probabilities(), predictions.data().y());
    float[] p = predictions.probabilities().floats();
    int n = predictions.data().size();
    double loss = 0;
    for (int i = 0; i < n; i++) {
      // A probability that rounds to zero has a logarithm all the same.
      loss -= Math.log(Math.max(p[i * predictions.classes().size() + predictions.data().label(i)], Float.MIN_VALUE));
    }
    return new Evaluation(n, matrix.result(), loss / n, matrix, predictions.classes());
  }

  long count(int c) {
    long sum = 0;
    for (int p = 0; p < classes.size(); p++) {
      sum += matrix.count(c, p);
    }
    return sum;
  }

  /// All figures, with precision, recall and F1 of each class and the counts of the matrix.
  public Json.Obj json() {
    var perClass = new ArrayList<Json.Obj>();
    var rows = new ArrayList<List<Long>>();
    for (int c = 0; c < classes.size(); c++) {
      perClass.add(
          Json.Obj.EMPTY
              .with("name", classes.get(c))
              .with("samples", count(c))
              .with("precision", matrix.precision(c))
              .with("recall", matrix.recall(c))
              .with("f1", matrix.f1(c)));
      var row = new ArrayList<Long>();
      for (int p = 0; p < classes.size(); p++) {
        row.add(matrix.count(c, p));
      }
      rows.add(row);
    }
    return Json.Obj.EMPTY
        .with("samples", samples)
        .with("accuracy", accuracy)
        .with("loss", loss)
        .with("precision", matrix.precision())
        .with("recall", matrix.recall())
        .with("f1", matrix.f1())
        .with("classes", perClass)
        .with("confusion", rows);
  }

  public void print(PrintWriter out) {
    out.println("accuracy " + percent(accuracy) + ", loss " + String.format(Locale.ROOT, "%.4f", loss) + ", " + samples + " samples");
    out.println();
    var perClass = Table.of("class", "samples", "precision", "recall", "F1");
    for (int c = 0; c < classes.size(); c++) {
      perClass.row(
          classes.get(c), count(c), percent(matrix.precision(c)), percent(matrix.recall(c)), percent(matrix.f1(c)));
    }
    perClass.row("mean", samples, percent(matrix.precision()), percent(matrix.recall()), percent(matrix.f1()));
    perClass.print(out);
    if (classes.size() > MOST_COLUMNS) {
      out.println();
      out.println("confusion of " + classes.size() + " classes: see --json");
      return;
    }
    out.println();
    var headings = new ArrayList<>(List.of("is \\ taken for"));
    headings.addAll(classes);
    var confusion = Table.of(headings.toArray(String[]::new));
    for (int c = 0; c < classes.size(); c++) {
      var row = new ArrayList<Object>(List.of(classes.get(c)));
      for (int p = 0; p < classes.size(); p++) {
        row.add(matrix.count(c, p));
      }
      confusion.row(row.toArray());
    }
    confusion.print(out);
  }

  /// As in `98.54 %`; all and nothing only where that is exact.
  public static String percent(double part) {
    if (part > 0.99995 && part < 1 || part > 0 && part < 0.00005) {
      return part < 0.5 ? "<0.01 %" : ">99.99 %";
    }
    return String.format(Locale.ROOT, "%.2f %%", 100 * part);
  }
}
