package profundo.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Things at rest that are taken for a while and given back; more are made only when all are in use.
final class Idle<T> {
  private final Supplier<T> maker;
  private final List<T> resting = new ArrayList<>();

  Idle(Supplier<T> maker) {
    this.maker = maker;
  }

  T take() {
    synchronized (this) {
      if (!resting.isEmpty()) {
        return resting.removeLast();
      }
    }
    return maker.get();
  }

  synchronized void giveBack(T thing) {
    resting.add(thing);
  }
}
