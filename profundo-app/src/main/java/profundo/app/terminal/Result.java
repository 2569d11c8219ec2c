package profundo.app.terminal;

import java.io.PrintWriter;
import profundo.io.Json;

/// What a command found out: text for people, JSON for programs (`--json`).
public interface Result {
  /// Everything that was found, with keys in snake case.
  Json.Obj json();

  /// Writes the same for people.
  void print(PrintWriter out);
}
