package profundo.nn;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Maps as [Described#config] returns them.
final class Configs {
  private Configs() {}

  static SequencedMap<String, Object> of() {
    return new LinkedHashMap<>();
  }

  static SequencedMap<String, Object> of(String key, Object value) {
    SequencedMap<String, Object> map = of();
    map.put(key, value);
    return map;
  }
}
