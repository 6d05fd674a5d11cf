package org.paravane.vmbus.ring;

/**
 * Spins for a while, then parks. How long it spins adapts: see {@link SpinBound}. One thread at a time.
 *
 * <p>Why both: a spinning peer on another core answers in 0.3 µs and a futex wake-up across cores takes 60 µs; but spinning while
 * others want the core is worse than a futex, and an idle waiter should sleep.
 */
public final class Waiter {
  /** See {@link SpinBound#TRIAL_WAITS}. */
  public static final int TRIAL_WAITS = SpinBound.TRIAL_WAITS;

  /** What is waited for. */
  public interface Source {
    /** Whether there is something to do; called again and again, without telling the peer. */
    boolean ready();

    /**
     * Asks the peer for a signal and looks a last time.
     *
     * @return whether to sleep; false if there is something to do after all
     */
    boolean arm();

    /** Takes the request back, after sleeping. */
    default void disarm() {
    }
  }

  private final EventWord event;
  private final SpinBound bound;
  private long parks;
  private long spinHits;
  private long missedSignals;

  /**
   * A waiter that begins with the full bound.
   *
   * @param event what the peer signals
   * @param minimumSpins polls that are always tried
   * @param maximumSpins polls at most, at least the minimum; 0 is to park at once
   */
  public Waiter(EventWord event, int minimumSpins, int maximumSpins) {
    this.event = event;
    bound = new SpinBound(minimumSpins, maximumSpins);
  }

  /**
   * Waits until the source is ready.
   *
   * @param timeoutNanos at most this long; negative is for ever
   * @return false if the time was up and the source is still not ready
   */
  public boolean await(Source source, long timeoutNanos) {
    if (spin(source)) {
      return true;
    }
    long start = timeoutNanos < 0 ? 0 : System.nanoTime();
    while (true) {
      int ticket = event.ticket();
      if (!source.arm()) {
        return true;
      }
      long left = timeoutNanos < 0 ? -1 : timeoutNanos - (System.nanoTime() - start);
      boolean timedOut = timeoutNanos >= 0 && left <= 0;
      if (!timedOut) {
        parks++;
        timedOut = !event.await(ticket, left);
      }
      source.disarm();
      if (source.ready()) {
        if (timedOut && event.ticket() == ticket) {
          missedSignals++;
        }
        return true;
      }
      if (timedOut) {
        return false;
      }
    }
  }

  private boolean spin(Source source) {
    int polls = bound.polls();
    for (int i = 0; i < polls; i++) {
      if (source.ready()) {
        spinHits++;
        bound.learn(true);
        return true;
      }
      Thread.onSpinWait();
    }
    bound.learn(false);
    return source.ready();
  }

  /** Polls that the next wait tries before it parks. */
  public int bound() {
    return bound.polls();
  }

  /** How often a wait slept. */
  public long parks() {
    return parks;
  }

  /** How often spinning was enough. */
  public long spinHits() {
    return spinHits;
  }

  /** How often a wait had to find out by its timeout that the source was ready: the peer owes us a signal. 0 if all is well. */
  public long missedSignals() {
    return missedSignals;
  }
}
