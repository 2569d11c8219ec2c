package profundo.nn;

import java.util.Arrays;
import profundo.DType;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;

/// How much each class counts in a loss, for data of which some classes have many samples and others few.
///
///     Loss loss = ClassWeights.balanced(train.classCounts()).softmaxCrossEntropy();
///
/// @param weights one for each class, of at least 0
public record ClassWeights(double[] weights) {
  /// Copies the weights.
  public ClassWeights {
    weights = weights.clone();
    if (weights.length == 0 || !(Arrays.stream(weights).sum() > 0)) {
      throw new IllegalArgumentException("ClassWeights: expected a weight above 0, got " + Arrays.toString(weights));
    }
    for (double w : weights) {
      if (!(w >= 0 && w <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException("ClassWeights: expected finite weights of at least 0, got " + w);
      }
    }
  }

  /// The given weights, one for each class.
  public static ClassWeights of(double... weights) {
    return new ClassWeights(weights);
  }

  /// Weights that let all classes count the same: samples / (classes * samples of the class), as scikit-learn's
  /// `balanced`; 0 for a class without samples, which is none of the classes.
  public static ClassWeights balanced(int... counts) {
    long samples = Arrays.stream(counts).asLongStream().sum();
    long classes = Arrays.stream(counts).filter(c -> c > 0).count();
    return new ClassWeights(
        Arrays.stream(counts).mapToDouble(c -> c > 0 ? (double) samples / (classes * c) : 0).toArray());
  }

  /// The weights, a copy.
  @Override
  public double[] weights() {
    return weights.clone();
  }

  /// sum w[label] (-log softmax(logits)[label]) / sum w[label] over the batch, as PyTorch's `CrossEntropyLoss` with
  /// weights. Takes logits `[..., classes]` and I32 labels `[...]`; 0 for a batch whose weights are all 0.
  public Loss softmaxCrossEntropy() {
    return new Loss() {
      @Override
      public Tensor of(Tensor logits, Tensor target) {
        return crossEntropy(logits, target, Tensor.scalar(1));
      }

      @Override
      public Tensor of(Tensor logits, Tensor target, Tensor counted) {
        Tensor seen = SequenceLoss.only(logits, counted);
        return crossEntropy(seen, SequenceLoss.only(target, counted), counted.reshape(counted.shape().insert(2, 1)));
      }
    };
  }

  /// @param counted factor of each step's weight
  private Tensor crossEntropy(Tensor logits, Tensor target, Tensor counted) {
    int classes = weights.length;
    if (logits.shape().rank() < 1
        || logits.shape().size(-1) != classes
        || target.dtype() != DType.I32
        || !target.shape().equals(logits.shape().without(-1))) {
      throw new ShapeException(
          "ClassWeights: expected logits [..., classes=" + classes + "] and I32 labels [...], got " + logits.shape()
              + " and " + target.dtype() + " " + target.shape());
    }
    Tensor label = target.oneHot(classes).mul(constant()).mul(counted);
    return label.mul(logits.logSoftmax()).sum().neg().div(label.sum().max(Float.MIN_NORMAL));
  }

  private Tensor constant() {
    float[] w = new float[weights.length];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) weights[i];
    }
    return Tensor.of(Shape.of(w.length), w);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClassWeights c && Arrays.equals(weights, c.weights);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(weights);
  }

  @Override
  public String toString() {
    return "ClassWeights" + Arrays.toString(weights);
  }
}
