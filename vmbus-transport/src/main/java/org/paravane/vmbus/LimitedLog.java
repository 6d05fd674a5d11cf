package org.paravane.vmbus;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** Log lines that a peer can cause: a few per interval, then only their number. Safe for use by any thread. */
final class LimitedLog {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int LINES = 5;

  private final Logger log;
  private final String who;
  private long intervalStart;
  private int lines;
  private long suppressed;

  LimitedLog(Logger log, String who) {
    this.log = log;
    this.who = who;
    intervalStart = System.nanoTime();
  }

  /** Logs a line, or counts it. */
  synchronized void warn(String what, Object detail) {
    long now = System.nanoTime();
    if (now - intervalStart >= INTERVAL_NANOS) {
      intervalStart = now;
      lines = 0;
      if (suppressed > 0) {
        log.warn("{}: lines suppressed: count={}", who, suppressed);
        suppressed = 0;
      }
    }
    if (lines < LINES) {
      lines++;
      log.warn("{}: {}: {}", who, what, detail);
    } else {
      suppressed++;
    }
  }
}
