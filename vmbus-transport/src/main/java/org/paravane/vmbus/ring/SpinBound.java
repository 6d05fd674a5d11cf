package org.paravane.vmbus.ring;

/**
 * How many polls are worth while before sleeping. It is the full bound in a trial of {@link #TRIAL_WAITS} waits, and stays that as
 * long as a quarter of them find what they wait for; otherwise it is the minimum until the next trial, which comes the later the more
 * trials in a row have failed. One thread at a time.
 *
 * <p>Why trials of many waits: two processes that share a core and hand over by futex stay on it; only when both want to run for
 * some milliseconds does the kernel move one.
 */
public final class SpinBound {
  /** Waits of a trial with the full bound. */
  public static final int TRIAL_WAITS = 128;
  /** Waits with the minimum after a first failed trial, and after many. */
  private static final int FIRST_PAUSE = 256;
  private static final int LONGEST_PAUSE = 65_536;

  private final int minimumSpins;
  private final int maximumSpins;
  private int bound;
  private int trialWaits;
  private int trialHits;
  private int pauseLeft;
  private int nextPause = FIRST_PAUSE;

  /**
   * Begins with a trial.
   *
   * @param minimumSpins polls that are always tried
   * @param maximumSpins polls at most, at least the minimum; 0 is to park at once
   */
  public SpinBound(int minimumSpins, int maximumSpins) {
    if (minimumSpins < 0 || maximumSpins < minimumSpins) {
      throw new IllegalArgumentException(
          "bad spin bounds: minimum=%d, maximum=%d".formatted(minimumSpins, maximumSpins));
    }
    this.minimumSpins = minimumSpins;
    this.maximumSpins = maximumSpins;
    bound = maximumSpins;
  }

  /** Polls that the next wait tries. */
  public int polls() {
    return bound;
  }

  /** A wait ended: whether polling was enough. */
  public void learn(boolean hit) {
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
}
