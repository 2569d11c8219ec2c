package profundo.data;

import java.util.Map;
import profundo.Array;

/// Some samples of a [Dataset], side by side. The arrays are reused: they are valid until the next batch is asked for.
///
/// @param index position of the batch in its epoch, from 0
/// @param size number of samples
/// @param parts the parts by name, each `[size, ...]`
public record Batch(int index, int size, Map<String, Array> parts) {
  /// The samples, `[size, ...]`.
  public Array x() {
    return part(Dataset.X);
  }

  /// The labels I32 `[size]`, or the targets F32 `[size, ...]`.
  public Array y() {
    return part(Dataset.Y);
  }

  /// One part by its name.
  ///
  /// @throws IllegalArgumentException when there is none
  public Array part(String name) {
    Array a = parts.get(name);
    if (a == null) {
      throw new IllegalArgumentException("Batch: there is no part '" + name + "'; expected one of " + parts.keySet());
    }
    return a;
  }
}
