package profundo.app.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import profundo.app.terminal.BadFile;

/// What is wrong with a file, gathered so that all of it is told at once.
public final class Problems {
  private static final int SHOWN = 50;

  /// One thing that is wrong.
  ///
  /// @param place such as `line 7`
  record Problem(String place, String text) {
    private int line() {
      return place.matches("line \\d{1,9}") ? Integer.parseInt(place.substring(5)) : Integer.MAX_VALUE;
    }
  }

  private final String file;
  private final List<Problem> all = new ArrayList<>();

  private Problems(String file) {
    this.file = file;
  }

  /// @param file how the file is called in the complaint
  public static Problems of(String file) {
    return new Problems(file);
  }

  void add(String place, String text) {
    var problem = new Problem(place, text);
    if (!all.contains(problem)) {
      all.add(problem);
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /// In the order of the lines.
  List<Problem> sorted() {
    return all.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }

  /// @throws BadFile with everything that is wrong
  public void require() {
    if (all.isEmpty()) {
      return;
    }
    var lines = new ArrayList<String>();
    for (Problem p : sorted()) {
      lines.add(file + ", " + p.place() + ": " + p.text());
    }
    int more = lines.size() - SHOWN;
    throw new BadFile(
        (lines.size() == 1 ? "" : lines.size() + " problems\n") + String.join("\n", lines.subList(0, Math.min(SHOWN, lines.size())))
            + (more > 0 ? "\nand " + more + " more" : ""));
  }
}
