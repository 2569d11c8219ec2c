package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.app.terminal.Console;
import profundo.app.terminal.Failure;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Result;
import profundo.app.terminal.ResultWriter;
import profundo.app.terminal.Subcommand;
import profundo.app.terminal.Version;
import profundo.data.DataException;
import profundo.io.FormatException;
import profundo.io.Json;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aResultIsPrintedForPeopleOnStandardOutput() {
    assertThat(run("greet", "Ada")).isZero();
    assertThat(out.toString()).isEqualToNormalizingNewlines("Hello, Ada!\n");
    assertThat(err.toString()).isEqualToNormalizingNewlines("greeting ...\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--json greet Ada", "greet --json Ada", "greet Ada --json"})
  void jsonTurnsTheResultIntoOneDocument(String line) {
    assertThat(run(line.split(" "))).isZero();
    assertThat(Json.parse(out.toString())).isEqualTo(Json.Obj.EMPTY.with("greeted", "Ada").with("times", 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gret Ada            | profundo: unknown command 'gret'; did you mean 'greet'? (see 'profundo --help')",
        "qwertyuiop          | profundo: unknown command 'qwertyuiop' (see 'profundo --help')",
        "greet --tiems 2 Ada | profundo greet: unknown option '--tiems'; did you mean '--times'?"
            + " (see 'profundo greet --help')",
        "greet --tiems=2 Ada | profundo greet: unknown option '--tiems'; did you mean '--times'?"
            + " (see 'profundo greet --help')",
        "greet Ada Bob Eve   | profundo greet: unexpected argument 'Eve' (see 'profundo greet --help')",
        "--jsno greet Ada    | profundo: unknown option '--jsno'; did you mean '--json'? (see 'profundo --help')",
      })
  void aMisspeltWordIsAnsweredWithTheNearestOne(String line, String complaint) {
    assertThat(run(line.split(" +"))).isEqualTo(2);
    assertThat(err.toString()).isEqualToNormalizingNewlines(complaint + "\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void withoutACommandTheHelpIsShown() {
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("Usage: profundo").contains("Greets people.").contains("profundo train lenet5");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--times often Ada       | --times: expected a whole number, got 'often'",
        "--times 1.5 Ada         | --times: expected a whole number, got '1.5'",
        "--times 99999999999 Ada | --times: expected a whole number of at most 2147483647 either way, got '99999999999'",
        "--loudness high Ada     | --loudness: expected a number, such as 0.01, got 'high'",
        "--from ^^ Ada           | --from: expected an address, such as https://example.org/mnist/, got '^^'",
      })
  void aValueOfTheWrongTypeIsBadUsage(String line, String complaint) {
    var args = new ArrayList<>(List.of("greet"));
    args.addAll(List.of(line.split(" ")));
    assertThat(run(args.toArray(String[]::new))).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines("profundo greet: " + complaint + " (see 'profundo greet --help')\n");
  }

  @Test
  void aNameThatNoFileCanHaveIsBadUsage() {
    assertThat(run("greet", "--letter", "a\0b", "Ada")).isEqualTo(2);
    assertThat(run("greet", "Ada", "a\0b")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--letter: expected the name of a file or folder")
        .contains("GIFT: expected the name of a file or folder")
        .doesNotContain("java")
        .hasLineCount(2);
  }

  @Test
  void badInputEndsInTwoAndItsOwnMessage() {
    assertThat(runFailing(() -> { throw new InvalidInput("digit.png: expected 28x28, got 3x4\n  scale it"); })).isEqualTo(2);
    assertThat(err.toString()).isEqualToNormalizingNewlines("profundo fail: digit.png: expected 28x28, got 3x4; scale it\n");
  }

  @Test
  void aSettingThatTheCoreRefusesIsBadInput() {
    assertThat(runFailing(() -> { throw new IllegalArgumentException("Adam: expected rate > 0, got -1.0"); })).isEqualTo(2);
    assertThat(err.toString()).isEqualToNormalizingNewlines("profundo fail: Adam: expected rate > 0, got -1.0\n");
  }

  @Test
  void aMissingFileIsBadInput() {
    assertThat(runFailing(() -> { throw new UncheckedIOException(null, new NoSuchFileException("a.png")); })).isEqualTo(2);
    assertThat(err.toString()).contains("a.png: no such file").hasLineCount(1);
  }

  @Test
  void anUnwritableFolderIsBadInputAndAFullDiskAFailedRun() {
    var denied = new IOException("cannot write runs/1: permission denied", new AccessDeniedException("runs/1"));
    assertThat(Failure.of(denied)).isEqualTo(new Failure(2, "cannot write runs/1: permission denied"));
    var cause = new FileSystemException("runs/1/model", null, "No space left on device");
    var full = new IOException("cannot write runs/1/model: the disk is full", cause);
    assertThat(Failure.of(full)).isEqualTo(new Failure(1, "cannot write runs/1/model: the disk is full"));
    assertThat(Failure.of(new FormatException("a.npy: truncated")).code()).isEqualTo(2);
    assertThat(Failure.of(new DataException("no labels")).code()).isEqualTo(2);
  }

  @Test
  void aRunThatFailsEndsInOneWithoutStackTrace() {
    assertThat(runFailing(() -> { throw new IllegalStateException("no loss"); })).isEqualTo(1);
    assertThat(err.toString()).contains("no loss").contains("--debug").hasLineCount(1);
  }

  @Test
  void anErrorOfTheJvmEndsInOneWithoutStackTrace() {
    assertThat(runFailing(() -> { throw new OutOfMemoryError("Java heap space"); })).isEqualTo(1);
    assertThat(err.toString()).contains("out of memory (Java heap space)").contains("smaller batch").hasLineCount(1);
  }

  @Test
  void debugShowsTheStackTrace() {
    assertThat(runFailing(() -> { throw new IllegalStateException("no loss"); }, "--debug")).isEqualTo(1);
    assertThat(err.toString()).contains("java.lang.IllegalStateException: no loss").contains("at profundo.app.MainTest");
  }

  @Test
  void aResultThatCannotBeWrittenIsAFailure() {
    var full = new PrintWriter(new StringWriter()) {
      @Override
      public boolean checkError() {
        return true;
      }
    };
    var console = new Console(full, new PrintWriter(err, true), false);
    assertThat(Main.run(console, List.of(new Greet()), "greet", "Ada")).isEqualTo(1);
    assertThat(err.toString()).contains("could not be written");
  }

  @ParameterizedTest
  @ValueSource(strings = {"greet Ada", "greet Ada --json", "--help", "greet --help", "--version", ""})
  void aReaderThatGoesAwayEndsTheProgramSilently(String line) {
    String[] args = line.isEmpty() ? new String[0] : line.split(" ");
    assertThat(Main.run(failing("Broken pipe"), List.of(new Greet()), args)).isEqualTo(141);
    assertThat(err.toString().replace("greeting ..." + System.lineSeparator(), "")).isEmpty();
    assertThat(Main.run(failing("No space left on device"), List.of(new Greet()), args)).isEqualTo(1);
    assertThat(err.toString()).contains("the result could not be written to standard output: No space left on device");
  }

  /// A console whose results go nowhere.
  private Console failing(String reason) {
    var broken = new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
    return new Console(ResultWriter.of(broken, StandardCharsets.UTF_8), new PrintWriter(err, true), false);
  }

  @Test
  void versionAndHelpGoToStandardOutput() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("profundo " + Version.current() + " (Java ").doesNotContain("${");
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Usage: profundo").contains("greet").contains("Greets people.");
    assertThat(run("greet", "--help")).isZero();
    assertThat(out.toString()).contains("Usage: profundo greet").contains("--times");
    assertThat(err.toString()).isEmpty();
  }

  private int run(String... args) {
    return run(new Greet(), args);
  }

  private int runFailing(Callable<Result> task, String... options) {
    var args = new String[options.length + 1];
    args[0] = "fail";
    System.arraycopy(options, 0, args, 1, options.length);
    return run(new Fail(task), args);
  }

  private int run(Subcommand command, String... args) {
    var console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);
    return Main.run(console, List.of(command), args);
  }

  @Command(name = "greet", description = "Greets people.")
  private static final class Greet implements Subcommand {
    @Parameters(index = "0")
    private String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "GIFT")
    private Path gift;

    @Option(names = "--times")
    private int times = 1;

    @Option(names = "--loudness")
    private Double loudness;

    @Option(names = "--letter")
    private Path letter;

    @Option(names = "--from")
    private URI from;

    @Override
    public Result run(Console console) {
      console.err().println("greeting ...");
      return new Result() {
        @Override
        public Json.Obj json() {
          return Json.Obj.EMPTY.with("greeted", name).with("times", times);
        }

        @Override
        public void print(PrintWriter to) {
          to.println("Hello, " + name + "!");
        }
      };
    }
  }

  @Command(name = "fail")
  private record Fail(Callable<Result> task) implements Subcommand {
    @Override
    public Result run(Console console) throws Exception {
      return task.call();
    }
  }
}
