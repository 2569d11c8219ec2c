package profundo.bench;

import java.util.ArrayList;
import java.util.List;

/// A feed-forward network in words that every framework understands, so that all build the same one.
///
/// @param sample shape of one input, channels last
/// @param parts the layers in order
public record Net(List<Integer> sample, List<Part> parts) {
  /// One layer.
  public sealed interface Part {
    /// A square 2-D convolution with bias, stride 1.
    record Conv(int channels, int kernel, int padding) implements Part {}

    /// A linear layer with bias.
    record Linear(int width) implements Part {}

    /// max(x, 0).
    record Relu() implements Part {}

    /// The largest of each 2x2, stride 2.
    record MaxPool() implements Part {}

    /// Long short-term memory over `[steps, inputs]`, its output after the last step.
    record Lstm(int hidden) implements Part {}

    /// All axes of a sample made one.
    record Flatten() implements Part {}
  }

  /// Copies the lists.
  public Net {
    sample = List.copyOf(sample);
    parts = List.copyOf(parts);
  }

  static Net of(Integer... sample) {
    return new Net(List.of(sample), List.of());
  }

  private Net then(Part part) {
    List<Part> more = new ArrayList<>(parts);
    more.add(part);
    return new Net(sample, more);
  }

  Net conv(int channels, int kernel, int padding) {
    return then(new Part.Conv(channels, kernel, padding)).then(new Part.Relu());
  }

  Net pool() {
    return then(new Part.MaxPool());
  }

  Net lstm(int hidden) {
    return then(new Part.Lstm(hidden));
  }

  Net flatten() {
    return then(new Part.Flatten());
  }

  Net linear(int width) {
    return then(new Part.Linear(width));
  }

  Net relu() {
    return then(new Part.Relu());
  }

  /// Whether it has convolutions.
  public boolean convolutional() {
    return sample.size() == 3;
  }

  /// Whether its samples are sequences.
  public boolean recurrent() {
    return sample.size() == 2;
  }

  /// Width of the last layer.
  public int outputs() {
    return parts.reversed().stream()
        .filter(Part.Linear.class::isInstance)
        .mapToInt(p -> ((Part.Linear) p).width())
        .findFirst()
        .orElseThrow();
  }

  /// Multiplications and additions of one sample: forward, or with all gradients but that of the input.
  double operations(boolean training) {
    List<Integer> shape = new ArrayList<>(sample);
    double sum = 0;
    boolean first = true;
    for (Part part : parts) {
      double forward = 0;
      double state = 0;
      switch (part) {
        case Part.Conv(int channels, int kernel, int padding) -> {
          double pixels = 1;
          for (int i = 0; i < 2; i++) {
            shape.set(i, shape.get(i) + 2 * padding - kernel + 1);
            pixels *= shape.get(i);
          }
          forward = 2 * pixels * kernel * kernel * shape.get(2) * channels;
          shape.set(2, channels);
        }
        case Part.Lstm(int hidden) -> {
          forward = 2.0 * shape.get(0) * shape.get(1) * 4 * hidden;
          state = 2.0 * shape.get(0) * hidden * 4 * hidden;
          shape = new ArrayList<>(List.of(hidden));
        }
        case Part.Linear(int width) -> {
          forward = 2.0 * shape.getFirst() * width;
          shape = new ArrayList<>(List.of(width));
        }
        case Part.MaxPool _ -> {
          shape.set(0, shape.get(0) / 2);
          shape.set(1, shape.get(1) / 2);
        }
        case Part.Flatten _ -> shape = new ArrayList<>(List.of(shape.stream().reduce(1, (p, q) -> p * q)));
        case Part.Relu _ -> {}
      }
      if (forward > 0) {
        sum += training ? (first ? 2 : 3) * forward + 3 * state : forward + state;
        first = false;
      }
    }
    return sum;
  }
}
