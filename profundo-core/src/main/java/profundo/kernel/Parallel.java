package profundo.kernel;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/// A fixed team of threads for loops of some microseconds and up.
///
/// The caller of [#run] takes part, so a team of `n` has `n - 1` threads of its own (daemons, started on first need).
/// Each thread has a share of the tasks, neighbours all of them, and claims them one by one; one that has finished its share
/// goes on with those of others. So a thread that the operating system holds back delays only the task it has claimed, and
/// where one loop reads what the loop before it wrote, most of that still lies in the cache of the same core. Idle threads
/// spin for about 200 microseconds, which makes a follow-up call cheap (about 0.1 microseconds instead of 30), and then park.
///
/// Results must not depend on which worker runs which task: cut the work by shape, never by [#threads()].
public final class Parallel implements AutoCloseable {
  private static final long SPIN_NANOS = 200_000;

  // Positions in `counters`, each on cache lines of its own (two, for the prefetcher of neighbouring lines).
  private static final int CALL = 32;
  private static final int FINISHED = 64;
  private static final int SHARES = 96;
  private static final int APART = 32;

  /// One task of a parallel loop.
  @FunctionalInterface
  public interface Task {
    /// Does task number `task`; `worker` is below [Parallel#workers()], and no two tasks that run at the same time
    /// have the same, so it can select scratch memory.
    void run(int task, int worker);
  }

  private final int threads;

  /// Who holds each worker index now: the caller at 0, this team's threads at 1 to threads - 1, then callers that found
  /// the team busy.
  private final AtomicReferenceArray<Thread> holders;

  /// At CALL: number of the call; at FINISHED: tasks done by others than the caller; from SHARES on for each thread,
  /// on lines of its own: number of the call in the upper half, unclaimed tasks of its share in the lower.
  private final AtomicLongArray counters;

  private final AtomicReferenceArray<Thread> sleepers;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Object spareReleased = new Object();

  // Written by the caller before it publishes the number of its call in the shares, read by workers after they saw it there.
  private Task body;
  private int tasks;

  private boolean started;
  private volatile boolean closed;

  private Parallel(int threads) {
    this.threads = threads;
    this.holders = new AtomicReferenceArray<>(2 * threads);
    this.sleepers = new AtomicReferenceArray<>(threads);
    this.counters = new AtomicLongArray(SHARES + (threads + 1) * APART);
  }

  /// A team of `threads`, the caller included.
  ///
  /// @throws IllegalArgumentException unless 1 to 1024
  public static Parallel of(int threads) {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("Parallel: expected 1 to 1024 threads, got " + threads);
    }
    return new Parallel(threads);
  }

  /// How many threads work on one call, the caller included.
  public int threads() {
    return threads;
  }

  /// How many different worker indices tasks can see: scratch memory selected by worker needs this many places.
  /// More than [#threads()], because a caller that finds the team busy works under an index of its own.
  public int workers() {
    return holders.length();
  }

  /// Runs `body` for every task from 0 to `tasks - 1` and returns when all have ended.
  ///
  /// A call from inside a task runs on its caller alone, under its worker index; so does, under a spare index, a call
  /// that finds the team busy for another thread. Allocates nothing. When a task throws, tasks not yet claimed are
  /// dropped, and the first failure is thrown here after all claimed tasks have ended.
  public void run(int tasks, Task body) {
    if (tasks < 0) {
      throw new IllegalArgumentException("Parallel: expected tasks >= 0, got " + tasks);
    }
    if (closed) {
      throw new IllegalStateException("Parallel: this team was closed; use it only before close()");
    }
    if (tasks == 0) {
      return;
    }
    var me = Thread.currentThread();
    int mine = indexOf(me);
    if (mine >= 0) {
      runHere(tasks, body, mine);
    } else if (holders.compareAndSet(0, null, me)) {
      try {
        if (threads == 1 || tasks == 1) {
          runHere(tasks, body, 0);
        } else {
          runTogether(tasks, body);
        }
      } finally {
        holders.set(0, null);
      }
    } else {
      runSpare(tasks, body, me);
    }
  }

  /// Ends the threads of this team, after a call that is under way.
  @Override
  public void close() {
    var me = Thread.currentThread();
    if (indexOf(me) >= 0) {
      throw new IllegalStateException("Parallel: close() was called from inside a task; close it after run returns");
    }
    while (!holders.compareAndSet(0, null, me)) {
      Thread.yield();
    }
    closed = true;
    holders.set(0, null);
    for (int w = 1; w < threads; w++) {
      LockSupport.unpark(holders.get(w));
    }
  }

  private int indexOf(Thread thread) {
    for (int w = 0; w < holders.length(); w++) {
      // Plain is enough: a thread only looks for what it wrote itself.
      if (holders.getPlain(w) == thread) {
        return w;
      }
    }
    return -1;
  }

  private static void runHere(int tasks, Task body, int worker) {
    for (int t = 0; t < tasks; t++) {
      body.run(t, worker);
    }
  }

  private void runSpare(int tasks, Task body, Thread me) {
    int worker = claimSpare(me);
    try {
      runHere(tasks, body, worker);
    } finally {
      synchronized (spareReleased) {
        holders.set(worker, null);
        spareReleased.notify();
      }
    }
  }

  private int claimSpare(Thread me) {
    boolean interrupted = false;
    try {
      synchronized (spareReleased) {
        while (true) {
          for (int w = threads; w < holders.length(); w++) {
            if (holders.get(w) == null) {
              holders.set(w, me);
              return w;
            }
          }
          try {
            spareReleased.wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
    } finally {
      if (interrupted) {
        me.interrupt();
      }
    }
  }

  private void runTogether(int tasks, Task body) {
    if (!started) {
      start();
    }
    this.body = body;
    this.tasks = tasks;
    counters.set(FINISHED, 0);
    long call = counters.get(CALL) + 1 & 0xffff_ffffL;
    for (int w = 0; w < threads; w++) {
      counters.set(SHARES + w * APART, call << 32 | firstOf(w + 1, tasks) - firstOf(w, tasks));
    }
    counters.set(CALL, call);
    wake(tasks - 1);
    int done = claimAndRun(call, 0);
    awaitOthers(tasks - done);
    this.body = null;
    var thrown = failure.get();
    if (thrown != null) {
      failure.set(null);
      rethrow(thrown);
    }
  }

  private void start() {
    started = true; // first: if a thread cannot be made, the call still works with those that are there
    for (int w = 1; w < threads; w++) {
      int worker = w;
      var thread = new Thread(() -> serve(worker), "profundo-" + w);
      thread.setDaemon(true);
      holders.set(w, thread);
      thread.start();
    }
  }

  private void wake(int atMost) {
    int left = atMost;
    for (int w = 1; w < threads && left > 0; w++, left--) {
      var sleeper = sleepers.get(w);
      if (sleeper != null) {
        LockSupport.unpark(sleeper);
      }
    }
  }

  /// Works off tasks of a call, those of its own share first; gives how many of its tasks are over through this thread.
  private int claimAndRun(long call, int worker) {
    int done = 0;
    for (int i = 0; i < threads; i++) {
      int share = worker + i < threads ? worker + i : worker + i - threads;
      done += claimAndRun(call, worker, share);
    }
    return done;
  }

  private int claimAndRun(long call, int worker, int share) {
    int at = SHARES + share * APART;
    int done = 0;
    long claims = counters.get(at);
    while (claims >>> 32 == call && (int) claims > 0) {
      // While tasks are unclaimed the call cannot end, so if the claim below succeeds these two belong to it.
      Task job = body;
      int task = firstOf(share + 1, tasks) - (int) claims;
      if (counters.weakCompareAndSetVolatile(at, claims, claims - 1)) {
        done++;
        try {
          job.run(task, worker);
        } catch (Throwable e) {
          failure.compareAndSet(null, e);
          done += dropUnclaimed(call);
        }
      }
      claims = counters.get(at);
    }
    return done;
  }

  /// The first of `all` tasks that belongs to a thread's share.
  private int firstOf(int share, int all) {
    return (int) ((long) all * share / threads);
  }

  private int dropUnclaimed(long call) {
    int dropped = 0;
    for (int w = 0; w < threads; w++) {
      int at = SHARES + w * APART;
      long claims = counters.get(at);
      while (!counters.compareAndSet(at, claims, call << 32)) {
        claims = counters.get(at);
      }
      dropped += (int) claims;
    }
    return dropped;
  }

  private void awaitOthers(int expected) {
    int spins = 0;
    while (counters.get(FINISHED) < expected) {
      if (++spins < 2000) {
        Thread.onSpinWait();
      } else {
        // More threads than cores: let the one with the claimed task run.
        Thread.yield();
      }
    }
  }

  private void serve(int worker) {
    long seen = 0;
    while (!closed) {
      seen = awaitCall(seen, worker);
      int done = claimAndRun(seen, worker);
      if (done > 0) {
        counters.getAndAdd(FINISHED, done);
      }
    }
    holders.set(worker, null);
  }

  /// Waits until a call other than number `seen` is there, or the team is closed.
  private long awaitCall(long seen, int worker) {
    long call = counters.get(CALL);
    int spins = 0;
    long since = 0;
    while (call == seen && !closed) {
      Thread.onSpinWait();
      if ((++spins & 63) == 0) {
        long now = System.nanoTime();
        if (since == 0) {
          since = now;
        } else if (now - since > SPIN_NANOS) {
          sleep(seen, worker);
          since = 0;
        }
      }
      call = counters.get(CALL);
    }
    return call;
  }

  private void sleep(long seen, int worker) {
    // Announced before the last look: a caller publishes first and then looks for sleepers, so one of us sees the other.
    sleepers.set(worker, Thread.currentThread());
    while (counters.get(CALL) == seen && !closed) {
      LockSupport.park(this);
      Thread.interrupted(); // an interrupt must not turn parking into spinning
    }
    sleepers.set(worker, null);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void rethrow(Throwable e) throws E {
    throw (E) e;
  }
}
