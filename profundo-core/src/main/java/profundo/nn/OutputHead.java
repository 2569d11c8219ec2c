package profundo.nn;

import java.util.List;
import profundo.Tensor;

/// What a model's last layer stands for, and the activation, loss and metrics that belong to it. A model ends in a
/// linear layer; the loss takes its output as it is, the activation turns it into what is shown.
///
/// | kind | activation | loss | metrics |
/// | --- | --- | --- | --- |
/// | binary | sigmoid | binary cross-entropy | accuracy, precision, recall, F1 |
/// | discrete | softmax | softmax cross-entropy | accuracy |
/// | continuous | none | squared error | mean squared and absolute error |
///
/// (Goodfellow, Bengio, Courville 2016, section 6.2.2: each loss is the negative log-likelihood under the distribution
/// that the activation parametrizes: Bernoulli, categorical, normal.)
public enum OutputHead {
  /// Yes or no; one logit each, targets 0 and 1 of the same shape.
  BINARY,
  /// One of several classes; logits `[..., classes]`, I32 labels `[...]`.
  DISCRETE,
  /// Numbers; targets of the same shape.
  CONTINUOUS;

  /// From the model's output to what is shown: probabilities, or the output itself.
  public Tensor activate(Tensor output) {
    return switch (this) {
      case BINARY -> output.sigmoid();
      case DISCRETE -> output.softmax();
      case CONTINUOUS -> output;
    };
  }

  /// The loss on the model's output, before the activation.
  public Loss loss() {
    return switch (this) {
      case BINARY -> Loss::binaryCrossEntropy;
      case DISCRETE -> Loss::softmaxCrossEntropy;
      case CONTINUOUS -> Loss::squaredError;
    };
  }

  /// New metrics on the model's output, before the activation; the first is the one to watch.
  public List<Metric> metrics() {
    return switch (this) {
      case BINARY ->
          List.of(
              Accuracy.binary(0), ClassMetric.binaryPrecision(0), ClassMetric.binaryRecall(0), ClassMetric.binaryF1(0));
      case DISCRETE -> List.of(Accuracy.of());
      case CONTINUOUS -> List.of(ErrorMetric.squared(), ErrorMetric.absolute());
    };
  }
}
