package profundo.zoo.boltzmann;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import profundo.DType;
import profundo.data.Dataset;
import profundo.nn.Accuracy;
import profundo.nn.Layer;
import profundo.nn.Loss;
import profundo.train.Evaluation;
import profundo.zoo.recipe.Settings;

/// What machines that classify have in common.
final class Classified {
  private Classified() {}

  /// The names of the classes of labelled data.
  ///
  /// @throws IllegalArgumentException when there are no labels
  static List<String> classes(String model, Dataset data) {
    if (!data.has(Dataset.Y) || data.dtype(Dataset.Y) != DType.I32 || data.sampleShape(Dataset.Y).rank() != 0) {
      throw new IllegalArgumentException(model + ": expected a label I32 for each sample in 'y', got " + data);
    }
    return data.classes().isEmpty()
        ? IntStream.range(0, data.classCounts().length).mapToObj(Integer::toString).toList()
        : data.classes();
  }

  /// @param most layers that the file of a model can hold
  /// @throws IllegalArgumentException when there are more
  static void requireLayers(String model, Settings settings, int most) {
    int count = settings.sizes("layers").size();
    if (count > most) {
      throw new IllegalArgumentException(model + ": layers: expected at most " + most + " layers, got " + count);
    }
  }

  /// Share of samples that a layer of logits takes for another class.
  static double errorPercent(Layer logits, Dataset data) {
    return 100 * (1 - Evaluation.of(logits, data, Loss::softmaxCrossEntropy, Accuracy.of()).metrics().get("accuracy"));
  }

  /// The figure of a classifier.
  static SequencedMap<String, Double> figures(Layer logits, Dataset test) {
    var figures = new LinkedHashMap<String, Double>();
    figures.put("test_error_percent", errorPercent(logits, test));
    return figures;
  }

  /// The first samples of each class, in the order of [#rows]; where a class has fewer, they come again.
  static Dataset ofEach(Dataset data, int classes, int each) {
    int[][] found = new int[classes][each];
    int[] counts = new int[classes];
    for (int i = 0; i < data.size(); i++) {
      int label = data.label(i);
      if (counts[label] < each) {
        found[label][counts[label]++] = i;
      }
    }
    return data.subset(
        IntStream.range(0, classes * each).map(i -> found[i / each][i % each % Math.max(1, counts[i / each])]).toArray());
  }

  /// Labels in rows of one class: 0, 0, ..., 1, 1, ...
  static int[] rows(int classes, int each) {
    return IntStream.range(0, classes * each).map(i -> i / each).toArray();
  }
}
