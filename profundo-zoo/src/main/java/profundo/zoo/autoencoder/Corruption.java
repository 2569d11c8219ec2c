package profundo.zoo.autoencoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import profundo.DType;
import profundo.Tensor;
import profundo.nn.Config;
import profundo.nn.Described;
import profundo.nn.Pass;

/// Noise on the way in, in training alone: as the first layer of its encoder it makes an autoencoder a denoising one, for
/// the distance is still that to the clean x (Vincent, Larochelle, Lajoie, Bengio, Manzagol 2010, section 3.3).
///
/// | kind | what becomes of an element | level |
/// | --- | --- | --- |
/// | masking | 0 with probability level | 0 to 1 |
/// | gaussian | x + n, n normal with deviation level | at least 0 |
/// | salt-and-pepper | with probability level the least or greatest value, 0 or 1, by a fair coin | 0 to 1 |
///
/// x of any shape -> y of the same shape. Unlike [profundo.nn.Dropout] masking does not scale what stays.
///
/// @param kind of noise
/// @param level how much of it
public record Corruption(Kind kind, double level) implements Described {
  /// Kinds of noise.
  public enum Kind {
    /// Elements are set to 0.
    MASKING,
    /// Normal noise is added.
    GAUSSIAN,
    /// Elements are set to 0 or 1.
    SALT_AND_PEPPER;

    /// The one of a name as [#toString] gives it: `salt-and-pepper`.
    public static Kind named(String name) {
      for (Kind k : values()) {
        if (k.toString().equals(name)) {
          return k;
        }
      }
      throw new IllegalArgumentException("Corruption: expected one of " + List.of(values()) + ", got '" + name + "'");
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// Checks the level.
  public Corruption {
    if (!(level >= 0 && (kind == Kind.GAUSSIAN ? level <= Float.MAX_VALUE : level <= 1))) {
      throw new IllegalArgumentException(
          "Corruption: expected a level of at least 0" + (kind == Kind.GAUSSIAN ? "" : " and at most 1") + ", got " + level);
    }
  }

  /// Elements are zero with some probability.
  public static Corruption masking(double probability) {
    return new Corruption(Kind.MASKING, probability);
  }

  /// Normal noise of some deviation.
  public static Corruption gaussian(double deviation) {
    return new Corruption(Kind.GAUSSIAN, deviation);
  }

  /// Elements are 0 or 1 with some probability.
  public static Corruption saltAndPepper(double probability) {
    return new Corruption(Kind.SALT_AND_PEPPER, probability);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, x.dtype() == DType.F32);
    return pass.training() && level > 0 ? corrupt(x, pass) : x;
  }

  /// What it makes of x in training; in any pass with a seed, such as one to look at or to measure with.
  public Tensor corrupt(Tensor x, Pass pass) {
    if (kind == Kind.GAUSSIAN) {
      return x.add(pass.normal(this, x.shape()).mul(level));
    }
    Tensor u = pass.uniform(this, x.shape());
    Tensor changed = u.lt(Tensor.scalar(level));
    Tensor to = kind == Kind.MASKING
        ? Tensor.scalar(0)
        : u.lt(Tensor.scalar(level / 2)).select(Tensor.scalar(1), Tensor.scalar(0));
    return changed.select(to, x);
  }

  @Override
  public String expects() {
    return "F32 x";
  }

  @Override
  public SequencedMap<String, Object> config() {
    var c = new LinkedHashMap<String, Object>();
    c.put("kind", kind.toString());
    c.put("level", level);
    return c;
  }

  static Corruption of(Config c) {
    return new Corruption(c.word("kind", Kind.class), c.number("level"));
  }
}
