package org.paravane.host;

import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;
import org.paravane.host.vsp.GuestVsp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks from time to time for a look through the apertures of all guests. */
final class ApertureAudit implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApertureAudit.class);

  private final Supplier<Collection<GuestVsp>> guests;
  private final Duration interval;
  private final Thread thread;

  private ApertureAudit(Supplier<Collection<GuestVsp>> guests, Duration interval) {
    this.guests = guests;
    this.interval = interval;
    this.thread = Thread.ofVirtual().name("aperture audit").unstarted(this::run);
  }

  /** Begins to ask, the first time after an interval. */
  static ApertureAudit start(Supplier<Collection<GuestVsp>> guests, Duration interval) {
    ApertureAudit audit = new ApertureAudit(guests, interval);
    audit.thread.start();
    return audit;
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(interval);
        guests.get().forEach(ApertureAudit::ask);
      }
    } catch (InterruptedException e) {
      LOG.debug("aperture audit ends");
    }
  }

  private static void ask(GuestVsp guest) {
    try {
      guest.auditApertures();
    } catch (RuntimeException e) {
      LOG.warn("apertures not looked through: {}", guest.partition(), e);
    }
  }

  /** Asks no more. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
