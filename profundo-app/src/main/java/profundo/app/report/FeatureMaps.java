package profundo.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import profundo.Array;
import profundo.DType;
import profundo.Evaluator;
import profundo.Shape;
import profundo.Tensor;
import profundo.nn.Layer;
import profundo.nn.Pass;

/// One input on its way through a model.
public final class FeatureMaps {
  private FeatureMaps() {}

  /// The input and the output of each layer that changes something, in the order of the model. Layers that only move
  /// values or let them through, such as Flatten and Dropout, are left out.
  ///
  /// @param model applied as in use, on a batch of one
  /// @param input one example, without the batch: `[height, width, channels]`
  /// @param classes names of the model's outputs; empty where they have none
  public static List<ReportData.FeatureMap> of(Layer model, Array input, List<String> classes) {
    Pass pass = Pass.inference(model);
    pass.apply(model, Tensor.wrap(input.reshape(input.shape().insert(0, 1))));
    var names = new ArrayList<String>();
    var outputs = new ArrayList<Tensor>();
    List<Pass.Applied> applied = pass.applied();
    for (int i = 0; i < applied.size(); i++) {
      Pass.Applied a = applied.get(i);
      if (a.output().dtype() == DType.F32 && !isAround(a, applied.subList(0, i))) {
        names.add(title(a));
        outputs.add(a.output());
      }
    }
    var maps = new ArrayList<ReportData.FeatureMap>();
    maps.add(new ReportData.FeatureMap("input", input, List.of()));
    List<Array> values = outputs.isEmpty() ? List.of() : Evaluator.current().evaluate(outputs);
    for (int i = 0; i < values.size(); i++) {
      Array v = withoutBatch(values.get(i));
      Array before = maps.getLast().values();
      if (!sameValues(v, before)) {
        boolean outs = i == values.size() - 1 && v.shape().count() == classes.size();
        maps.add(new ReportData.FeatureMap(names.get(i), v, outs ? classes : List.of()));
      }
    }
    return List.copyOf(maps);
  }

  private static boolean sameValues(Array a, Array b) {
    return b.dtype() == DType.F32 && Arrays.equals(a.floats(), b.floats());
  }

  /// Whether other layers were applied inside of this one.
  private static boolean isAround(Pass.Applied a, List<Pass.Applied> before) {
    return before.stream()
        .anyMatch(b -> b.layer() != a.layer() && (a.path().isEmpty() || b.path().startsWith(a.path() + ".")));
  }

  private static String title(Pass.Applied a) {
    String type = a.layer().getClass().isSynthetic() ? "Layer" : a.layer().getClass().getSimpleName();
    return a.path().isEmpty() ? type : a.path() + " (" + type + ")";
  }

  private static Array withoutBatch(Array v) {
    Shape s = v.shape();
    return s.rank() > 0 && s.size(0) == 1 ? v.reshape(s.range(1, s.rank())) : v;
  }
}
