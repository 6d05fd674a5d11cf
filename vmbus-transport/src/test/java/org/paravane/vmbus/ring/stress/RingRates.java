package org.paravane.vmbus.ring.stress;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.paravane.linux.Processes;
import org.paravane.vmbus.ring.Doorbell;
import org.paravane.vmbus.ring.EventWord;
import org.paravane.vmbus.ring.IncomingRing;
import org.paravane.vmbus.ring.IncomingRing.Idle;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.OutgoingRing.Room;
import org.paravane.vmbus.ring.OutgoingRing.Write;
import org.paravane.vmbus.ring.RingMemory;
import org.paravane.vmbus.ring.RingViolationException;
import org.paravane.vmbus.ring.Waiter;

/**
 * Round trips and one-way rate between two processes, for decision record 1. A program, not a test: figures are printed, nothing is
 * asserted. Arguments: {@code rtt|oneway PAYLOAD_BYTES COUNT SPINS}.
 */
final class RingRates {
  private final OutgoingRing out;
  private final IncomingRing in;
  private final Doorbell peer;
  private final Waiter dataWaiter;
  private final Waiter roomWaiter;
  private final MemorySegment payload;

  private final Waiter.Source data = new Waiter.Source() {
    @Override
    public boolean ready() {
      return in.hasData();
    }

    @Override
    public boolean arm() {
      return in.goIdle() == Idle.SLEEP;
    }
  };

  private final Waiter.Source room = new Waiter.Source() {
    @Override
    public boolean ready() {
      return out.hasRoom(total());
    }

    @Override
    public boolean arm() {
      return out.requestRoom(total()) == Room.WAIT;
    }

    @Override
    public void disarm() {
      out.cancelRoom();
    }
  };

  private RingRates(RingMemory out, RingMemory in, EventWord own, EventWord peer, int payloadBytes, int spins)
      throws RingViolationException {
    this.out = OutgoingRing.attach(out);
    this.in = IncomingRing.attach(in);
    this.peer = peer;
    dataWaiter = new Waiter(own, Math.min(50, spins), spins);
    roomWaiter = new Waiter(own, Math.min(50, spins), spins);
    payload = MemorySegment.ofArray(new long[(payloadBytes + 7) / 8]);
  }

  public static void main(String[] arguments) throws Exception {
    List<String> list = Arrays.asList(arguments);
    boolean child = list.size() > 4;
    List<String> options = child ? list.subList(2, list.size()) : list;
    boolean oneWay = options.get(0).equals("oneway");
    int bytes = Integer.parseInt(options.get(1));
    int count = Integer.parseInt(options.get(2));
    int spins = Integer.parseInt(options.get(3));
    if (child) {
      int parent = Integer.parseInt(list.get(0));
      if (!Processes.dieWithParent(parent)) {
        return;
      }
      try (SharedRings rings = SharedRings.open(parent, Integer.parseInt(list.get(1)))) {
        RingRates side = new RingRates(rings.rings().hostToGuest(), rings.rings().guestToHost(), rings.childEvent(),
            rings.parentEvent(), bytes, spins);
        side.answer(oneWay, count);
      }
      return;
    }
    try (SharedRings rings = SharedRings.create(1 << 20);
        PeerProcess process = PeerProcess.start(RingRates.class, rings, options)) {
      RingRates side = new RingRates(rings.rings().guestToHost(), rings.rings().hostToGuest(), rings.parentEvent(),
          rings.childEvent(), bytes, spins);
      if (oneWay) {
        side.send(count, bytes);
      } else {
        side.roundTrips(count, bytes);
      }
      System.out.print(process.output());
    }
  }

  private int total() {
    return (int) payload.byteSize() + 24;
  }

  private void roundTrips(int count, int bytes) {
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      write(i, bytes);
      publish();
      dataWaiter.await(data, -1);
      take();
      nanos[i] = System.nanoTime() - start;
    }
    long[] warm = Arrays.copyOfRange(nanos, count / 2, count);
    Arrays.sort(warm);
    System.out.printf("rtt payload=%d: min %d p50 %d p90 %d p99 %d p99.9 %d ns, parks %d of %d%n", bytes, warm[0],
        warm[warm.length / 2], warm[(int) (warm.length * .9)], warm[(int) (warm.length * .99)],
        warm[(int) (warm.length * .999)], dataWaiter.parks(), count);
  }

  private void send(int count, int bytes) {
    for (int round = 0; round < 5; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < count; i++) {
        write(i, bytes);
        if (i % 16 == 15) {
          publish();
        }
      }
      publish();
      dataWaiter.await(data, -1);
      take();
      long nanos = System.nanoTime() - start;
      System.out.printf("oneway payload=%d: %.2f M packets/s, %.2f GB/s, room parks %d, signals %d%n", bytes,
          count * 1e3 / nanos, (double) count * bytes / nanos, roomWaiter.parks(), out.signals());
    }
  }

  private void answer(boolean oneWay, int count) {
    for (int round = 0; round < (oneWay ? 5 : count); round++) {
      for (int received = 0; received < (oneWay ? count : 1);) {
        dataWaiter.await(data, -1);
        for (int i = 0; i < 64 && in.poll() == Poll.PACKET; i++) {
          received++;
        }
        release();
      }
      write(round, oneWay ? 8 : (int) payload.byteSize());
      publish();
    }
  }

  private void take() {
    if (in.poll() != Poll.PACKET) {
      throw new IllegalStateException("no packet: violation=" + in.violation());
    }
    release();
  }

  private void release() {
    if (in.release()) {
      peer.ring();
    }
  }

  private void publish() {
    if (out.publish()) {
      peer.ring();
    }
  }

  private void write(long id, int bytes) {
    Write write;
    while ((write = out.inBand(id, false, payload, 0, bytes)) != Write.WRITTEN) {
      if (write != Write.FULL) {
        throw new IllegalStateException("cannot write: result=%s, violation=%s".formatted(write, out.violation()));
      }
      publish();
      roomWaiter.await(room, -1);
    }
  }
}
