package org.paravane.guest.fuse.session;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Notices a reader that sleeps without having said so, on a lock for instance: it is within the same request at two ticks. Ticks
 * only while requests flow; otherwise it sleeps until the reader wakes it. Between ticks it tidies up: callers and names that are gone.
 */
final class Watch extends Thread {
  private static final long TICK_NANOS = 10_000_000;
  private static final int QUIET_TICKS = 50;
  /** How often the directory of callers is looked through while requests flow. */
  private static final int SWEEP_TICKS = 500;

  private final SessionParts session;
  private volatile boolean asleep;
  private volatile boolean namesGone;
  private volatile boolean over;

  Watch(SessionParts session) {
    super("fuse-watch");
    this.session = session;
    setDaemon(true);
  }

  /** Each request begins with this: one look at a field that seldom changes. SYNC: the request's number was set before, {@link #sleepUntilWoken} looks in the other order. */
  void requestBegins() {
    if (asleep) {
      LockSupport.unpark(this);
    }
  }

  /** The kernel is to be told which nodes have no name any more. */
  void namesAreGone() {
    namesGone = true;
    LockSupport.unpark(this);
  }

  void end() {
    over = true;
    LockSupport.unpark(this);
  }

  @Override
  public void run() {
    ServingThread lastReader = null;
    long lastServed = 0;
    long lastCount = -1;
    int quiet = 0;
    int ticks = 0;
    while (!over) {
      LockSupport.parkNanos(this, TICK_NANOS);
      ServingThread reader = session.crew().reader();
      long served = reader == null ? 0 : reader.serving();
      if (reader != null && served != 0 && reader == lastReader && served == lastServed) {
        session.crew().handOn(reader);
      }
      lastReader = reader;
      lastServed = served;
      long count = session.counters().requests.sum();
      quiet = count == lastCount && served == 0 ? quiet + 1 : 0;
      lastCount = count;
      ticks++;
      if (namesGone) {
        // SYNC: taken back before the look, so that a name that goes meanwhile is looked for again.
        namesGone = false;
        session.pruning().prune();
      }
      if (quiet >= QUIET_TICKS) {
        sweep();
        sleepUntilWoken(reader);
        quiet = 0;
      } else if (ticks % SWEEP_TICKS == 0) {
        sweep();
      }
    }
  }

  /** Callers that are gone, and names of which nobody tells: those of clients, for instance. */
  private void sweep() {
    session.callers().sweep();
    session.pruning().prune();
  }

  private void sleepUntilWoken(@Nullable ServingThread reader) {
    asleep = true;
    // A request that began before the flag was seen is visible now; one that begins later wakes us.
    if (!over && !namesGone && reader == session.crew().reader() && (reader == null || reader.serving() == 0)) {
      LockSupport.park(this);
    }
    asleep = false;
  }
}
