package profundo.explain;

import java.util.ArrayList;
import java.util.List;
import profundo.Array;
import profundo.DType;
import profundo.Gradient;
import profundo.Graph;
import profundo.Op;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.nn.Layer;
import profundo.nn.Pass;

/// Where a convolution sees what speaks for the class: its maps, each weighted with the mean of the score's gradient over it,
/// added, and only what is above zero (Selvaraju et al. 2017, Grad-CAM, equations 1 and 2).
///
/// @param layer path of the layer whose maps are taken, as in `summary`; empty for the last convolution with its activation
public record GradCam(String layer) implements Explainer {
  /// On the last convolution, after its activation.
  public static GradCam of() {
    return new GradCam("");
  }

  /// On a layer that gives maps `[batch, height, width, channels]`.
  ///
  /// @param layer its path, as in `summary`
  public static GradCam at(String layer) {
    return new GradCam(layer);
  }

  /// The paths of the layers that this can look at.
  ///
  /// @param sample shape of one input
  public static List<String> layers(Layer model, Shape sample) {
    Pass pass = Pass.inference(model);
    pass.apply(model, Tensor.input("x", sample.insert(0, 1), DType.F32));
    return maps(pass).stream().map(Pass.Applied::path).distinct().toList();
  }

  /// @return `[height, width]` of the input, between the places of the maps by bilinear interpolation
  @Override
  public Array explain(Layer model, Array x, int target) {
    if (x.shape().rank() != 3) {
      throw new ShapeException("GradCam: expected an image [height, width, channels], got " + x.shape());
    }
    Array coarse = expression(model, Tensor.wrap(Score.batch(x)), target).evaluate();
    return enlarge(coarse, x.shape().size(0), x.shape().size(1));
  }

  /// The map in the size of the layer's, `[height', width']`.
  ///
  /// @param x `[1, height, width, channels]`
  Tensor expression(Layer model, Tensor x, int target) {
    Pass pass = Pass.inference(model);
    Tensor score = Score.of(model, x, target, pass).sum();
    Tensor maps = chosen(pass);
    Tensor weights = Gradient.of(score, maps).mean(1, 2);
    int k = maps.shape().size(3);
    return maps.mul(weights.reshape(1, 1, 1, k)).sum(0, 3).relu();
  }

  private Tensor chosen(Pass pass) {
    List<Pass.Applied> maps = maps(pass);
    if (!layer.isEmpty()) {
      return maps.stream()
          .filter(a -> a.path().equals(layer))
          .reduce((_, last) -> last)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "GradCam: expected the path of a layer that gives maps [batch, height, width, channels], "
                          + (maps.isEmpty() ? "of which this model has none" : "one of " + String.join(", ", paths(maps)))
                          + ", got '" + layer + "'"))
          .output();
    }
    int last = maps.size() - 1;
    while (last >= 0 && !isConvolution(maps.get(last).output())) {
      last--;
    }
    if (last < 0) {
      throw new IllegalArgumentException(
          "GradCam: expected a model with a convolution, got one without; use another method, such as integrated gradients");
    }
    // With what follows in the same shape: normalization and activation.
    while (last + 1 < maps.size() && maps.get(last + 1).output().shape().equals(maps.get(last).output().shape())) {
      last++;
    }
    return maps.get(last).output();
  }

  private static List<String> paths(List<Pass.Applied> maps) {
    return maps.stream().map(Pass.Applied::path).distinct().toList();
  }

  private static List<Pass.Applied> maps(Pass pass) {
    List<Pass.Applied> maps = new ArrayList<>();
    for (Pass.Applied a : pass.applied()) {
      Shape s = a.output().shape();
      if (s.rank() == 4 && s.size(1) * s.size(2) > 1 && a.output().dtype() == DType.F32 && !a.path().isEmpty()) {
        maps.add(a);
      }
    }
    return maps;
  }

  /// Whether the output is that of a convolution, with or without a bias.
  private static boolean isConvolution(Tensor y) {
    Tensor t = y;
    while (t.op() instanceof Op.Reshape(var inner)) {
      t = inner;
    }
    return t.op() instanceof Op.Conv
        || t.op() instanceof Op.Binary(var _, var a, var b)
            && (a.op() instanceof Op.Conv || b.op() instanceof Op.Conv)
            && Graph.depth(t) > 1;
  }

  /// Bilinear, with the middles of the outermost places held to the edge.
  static Array enlarge(Array coarse, int height, int width) {
    int h = coarse.shape().size(0);
    int w = coarse.shape().size(1);
    float[] from = coarse.floats();
    float[] to = new float[height * width];
    for (int y = 0; y < height; y++) {
      double v = Math.clamp((y + 0.5) * h / height - 0.5, 0, h - 1);
      int top = (int) v;
      int bottom = Math.min(h - 1, top + 1);
      for (int x = 0; x < width; x++) {
        double u = Math.clamp((x + 0.5) * w / width - 0.5, 0, w - 1);
        int left = (int) u;
        int right = Math.min(w - 1, left + 1);
        double upper = from[top * w + left] * (left + 1 - u) + from[top * w + right] * (u - left);
        double lower = from[bottom * w + left] * (left + 1 - u) + from[bottom * w + right] * (u - left);
        to[y * width + x] = (float) (upper * (top + 1 - v) + lower * (v - top));
      }
    }
    return Array.wrap(Shape.of(height, width), to);
  }
}
