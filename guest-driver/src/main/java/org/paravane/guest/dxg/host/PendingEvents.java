package org.paravane.guest.dxg.host;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the host may signal by number: threads that wait and eventfds of callers (dxg-behaviour.md 8.2). One list for each
 * connection. A record is entered before the host hears its id, since the signal may overtake the answer.
 */
public final class PendingEvents {
  /** Most events that one owner can wait for: each may hold a descriptor. */
  public static final int MAX_PER_OWNER = 1024;

  private static final long FIRST_ID = 2;

  /** Who is told. A one-shot listener is told one thing; a persistent one may be signalled often before. */
  public interface Listener {
    /** The host signalled the event. On the receiver thread of the connection: must be short. */
    void signalled();

    /** No signal will come any more, the device is gone. */
    void abandoned();

    /** The owner waits no more: let go of what is held, and wake nobody. */
    void withdrawn();
  }

  private record Pending(Object owner, Listener listener, boolean persistent) {
  }

  private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
  private final Map<Object, Integer> counts = new ConcurrentHashMap<>();
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
    counts.merge(record.owner(), 1, Integer::sum);
    pending.put(id, record);
    return id;
  }

  private boolean take(long id, Pending record) {
    boolean taken = pending.remove(id, record);
    if (taken) {
      counts.computeIfPresent(record.owner(), (owner, count) -> count == 1 ? null : count - 1);
    }
    return taken;
  }

  /** The owner of an event waits no more. Does nothing if it was signalled or taken out before. */
  public void remove(long id) {
    Pending record = pending.get(id);
    if (record != null && take(id, record)) {
      record.listener().withdrawn();
    }
  }

  /** An owner waits for none of its events any more. */
  public void removeAll(Object owner) {
    pending.forEach((id, record) -> {
      if (record.owner().equals(owner) && take(id, record)) {
        record.listener().withdrawn();
      }
    });
  }

  /** The host signals an id. Unknown ids are ignored: the event may just have been removed. */
  public void signal(long id) {
    Pending record = pending.get(id);
    if (record != null && (record.persistent() || take(id, record))) {
      record.listener().signalled();
    }
  }

  /** Takes out all events of an owner and tells their listeners that nothing will come. */
  public void abandon(Object owner) {
    pending.forEach((id, record) -> {
      if (record.owner().equals(owner) && take(id, record)) {
        record.listener().abandoned();
      }
    });
  }

  /** How many events of an owner are waited for. */
  public int count(Object owner) {
    return counts.getOrDefault(owner, 0);
  }

  /** How many events are waited for. */
  public int size() {
    return pending.size();
  }
}
