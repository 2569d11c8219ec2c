package profundo.data;

import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import profundo.data.Ring.Slot;

/// An epoch over one data set.
final class PreparedEpoch extends Epoch {
  private final Batches batches;
  private final int[] order;
  private final int number;
  private final int count;
  private volatile boolean closed;
  private Ring ring;
  private Slot lent;
  private int next;
  private int asked;

  PreparedEpoch(Batches batches, Ring ring, int[] order, int number, int from) {
    this.batches = batches;
    this.ring = ring;
    this.order = order;
    this.number = number;
    this.count = batches.count();
    this.next = from;
    this.asked = from;
    for (int i = 0; i < ring.slots.length; i++) {
      prepare(ring.slots[asked % ring.slots.length]);
    }
  }

  @Override
  public boolean hasNext() {
    if (next < count && ring != null) {
      return true;
    }
    close();
    return false;
  }

  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException("Epoch: no batch is left; ask Batches for another epoch");
    }
    if (lent != null) {
      prepare(lent);
      lent = null;
    }
    Slot slot = ring.slots[next % ring.slots.length];
    try {
      await(slot);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    lent = slot;
    next++;
    return new Batch(slot.index, slot.size, slot.arrays(batches.size()));
  }

  @Override
  public int position() {
    return next;
  }

  @Override
  public void close() {
    if (ring == null) {
      return;
    }
    closed = true;
    Ring done = ring;
    ring = null;
    lent = null;
    try {
      for (Slot slot : done.slots) {
        Future<?> filled = slot.filled;
        slot.filled = null;
        // What has begun writes into its buffers until it ends, at most one batch later; the rest sees `closed`.
        if (filled != null && !filled.isDone()) {
          settle(filled);
        }
      }
      batches.release(done);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void settle(Future<?> filled) throws InterruptedException {
    try {
      filled.get();
    } catch (ExecutionException e) {
      // A batch that nobody will see.
    }
  }

  /// Puts the next batch in line into a slot.
  private void prepare(Slot slot) {
    slot.filled = null;
    if (asked >= count) {
      return;
    }
    slot.index = asked++;
    slot.size = batches.size(slot.index);
    if (batches.executor() != null) {
      slot.filled = batches.executor().submit(() -> fill(slot));
    }
  }

  private void fill(Slot slot) {
    if (closed) {
      return;
    }
    batches.fill(order, number, slot.index, slot.size, slot.arrays(batches.size()));
  }

  private void await(Slot slot) {
    if (slot.filled == null) {
      fill(slot);
      return;
    }
    try {
      slot.filled.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Epoch: interrupted while waiting for batch " + slot.index, e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        default -> throw new IllegalStateException("Epoch: batch " + slot.index + " was not prepared", e.getCause());
      }
    }
  }
}
