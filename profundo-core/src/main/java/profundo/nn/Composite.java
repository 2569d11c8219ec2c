package profundo.nn;

import java.util.SequencedMap;
import java.util.Set;

/// Something that holds variables and layers without being a record, and so lists them itself; or a record that wants
/// other names than those of its components.
public interface Composite {
  /// Names and what they stand for, in order: variables, layers, and lists, optionals and records of them. Names hold
  /// no dot and are not empty.
  SequencedMap<String, Object> children();

  /// The names among [#children] that are [State].
  default Set<String> state() {
    return Set.of();
  }
}
