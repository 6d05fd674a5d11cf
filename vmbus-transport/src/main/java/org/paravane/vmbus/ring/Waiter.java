package org.paravane.vmbus.ring;

/**
 * Spins for a while, then parks. The bound of the spinning adapts: it is the full one in a trial of {@link #TRIAL_WAITS} waits, and
 * stays that as long as a quarter of them find what they wait for; otherwise it is the minimum until the next trial, which comes the
 * later the more trials in a row have failed. One thread at a time.
 *
 * <p>Why both: a spinning peer on another core answers in 0.3 µs and a futex wake-up across cores takes 60 µs; but spinning while
 * others want the core is worse than a futex, and an idle waiter should sleep. Why trials of many waits: two processes that share
 * a core and hand over by futex stay on it; only when both want to run for some milliseconds does the kernel move one.
 */
public final class Waiter {
  /** Waits of a trial with the full bound. */
  public static final int TRIAL_WAITS = 128;
  /** Waits with the minimum after a first failed trial, and after many. */
  private static final int FIRST_PAUSE = 256;
  private static final int LONGEST_PAUSE = 65_536;

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
  private final int minimumSpins;
  private final int maximumSpins;
  private int bound;
  private int trialWaits;
  private int trialHits;
  private int pauseLeft;
  private int nextPause = FIRST_PAUSE;
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
    if (minimumSpins < 0 || maximumSpins < minimumSpins) {
      throw new IllegalArgumentException(
          "bad spin bounds: minimum=%d, maximum=%d".formatted(minimumSpins, maximumSpins));
    }
    this.event = event;
    this.minimumSpins = minimumSpins;
    this.maximumSpins = maximumSpins;
    bound = maximumSpins;
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
    for (int i = 0; i < bound; i++) {
      if (source.ready()) {
        spinHits++;
        learn(true);
        return true;
      }
      Thread.onSpinWait();
    }
    learn(false);
    return source.ready();
  }

  private void learn(boolean hit) {
    if (pauseLeft > 0) {
      pauseLeft--;
      bound = pauseLeft == 0 ? maximumSpins : minimumSpins;
      return;
    }
    trialHits += hit ? 1 : 0;
    trialWaits++;
    if (trialWaits == TRIAL_WAITS) {
      boolean paid = trialHits >= TRIAL_WAITS / 4;
      pauseLeft = paid ? 0 : nextPause;
      nextPause = paid ? FIRST_PAUSE : Math.min(2 * nextPause, LONGEST_PAUSE);
      bound = paid ? maximumSpins : minimumSpins;
      trialWaits = 0;
      trialHits = 0;
    }
  }

  /** Polls that the next wait tries before it parks. */
  public int bound() {
    return bound;
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
