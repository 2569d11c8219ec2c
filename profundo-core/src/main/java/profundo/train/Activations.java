package profundo.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.DType;
import profundo.Op;
import profundo.Op.UnaryKind;
import profundo.Tensor;
import profundo.compile.Engine;
import profundo.compile.Program;
import profundo.data.Dataset;
import profundo.nn.Layer;
import profundo.nn.Pass;

/// What every layer of a model gives out for the same few samples, measured again and again as its weights change.
final class Activations {
  /// Samples that are looked at, at most.
  private static final int SAMPLES = 256;

  /// Numbers that layers may give out for them, all together; of larger models fewer samples are taken.
  private static final long NUMBERS = 8_000_000;

  private static final int BINS = 40;

  /// Within this share of its range from a limit an output is saturated: a sigmoid there has less than 8 % of its slope.
  private static final double LIMIT = 0.02;

  private record Watched(String path, UnaryKind kind, boolean last) {}

  private final List<Watched> layers = new ArrayList<>();
  private final Program program;
  private final Array x;

  Activations(Layer model, Dataset data, Engine engine) {
    long perSample = 0;
    for (Tensor t : outputs(model, data, 1, new ArrayList<>())) {
      perSample += t.shape().count();
    }
    int n = Math.clamp(NUMBERS / Math.max(1, perSample), 1, Math.min(SAMPLES, data.size()));
    int[] chosen = IntStream.range(0, n).map(i -> (int) ((long) i * data.size() / n)).toArray();
    x = data.subset(chosen).x();
    List<Tensor> inputs = new ArrayList<>();
    List<Tensor> outputs = outputs(model, data, n, inputs);
    program = outputs.isEmpty() ? null : engine.compile(inputs, outputs, List.of());
  }

  /// The outputs of layers that hold no other, once each, without those that only move what came in.
  private List<Tensor> outputs(Layer model, Dataset data, int n, List<Tensor> inputs) {
    Tensor in = Tensor.input(Dataset.X, data.sampleShape().insert(0, n), data.dtype(Dataset.X));
    inputs.add(in);
    // With a step, so that models that draw samples in use can be looked at, too.
    Pass pass = Pass.inference(model, 0, Tensor.scalar(0, DType.I32));
    Tensor y = pass.apply(model, in);
    layers.clear();
    List<Tensor> outputs = new ArrayList<>();
    List<Pass.Applied> applied = pass.applied();
    for (int i = 0; i < applied.size(); i++) {
      Pass.Applied a = applied.get(i);
      Tensor out = a.output();
      boolean moves = out == in || out.op() instanceof Op.Reshape || out.op() instanceof Op.Permute || outputs.contains(out);
      if (out.dtype() == DType.F32 && !moves && !isAround(a, applied.subList(0, i))) {
        layers.add(new Watched(unique(a.path()), out.op() instanceof Op.Unary(var kind, var _) ? kind : null, out.op() == y.op()));
        outputs.add(out);
      }
    }
    return outputs;
  }

  /// A layer that is applied twice has one path.
  private String unique(String path) {
    String name = path;
    for (int i = 2; isTaken(name); i++) {
      name = path + " #" + i;
    }
    return name;
  }

  private boolean isTaken(String name) {
    return layers.stream().anyMatch(l -> l.path().equals(name));
  }

  private static boolean isAround(Pass.Applied a, List<Pass.Applied> before) {
    return before.stream()
        .anyMatch(b -> b.layer() != a.layer() && (a.path().isEmpty() || b.path().startsWith(a.path() + ".")));
  }

  /// Computes everything anew.
  void run() {
    if (program != null) {
      program.run(x);
    }
  }

  /// All outputs of each layer.
  Map<String, float[]> values() {
    Map<String, float[]> all = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      all.put(layers.get(i).path(), program.output(i).floats());
    }
    return all;
  }

  /// Of each layer of relus, the share of units, along the last axis, that are zero everywhere.
  Map<String, Double> dead() {
    Map<String, Double> shares = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i).kind() == UnaryKind.RELU) {
        Array a = program.output(i);
        int units = a.shape().size(-1);
        boolean[] alive = new boolean[units];
        float[] v = a.floats();
        for (int k = 0; k < v.length; k++) {
          alive[k % units] |= v[k] != 0;
        }
        shares.put(layers.get(i).path(), IntStream.range(0, units).filter(u -> !alive[u]).count() / (double) units);
      }
    }
    return shares;
  }

  /// Of each layer of sigmoids or tanhs inside the model, the share of outputs near a limit. Those of the last layer belong
  /// there.
  Map<String, Double> saturated() {
    Map<String, Double> shares = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      Watched layer = layers.get(i);
      if ((layer.kind() == UnaryKind.SIGMOID || layer.kind() == UnaryKind.TANH) && !layer.last()) {
        double low = layer.kind() == UnaryKind.TANH ? -1 : 0;
        float[] v = program.output(i).floats();
        int near = 0;
        for (float f : v) {
          double share = (f - low) / (1 - low);
          near += share < LIMIT || share > 1 - LIMIT ? 1 : 0;
        }
        shares.put(layer.path(), near / (double) v.length);
      }
    }
    return shares;
  }

  /// How the outputs of each layer are spread; values that are not finite are left out.
  List<Observations.Activation> spread() {
    List<Observations.Activation> all = new ArrayList<>();
    values().forEach((path, v) -> all.add(spread(path, v)));
    return all;
  }

  private static Observations.Activation spread(String path, float[] values) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    int n = 0;
    for (float v : values) {
      if (Float.isFinite(v)) {
        min = Math.min(min, v);
        max = Math.max(max, v);
        sum += v;
        n++;
      }
    }
    if (n == 0) {
      return new Observations.Activation(path, Double.NaN, Double.NaN, 0, 0, List.of());
    }
    double mean = sum / n;
    double squares = 0;
    int[] counts = new int[BINS];
    for (float v : values) {
      if (Float.isFinite(v)) {
        squares += (v - mean) * (v - mean);
        counts[max > min ? (int) Math.min(BINS - 1, (v - min) / (max - min) * BINS) : 0]++;
      }
    }
    return new Observations.Activation(path, mean, Math.sqrt(squares / n), min, max, Arrays.stream(counts).boxed().toList());
  }
}
