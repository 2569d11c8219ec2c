package profundo.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import profundo.Rng;
import profundo.Shape;
import profundo.kernel.Gemm;
import profundo.kernel.Parallel;
import profundo.kernel.Provider;

/// Products of matrices `[m, k] [k, n]`, as they lie and transposed.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class GemmBenchmark {
  /// `m,k,n`.
  @Param({"128,784,512", "784,128,512", "512,512,512", "1024,1024,1024", "1,512,512"})
  public String shape;

  /// Threads that compute.
  @Param({"1", "2"})
  public int threads;

  private Parallel pool;
  private Gemm gemm;
  private int m;
  private int k;
  private int n;
  private float[] a;
  private float[] b;
  private float[] c;

  /// Draws the matrices.
  @Setup(Level.Trial)
  public void prepare() {
    String[] sizes = shape.split(",");
    m = Integer.parseInt(sizes[0]);
    k = Integer.parseInt(sizes[1]);
    n = Integer.parseInt(sizes[2]);
    Rng rng = Rng.of(1);
    a = rng.normal(Shape.of(m * k), 0, 1).floats();
    b = rng.normal(Shape.of(k * n), 0, 1).floats();
    c = new float[m * n];
    pool = Parallel.of(threads);
    gemm = new Gemm(Provider.best(), pool);
  }

  /// Ends the threads.
  @TearDown(Level.Trial)
  public void end() {
    pool.close();
  }

  /// C = A B.
  @Benchmark
  public float[] plain() {
    gemm.run(false, false, m, n, k, a, 0, k, b, 0, n, c, 0, n, null);
    return c;
  }

  /// C = A' B: a weight gradient.
  @Benchmark
  public float[] leftTransposed() {
    gemm.run(true, false, m, n, k, a, 0, m, b, 0, n, c, 0, n, null);
    return c;
  }

  /// C = A B': an input gradient.
  @Benchmark
  public float[] rightTransposed() {
    gemm.run(false, true, m, n, k, a, 0, k, b, 0, k, c, 0, n, null);
    return c;
  }
}
