package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.SharedMapping;
import org.paravane.vmbus.ring.IncomingRing.Idle;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.OutgoingRing.Room;
import org.paravane.vmbus.ring.OutgoingRing.Write;

/** Requests one way and completions the other, between two threads that sleep when they have nothing to do. */
@Timeout(60)
final class TwoThreadsTest {
  private static final long SAFETY_NANOS = 5_000_000_000L;

  /** One end: both rings, and what it sleeps on. */
  private static final class End {
    private final OutgoingRing out;
    private final IncomingRing in;
    private final EventWord peer;
    private final Waiter forData;
    private final Waiter forRoom;
    private final MemorySegment payload = TestRing.payload(2_048);
    private int wanted;

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
        return out.hasRoom(wanted);
      }

      @Override
      public boolean arm() {
        return out.requestRoom(wanted) == Room.WAIT;
      }

      @Override
      public void disarm() {
        out.cancelRoom();
      }
    };

    End(RingMemory out, RingMemory in, EventWord own, EventWord peer, int spins) throws RingViolationException {
      this.out = OutgoingRing.attach(out);
      this.in = IncomingRing.attach(in);
      this.peer = peer;
      forData = new Waiter(own, 0, spins);
      forRoom = new Waiter(own, 0, spins);
    }

    void request(long id, int bytes) {
      while (out.inBand(id, true, payload, 0, bytes) != Write.WRITTEN) {
        waitForRoom(bytes);
      }
    }

    void complete(long id, int bytes) {
      while (out.completion(id, payload, 0, bytes) != Write.WRITTEN) {
        waitForRoom(bytes);
      }
    }

    private void waitForRoom(int bytes) {
      publish();
      wanted = (int) RingLayout.packetBytes(bytes);
      assertThat(forRoom.await(room, SAFETY_NANOS)).isTrue();
    }

    void publish() {
      if (out.publish()) {
        peer.ring();
      }
    }

    void release() {
      if (in.release()) {
        peer.ring();
      }
    }

    void assertNothingMissed() {
      assertThat(forData.missedSignals() + forRoom.missedSignals()).isZero();
      assertThat(in.violation()).isNull();
      assertThat(out.violation()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
      // ring bytes, requests in flight at most, spins
      "4096, 1, 0", "4096, 1, 1000", "4096, 8, 0", "4096, 8, 1000", "65536, 64, 0", "65536, 64, 1000"})
  void everyRequestIsCompletedOnceAndInOrder(int ringBytes, int inFlight, int spins) throws Exception {
    int requests = inFlight == 1 ? 20_000 : 60_000;
    long region = 2L * (RingLayout.PAGE + ringBytes);
    try (Memfd memfd = Memfd.create("rings", RingLayout.PAGE + region);
        SharedMapping guest = memfd.map(RingLayout.PAGE + region);
        SharedMapping host = memfd.map(RingLayout.PAGE + region)) {
      long downstream = region / 2 / RingLayout.PAGE;
      RingPair.format(guest.segment().asSlice(RingLayout.PAGE), downstream);
      End client = end(guest, downstream, true, spins);
      End server = end(host, downstream, false, spins);
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread serving = Thread.ofPlatform().uncaughtExceptionHandler((_, e) -> failure.set(e))
          .start(() -> serve(server, requests));
      call(client, requests, inFlight);
      serving.join();
      assertThat(failure).hasValue(null);
      client.assertNothingMissed();
      server.assertNothingMissed();
      assertThat(server.in.packets()).isEqualTo(requests);
      assertThat(client.in.packets()).isEqualTo(requests);
      assertThat(client.out.signals()).isLessThanOrEqualTo(server.in.timesDrained() + 1);
      assertThat(server.in.signals()).isLessThanOrEqualTo(client.out.roomRequests());
      assertThat(client.in.signals()).isLessThanOrEqualTo(server.out.roomRequests());
    }
  }

  private static End end(SharedMapping mapping, long downstream, boolean client, int spins)
      throws LinuxException, RingViolationException {
    MemorySegment memory = mapping.segment();
    RingPair pair = RingPair.of(memory.asSlice(RingLayout.PAGE), downstream);
    EventWord own = new EventWord(memory.asSlice(client ? 0 : 128));
    EventWord peer = new EventWord(memory.asSlice(client ? 128 : 0));
    return client
        ? new End(pair.guestToHost(), pair.hostToGuest(), own, peer, spins)
        : new End(pair.hostToGuest(), pair.guestToHost(), own, peer, spins);
  }

  private static int sizeOf(long id) {
    return (int) (id * 31 % 700);
  }

  private static void call(End client, int requests, int inFlight) {
    Random random = new Random(7);
    long sent = 0;
    long completed = 0;
    while (completed < requests) {
      while (sent < requests && sent - completed < inFlight) {
        client.request(sent, sizeOf(sent));
        sent++;
        if (random.nextInt(4) == 0) {
          client.publish();
        }
      }
      client.publish();
      assertThat(client.forData.await(client.data, SAFETY_NANOS)).isTrue();
      while (client.in.poll() == Poll.PACKET) {
        IncomingPacket packet = client.in.packet();
        if (packet.type() != PacketType.COMPLETION || packet.transactionId() != completed
            || packet.payloadBytes() != (sizeOf(completed + 1) + 7) / 8 * 8) {
          throw new AssertionError("wrong completion: id=%d, expected=%d".formatted(packet.transactionId(), completed));
        }
        completed++;
      }
      client.release();
    }
  }

  private static void serve(End server, int requests) {
    for (long served = 0; served < requests;) {
      if (!server.forData.await(server.data, SAFETY_NANOS)) {
        throw new AssertionError("no request: served=" + served);
      }
      while (server.in.poll() == Poll.PACKET) {
        IncomingPacket packet = server.in.packet();
        if (!packet.completionRequested() || packet.transactionId() != served
            || packet.payloadBytes() != (sizeOf(served) + 7) / 8 * 8) {
          throw new AssertionError("wrong request: id=%d, expected=%d".formatted(packet.transactionId(), served));
        }
        // Gives the room back before it may have to wait itself: the client may be waiting for it.
        server.release();
        server.complete(served, sizeOf(served + 1));
        served++;
      }
      server.publish();
    }
  }
}
