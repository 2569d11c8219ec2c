package profundo.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import profundo.Rng;

/// The programs in docs/zoo.md compile, and run, as they stand there.
@Isolated
class ZooDocumentationTest {
  private static final Pattern PROGRAM = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path temporary;

  private static List<String> programs() throws Exception {
    List<String> all = new ArrayList<>();
    Matcher m = PROGRAM.matcher(Files.readString(Path.of("..", "docs", "zoo.md")));
    while (m.find()) {
      all.add(m.group(1));
    }
    assertThat(all).hasSize(2);
    return all;
  }

  @Test
  void aRecipeOfTheZoo() throws Exception {
    String small =
        programs().getFirst().replace("Strokes.load()", "Strokes.load(1, 256, 64)").replace("\"5\"", "\"1\"")
            .replace(", 42);", ".with(\"hidden\", \"10\"), 42);")
            .replace("Path.of(\"", "Path.of(\"" + temporary.toString().replace("\\", "/") + "/");
    assertThat(run(small)).contains("squared_error=", "free_energy_gap=");
  }

  /// As it stands: sequences come back better than their means, from fewer numbers than they have.
  @Test
  void aRecurrentAutoencoder() throws Exception {
    String printed = run(programs().getLast().replace(".on(ProgressBar.stderr())", ""));
    System.out.println(printed);
    Matcher m = Pattern.compile("squared error of a wave: ([0-9.E-]+); of its mean: ([0-9.E-]+)").matcher(printed);
    assertThat(m.find()).as(printed).isTrue();
    assertThat(Double.parseDouble(m.group(1))).isLessThan(0.1 * Double.parseDouble(m.group(2)));
  }

  private static Path classes(Class<?> of) throws Exception {
    return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private String run(String source) throws Exception {
    Path folder = Files.createTempDirectory(temporary, "program");
    Path file = Files.writeString(folder.resolve("Program.java"), source);
    var complaints = new StringWriter();
    var options =
        List.of(
            "--module-path", classes(Rng.class) + File.pathSeparator + classes(Zoo.class), "--add-modules", "org.profundo.zoo",
            "-Xlint:all,-incubating", "-Werror", "-proc:none", "-d", folder.toString());
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled = compiler.getTask(complaints, files, null, options, null, files.getJavaFileObjects(file)).call();
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
    return printed.toString(StandardCharsets.UTF_8);
  }
}
