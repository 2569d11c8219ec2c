package profundo.compile;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import profundo.Array;
import profundo.Assignment;
import profundo.Evaluator;
import profundo.Tensor;
import profundo.kernel.Convolution;
import profundo.kernel.Gemm;
import profundo.kernel.Parallel;
import profundo.kernel.Pooling;
import profundo.kernel.Provider;

/// Where programs run: kernels, a team of threads, and one arena that its programs share, for only one of them runs at a
/// time.
public final class Engine implements Evaluator, AutoCloseable {
  private final Provider provider;
  private final Parallel pool;
  private final boolean debug;
  private final ReentrantLock lock = new ReentrantLock();
  private final Eager eager = new Eager(this);
  private float[] floats = new float[0];
  private int[] ints = new int[0];
  private int running;
  final Gemm gemm;
  final Convolution convolution;
  final Pooling pooling;

  private Engine(Provider provider, Parallel pool, boolean debug) {
    this.provider = provider;
    this.pool = pool;
    this.debug = debug;
    this.gemm = new Gemm(provider, pool);
    this.convolution = new Convolution(provider, pool);
    this.pooling = new Pooling(provider, pool);
  }

  /// The lazy default, which uses every processor; never closed.
  public static final class Shared implements Evaluator {
    private static final Engine ENGINE = Engine.of(Runtime.getRuntime().availableProcessors());

    /// For [java.util.ServiceLoader].
    public Shared() {}

    @Override
    public List<Array> evaluate(List<Tensor> outputs) {
      return ENGINE.evaluate(outputs);
    }
  }

  /// The engine that evaluates tensors unless another is asked for; it uses every processor.
  public static Engine shared() {
    return Shared.ENGINE;
  }

  /// An engine with its own team of threads, on the fastest kernels there are.
  public static Engine of(int threads) {
    return new Engine(Provider.best(), Parallel.of(threads), false);
  }

  /// An engine on given kernels; with `debug`, memory that holds no value is filled with NaN.
  static Engine of(Provider provider, int threads, boolean debug) {
    return new Engine(provider, Parallel.of(threads), debug);
  }

  /// Compiles a program for this engine.
  ///
  /// @param inputs placeholders, in the order in which [Program#run] takes their values
  /// @param outputs expressions whose values are wanted
  /// @param assignments at most one for each variable
  public Program compile(List<Tensor> inputs, List<Tensor> outputs, List<Assignment> assignments) {
    return Program.compile(this, inputs, outputs, assignments);
  }

  @Override
  public List<Array> evaluate(List<Tensor> outputs) {
    return eager.evaluate(outputs);
  }

  /// Number of threads that work on a program, the caller's included.
  public int threads() {
    return pool.threads();
  }

  Provider provider() {
    return provider;
  }

  Parallel pool() {
    return pool;
  }

  boolean debug() {
    return debug;
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  /// Gives a program the arena for one run, under the lock. A program that runs inside another, called by an operation
  /// of the user's own, gets memory for itself.
  void lend(Memory memory) {
    int f = memory.floatsNeeded();
    int i = memory.intsNeeded();
    if (running++ > 0) {
      memory.arena(new float[f], new int[i]);
      return;
    }
    if (floats.length < f) {
      floats = new float[f];
    }
    if (ints.length < i) {
      ints = new int[i];
    }
    memory.arena(floats, ints);
  }

  /// After the run.
  void takeBack() {
    running--;
  }

  /// Ends the threads.
  @Override
  public void close() {
    pool.close();
  }
}
