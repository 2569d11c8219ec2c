package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import profundo.app.terminal.Subcommand;

/// What newcomers read.
class HelpTest {
  @Test
  void theLineOfEveryCommandIsAWholeSentence() {
    String first = Cli.run("--help").out();
    for (Subcommand c : Main.commands()) {
      Command command = c.getClass().getAnnotation(Command.class);
      assertThat(command.description()[0]).as(command.name()).endsWith(".").matches("[A-Z].*");
      assertThat(first.replaceAll("\\s+", " ")).contains(command.name() + " " + command.description()[0]);
    }
    assertThat(first).contains("profundo train lenet5").contains("profundo COMMAND --help");
  }

  @Test
  void everyHelpFitsAScreenAndEndsItsSentences() {
    for (Subcommand c : Main.commands()) {
      String name = c.getClass().getAnnotation(Command.class).name();
      Cli help = Cli.run(name, "--help");
      assertThat(help.code()).isZero();
      List<String> lines = help.out().lines().toList();
      assertThat(lines).as(name).allMatch(line -> line.length() <= 100);
      assertThat(help.out()).as(name).doesNotContain("<");
      // The line before an option is the end of the description of another.
      for (int i = 1; i < lines.size(); i++) {
        if (lines.get(i).matches("  (-\\w, |    )--.*") && !lines.get(i - 1).startsWith("Usage")) {
          assertThat(lines.get(i - 1)).as(name + ": before " + lines.get(i)).endsWith(".");
        }
      }
    }
  }
}
