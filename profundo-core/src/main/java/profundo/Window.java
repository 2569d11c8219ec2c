package profundo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How a kernel or a pooling window slides over the spatial axes of `[batch, spatial..., channels]`.
///
/// Every list has one entry per spatial axis. The output size along an axis is
/// `(in + padLow + padHigh - dilation * (size - 1) - 1) / stride + 1`.
///
/// @param size window size in elements
/// @param stride distance between neighbouring windows
/// @param padLow zeros put before the first element
/// @param padHigh zeros put after the last element
/// @param dilation distance between neighbouring elements of a window
public record Window(
    List<Integer> size,
    List<Integer> stride,
    List<Integer> padLow,
    List<Integer> padHigh,
    List<Integer> dilation) {

  /// Checks that the lists agree in length and hold possible numbers.
  public Window {
    size = List.copyOf(size);
    stride = List.copyOf(stride);
    padLow = List.copyOf(padLow);
    padHigh = List.copyOf(padHigh);
    dilation = List.copyOf(dilation);
    int rank = size.size();
    if (rank == 0
        || stride.size() != rank
        || padLow.size() != rank
        || padHigh.size() != rank
        || dilation.size() != rank) {
      throw new ShapeException(
          "Window: expected one size, stride, padding and dilation per spatial axis, got size "
              + size + ", stride " + stride + ", padding " + padLow + " and " + padHigh
              + ", dilation " + dilation);
    }
    for (int i = 0; i < rank; i++) {
      if (size.get(i) < 1 || stride.get(i) < 1 || dilation.get(i) < 1) {
        throw new ShapeException(
            "Window: expected size, stride and dilation of at least 1, got size "
                + size + ", stride " + stride + ", dilation " + dilation);
      }
      if (padLow.get(i) < 0 || padHigh.get(i) < 0) {
        throw new ShapeException(
            "Window: expected padding of at least 0, got " + padLow + " and " + padHigh);
      }
    }
  }

  /// A dense window without padding that moves by one element.
  public static Window of(int... size) {
    List<Integer> s = list(size);
    return new Window(s, all(s, 1), all(s, 0), all(s, 0), all(s, 1));
  }

  /// The same window moved by these steps: one per axis, or one for all.
  public Window stride(int... steps) {
    return new Window(size, per("stride", steps), padLow, padHigh, dilation);
  }

  /// The same window over an input with zeros on both sides: one number per axis, or one for all.
  public Window padding(int... zeros) {
    List<Integer> p = per("padding", zeros);
    return new Window(size, stride, p, p, dilation);
  }

  /// The same window over an input with zeros before the first and after the last element: one number per axis each, or one
  /// for all.
  public Window padding(int[] low, int[] high) {
    return new Window(size, stride, per("padding", low), per("padding", high), dilation);
  }

  /// The same window with gaps: one number per axis, or one for all.
  public Window dilation(int... gaps) {
    return new Window(size, stride, padLow, padHigh, per("dilation", gaps));
  }

  /// The same window padded so that with stride 1 the output is as large as the input; an odd zero goes after the last
  /// element.
  public Window same() {
    List<Integer> low = new ArrayList<>();
    List<Integer> high = new ArrayList<>();
    for (int i = 0; i < rank(); i++) {
      int total = dilation.get(i) * (size.get(i) - 1);
      low.add(total / 2);
      high.add(total - total / 2);
    }
    return new Window(size, stride, low, high, dilation);
  }

  /// Number of spatial axes.
  public int rank() {
    return size.size();
  }

  /// Output size along spatial axis `i` for an input of `in` elements; zero or less where the window does not fit.
  public int out(int i, int in) {
    int span = dilation.get(i) * (size.get(i) - 1) + 1;
    return Math.floorDiv(in + padLow.get(i) + padHigh.get(i) - span, stride.get(i)) + 1;
  }

  private List<Integer> per(String what, int[] values) {
    if (values.length == 1) {
      return all(size, values[0]);
    }
    if (values.length != rank()) {
      throw new ShapeException(
          "Window: expected one " + what + " or " + rank() + ", got " + values.length);
    }
    return list(values);
  }

  private static List<Integer> all(List<Integer> like, int value) {
    return Collections.nCopies(like.size(), value);
  }

  private static List<Integer> list(int[] values) {
    List<Integer> l = new ArrayList<>(values.length);
    for (int v : values) {
      l.add(v);
    }
    return l;
  }
}
