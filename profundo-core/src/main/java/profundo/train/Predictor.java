package profundo.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import profundo.Array;
import profundo.DType;
import profundo.Graph;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.compile.Engine;
import profundo.compile.Program;
import profundo.data.Dataset;
import profundo.nn.Layer;
import profundo.nn.Pass;

/// Applies a model as in use to any number of samples, in batches, with compiled programs that are kept.
///
///     var predictor = Predictor.of(net).then(Tensor::softmax);
///     Array probabilities = predictor.predict(images);      // [n, 28, 28, 1] -> [n, 10]
///
/// May be used by several threads; they take turns.
public final class Predictor {
  private static final int BATCH = 256;

  /// Programs kept: one for each size of a last batch.
  private static final int KEPT = 8;

  /// @param ends whether sequences have lengths
  private record Key(Shape samples, DType dtype, boolean ends) {}

  /// @param ends whether lengths go in, too
  private record Compiled(Program program, Shape output, boolean ends) {}

  private final Layer layer;
  private final UnaryOperator<Tensor> last;
  private final boolean lengths;
  private final Engine engine = Engines.current();
  private final Map<Key, Compiled> programs =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Compiled> eldest) {
          return size() > KEPT;
        }
      };

  private Predictor(Layer layer, UnaryOperator<Tensor> last, boolean lengths) {
    this.layer = layer;
    this.last = last;
    this.lengths = lengths;
  }

  /// What the layer itself gives.
  public static Predictor of(Layer layer) {
    return new Predictor(layer, UnaryOperator.identity(), true);
  }

  /// With one more function of the result, such as `Tensor::softmax` where the layer gives logits.
  public Predictor then(UnaryOperator<Tensor> function) {
    return new Predictor(layer, x -> function.apply(last.apply(x)), lengths);
  }

  /// The same, but with all steps of all sequences, whatever lengths a data set has.
  public Predictor withoutLengths() {
    return new Predictor(layer, last, false);
  }

  /// The results for samples.
  ///
  /// @param x F32 `[n, ...]`
  /// @return F32 `[n, ...]`, a new array
  /// @throws ShapeException when the layer does not take such samples; the message names the layer inside it
  public Array predict(Array x) {
    if (x.shape().rank() < 1 || x.dtype() != DType.F32) {
      throw new ShapeException("Predictor: expected F32 x[n, ...], got " + x.dtype() + " " + x.shape());
    }
    return predict(Dataset.of(x));
  }

  /// The results for `x` of every sample of a data set; sequences end where its part [Dataset#LENGTH] says, if it has one.
  ///
  /// @return F32 `[n, ...]`, a new array
  public synchronized Array predict(Dataset data) {
    int n = data.size();
    float[] all = null;
    Shape shape = null;
    for (int from = 0; from < n; from += BATCH) {
      int size = Math.min(BATCH, n - from);
      Dataset some = data.range(from, from + size);
      Array x = some.x();
      boolean ends = lengths && data.has(Dataset.LENGTH);
      Compiled c = programs.computeIfAbsent(new Key(x.shape(), x.dtype(), ends), this::compile);
      if (c.ends) {
        c.program.run(x, some.part(Dataset.LENGTH));
      } else {
        c.program.run(x);
      }
      if (all == null) {
        shape = c.output.with(0, n);
        all = new float[shape.count()];
      }
      int row = shape.count() / n;
      System.arraycopy(c.program.output(0).floats(), 0, all, from * row, size * row);
    }
    return Array.wrap(shape, all);
  }

  private Compiled compile(Key key) {
    Shape samples = key.samples;
    Map<String, Tensor> batch = new LinkedHashMap<>();
    batch.put(Dataset.X, Tensor.input(Dataset.X, samples, key.dtype));
    if (key.ends) {
      batch.put(Dataset.LENGTH, Tensor.input(Dataset.LENGTH, samples.range(0, 1), DType.I32));
    }
    Pass pass = Sequences.USUAL.within(Pass.inference(layer), batch);
    Tensor y = last.apply(pass.apply(layer, batch.get(Dataset.X)));
    if (y.shape().rank() < 1 || y.shape().size(0) != samples.size(0) || y.dtype() != DType.F32) {
      throw new ShapeException(
          "Predictor: expected a layer that gives F32 [n, ...] for n samples, got " + y.dtype() + " " + y.shape()
              + " for " + samples);
    }
    boolean ends = key.ends && Graph.topological(List.of(y)).contains(batch.get(Dataset.LENGTH));
    List<Tensor> in = ends ? List.copyOf(batch.values()) : List.of(batch.get(Dataset.X));
    return new Compiled(engine.compile(in, List.of(y), List.of()), y.shape(), ends);
  }
}
