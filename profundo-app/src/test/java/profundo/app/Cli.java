package profundo.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import profundo.app.terminal.Console;
import profundo.io.Json;

/// Runs one command of the program in this process and keeps what it wrote.
///
/// @param code exit code
/// @param out standard output
/// @param err standard error
public record Cli(int code, String out, String err) {
  public static Cli run(Object... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    var console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);
    String[] args = List.of(words).stream().map(Object::toString).toArray(String[]::new);
    int code = Main.run(console, Main.commands(args), args);
    return new Cli(code, out.toString(), err.toString());
  }

  public Json.Obj json() {
    return Json.parse(out).asObject();
  }
}
