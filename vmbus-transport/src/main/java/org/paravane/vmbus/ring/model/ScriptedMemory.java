package org.paravane.vmbus.ring.model;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.paravane.vmbus.ring.Doorbell;
import org.paravane.vmbus.ring.RingLayout;
import org.paravane.vmbus.ring.RingMemory;
import org.paravane.vmbus.ring.RingSize;

/**
 * The world as one side sees it in one run: the first events were answered before and are answered the same way again; at the next one
 * the run is cut off, and that event is what the side does next. So a side needs no thread to be stopped anywhere.
 *
 * <p>Only the control words matter here. Packets are all alike and are always there: that their bytes are visible before the
 * index is a matter of release and acquire, not of the hand-shakes.
 */
final class ScriptedMemory implements RingMemory, Doorbell {
  /** Room for two packets of 24 bytes, so that the third has to wait. */
  static final RingSize SIZE = new RingSize(64);
  static final int PACKET_BYTES = 24;
  /** An in-band packet without payload: type 6, payload at unit 2, 2 units long. */
  private static final long DESCRIPTOR = 0x0000_0002_0002_0006L;

  /** Ends a run at its first event that has no answer yet. */
  static final class Cut extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final transient Event event;

    Cut(Event event) {
      super(null, null, false, false);
      this.event = event;
    }
  }

  private final Mutation mutation;
  private final List<Integer> answers;
  private final Map<Integer, Integer> lastLoaded = new HashMap<>();
  private int next;
  private boolean started;
  private int staleField = -1;
  private int readAt;

  /**
   * A world that has answered some events already.
   *
   * @param answers what the first events were answered: the value of a load, 0 for others
   */
  ScriptedMemory(Mutation mutation, List<Integer> answers) {
    this.mutation = mutation;
    this.answers = answers;
  }

  /** From here on accesses are events; before, the side attaches to an empty ring. */
  void start() {
    started = true;
  }

  private int event(Event event) {
    if (next == answers.size()) {
      throw new Cut(event);
    }
    return answers.get(next++);
  }

  void sleep() {
    event(new Event.Sleep());
  }

  void done() {
    event(new Event.Done());
  }

  @Override
  public void ring() {
    event(new Event.Signal());
  }

  @Override
  public RingSize size() {
    return SIZE;
  }

  @Override
  public int loadAcquire(int field) {
    if (field == RingLayout.FEATURE_BITS) {
      return RingLayout.FEATURE_PENDING_SEND_SIZE;
    }
    if (!started) {
      return 0;
    }
    if (field == staleField) {
      staleField = -1;
      return lastLoaded.getOrDefault(field, 0);
    }
    int value = event(new Event.Load(field));
    lastLoaded.put(field, value);
    return value;
  }

  @Override
  public void storeRelease(int field, int value) {
    if (started) {
      event(new Event.Store(field, value));
    }
  }

  @Override
  public void fullFence(Fence point) {
    if (!mutation.drops(point)) {
      event(new Event.Flush(point.name()));
    }
    staleField = mutation.staleFieldAfter(point);
  }

  @Override
  public long loadUnit(int index) {
    if (index != readAt % SIZE.dataBytes()) {
      if (index != (readAt + Long.BYTES) % SIZE.dataBytes()) {
        throw new IllegalStateException("reader is elsewhere: index=%d, packet=%d".formatted(index, readAt));
      }
      readAt += PACKET_BYTES;
      return 0;
    }
    return DESCRIPTOR;
  }

  @Override
  public void storeUnit(int index, long value) {
    // Packets are always there, see above.
  }

  @Override
  public void read(int index, MemorySegment to, long toOffset, int bytes) {
    throw new IllegalStateException("packets of the model have no payload");
  }

  @Override
  public void write(MemorySegment from, long fromOffset, int index, int bytes) {
    throw new IllegalStateException("packets of the model have no payload");
  }
}
