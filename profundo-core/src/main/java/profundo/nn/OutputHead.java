package profundo.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import profundo.Rng;
import profundo.Tensor;

/// What a model's last layer stands for, and the activation, loss and metrics that belong to it. A model ends in a
/// linear layer; the loss takes its output as it is, the activation turns it into what is shown.
///
/// | kind | activation | loss | metrics |
/// | --- | --- | --- | --- |
/// | binary | sigmoid | binary cross-entropy | accuracy, precision, recall, F1 |
/// | discrete | softmax | softmax cross-entropy | accuracy |
/// | continuous | none | squared error | mean squared and absolute error |
/// | multi-label | sigmoid | binary cross-entropy | micro and macro F1, Hamming loss, exact matches |
///
/// (Goodfellow, Bengio, Courville 2016, section 6.2.2: each loss is the negative log-likelihood under the distribution
/// that the activation parametrizes: Bernoulli, categorical, normal, several independent Bernoullis.)
///
///     var head = OutputHead.DISCRETE;
///     var net = Sequential.of(Flatten.of(), Linear.of(784, 300, rng), Relu.of(), head.layer(300, 10, rng));
///     var trainer = Trainer.supervised(net, head, Adam.of(1e-3));
public enum OutputHead {
  /// Yes or no; one logit each, targets 0 and 1 of the same shape.
  BINARY,
  /// One of several classes; logits `[..., classes]`, I32 labels `[...]`.
  DISCRETE,
  /// Numbers; targets of the same shape.
  CONTINUOUS,
  /// Any number of several labels; logits `[..., labels]`, targets 0 and 1 of the same shape.
  MULTI_LABEL;

  /// The one of a name as [#toString] gives it: `multi-label`.
  ///
  /// @throws IllegalArgumentException when there is none; the message suggests the nearest
  public static OutputHead named(String name) {
    for (OutputHead h : values()) {
      if (h.toString().equals(name)) {
        return h;
      }
    }
    List<String> known = Arrays.stream(values()).map(OutputHead::toString).toList();
    String nearest = Names.nearest(name, known);
    throw new IllegalArgumentException(
        "OutputHead: expected one of " + known + ", got '" + Config.brief(name) + "'"
            + (nearest == null ? "" : "; did you mean " + nearest + "?"));
  }

  /// A last layer for this head: linear, Glorot-uniform, as suits sigmoids and softmax.
  ///
  /// @param in how many features it sees
  /// @param out classes, labels or numbers
  public Linear layer(int in, int out, Rng rng) {
    if (this == DISCRETE && out < 2) {
      throw new IllegalArgumentException(
          "OutputHead: expected at least 2 classes for a discrete head, got " + out + "; use BINARY for one logit");
    }
    return Linear.of(in, out, Initializer.glorotUniform(), rng);
  }

  /// From the model's output to what is shown: probabilities, or the output itself.
  public Tensor activate(Tensor output) {
    return switch (this) {
      case BINARY, MULTI_LABEL -> output.sigmoid();
      case DISCRETE -> output.softmax();
      case CONTINUOUS -> output;
    };
  }

  /// The loss on the model's output, before the activation.
  public Loss loss() {
    return switch (this) {
      case BINARY, MULTI_LABEL -> Loss::binaryCrossEntropy;
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
      case MULTI_LABEL ->
          List.of(
              LabelMetric.microF1(0), LabelMetric.macroF1(0), LabelMetric.hammingLoss(0), LabelMetric.exactMatch(0));
    };
  }

  /// As it is called in files: `binary`, `discrete`, `continuous`, `multi-label`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
