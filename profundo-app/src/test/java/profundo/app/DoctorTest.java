package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.app.terminal.Console;
import profundo.data.DatasetCatalog;
import profundo.io.Json;
import profundo.kernel.Provider;

class DoctorTest {
  @Test
  void tellsWhatTheMachineIsHowFastItComputesAndWhereItFoundTheData(@TempDir Path folder) throws Exception {
    Path mnist = Files.createDirectory(folder.resolve("mnist"));
    for (var file : DatasetCatalog.find("mnist").orElseThrow().files()) {
      Files.createFile(mnist.resolve(file.name()));
    }
    var out = new StringWriter();
    var console = new Console(new PrintWriter(out, true), new PrintWriter(new StringWriter(), true), false);

    int code = Main.run(console, List.of(new Doctor()), "doctor", "--json", "--data-dir", folder.toString());

    assertThat(code).isZero();
    var found = Json.parse(out.toString()).asObject();
    int cores = Runtime.getRuntime().availableProcessors();
    assertThat(found.integer("cores")).isEqualTo(cores);
    assertThat(found.object("kernels").text("name")).isEqualTo(Provider.best().name());
    assertThat(found.list("gemm")).hasSize(cores > 1 ? 2 : 1);
    assertThat(found.list("gemm").getFirst().asObject().number("gflops")).isPositive();
    var data = found.list("data").getFirst().asObject();
    assertThat(data.text("found")).isEqualTo(mnist.toString());
    assertThat(data.list("looked_in")).first().isEqualTo(Json.of(mnist.toString()));
  }
}
