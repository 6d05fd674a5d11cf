package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.vmbus.ring.IncomingRing.Idle;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.OutgoingRing.Room;
import org.paravane.vmbus.ring.OutgoingRing.Write;

/** Every sequence of operations up to a length, on a ring of 64 bytes from every start index, against a description of what has to happen. */
@Timeout(60)
final class TinyRingExhaustiveTest {
  private static final int N = 64;
  private static final int LENGTH = 6;

  /** Everything that the two sides can do. */
  private enum Operation {
    WRITE_EMPTY, WRITE_16, PUBLISH, ROLLBACK, POLL, RELEASE, GO_IDLE, REQUEST_ROOM, CANCEL_ROOM
  }

  private static final List<Operation> OPERATIONS = List.of(Operation.values());

  /** The ring as numbers: what was written, published, polled and released, in bytes since the start. */
  private static final class Model {
    private final Deque<Integer> batch = new ArrayDeque<>();
    private final Deque<Integer> published = new ArrayDeque<>();
    private int batchBytes;
    private int publishedBytes;
    private int polledBytes;
    private boolean masked = true;
    private int pending;

    int free() {
      return N - 8 - batchBytes - publishedBytes - polledBytes;
    }
  }

  @Test
  void everySequenceDoesWhatTheDescriptionSays() throws RingViolationException {
    long sequences = Math.round(Math.pow(OPERATIONS.size(), LENGTH));
    for (long number = 0; number < sequences; number++) {
      run(number, 8 * (int) (number % (N / 8)));
    }
    for (int start = 0; start < N; start += 8) {
      for (long number = 0; number < sequences; number += 97) {
        run(number, start);
      }
    }
  }

  private static void run(long number, int start) throws RingViolationException {
    ArrayMemory memory = new ArrayMemory(N);
    memory.storeRelease(RingLayout.WRITE_INDEX, start);
    memory.storeRelease(RingLayout.READ_INDEX, start);
    OutgoingRing out = OutgoingRing.attach(memory);
    IncomingRing in = IncomingRing.attach(memory);
    Model model = new Model();
    // Each sequence begins with a packet that is there, or half of them would only look at an empty ring.
    step(Operation.WRITE_16, out, in, model);
    step(Operation.PUBLISH, out, in, model);
    for (long rest = number, i = 0; i < LENGTH; rest /= OPERATIONS.size(), i++) {
      step(OPERATIONS.get((int) (rest % OPERATIONS.size())), out, in, model);
      same(memory.loadAcquire(RingLayout.INTERRUPT_MASK) != 0, model.masked, number);
      same(memory.loadAcquire(RingLayout.PENDING_SEND_SIZE), model.pending, number);
      same(out.violation() == null && in.violation() == null, true, number);
    }
  }

  private static void step(Operation operation, OutgoingRing out, IncomingRing in, Model model) {
    switch (operation) {
      case WRITE_EMPTY -> write(0, out, model);
      case WRITE_16 -> write(16, out, model);
      case PUBLISH -> {
        boolean expected = !model.masked && model.batchBytes > 0 && model.publishedBytes == 0 && model.polledBytes == 0;
        same(out.publish(), expected, operation);
        model.published.addAll(model.batch);
        model.publishedBytes += model.batchBytes;
        model.batch.clear();
        model.batchBytes = 0;
      }
      case ROLLBACK -> {
        out.rollback();
        model.batch.clear();
        model.batchBytes = 0;
      }
      case POLL -> {
        Integer expected = model.published.poll();
        same(in.poll(), expected == null ? Poll.EMPTY : Poll.PACKET, operation);
        if (expected != null) {
          same(in.packet().payloadBytes() + 24, expected, operation);
          model.publishedBytes -= expected;
          model.polledBytes += expected;
          model.masked = true;
        }
      }
      case RELEASE -> release(in, model);
      case GO_IDLE -> {
        release(in, model);
        same(in.goIdle(), model.published.isEmpty() ? Idle.SLEEP : Idle.DATA, operation);
        model.masked = !model.published.isEmpty();
      }
      case REQUEST_ROOM -> {
        if (model.batchBytes == 0) {
          boolean there = model.free() >= 32;
          same(out.requestRoom(32), there ? Room.AVAILABLE : Room.WAIT, operation);
          model.pending = there ? 0 : 32;
        }
      }
      case CANCEL_ROOM -> {
        out.cancelRoom();
        model.pending = 0;
      }
    }
  }

  private static void write(int payload, OutgoingRing out, Model model) {
    int total = payload + 24;
    boolean fits = total <= model.free();
    same(out.inBand(1, false, PAYLOAD, 0, payload), fits ? Write.WRITTEN : Write.FULL, payload);
    if (fits) {
      model.batch.add(total);
      model.batchBytes += total;
    }
  }

  private static void release(IncomingRing in, Model model) {
    int before = model.free() + model.batchBytes;
    boolean expected = before < model.pending && before + model.polledBytes >= model.pending;
    same(in.release(), expected, Operation.RELEASE);
    model.polledBytes = 0;
  }

  private static final MemorySegment PAYLOAD = TestRing.payload(16);

  /** An assertion that costs nothing as long as it holds: there are tens of millions of them. */
  private static void same(Object actual, Object expected, Object what) {
    if (!actual.equals(expected)) {
      assertThat(actual).as("%s", what).isEqualTo(expected);
    }
  }
}
