package profundo.app.models;

import java.util.List;
import profundo.Rng;
import profundo.nn.Concatenation;
import profundo.nn.Conv1d;
import profundo.nn.Dropout;
import profundo.nn.Embedding;
import profundo.nn.GlobalMaxPool;
import profundo.nn.Initializer;
import profundo.nn.OutputHead;
import profundo.nn.Relu;
import profundo.nn.Sequential;

/// A convolutional network for sentences: windows of several widths slide over the words' vectors, the largest answer of each
/// filter counts wherever in the sentence it was, and one linear layer decides (Kim 2014, Convolutional neural networks for
/// sentence classification).
///
/// x I32 `[batch, words]`, at least as long as the widest window, with 0 for padding -> logits `[batch, classes]`. The paper
/// limits the norm of the last layer's weights, called `output.weight`, to 3.
///
/// @param vocabulary number of words, that of padding included
/// @param width size of a word's vector; the paper's is 300
/// @param windows widths of the windows, in words; the paper's are 3, 4 and 5
/// @param maps filters of each width; the paper's are 100
/// @param dropout rate before the last layer; the paper's is 0.5
public record TextCnn(int vocabulary, int width, List<Integer> windows, int maps, double dropout) {
  /// Copies the list.
  public TextCnn {
    windows = List.copyOf(windows);
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("TextCnn: expected at least one window, got none");
    }
  }

  /// The paper's sizes.
  public static TextCnn of(int vocabulary) {
    return new TextCnn(vocabulary, 300, List.of(3, 4, 5), 100, 0.5);
  }

  /// The network with new weights; words' vectors start uniform in [-0.25, 0.25), as in the paper.
  public Sequential build(int classes, Rng rng) {
    Embedding words = Embedding.of(vocabulary, width, Initializer.uniform(-0.25, 0.25), rng).withPadding(0);
    Concatenation features = Concatenation.of(-1);
    for (int window : windows) {
      Sequential branch =
          Sequential.of()
              .then("conv", Conv1d.of(width, maps, window, rng))
              .then("relu", Relu.of())
              .then("pool", GlobalMaxPool.of());
      features = features.with("window" + window, branch);
    }
    return Sequential.of()
        .then("words", words)
        .then("features", features)
        .then("dropout", Dropout.of(dropout))
        .then("output", OutputHead.DISCRETE.layer(windows.size() * maps, classes, rng));
  }
}
