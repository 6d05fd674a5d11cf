package org.paravane.guest.dxg.host;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the host may signal by number: threads that wait and eventfds of callers (dxg-behaviour.md 8.2). One list for each
 * connection. A record is entered before the host hears its id, since the signal may overtake the answer.
 */
public final class PendingEvents {
  private static final long FIRST_ID = 2;

  /** Who is told. Each is told at most one of the two when it is one-shot; a persistent one may be signalled often. */
  public interface Listener {
    /** The host signalled the event. On the receiver thread of the connection: must be short. */
    void signalled();

    /** No signal will come any more, the device is gone. */
    void abandoned();
  }

  private record Pending(Object owner, Listener listener, boolean persistent) {
  }

  private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
  private final AtomicLong nextId = new AtomicLong(FIRST_ID);

  /** Enters an event that the host may signal once; answers its id, at least 2. The owner is who {@link #abandon} names. */
  public long addOnce(Object owner, Listener listener) {
    return add(new Pending(owner, listener, false));
  }

  /** Enters an event that the host may signal until it is removed. */
  public long addPersistent(Object owner, Listener listener) {
    return add(new Pending(owner, listener, true));
  }

  private long add(Pending record) {
    long id = nextId.getAndIncrement();
    pending.put(id, record);
    return id;
  }

  /** Takes an event out; false if it was signalled or taken out before. Its listener is not told. */
  public boolean remove(long id) {
    return pending.remove(id) != null;
  }

  /** The host signals an id. Unknown ids are ignored: the event may just have been removed. */
  public void signal(long id) {
    Pending record = pending.get(id);
    if (record != null && (record.persistent() || pending.remove(id, record))) {
      record.listener().signalled();
    }
  }

  /** Takes out all events of an owner and tells their listeners that nothing will come. */
  public void abandon(Object owner) {
    pending.forEach((id, record) -> {
      if (record.owner().equals(owner) && pending.remove(id, record)) {
        record.listener().abandoned();
      }
    });
  }

  /** How many events are waited for. */
  public int size() {
    return pending.size();
  }
}
