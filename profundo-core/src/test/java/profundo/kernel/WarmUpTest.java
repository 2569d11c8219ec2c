package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static Set<Thread> running() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("profundo-warm-up"))
        .collect(Collectors.toSet());
  }

  @Test
  void endsByItselfAndKeepsNoJvmAlive() throws InterruptedException {
    Set<Thread> before = running();
    WarmUp.begin(Provider::best);
    Set<Thread> begun = running();
    begun.removeAll(before);
    for (Thread thread : begun) {
      assertThat(thread.isDaemon()).isTrue();
      thread.join(60_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }
}
