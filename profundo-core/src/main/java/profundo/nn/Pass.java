package profundo.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import profundo.Assignment;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;

/// One trace through a model: mode, randomness, and the state that layers want to keep.
///
///     Pass pass = Pass.training(net, seed, step);
///     Tensor y = pass.apply(net, x);
///
/// Random numbers are those of (seed, stream, step); the stream derives from the layer's path and from how often that
/// layer has asked, so other layers' numbers do not move when one is added.
public final class Pass {
  /// What a layer made of its input.
  ///
  /// @param path the layer's place in the model
  /// @param layer the layer
  /// @param output its output, the very node that what follows was built from
  public record Applied(String path, Layer layer, Tensor output) {}

  private final Object model;
  private final boolean training;
  private final long seed;
  private final Tensor step;
  private final Tensor lengths;
  private final int time;
  private final Map<Object, String> paths = new IdentityHashMap<>();
  private final Map<String, Integer> draws = new HashMap<>();
  private final Map<Variable, Tensor> pending = new LinkedHashMap<>();
  private final List<Applied> applied = new ArrayList<>();
  private String current = "";
  private ShapeException reported;

  private Pass(Object model, boolean training, long seed, Tensor step, Tensor lengths, int time) {
    this.model = model;
    this.training = training;
    this.seed = seed;
    this.step = step;
    this.lengths = lengths;
    this.time = time;
    if (step != null && (step.dtype() != DType.I32 || step.shape().rank() != 0)) {
      throw new ShapeException("Pass: expected an I32 scalar as step, got " + step.dtype() + " " + step.shape());
    }
    for (Walk.Visit v : Walk.over(model).layers()) {
      paths.putIfAbsent(v.layer(), v.path());
    }
  }

  /// A pass as in use: no dropout, running statistics as they stand.
  ///
  /// @param model what the walk over records starts at; gives layers their paths
  public static Pass inference(Object model) {
    return new Pass(model, false, 0, null, null, 0);
  }

  /// A pass as in use, through a model that draws samples.
  ///
  /// @param step I32 scalar; other values give other samples
  public static Pass inference(Object model, long seed, Tensor step) {
    return new Pass(model, false, seed, step, null, 0);
  }

  /// A pass as in training.
  ///
  /// @param seed the seed of the run
  /// @param step I32 scalar that counts the steps
  public static Pass training(Object model, long seed, Tensor step) {
    return new Pass(model, true, seed, step, null, 0);
  }

  /// A new pass of the same kind over sequences of different length, padded at their ends. Recurrent layers stop at the ends,
  /// and attention does not look behind them; other layers see the padding as it is.
  ///
  /// @param lengths I32 `[batch]`, from 0 to time
  /// @param time steps of the padded sequences
  /// @throws ShapeException when lengths are something else
  public Pass withLengths(Tensor lengths, int time) {
    if (lengths.dtype() != DType.I32 || lengths.shape().rank() != 1 || time < 1) {
      throw new ShapeException(
          "Pass: expected lengths I32 [batch] and at least 1 step, got " + lengths.dtype() + " " + lengths.shape() + " and " + time);
    }
    return new Pass(model, training, seed, step, lengths, time);
  }

  /// The lengths of the sequences that a layer is given, I32 `[batch]`; null where all are full.
  ///
  /// @param layer who asks
  /// @param x `[batch, time, ...]`
  /// @throws ShapeException when x has other sequences or another number of steps than those whose lengths are known
  public Tensor lengths(Layer layer, Tensor x) {
    Shape s = x.shape();
    if (lengths != null && s.rank() > 1 && (s.size(0) != lengths.shape().size(0) || s.size(1) != time)) {
      reported =
          new ShapeException(
              Names.title(path(layer), layer) + ": expected the " + lengths.shape().size(0) + " sequences of " + time
                  + " steps whose lengths are known, got " + s
                  + "; let layers before it keep the number of steps, or train without lengths");
      throw reported;
    }
    return lengths;
  }

  /// Where the sequences that a layer is given are no padding, F32 `[batch, time]`; null where all are full.
  ///
  /// @param layer who asks
  /// @param x `[batch, time, ...]`
  public Tensor mask(Layer layer, Tensor x) {
    Tensor ends = lengths(layer, x);
    return ends == null ? null : SequenceLoss.mask(x, ends).reshape(x.shape().range(0, 2));
  }

  /// Whether layers shall behave as in training.
  public boolean training() {
    return training;
  }

  /// What the paths start at.
  public Object model() {
    return model;
  }

  /// Path of the layer that is being applied; empty at the top.
  public String path() {
    return current;
  }

  /// Path of a layer: its place in the model, or the current path for one that the model does not hold.
  public String path(Layer layer) {
    return paths.getOrDefault(layer, current);
  }

  /// Applies a layer; its name goes into errors, summaries, and the label of its output.
  ///
  /// @throws ShapeException as the layer throws it, with the layer's path and expectation
  public Tensor apply(Layer layer, Tensor x) {
    return apply(layer, x, () -> layer.apply(x, this));
  }

  /// Applies a layer by a method of its own, one that takes a mask besides x for instance: under its name, as
  /// [#apply(Layer, Tensor)].
  ///
  /// @param body calls the layer
  public Tensor apply(Layer layer, Tensor x, Supplier<Tensor> body) {
    String outer = current;
    current = path(layer);
    try {
      Tensor y = body.get();
      Tensor named = y == x || y.label() != null ? y : y.named(Names.title(current, layer));
      applied.add(new Applied(current, layer, named));
      return named;
    } catch (ShapeException e) {
      throw e == reported ? e : report(layer, x, e);
    } finally {
      current = outer;
    }
  }

  /// What was applied through [#apply] so far, inner layers before those around them.
  public List<Applied> applied() {
    return List.copyOf(applied);
  }

  /// For a layer's check of its input.
  ///
  /// @param fits whether x is as [Layer#expects] says
  /// @throws ShapeException when it is not: `features.0 Linear: expected x[..., in=784], got [32, 780]`
  public void expect(Layer layer, Tensor x, boolean fits) {
    if (!fits) {
      throw report(layer, x, null);
    }
  }

  private ShapeException report(Layer layer, Tensor x, ShapeException cause) {
    String got = (x.dtype() == DType.F32 ? "" : x.dtype() + " ") + x.shape();
    String expects = layer.expects();
    reported =
        new ShapeException(
            Names.title(path(layer), layer) + ": " + (expects.isEmpty() ? "for x " : "expected " + expects + ", got ")
                + got + (cause == null ? "" : ": " + cause.getMessage()));
    if (cause != null) {
      reported.initCause(cause);
    }
    return reported;
  }

  /// New F32 numbers, uniform in [0, 1).
  ///
  /// @param layer who asks
  public Tensor uniform(Layer layer, Shape shape) {
    return Tensor.uniform(shape, seed, stream(layer), step);
  }

  /// New F32 numbers, standard normal.
  ///
  /// @param layer who asks
  public Tensor normal(Layer layer, Shape shape) {
    return Tensor.normal(shape, seed, stream(layer), step);
  }

  private long stream(Layer layer) {
    String path = path(layer);
    if (step == null) {
      throw new IllegalStateException(
          Names.title(path, layer) + ": draws random numbers; use Pass.inference(model, seed, step)");
    }
    int call = draws.merge(path, 1, Integer::sum) - 1;
    return Rng.of(seed).stream(path).stream(call).streamId();
  }

  /// Lets a variable take another value at the end of the step; a later call for the same variable replaces this one.
  public void assign(Variable variable, Tensor value) {
    pending.put(variable, new Assignment(variable, value).value());
  }

  /// The value that is pending for a variable in this pass, or the variable.
  public Tensor read(Variable variable) {
    return pending.getOrDefault(variable, variable);
  }

  /// What the layers assigned, for the step to carry out.
  public List<Assignment> assignments() {
    return pending.entrySet().stream().map(e -> new Assignment(e.getKey(), e.getValue())).toList();
  }
}
