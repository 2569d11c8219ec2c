package profundo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import profundo.io.Json;

class MainTest {
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  @ParameterizedTest
  @CsvSource({
    "--rounds 0, --rounds: expected 1 to 1000",
    "--seconds NaN, --seconds: expected 0.01 to 600",
    "--seconds -1, --seconds: expected 0.01 to 600",
    "--threads 0, --threads: expected 1 to 1024",
    "--busy -1, --busy: expected 0 to 1024",
    "--kernels [, --kernels: expected a regular expression",
    "--kernels Gemm --json, --kernels: expected no workloads",
    "'a.,', unknown workload 'a.'",
    "',', expected names of workloads",
    "z, unknown workload 'z'",
    "--nothing, Unknown option"
  })
  void badUsageIsOneLineAndCodeTwo(String args, String complaint) {
    assertThat(run(args.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(complaint).contains("--help").doesNotContain("\tat ");
  }

  @Test
  void aLetterIsAFamily() {
    assertThat(Main.chosen(List.of("h")).stream().map(Workload::id)).containsExactly("h.mlp", "h.lenet");
    assertThat(Main.chosen(List.of("a.infer,b")).stream().map(Workload::id)).containsExactly("a.infer", "b", "b.infer");
    assertThat(Main.chosen(List.of())).isEqualTo(Workload.all());
  }

  @Test
  void aRowOfJsonHasBothSpeedsAndTheirRatio() {
    Machine machine = new Machine("a processor", 2, 2, "25", 512, 200, 100, 40);
    Race race =
        new Race(
            Workload.named("a").orElseThrow(), new Spread(60_000, 1, 2), new Spread(40_000, 1, 2), new Spread(1.5, 1.4, 1.6),
            "libtorch");
    StringWriter text = new StringWriter();
    Report report = new Report(new PrintWriter(text, true), machine, true);
    Json.Obj row = report.json(List.of(race)).list("rows").getFirst() instanceof Json.Obj o ? o : null;
    assertThat(row.text("workload")).isEqualTo("a");
    assertThat(row.number("ours")).isEqualTo(60_000);
    assertThat(row.number("theirs")).isEqualTo(40_000);
    assertThat(row.number("ratio")).isEqualTo(1.5);
    assertThat(row.number("min")).isEqualTo(1.4);
    report.row(race);
    assertThat(text.toString()).contains("60,000 samples/s").contains("40,000").contains("1.50   (1.40 to 1.60)");
  }
}
