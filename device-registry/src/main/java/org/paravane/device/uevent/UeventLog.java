package org.paravane.device.uevent;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers and broadcasts the uevents of one registry. Numbering and filling the subscribers' buffers happen under one
 * lock, so order of delivery is order of numbers; listeners are called by {@link #flush}, outside of it.
 *
 * <p>A change to a device is published by the thread that makes it, at the moment it is made; a matching "remove" is
 * published at most once and only after an "add".
 */
public final class UeventLog implements Uevents {
  /** Most variables of one event. Source: linux-accel.md 3. */
  public static final int MAX_VARIABLES = 64;
  /** Most bytes of all variables of one event, each with its terminator. Source: linux-accel.md 3. */
  public static final int MAX_BYTES = 2048;

  private static final Logger LOG = LoggerFactory.getLogger(UeventLog.class);

  private final Object lock = new Object();
  private final List<UeventSubscription> subscriptions = new ArrayList<>();
  /** The devices announced and not taken back, by path, with what is known of them. */
  private final SequencedMap<String, Uevent> present = new LinkedHashMap<>();
  private final Deque<Uevent> unheard = new ArrayDeque<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private boolean calling;
  private long sequence;

  private static final class Listener implements Listening {
    private final List<Listener> all;
    private final Consumer<Uevent> consumer;

    Listener(List<Listener> all, Consumer<Uevent> consumer) {
      this.all = all;
      this.consumer = consumer;
    }

    @Override
    public void close() {
      all.remove(this);
    }
  }

  /**
   * Publishes an event: ACTION, DEVPATH and SUBSYSTEM, the given variables in order, SEQNUM. Variables beyond the limits
   * are left out. "add" of a known path, and anything else of an unknown one, is not sent.
   */
  public void publish(UeventAction action, String devpath, String subsystem, Map<String, String> variables) {
    send(action, devpath, subsystem, variables, true);
  }

  /** Publishes an event that somebody asked for: whatever its action, nothing came, went or changed. */
  public void synthesize(UeventAction action, String devpath, String subsystem, Map<String, String> variables) {
    send(action, devpath, subsystem, variables, false);
  }

  private void send(UeventAction action, String devpath, String subsystem, Map<String, String> variables,
      boolean real) {
    List<UeventSubscription> told;
    synchronized (lock) {
      boolean known = present.containsKey(devpath);
      if (real && known == (action == UeventAction.ADD)) {
        return;
      }
      long number = ++sequence;
      Uevent uevent = assemble(number, action, devpath, subsystem, variables);
      if (real) {
        remember(uevent, variables);
      }
      subscriptions.forEach(subscription -> subscription.offer(uevent));
      if (!listeners.isEmpty()) {
        unheard.add(uevent);
      }
      told = List.copyOf(subscriptions);
    }
    told.forEach(subscription -> subscription.readable().wake());
  }

  private void remember(Uevent uevent, Map<String, String> variables) {
    String devpath = uevent.devpath();
    switch (uevent.action()) {
      case ADD -> present.put(devpath, uevent);
      case REMOVE -> present.remove(devpath);
      case BIND, UNBIND -> {
        Uevent add = present.get(devpath);
        if (add != null) {
          present.put(devpath, assemble(add.sequence(), UeventAction.ADD, devpath, add.subsystem(), variables));
        }
      }
      case CHANGE, MOVE, ONLINE, OFFLINE -> {
        // What a change carries is news, not a lasting property of the device.
      }
    }
  }

  private static Uevent assemble(long number, UeventAction action, String devpath, String subsystem,
      Map<String, String> variables) {
    SequencedMap<String, String> all = new LinkedHashMap<>();
    all.put("ACTION", action.text());
    all.put("DEVPATH", devpath);
    all.put("SUBSYSTEM", subsystem);
    String last = Long.toString(number);
    int bytes = bytes("SEQNUM", last);
    for (Map.Entry<String, String> variable : all.entrySet()) {
      bytes += bytes(variable.getKey(), variable.getValue());
    }
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      int more = bytes(variable.getKey(), variable.getValue());
      if (all.size() == MAX_VARIABLES - 1 || bytes + more > MAX_BYTES) {
        LOG.warn("uevent variable left out: devpath={}, key={}, bytes={}", devpath, variable.getKey(), bytes + more);
        continue;
      }
      if (all.putIfAbsent(variable.getKey(), variable.getValue()) == null) {
        bytes += more;
      }
    }
    all.put("SEQNUM", last);
    return new Uevent(number, action, devpath, subsystem, all);
  }

  /** Bytes of {@code KEY=VALUE} and its terminator. */
  private static int bytes(String key, String value) {
    return key.length() + value.getBytes(StandardCharsets.UTF_8).length + 2;
  }

  /**
   * Calls the listeners with what was published, in order. If another thread is at it, that thread goes on with ours. Call
   * without locks.
   */
  public void flush() {
    while (true) {
      Uevent next;
      synchronized (lock) {
        if (calling || unheard.isEmpty()) {
          return;
        }
        next = unheard.remove();
        calling = true;
      }
      try {
        listeners.forEach(listener -> call(listener, next));
      } finally {
        synchronized (lock) {
          calling = false;
        }
      }
    }
  }

  private static void call(Listener listener, Uevent uevent) {
    try {
      listener.consumer.accept(uevent);
    } catch (RuntimeException e) {
      LOG.error("uevent listener threw: sequence={}, devpath={}", uevent.sequence(), uevent.devpath(), e);
    }
  }

  @Override
  public long sequence() {
    synchronized (lock) {
      return sequence;
    }
  }

  /** The paths announced and not taken back. */
  public List<String> present() {
    synchronized (lock) {
      return List.copyOf(present.keySet());
    }
  }

  /** How many subscriptions and listeners there are. */
  public int audience() {
    synchronized (lock) {
      return subscriptions.size() + listeners.size();
    }
  }

  @Override
  public UeventSubscription subscribe(int capacity) {
    synchronized (lock) {
      List<Delivery> snapshot = new ArrayList<>();
      present.values().forEach(uevent -> snapshot.add(new Delivery.Present(uevent)));
      snapshot.add(new Delivery.SnapshotEnd(sequence));
      UeventSubscription subscription = new UeventSubscription(capacity, sequence, snapshot, this::forget);
      subscriptions.add(subscription);
      return subscription;
    }
  }

  private void forget(UeventSubscription subscription) {
    synchronized (lock) {
      subscriptions.remove(subscription);
    }
  }

  @Override
  public Listening listen(Consumer<Uevent> listener) {
    Listener added = new Listener(listeners, listener);
    synchronized (lock) {
      listeners.add(added);
    }
    return added;
  }
}
