package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ParallelTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void runsEveryTaskOnceUnderAValidWorker(int threads) {
    try (var pool = Parallel.of(threads)) {
      for (int tasks : new int[] {0, 1, 2, 3, 7, 100}) {
        var count = new AtomicIntegerArray(tasks);
        for (int repeat = 1; repeat <= 200; repeat++) {
          pool.run(
              tasks,
              (t, w) -> {
                assertThat(w).isBetween(0, pool.workers() - 1);
                count.incrementAndGet(t);
              });
          for (int t = 0; t < tasks; t++) {
            assertThat(count.get(t)).isEqualTo(repeat);
          }
        }
      }
    }
  }

  @Test
  void secondThreadTakesPart() {
    try (var pool = Parallel.of(2)) {
      var both = new CountDownLatch(2);
      pool.run(
          2,
          (t, w) -> {
            both.countDown();
            await(both); // ends only if two threads are inside at once
          });
      assertThat(both.getCount()).isZero();
    }
  }

  @Test
  void everyThreadBeginsWithItsOwnShare() {
    try (var pool = Parallel.of(2)) {
      var both = new CountDownLatch(2);
      var first = new AtomicIntegerArray(new int[] {-1, -1});
      pool.run(
          10,
          (t, w) -> {
            first.compareAndSet(w, -1, t);
            both.countDown();
            await(both);
          });
      assertThat(first.get(0)).isZero();
      assertThat(first.get(1)).isEqualTo(5);
    }
  }

  @Test
  void aParkedWorkerWakesUpAgain() throws InterruptedException {
    try (var pool = Parallel.of(2)) {
      pool.run(2, (t, w) -> {});
      var worker = workerThread();
      while (worker.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      var both = new CountDownLatch(2);
      pool.run(
          2,
          (t, w) -> {
            both.countDown();
            await(both);
          });
      assertThat(both.getCount()).isZero();
    }
  }

  @Test
  void aNestedCallRunsOnItsCallerUnderTheSameWorker() {
    try (var pool = Parallel.of(3)) {
      var inner = new AtomicInteger();
      pool.run(
          50,
          (t, w) -> {
            var outerThread = Thread.currentThread();
            pool.run(
                4,
                (u, v) -> {
                  assertThat(v).isEqualTo(w);
                  assertThat(Thread.currentThread()).isSameAs(outerThread);
                  inner.incrementAndGet();
                });
          });
      assertThat(inner.get()).isEqualTo(200);
    }
  }

  @Test
  void callersThatFindTheTeamBusyNeverShareAWorker() throws InterruptedException {
    try (var pool = Parallel.of(2)) {
      var inUse = new AtomicIntegerArray(pool.workers());
      var clash = new AtomicBoolean();
      var total = new AtomicInteger();
      var callers = new Thread[7];
      for (int c = 0; c < callers.length; c++) {
        callers[c] =
            new Thread(
                () -> {
                  for (int r = 0; r < 300; r++) {
                    pool.run(
                        5,
                        (t, w) -> {
                          if (inUse.incrementAndGet(w) != 1) {
                            clash.set(true);
                          }
                          total.incrementAndGet();
                          Thread.onSpinWait();
                          inUse.decrementAndGet(w);
                        });
                  }
                });
        callers[c].start();
      }
      for (var caller : callers) {
        caller.join();
      }
      assertThat(clash).isFalse();
      assertThat(total.get()).isEqualTo(7 * 300 * 5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theFirstFailureReachesTheCallerAfterAllClaimedTasksEnded(int threads) {
    try (var pool = Parallel.of(threads)) {
      for (int repeat = 0; repeat < 200; repeat++) {
        var running = new AtomicInteger();
        assertThatThrownBy(
                () ->
                    pool.run(
                        20,
                        (t, w) -> {
                          running.incrementAndGet();
                          try {
                            if (t == 3) {
                              throw new ArithmeticException("task 3");
                            }
                          } finally {
                            running.decrementAndGet();
                          }
                        }))
            .isInstanceOf(ArithmeticException.class)
            .hasMessage("task 3");
        assertThat(running.get()).isZero();
        var after = new AtomicInteger();
        pool.run(10, (t, w) -> after.incrementAndGet());
        assertThat(after.get()).isEqualTo(10);
      }
    }
  }

  @Test
  void finishesWhileOtherThreadsKeepTheCoresBusy() throws InterruptedException {
    var stop = new AtomicBoolean();
    var burners = new Thread[Runtime.getRuntime().availableProcessors()];
    for (int b = 0; b < burners.length; b++) {
      burners[b] =
          new Thread(
              () -> {
                while (!stop.get()) {
                  Thread.onSpinWait();
                }
              });
      burners[b].setDaemon(true);
      burners[b].start();
    }
    try (var pool = Parallel.of(3)) {
      var total = new AtomicInteger();
      for (int r = 0; r < 200; r++) {
        pool.run(4, (t, w) -> total.incrementAndGet());
      }
      assertThat(total.get()).isEqualTo(800);
    } finally {
      stop.set(true);
      for (var burner : burners) {
        burner.join();
      }
    }
  }

  @Test
  void allocatesNothing() {
    var memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (var pool = Parallel.of(2)) {
      var both = new CountDownLatch(2);
      var worker = new AtomicReference<Thread>();
      pool.run(
          2,
          (t, w) -> {
            if (w == 1) {
              worker.set(Thread.currentThread());
            }
            both.countDown();
            await(both);
          });
      var sink = new int[pool.workers() * 64];
      Parallel.Task body = (t, w) -> sink[w * 64] += t;
      for (int i = 0; i < 20_000; i++) {
        pool.run(8, body);
      }
      long[] ids = {Thread.currentThread().threadId(), worker.get().threadId()};
      memory.getThreadAllocatedBytes(ids[0]);
      long own = memory.getThreadAllocatedBytes(ids[0]);
      long other = memory.getThreadAllocatedBytes(ids[1]);
      for (int i = 0; i < 2_000; i++) {
        pool.run(8, body);
      }
      assertThat(memory.getThreadAllocatedBytes(ids[0]) - own).isZero();
      assertThat(memory.getThreadAllocatedBytes(ids[1]) - other).isZero();
    }
  }

  @Test
  void refusesUseAfterCloseAndBadArguments() {
    var pool = Parallel.of(2);
    assertThatThrownBy(() -> pool.run(-1, (t, w) -> {})).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pool.run(3, (t, w) -> pool.close())).isInstanceOf(IllegalStateException.class);
    pool.close();
    assertThatThrownBy(() -> pool.run(3, (t, w) -> {})).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Parallel.of(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void closingEndsTheThreads() throws InterruptedException {
    var pool = Parallel.of(2);
    pool.run(2, (t, w) -> {});
    var worker = workerThread();
    pool.close();
    worker.join();
    assertThat(worker.isAlive()).isFalse();
  }

  /// The one living thread of the one open team of two.
  private static Thread workerThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("profundo-1") && t.isAlive())
        .max(java.util.Comparator.comparingLong(Thread::threadId))
        .orElseThrow();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
