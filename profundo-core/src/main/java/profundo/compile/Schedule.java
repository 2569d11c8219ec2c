package profundo.compile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import profundo.Assignment;
import profundo.Op;
import profundo.Tensor;
import profundo.Variable;
import profundo.compile.Kernel.Loop;
import profundo.compile.Kernel.Place;
import profundo.compile.Views.View;
import profundo.kernel.ElementLoop;

/// Puts steps into an order in which every value is there before it is read, results reach their homes, and no variable
/// changes before its last reader.
final class Schedule {
  private final Lowering low;
  private final List<Step> steps;
  private final Map<Buffer, Step> writers = new IdentityHashMap<>();
  private final Map<Variable, List<Step>> readers = new HashMap<>();

  Schedule(Lowering low) {
    this.low = low;
    this.steps = low.steps();
  }

  /// @param outputs canonical results, handed out in this order
  /// @param assignments canonical values
  List<Step> order(List<Tensor> outputs, List<Assignment> assignments) {
    for (int i = 0; i < outputs.size(); i++) {
      deliver(outputs.get(i), new Buffer.Home.Output(i));
    }
    List<Store> stores = stage(assignments);
    connect();
    for (Store s : stores) {
      assign(s);
    }
    return sorted();
  }

  private void deliver(Tensor t, Buffer.Home home) {
    View v = low.views().of(t);
    Buffer b = low.buffer(v.base());
    if (b.inArena() && whole(v, t)) {
      b.moveTo(home);
      return;
    }
    Buffer out = low.temporary(t.dtype(), t.shape().count());
    out.moveTo(home);
    low.add(low.copyOf(t, out), t, t);
  }

  private static boolean whole(View v, Tensor t) {
    return v.offset() == 0 && v.dense(t.shape()) && v.base().shape().count() == t.shape().count();
  }

  /// A variable's next value on its way there.
  ///
  /// @param from the buffer that holds it
  private record Store(Variable variable, Buffer from) {}

  /// Values that lie in somebody else's storage, or in the middle of something, are first copied out of it.
  private List<Store> stage(List<Assignment> assignments) {
    List<Store> stores = new ArrayList<>();
    Set<Buffer> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Assignment a : assignments) {
      Tensor t = a.value();
      View v = low.views().of(t);
      Buffer b = low.buffer(v.base());
      if (v.base().op() instanceof Op.Read(var self) && self == a.variable() && whole(v, t)) {
        continue;
      }
      if (!b.inArena() || !whole(v, t) || !taken.add(b)) {
        b = low.temporary(t.dtype(), t.shape().count());
        low.add(low.copyOf(t, b), t, t);
      }
      stores.add(new Store(a.variable(), b));
    }
    return stores;
  }

  private void connect() {
    for (Step s : steps) {
      for (Kernel k : s.kernels) {
        for (Buffer b : k.writes()) {
          writers.put(b, s);
        }
      }
    }
    for (Step s : steps) {
      Set<Step> before = new HashSet<>();
      for (Kernel k : s.kernels) {
        for (Place p : k.reads()) {
          Step writer = writers.get(p.buffer());
          if (writer != null && writer != s && before.add(writer)) {
            writer.before(s);
          }
          if (p.buffer().home() instanceof Buffer.Home.Of(var variable)) {
            List<Step> list = readers.computeIfAbsent(variable, _ -> new ArrayList<>());
            if (list.isEmpty() || list.get(list.size() - 1) != s) {
              list.add(s);
            }
          }
        }
      }
    }
  }

  /// Lets the step that computes the new value write it straight into the variable where all others that read the old
  /// one can run before; else adds a copy at the end.
  private void assign(Store store) {
    Step writer = writers.get(store.from);
    List<Step> others = new ArrayList<>(readers.getOrDefault(store.variable, List.of()));
    boolean self = others.remove(writer);
    boolean inPlace =
        (!self || readsInPlace(writer, store)) && others.stream().noneMatch(r -> reaches(writer, r));
    if (inPlace) {
      for (Step r : others) {
        r.before(writer);
      }
      store.from.moveTo(new Buffer.Home.Of(store.variable));
      return;
    }
    Buffer target = low.temporary(store.from.dtype, store.from.count);
    target.moveTo(new Buffer.Home.Of(store.variable));
    int[] dims = {store.from.count};
    int[] one = {1};
    Kernel copy = new Kernel.Copy(dims, new Place(store.from, 0), one, target, 0, one);
    Step last = new Step(List.of(copy), Integer.MAX_VALUE, steps.size());
    steps.add(last);
    writer.before(last);
    for (Step r : readers.getOrDefault(store.variable, List.of())) {
      if (r != writer) {
        r.before(last);
      }
    }
  }

  /// Whether a step reads the variable only as a dense operand of the loop that writes the new value: element by
  /// element, before each is written.
  private static boolean readsInPlace(Step step, Store store) {
    if (step.kernels.size() != 1) {
      return false;
    }
    Kernel k = step.kernels.get(0);
    Loop loop = k.loop();
    if (loop == null || !loop.outputs().contains(store.from)) {
      return false;
    }
    List<Place> product =
        switch (k) {
          case Kernel.MatMul m -> List.of(m.a(), m.b());
          case Kernel.PackedMatMul m -> List.of(m.a(), m.packed());
          case Kernel.Convolve c -> List.of(c.p(), c.q());
          default -> List.of();
        };
    if (product.stream().anyMatch(p -> isOf(p.buffer(), store.variable))) {
      return false;
    }
    for (int i = 0; i < loop.inputs().size(); i++) {
      Place p = loop.inputs().get(i);
      if (isOf(p.buffer(), store.variable) && !(p.offset() == 0 && dense(loop.spec(), i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOf(Buffer b, Variable v) {
    return b.home() instanceof Buffer.Home.Of(var variable) && variable == v;
  }

  /// Whether a loop reads an input element by element in the order in which it writes.
  static boolean dense(ElementLoop.Spec spec, int input) {
    int stride = 1;
    for (int d = spec.dims().length - 1; d >= 0; d--) {
      if (spec.dims()[d] != 1 && spec.inputStrides()[input][d] != stride) {
        return false;
      }
      stride *= spec.dims()[d];
    }
    return true;
  }

  private static boolean reaches(Step from, Step to) {
    Set<Step> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    ArrayDeque<Step> queue = new ArrayDeque<>(List.of(from));
    while (!queue.isEmpty()) {
      Step s = queue.poll();
      if (s == to) {
        return true;
      }
      for (Step next : s.successors) {
        if (seen.add(next)) {
          queue.add(next);
        }
      }
    }
    return false;
  }

  private List<Step> sorted() {
    PriorityQueue<Step> ready =
        new PriorityQueue<>(Comparator.comparingInt((Step s) -> s.wish).thenComparingInt(s -> s.place));
    for (Step s : steps) {
      if (s.waiting == 0) {
        ready.add(s);
      }
    }
    List<Step> sorted = new ArrayList<>(steps.size());
    while (!ready.isEmpty()) {
      Step s = ready.poll();
      sorted.add(s);
      for (Step next : s.successors) {
        if (--next.waiting == 0) {
          ready.add(next);
        }
      }
    }
    if (sorted.size() != steps.size()) {
      throw new AssertionError("steps depend on each other in a circle");
    }
    return sorted;
  }
}
