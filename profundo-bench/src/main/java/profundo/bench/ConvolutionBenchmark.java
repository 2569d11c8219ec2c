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
import profundo.kernel.ConvGeometry;
import profundo.kernel.Convolution;
import profundo.kernel.Parallel;
import profundo.kernel.Provider;

/// Square convolutions of stride 1, and their two gradients.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class ConvolutionBenchmark {
  /// `batch,size,in,kernel,out,padding`: the layers of LeNet-5 and of the small CNN, and larger ones.
  @Param({
    "64,28,1,5,6,2", "64,14,6,5,16,0", "64,32,3,3,32,1", "64,32,32,3,32,1", "64,16,32,3,64,1", "64,16,64,3,64,1",
    "32,32,64,3,64,1", "32,16,128,3,128,1", "32,8,256,3,256,1"
  })
  public String shape;

  /// Threads that compute.
  @Param({"2"})
  public int threads;

  private Parallel pool;
  private Convolution convolution;
  private ConvGeometry geometry;
  private float[] x;
  private float[] w;
  private float[] y;
  private float[] dx;
  private float[] dw;

  /// Draws images and weights.
  @Setup(Level.Trial)
  public void prepare() {
    String[] sizes = shape.split(",");
    int batch = Integer.parseInt(sizes[0]);
    int size = Integer.parseInt(sizes[1]);
    int in = Integer.parseInt(sizes[2]);
    int kernel = Integer.parseInt(sizes[3]);
    int out = Integer.parseInt(sizes[4]);
    int padding = Integer.parseInt(sizes[5]);
    int[] pads = {padding, padding};
    int[] ones = {1, 1};
    geometry =
        new ConvGeometry(batch, new int[] {size, size}, in, new int[] {kernel, kernel}, out, ones, pads, pads, ones, 1);
    Rng rng = Rng.of(1);
    x = rng.normal(Shape.of(batch * size * size * in), 0, 1).floats();
    w = rng.normal(Shape.of(kernel * kernel * in * out), 0, 0.05f).floats();
    y = rng.normal(Shape.of(batch * geometry.out(0) * geometry.out(1) * out), 0, 1).floats();
    dx = new float[x.length];
    dw = new float[w.length];
    pool = Parallel.of(threads);
    convolution = new Convolution(Provider.best(), pool);
  }

  /// Ends the threads.
  @TearDown(Level.Trial)
  public void end() {
    pool.close();
  }

  /// y from x and w.
  @Benchmark
  public float[] forward() {
    convolution.forward(geometry, x, 0, w, 0, y, 0, null);
    return y;
  }

  /// dx from dy and w.
  @Benchmark
  public float[] inputGradient() {
    convolution.inputGradient(geometry, y, 0, w, 0, dx, 0, null);
    return dx;
  }

  /// dw from x and dy.
  @Benchmark
  public float[] weightGradient() {
    convolution.weightGradient(geometry, x, 0, y, 0, dw, 0);
    return dw;
  }
}
