package profundo.app.models;

import profundo.DType;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.nn.Layer;
import profundo.nn.Pass;

/// Sizes that follow from the shape of a sample.
final class Features {
  private Features() {}

  /// How many numbers a layer makes of one sample.
  static int count(String model, Layer layer, Shape sample) {
    return shape(model, layer, sample).count();
  }

  /// What a layer makes of one sample, with the batch of one as the first axis.
  static Shape shape(String model, Layer layer, Shape sample) {
    return output(model, layer, sample, DType.F32).shape();
  }

  /// What a layer makes of one sample, with the batch of one as the first axis.
  ///
  /// @param dtype of the sample
  static Tensor output(String model, Layer layer, Shape sample, DType dtype) {
    try {
      Pass pass = Pass.inference(layer);
      return pass.apply(layer, Tensor.input("x", sample.insert(0, 1), dtype));
    } catch (ShapeException e) {
      throw new IllegalArgumentException(
          model + " cannot take samples " + sample + ": " + e.getMessage() + "; use larger images, or model mlp", e);
    }
  }

  /// The channels of an image.
  ///
  /// @throws IllegalArgumentException when samples are no images
  static int channels(String model, Shape sample) {
    if (sample.rank() != 3) {
      throw new IllegalArgumentException(
          model + ": expected samples [height, width, channels], got " + sample + "; use model mlp or linear");
    }
    return sample.size(2);
  }
}
