package profundo.zoo.boltzmann;

import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;

/// Random numbers of one step: those of (seed, stream, step), each request with a stream of its own, so that the same seed and
/// step give the same samples. Requests must come in the same order each time.
public final class Draws {
  private final long seed;
  private final Tensor step;
  private final Rng streams;
  private int requests;

  private Draws(long seed, Rng streams, Tensor step) {
    this.seed = seed;
    this.streams = streams;
    this.step = step;
  }

  /// @param purpose sets these apart from the numbers of others with the same seed
  /// @param seed of the run
  /// @param step I32 scalar; other values of it give other numbers
  public static Draws of(String purpose, long seed, Tensor step) {
    return new Draws(seed, Rng.of(seed).stream(purpose), step);
  }

  /// The numbers of a step that is known.
  public static Draws of(String purpose, long seed, int step) {
    return of(purpose, seed, Tensor.scalar(step, DType.I32));
  }

  private long next() {
    return streams.stream(requests++).streamId();
  }

  /// Uniform in [0, 1).
  public Tensor uniform(Shape shape) {
    return Tensor.uniform(shape, seed, next(), step);
  }

  /// Standard normal.
  public Tensor normal(Shape shape) {
    return Tensor.normal(shape, seed, next(), step);
  }

  /// 1 with the given probabilities, else 0.
  public Tensor bernoulli(Tensor probability) {
    return uniform(probability.shape()).lt(probability);
  }

  /// One of the last axis' units is 1 with the probabilities softmax(logits), the others 0: the largest of the logits with
  /// Gumbel noise (Gumbel 1954).
  ///
  /// @param logits `[..., classes]`
  public Tensor categorical(Tensor logits) {
    Tensor gumbel = uniform(logits.shape()).log().neg().log().neg();
    return logits.add(gumbel).argmax(-1).oneHot(logits.shape().size(-1));
  }
}
