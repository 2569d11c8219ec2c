package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatedTest {
  private static final int LANES = 16;

  private interface Loop {
    void run(float[] y, int n);
  }

  private static Gated<Loop> gate(Loop first, Loop vector, Background background) {
    return new Gated<>(first, vector, (l, a, b, y, n) -> l.run(y, n), background, 1, 1_000_000, LANES);
  }

  @Test
  void theVectorLoopTakesOverOnlyAfterMuchWork() {
    Loop scalar = (y, n) -> {};
    Loop vector = (y, n) -> y[n - 1] = 1;
    Gated<Loop> gate = gate(scalar, vector, new Background());
    for (int i = 0; i < 1000; i++) {
      assertThat(gate.get(100)).isSameAs(scalar);
    }
    assertThat(gate.get(1 << 24)).isIn(scalar, vector);
    awaitChange(gate, scalar);
    assertThat(gate.get(1)).isSameAs(vector);
  }

  @Test
  void aLoopThatStaysSlowTakesOverInTheEnd() {
    Loop scalar = (y, n) -> {};
    Loop vector = (y, n) -> {};
    Gated<Loop> gate = new Gated<>(scalar, vector, (l, a, b, y, n) -> l.run(y, n), new Background(), 1, -1, LANES);
    gate.get(1 << 24);
    awaitChange(gate, scalar);
    assertThat(gate.get(1)).isSameAs(vector);
  }

  private static void awaitChange(Gated<Loop> gate, Loop first) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (gate.get(1) == first && System.nanoTime() < deadline) {
      Thread.yield();
    }
  }

  @Test
  void aLoopThatFailsOnScratchDataIsNotUsedAndStopsNoOther() {
    Background background = new Background();
    Loop scalar = (y, n) -> {};
    Loop broken =
        (y, n) -> {
          throw new IllegalStateException("broken");
        };
    Loop vector = (y, n) -> {};
    Gated<Loop> first = gate(scalar, broken, background);
    Gated<Loop> second = gate(scalar, vector, background);
    first.get(1 << 24);
    second.get(1 << 24);
    awaitChange(second, scalar);
    assertThat(second.get(1)).isSameAs(vector);
    assertThat(first.get(1)).isSameAs(scalar);
  }
}
