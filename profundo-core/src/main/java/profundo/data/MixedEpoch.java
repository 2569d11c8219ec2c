package profundo.data;

import java.util.List;
import java.util.NoSuchElementException;

/// An epoch over several data sets, whose batches take turns.
final class MixedEpoch extends Epoch {
  private final List<Batches> parts;
  private final Epoch[] open;
  private final int[] begun;
  private final int[] turns;
  private final int number;
  private boolean closed;
  private int next;

  /// @param turns which of the parts each batch comes from
  /// @param from batches that are passed over
  MixedEpoch(List<Batches> parts, int[] turns, int number, int from) {
    this.parts = parts;
    this.open = new Epoch[parts.size()];
    this.begun = new int[parts.size()];
    this.turns = turns;
    this.number = number;
    this.next = from;
    for (int i = 0; i < from; i++) {
      begun[turns[i]]++;
    }
  }

  @Override
  public boolean hasNext() {
    if (!closed && next < turns.length) {
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
    int turn = turns[next];
    try {
      if (open[turn] == null) {
        open[turn] = parts.get(turn).epoch(number, begun[turn]);
      }
      Batch batch = open[turn].next();
      return new Batch(next++, batch.size(), batch.parts());
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  @Override
  public int position() {
    return next;
  }

  @Override
  public void close() {
    closed = true;
    for (Epoch epoch : open) {
      if (epoch != null) {
        epoch.close();
      }
    }
  }
}
