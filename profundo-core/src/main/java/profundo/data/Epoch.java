package profundo.data;

import java.util.Iterator;
import java.util.NoSuchElementException;

/// The batches of one epoch, one after the other, prepared ahead; see [Batches]. Can be walked once. An exception of the
/// preparing thread comes out of [#next] where its batch would have come.
public abstract sealed class Epoch implements Iterable<Batch>, Iterator<Batch>, AutoCloseable
    permits PreparedEpoch, MixedEpoch {
  Epoch() {}

  /// This epoch itself.
  @Override
  public final Iterator<Batch> iterator() {
    return this;
  }

  /// Whether there is another batch; the buffers are given back when there is none.
  @Override
  public abstract boolean hasNext();

  /// The next batch; the one before becomes invalid.
  ///
  /// @throws NoSuchElementException after the last batch, after [#close], and after a failure
  @Override
  public abstract Batch next();

  /// Position in the epoch: the number of the batch that [#next] would give.
  public abstract int position();

  /// Stops preparing and gives the buffers back; the last batch becomes invalid. Does nothing the second time.
  @Override
  public abstract void close();
}
