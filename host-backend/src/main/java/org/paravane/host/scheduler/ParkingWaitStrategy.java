package org.paravane.host.scheduler;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How the scheduler's thread waits: it looks a few times, then parks until somebody publishes or the next deadline comes.
 * Publishing costs no lock and, while the thread is awake, no system call.
 */
final class ParkingWaitStrategy implements WaitStrategy {
  private final int spins;
  private final LongSupplier nanosToDeadline;
  private volatile @Nullable Thread parked;

  /**
   * A strategy for one thread.
   *
   * @param nanosToDeadline how long it may sleep; 0 or less: not at all
   */
  ParkingWaitStrategy(int spins, LongSupplier nanosToDeadline) {
    this.spins = spins;
    this.nanosToDeadline = nanosToDeadline;
  }

  @Override
  public long waitFor(long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
      throws AlertException, TimeoutException {
    int looked = 0;
    long available;
    while ((available = dependentSequence.get()) < sequence) {
      barrier.checkAlert();
      if (looked < spins) {
        looked++;
        Thread.onSpinWait();
      } else {
        sleep(sequence, dependentSequence);
      }
    }
    return available;
  }

  @Override
  public void signalAllWhenBlocking() {
    Thread sleeper = parked; // SYNC: volatile; the cursor was advanced before, see sleep()
    if (sleeper != null) {
      LockSupport.unpark(sleeper);
    }
  }

  private void sleep(long sequence, Sequence dependentSequence) throws TimeoutException {
    long nanos = nanosToDeadline.getAsLong();
    if (nanos <= 0) {
      throw TimeoutException.INSTANCE;
    }
    parked = Thread.currentThread();
    // SYNC: parked is set before the cursor is looked at again, and a publisher advances the cursor before it looks at
    // parked; both are volatile, so one of the two sees the other.
    if (dependentSequence.get() < sequence) {
      LockSupport.parkNanos(this, nanos);
    }
    parked = null;
  }
}
