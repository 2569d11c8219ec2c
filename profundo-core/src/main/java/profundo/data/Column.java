package profundo.data;

import profundo.Array;
import profundo.DType;
import profundo.Shape;

/// One part of a [Dataset]: `count` samples of one shape, however they are kept.
sealed interface Column {
  /// Number of samples.
  int count();

  /// Shape of one sample; a label is a scalar.
  Shape sample();

  /// What the values are when they are read.
  DType dtype();

  /// Copies sample `row` to sample position `slot` of `into`.
  void copy(int row, Array into, int slot);

  /// The values as they are kept, without a copy, or null when they must be gathered.
  default Array whole() {
    return null;
  }

  static Column of(Array values) {
    Shape shape = values.shape();
    if (shape.rank() == 0) {
      throw new IllegalArgumentException(
          "Dataset: expected an array whose first axis counts the samples, got a scalar");
    }
    return new Kept(values, shape.size(0), shape.range(1, shape.rank()));
  }

  /// The shape of `n` samples.
  static Shape many(int n, Shape sample) {
    return sample.insert(0, n);
  }

  /// Values kept as they are used.
  record Kept(Array values, int count, Shape sample) implements Column {
    @Override
    public DType dtype() {
      return values.dtype();
    }

    @Override
    public void copy(int row, Array into, int slot) {
      int n = sample.count();
      switch (values.dtype()) {
        case F32 -> System.arraycopy(values.floats(), row * n, into.floats(), slot * n, n);
        case I32 -> System.arraycopy(values.ints(), row * n, into.ints(), slot * n, n);
      }
    }

    @Override
    public Array whole() {
      return values;
    }
  }

  /// Bytes read as floats through a table of 256 values: a quarter of the memory of floats.
  record Bytes(byte[] values, int count, Shape sample, float[] table) implements Column {
    @Override
    public DType dtype() {
      return DType.F32;
    }

    @Override
    public void copy(int row, Array into, int slot) {
      int n = sample.count();
      float[] out = into.floats();
      for (int i = 0, from = row * n, to = slot * n; i < n; i++) {
        out[to + i] = table[values[from + i] & 0xFF];
      }
    }
  }

  /// Samples made when they are asked for.
  record Made(int count, Shape sample, Dataset.Maker maker) implements Column {
    @Override
    public DType dtype() {
      return DType.F32;
    }

    @Override
    public void copy(int row, Array into, int slot) {
      maker.make(row, into.floats(), slot * sample.count());
    }
  }
}
