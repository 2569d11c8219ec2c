package profundo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadTest {
  @Test
  void everyNameIsUsedOnce() {
    List<String> ids = Workload.all().stream().map(Workload::id).toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(Workload.named("a").orElseThrow().title()).startsWith("MLP");
    assertThat(Workload.named("nothing")).isEmpty();
  }

  @Test
  void operationsAreThoseOfTheLayers() {
    double hidden = 784 * 512;
    double rest = 512 * 512 + 512 * 10;
    assertThat(operations("a.infer")).isEqualTo(128 * 2 * (hidden + rest));
    // The first layer needs no gradient of its input.
    assertThat(operations("a")).isEqualTo(128 * 2 * (2 * hidden + 3 * rest));
    double conv1 = 28 * 28 * 25 * 6;
    double conv2 = 10 * 10 * 25 * 6 * 16;
    double dense = 400 * 120 + 120 * 84 + 84 * 10;
    assertThat(operations("b.infer")).isEqualTo(64 * 2 * (conv1 + conv2 + dense));
    // Input weights need no gradient of their input, recurrent ones do.
    double gates = 4 * 256;
    assertThat(operations("e")).isEqualTo(32 * 2 * (64 * gates * (2 * 128 + 3 * 256) + 3 * 256 * 10));
    assertThat(operations("i")).isEqualTo(5 * 2.0 * 100 * 784 * 500);
    assertThat(operations("f.512")).isEqualTo(2.0 * 512 * 512 * 512);
  }

  private static double operations(String id) {
    return Workload.named(id).orElseThrow().operations();
  }

  static List<Workload> workloads() {
    return Workload.all();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void thisProjectDoesEach(Workload workload) {
    Runnable work = new ProfundoContender().prepare(workload, 2, "");
    work.run();
    work.run();
  }
}
