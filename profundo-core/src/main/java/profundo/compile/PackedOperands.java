package profundo.compile;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import profundo.DType;
import profundo.Op;
import profundo.Tensor;
import profundo.compile.Kernel.Place;
import profundo.kernel.Gemm;

/// Right operands that several products have in common, such as the recurrent weights at every step of a loop over time: packed
/// once, as products like them.
final class PackedOperands {
  private final Map<Tensor, Integer> users = new IdentityHashMap<>();
  private final Map<Tensor, Place> packed = new IdentityHashMap<>();

  PackedOperands(List<Tensor> order) {
    for (Tensor t : order) {
      if (t.op() instanceof Op.MatMul(var a, var b) && gains(t, a)) {
        users.merge(b, 1, Integer::sum);
      }
    }
  }

  private static boolean gains(Tensor t, Tensor a) {
    return t.shape().rank() == 2 && Gemm.gainsFromPacking(t.shape().size(0), t.shape().size(1), a.shape().size(1));
  }

  /// The right operand of a product of `a` and `b`, packed, or null where that does not pay.
  ///
  /// @param stored where b lies, with the distance of its rows, or of its columns if `transposed`
  Place of(Lowering low, Tensor t, Tensor a, Tensor b, Place stored, boolean transposed, int ld) {
    if (!gains(t, a) || users.getOrDefault(b, 0) < 2) {
      return null;
    }
    Place place = packed.get(b);
    if (place == null) {
      int n = t.shape().size(1);
      int k = a.shape().size(1);
      Buffer buffer = low.temporary(DType.F32, Gemm.packedFloats(n, k));
      place = new Place(buffer, 0);
      packed.put(b, place);
      low.add(new Kernel.Pack(transposed, n, k, stored, ld, buffer), t, a, b);
    }
    return place;
  }
}
