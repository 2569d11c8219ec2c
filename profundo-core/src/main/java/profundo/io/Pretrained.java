package profundo.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import profundo.Array;
import profundo.nn.Glob;
import profundo.nn.Parameter;
import profundo.nn.Parameters;

/// Weights that another model has learned, by name, to begin with in a new one:
///
///     Pretrained.read(Path.of("digits.safetensors"))
///         .rename("encoder.", "features.")
///         .without("classifier")
///         .into(Parameters.of(net));
///
/// Every name and shape is checked before anything is copied, and all that does not fit is named at once. A file is read
/// as hostile, as [SafeTensors] does: no more memory is asked for than it is long.
public final class Pretrained {
  private static final int NAMED = 20;

  private final Map<String, Array> weights;

  private Pretrained(Map<String, Array> weights) {
    this.weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /// The tensors of a safetensors file, such as a model file.
  ///
  /// @throws FormatException when it is damaged
  public static Pretrained read(Path file) throws IOException {
    return new Pretrained(SafeTensors.read(file).tensors());
  }

  /// The weights of a model, as they are now.
  public static Pretrained of(Parameters parameters) {
    Map<String, Array> weights = new LinkedHashMap<>();
    parameters.byName().forEach((name, v) -> weights.put(name, v.value().copy()));
    return new Pretrained(weights);
  }

  /// The names, in the order of the source.
  public Set<String> names() {
    return weights.keySet();
  }

  /// The same without what fits a pattern, such as an old head.
  ///
  /// @param patterns as [Glob] reads them
  public Pretrained without(String... patterns) {
    return chosen(false, patterns);
  }

  /// Only what fits one of these patterns.
  ///
  /// @param patterns as [Glob] reads them
  public Pretrained only(String... patterns) {
    return chosen(true, patterns);
  }

  private Pretrained chosen(boolean keep, String... patterns) {
    Map<String, Array> left = new LinkedHashMap<>(weights);
    for (String pattern : patterns) {
      Glob glob = Glob.of(pattern);
      if (weights.keySet().stream().noneMatch(glob::fits)) {
        throw new IllegalArgumentException(
            "Pretrained: nothing fits '" + pattern + "'; there are " + Glob.listed(List.copyOf(weights.keySet())));
      }
    }
    List<Glob> globs = Arrays.stream(patterns).map(Glob::of).toList();
    left.keySet().removeIf(name -> globs.stream().anyMatch(g -> g.fits(name)) != keep);
    return new Pretrained(left);
  }

  /// The same with another beginning of names.
  ///
  /// @param from what names begin with
  /// @param to what stands there instead
  public Pretrained rename(String from, String to) {
    return rename(name -> name.startsWith(from) ? to + name.substring(from.length()) : name);
  }

  /// The same under other names.
  ///
  /// @throws IllegalArgumentException naming those that would have the same name
  public Pretrained rename(UnaryOperator<String> mapping) {
    Map<String, Array> renamed = new LinkedHashMap<>();
    Map<String, String> from = new LinkedHashMap<>();
    List<String> clashes = new ArrayList<>();
    weights.forEach(
        (name, a) -> {
          String next = mapping.apply(name);
          String other = from.putIfAbsent(next, name);
          if (other != null) {
            clashes.add(other + " and " + name + " to " + next);
          }
          renamed.put(next, a);
        });
    if (!clashes.isEmpty()) {
      throw new IllegalArgumentException("Pretrained: two become one: " + listed(clashes));
    }
    return new Pretrained(renamed);
  }

  /// Copies all of these weights into a model, which may have more: those keep their values, as a new head does.
  ///
  /// @return the names of the model that kept theirs
  /// @throws FormatException naming everything that has no place in the model or another shape or type; nothing was
  ///     copied then
  public List<String> into(Parameters model) {
    Map<String, Parameter> places = new LinkedHashMap<>();
    model.all().forEach(p -> places.put(p.name(), p));
    List<String> wrong = new ArrayList<>();
    weights.forEach(
        (name, a) -> {
          Parameter p = places.get(name);
          if (p == null) {
            wrong.add(shortened(name) + " has no place in the model");
          } else if (!p.variable().shape().equals(a.shape()) || p.variable().dtype() != a.dtype()) {
            wrong.add(
                name + " is " + a.dtype() + " " + a.shape() + ", in the model " + p.variable().dtype() + " "
                    + p.variable().shape());
          }
        });
    Set<String> kept = new TreeSet<>(places.keySet());
    kept.removeAll(weights.keySet());
    if (weights.isEmpty() || !wrong.isEmpty()) {
      throw new FormatException(
          "Pretrained: "
              + (weights.isEmpty()
                  ? "no weights are left to load"
                  : wrong.size() + " of " + weights.size() + " weights do not fit: " + listed(wrong))
              + (kept.isEmpty() ? "" : "; without a source in the model: " + listed(List.copyOf(kept)))
              + "; rename them, or leave them out with without(...)");
    }
    weights.forEach((name, a) -> places.get(name).variable().set(a));
    return places.keySet().stream().filter(kept::contains).toList();
  }

  private static String listed(List<String> all) {
    return String.join("; ", all.stream().limit(NAMED).toList()) + (all.size() > NAMED ? "; and " + (all.size() - NAMED) + " more" : "");
  }

  private static String shortened(String name) {
    return name.length() > 100 ? name.substring(0, 97) + "..." : name;
  }
}
