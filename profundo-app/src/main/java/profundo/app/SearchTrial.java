package profundo.app;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import profundo.app.experiment.Yaml.Node;

/// One point of a search, trained.
///
/// @param number from 1
/// @param bracket from 0
/// @param settings by their paths
/// @param metric of the validation data; NaN where there is none
/// @param trouble why there is none; empty where there is
/// @param folder of its run
record SearchTrial(
    int number,
    int bracket,
    int epochs,
    SequencedMap<String, Object> settings,
    double metric,
    double testAccuracy,
    double seconds,
    String trouble,
    Path folder) {
  /// Whether there is a figure to compare.
  boolean isGood() {
    return trouble.isEmpty() && !Double.isNaN(metric);
  }

  /// Settings in a few words: `lr 0.01, filters 16`.
  static String text(Map<String, Object> settings) {
    return settings.entrySet().stream().map(e -> label(e.getKey()) + " " + e.getValue()).collect(Collectors.joining(", "));
  }

  /// The last name of a path.
  static String label(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /// A plain value as it would stand in a file.
  static Node node(String path, Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var members = new LinkedHashMap<String, Node>();
        var keys = new LinkedHashMap<String, String>();
        map.forEach(
            (k, v) -> {
              members.put((String) k, node(path, v));
              keys.put((String) k, path);
            });
        yield new Node(path, members, keys);
      }
      case List<?> list -> new Node(path, list.stream().map(v -> node(path, v)).toList());
      case Integer n -> new Node(path, n.longValue());
      default -> new Node(path, value);
    };
  }
}
