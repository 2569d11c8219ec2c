package profundo.app.models;

import java.util.ArrayList;
import java.util.List;
import profundo.Rng;
import profundo.nn.Layer;

/// A kind of network in the catalogue, whether or not it can be trained by name.
///
/// @param name what it is called
/// @param family what it belongs to
/// @param description one line for people
/// @param paper where it was published
/// @param builder builds one; null for the classifiers of [Models], which [Model#build] builds
public record Network(String name, String family, String description, String paper, Builder builder) {
  /// Networks over words.
  public static final String TEXT = "text";

  /// Networks over sequences.
  public static final String RECURRENT = "recurrent";

  /// Builds a network with new weights.
  @FunctionalInterface
  public interface Builder {
    /// @param in features of an input
    /// @param hidden size of what is inside
    /// @return a layer over sequences, `[batch, time, in]` -> `[batch, time, ...]`
    Layer of(int in, int hidden, Rng rng);
  }

  /// The whole catalogue, family by family.
  public static List<Network> all() {
    List<Network> all = new ArrayList<>();
    List<Network> recurrent = RecurrentNetworks.all();
    for (Model m : Models.all()) {
      if (recurrent.stream().anyMatch(n -> n.name().equals(m.name()))) {
        continue; // stands there with its builder
      }
      all.add(new Network(m.name(), m.family(), m.description(), m.paper(), null));
    }
    all.addAll(recurrent);
    return all;
  }

  /// The families, in the order of the catalogue.
  public static List<String> families() {
    return all().stream().map(Network::family).distinct().toList();
  }

  /// Those of one family.
  public static List<Network> of(String family) {
    return all().stream().filter(n -> n.family().equals(family)).toList();
  }
}
