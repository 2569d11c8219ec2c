package profundo.kernel;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/// Preparations that nobody waits for, one after the other, on a thread that lives while there are any.
final class Background {
  private static final int ROUNDS_AT_ONCE = 8;
  private static final long PAUSE_NANOS = 10_000_000;

  private final Deque<Runnable> jobs = new ArrayDeque<>();
  private boolean working;

  synchronized void submit(Runnable job) {
    jobs.add(job);
    if (!working) {
      working = true;
      Thread.ofPlatform().name("warm-up").daemon().start(this::work);
    }
  }

  /// Leaves the machine to the compiler between rounds of a warm-up: the first rounds are enough to put the loop on its
  /// list, and under load it takes its time.
  static void pause(int round) {
    if (round >= ROUNDS_AT_ONCE) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void work() {
    Runnable job = next();
    while (job != null) {
      try {
        job.run();
      } catch (RuntimeException | LinkageError e) {
        System.getLogger("profundo").log(Level.DEBUG, "a preparation failed; what is there goes on", e);
      }
      job = next();
    }
  }

  private synchronized Runnable next() {
    Runnable job = jobs.poll();
    working = job != null;
    return job;
  }
}
