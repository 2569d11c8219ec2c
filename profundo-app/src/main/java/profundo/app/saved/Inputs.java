package profundo.app.saved;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import profundo.Array;
import profundo.app.data.ImageSize;
import profundo.app.data.TextCode;
import profundo.app.terminal.InvalidInput;
import profundo.data.Dataset;
import profundo.files.Texts;

/// Texts or series that stand on the command line of `predict`.
///
/// @param names one for each sample
/// @param samples without labels
public record Inputs(List<String> names, Dataset samples) {
  private static final int MOST = 100_000;
  private static final int SHOWN = 60;

  /// Each argument is a text.
  public static Inputs texts(List<String> arguments, Classifier model) {
    TextCode code = model.code().orElseThrow();
    var names = new ArrayList<String>();
    for (String text : arguments) {
      if (text.isBlank()) {
        throw new InvalidInput("expected a text, got none: '" + text + "'");
      }
      names.add(text.length() > SHOWN ? text.substring(0, SHOWN - 3) + "..." : text);
    }
    return new Inputs(names, code.encode(arguments, model.input().count()));
  }

  /// Each argument is a file with a series on each line: its values, step by step, between commas, tabulators or blanks.
  public static Inputs series(List<String> arguments, Classifier model) {
    int values = model.input().count();
    var names = new ArrayList<String>();
    var all = new ArrayList<float[]>();
    for (String file : arguments) {
      if (!Files.isRegularFile(Path.of(file))) {
        throw new InvalidInput(file + ": expected a file with a series on each line, got "
            + (Files.exists(Path.of(file)) ? "something else" : "no such file") + "; check the path");
      }
      List<String> lines = Texts.whole(Path.of(file)).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i).strip();
        if (!line.isEmpty()) {
          String where = file + ", line " + (i + 1);
          names.add(where);
          all.add(series(line, values, where, model));
        }
      }
    }
    if (all.isEmpty() || all.size() > MOST) {
      throw new InvalidInput("expected 1 to " + MOST + " series, got " + all.size());
    }
    float[] x = new float[Math.multiplyExact(all.size(), values)];
    for (int i = 0; i < all.size(); i++) {
      System.arraycopy(all.get(i), 0, x, i * values, values);
    }
    return new Inputs(names, Dataset.of(Array.wrap(model.input().insert(0, all.size()), x)));
  }

  private static float[] series(String line, int values, String where, Classifier model) {
    String[] fields = line.split("\\s*,\\s*|\\s+", -1);
    if (fields.length != values) {
      throw new InvalidInput(
          where + ": expected " + values + " values, a series " + ImageSize.text(model.input()) + " as the model takes it, got "
              + fields.length);
    }
    float[] v = new float[values];
    for (int i = 0; i < values; i++) {
      try {
        v[i] = Float.parseFloat(fields[i]);
      } catch (NumberFormatException e) {
        throw new InvalidInput(where + ", value " + (i + 1) + ": expected a number, got '" + fields[i] + "'", e);
      }
      if (!Float.isFinite(v[i])) {
        throw new InvalidInput(where + ", value " + (i + 1) + ": expected a finite number, got '" + fields[i] + "'");
      }
    }
    return v;
  }
}
