package profundo.zoo.autoencoder;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import profundo.DType;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.nn.Composite;
import profundo.nn.Config;
import profundo.nn.Described;
import profundo.nn.Layer;
import profundo.nn.Parameters;
import profundo.nn.Pass;

/// The linear layer of a decoder that uses a weight of the encoder, transposed: r = h Wᵀ + c.
///
/// x `[..., out]`, weight `[in, out]` -> y `[..., in]`, bias `[in]`. The weight is the encoder's: its gradient is the sum of
/// both uses, and it is counted, saved and named there alone. A description tells which one it is, and only
/// an [Autoencoder], which knows the encoder, can read it.
///
/// @param weight `[in, out]`, of the encoder
/// @param bias `[in]`, of this layer
/// @param of the weight's name in the encoder, such as `linear1.weight`
public record TiedLinear(Variable weight, Optional<Variable> bias, String of) implements Described, Composite {
  static final String TYPE = "TiedLinear";

  /// Checks the shapes.
  public TiedLinear {
    if (weight.shape().rank() != 2 || bias.isPresent() && !bias.get().shape().equals(weight.shape().range(0, 1))) {
      throw new IllegalArgumentException(
          "TiedLinear: expected a weight [in, out] and a bias [in], got " + weight.shape() + " and "
              + bias.map(b -> b.shape().toString()).orElse("none"));
    }
  }

  /// With a bias of zeros.
  ///
  /// @param encoder that holds the weight
  /// @param name of the weight in it, such as `linear1.weight`
  public static TiedLinear of(Layer encoder, String name) {
    Variable w = Parameters.of(encoder).get(name);
    return new TiedLinear(w, Optional.of(Variable.zeros("bias", w.shape().range(0, 1))), name);
  }

  /// The same without a bias.
  public TiedLinear withoutBias() {
    return new TiedLinear(weight, Optional.empty(), of);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    Shape s = x.shape();
    pass.expect(this, x, x.dtype() == DType.F32 && s.rank() > 0 && s.size(-1) == weight.shape().size(1));
    Tensor y = x.matmul(pass.read(weight).transpose());
    return bias.isPresent() ? y.add(pass.read(bias.get())) : y;
  }

  @Override
  public String expects() {
    return "x[..., out=" + weight.shape().size(1) + "]";
  }

  /// The weight is the encoder's.
  @Override
  public SequencedMap<String, Object> children() {
    var children = new LinkedHashMap<String, Object>();
    children.put("bias", bias);
    return children;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public SequencedMap<String, Object> config() {
    var c = new LinkedHashMap<String, Object>();
    c.put("of", of);
    c.put("bias", bias.isPresent());
    return c;
  }

  static TiedLinear of(Layer encoder, Config c) {
    String name = c.text("of");
    Variable w = Parameters.of(encoder).get(name);
    if (w.shape().rank() != 2) {
      throw new IllegalArgumentException("TiedLinear: expected the name of a weight [in, out], got " + name + " " + w.shape());
    }
    return new TiedLinear(w, c.flag("bias") ? Optional.of(c.variable("bias", w.shape().size(0))) : Optional.empty(), name);
  }
}
