package profundo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The programs in the documentation compile, and run, as they stand there.
@Isolated
class DocumentationTest {
  private static final Pattern PROGRAM = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Path ROOT = Path.of("..");

  @TempDir private Path temporary;

  /// A program and where it stands.
  record Program(String page, int number, String source) {
    @Override
    public String toString() {
      return page + ", program " + number;
    }
  }

  static Stream<Program> programs() throws IOException {
    var all = new ArrayList<Program>();
    for (String page : List.of("README.md", "docs/getting-started.md", "docs/diagnosis.md", "docs/explain.md")) {
      var matcher = PROGRAM.matcher(Files.readString(ROOT.resolve(page)));
      for (int n = 1; matcher.find(); n++) {
        all.add(new Program(page, n, matcher.group(1)));
      }
    }
    return all.stream();
  }

  @Test
  void thereArePrograms() throws IOException {
    assertThat(programs().filter(p -> p.page().equals("README.md"))).isNotEmpty();
    assertThat(programs().filter(p -> p.page().startsWith("docs"))).hasSizeGreaterThan(2);
  }

  /// With fewer samples and epochs, and files in a folder of the test.
  @ParameterizedTest
  @MethodSource("programs")
  void compilesAndRuns(Program program) throws Exception {
    String small =
        program.source()
            .replace("Strokes.load()", "Strokes.load(1, 256, 64)")
            .replace(", 5);", ", 1);")
            .replace(", 200);", ", 2);")
            .replace("Path.of(\"", "Path.of(\"" + temporary.toString().replace("\\", "/") + "/");
    if (small.contains("ModelFile.load")) {
      run(programs().filter(p -> p.source().contains("ModelFile.save")).findFirst().orElseThrow().source()
          .replace("Strokes.load()", "Strokes.load(1, 256, 64)")
          .replace("Path.of(\"", "Path.of(\"" + temporary.toString().replace("\\", "/") + "/"));
    }
    run(small);
  }

  private void run(String source) throws Exception {
    Path folder = Files.createTempDirectory(temporary, "program");
    Path file = Files.writeString(folder.resolve("Program.java"), source);
    var complaints = new StringWriter();
    var options =
        List.of(
            "--module-path", Path.of("target", "classes").toString(),
            "--add-modules", "org.profundo.core",
            "-Xlint:all,-incubating", "-Werror", "-proc:none",
            "-d", folder.toString());
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled =
          compiler.getTask(complaints, files, null, options, null, files.getJavaFileObjects(file)).call();
      assertThat(compiled).as("%s%n%s", complaints, source).isTrue();
    }
    PrintStream out = System.out;
    var printed = new ByteArrayOutputStream();
    try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      Class<?> type = loader.loadClass("Program");
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      var main = type.getDeclaredMethod("main");
      main.setAccessible(true);
      main.invoke(constructor.newInstance());
    } finally {
      System.setOut(out);
    }
    if (source.contains("IO.println")) {
      assertThat(printed.toString(StandardCharsets.UTF_8)).isNotBlank();
    }
  }
}
