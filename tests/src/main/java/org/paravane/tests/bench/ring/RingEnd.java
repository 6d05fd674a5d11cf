package org.paravane.tests.bench.ring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.paravane.vmbus.ring.IncomingRing;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.OutgoingRing.Write;
import org.paravane.vmbus.ring.RingLayout;
import org.paravane.vmbus.ring.RingPair;
import org.paravane.vmbus.ring.RingViolationException;

/** Our rings. */
final class RingEnd implements End {
  /** Messages that are published together at most. */
  static final int BURST = 16;
  private static final int EMPTY_POLLS = 1000;
  private static final int DATA_BYTES = 1 << 20;
  private static final int MOST_PAYLOAD = 4096;
  private static final long HALF_PAGES = DATA_BYTES / RingLayout.PAGE + 1;

  private final Arena arena;
  private final OutgoingRing out;
  private final IncomingRing in;
  private final MemorySegment payload = MemorySegment.ofArray(new long[MOST_PAYLOAD / Long.BYTES]);
  private long number;
  private int unpublished;
  private int emptyPolls;

  private RingEnd(Arena arena, RingPair rings, Contender.Role role) throws RingViolationException {
    this.arena = arena;
    boolean ping = role == Contender.Role.PING;
    out = OutgoingRing.attach(ping ? rings.guestToHost() : rings.hostToGuest());
    in = IncomingRing.attach(ping ? rings.hostToGuest() : rings.guestToHost());
  }

  static RingEnd open(Path folder, Contender.Role role) throws IOException, RingViolationException {
    Arena arena = Arena.ofShared();
    Path file = folder.resolve("rings");
    MemorySegment memory = role == Contender.Role.PING
        ? SharedFile.create(file, 2 * HALF_PAGES * RingLayout.PAGE, arena, all -> RingPair.format(all, HALF_PAGES))
        : SharedFile.open(file, arena);
    return new RingEnd(arena, RingPair.of(memory, HALF_PAGES), role);
  }

  @Override
  public void send(long toSend, int bytes) {
    payload.set(ValueLayout.JAVA_LONG, 0, toSend);
    Write write;
    while ((write = out.inBand(toSend, false, payload, 0, bytes)) != Write.WRITTEN) {
      if (write != Write.FULL) {
        throw new IllegalStateException("cannot write: result=" + write + ", violation=" + out.violation());
      }
      flush();
      Thread.onSpinWait();
    }
    if (++unpublished == BURST) {
      flush();
    }
  }

  @Override
  public void flush() {
    unpublished = 0;
    // A reader that polls wants no signal; one that has not come yet will poll.
    var _ = out.publish();
  }

  @Override
  public int poll(int most) {
    int taken = 0;
    while (taken < most) {
      Poll poll = in.poll();
      if (poll != Poll.PACKET) {
        if (poll == Poll.CORRUPT) {
          throw new IllegalStateException("ring is broken: violation=" + in.violation());
        }
        break;
      }
      number = in.packet().buffer().get(ValueLayout.JAVA_LONG, in.packet().payloadOffset());
      taken++;
    }
    giveRoom(taken);
    return taken;
  }

  /** A reader that polls gives room back in large pieces, and all of it when nothing comes for a while. */
  private void giveRoom(int taken) {
    emptyPolls = taken > 0 ? 0 : emptyPolls + 1;
    // A writer that polls wants no signal.
    var _ = emptyPolls == EMPTY_POLLS ? in.release() : in.releaseIfMuch();
  }

  @Override
  public long lastNumber() {
    return number;
  }

  @Override
  public void close() {
    arena.close();
  }
}
