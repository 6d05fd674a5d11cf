package org.paravane.host.scheduler;

import com.lmax.disruptor.RingBuffer;

/** What brings commands to the core: a thread, or a test that steps. */
interface SchedulerDrive {
  RingBuffer<SchedulerCommand> ring();

  /** Publishes a claimed slot; what it asks for happens soon, perhaps during this call. */
  void publish(long slot);

  /** Whether the caller is the thread that runs the core now. */
  boolean isOwnThread();

  /** A free slot, waiting for it so long at most (for who runs the core: not at all); -1 if there is none. */
  long claim(long waitNanos);

  /** A free slot, however long it takes; -1 if the scheduler has stopped. For engines. */
  long claimAlways();

  /** Takes its turn whatever happens; after the scheduler has stopped it is done at once. */
  void must(SchedulerCommand.Call call);

  /** Returns when the core has shut down, or has not managed to, and nothing is delivered any more. */
  void close();
}
