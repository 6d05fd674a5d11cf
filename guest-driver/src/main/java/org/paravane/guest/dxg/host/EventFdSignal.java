package org.paravane.guest.dxg.host;

import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.CallerFd;
import org.paravane.linux.EventFd;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OwnedFd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An eventfd of a caller. Each signal of the host adds 1. When the device goes, 1 is added as well, so that a caller who
 * sleeps on the descriptor wakes up, asks, and hears ENODEV.
 */
public final class EventFdSignal implements PendingEvents.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(EventFdSignal.class);

  private final EventFd eventFd;
  private final boolean once;
  private boolean closed;

  private EventFdSignal(EventFd eventFd, boolean once) {
    this.eventFd = eventFd;
    this.once = once;
  }

  /**
   * Takes over a caller's descriptor.
   *
   * @param once whether the descriptor is let go of at the first signal
   * @return EINVAL when it is no eventfd; it is closed then
   */
  public static Result<EventFdSignal> of(CallerFd descriptor, boolean once) {
    OwnedFd borrowed = OwnedFd.of(descriptor.fd());
    try (descriptor) {
      return Result.ok(new EventFdSignal(EventFd.adopt(borrowed.duplicate()), once));
    } catch (LinuxException e) {
      return Result.failed(Errno.EINVAL, "descriptor is no eventfd: why=" + e.getMessage());
    } finally {
      if (borrowed.isOpen()) {
        borrowed.release();
      }
    }
  }

  @Override
  public synchronized void signalled() {
    add();
    if (once) {
      close();
    }
  }

  @Override
  public synchronized void abandoned() {
    add();
    close();
  }

  private void add() {
    if (closed) {
      return;
    }
    try {
      eventFd.signal();
    } catch (LinuxException e) {
      LOG.debug("eventfd of a caller cannot be signalled: why={}", e.getMessage());
    }
  }

  @Override
  public synchronized void withdrawn() {
    close();
  }

  /** Lets go of the descriptor. Idempotent. */
  private void close() {
    if (!closed) {
      closed = true;
      eventFd.close();
    }
  }
}
