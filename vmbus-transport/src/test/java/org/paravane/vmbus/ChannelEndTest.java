package org.paravane.vmbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.vmbus.Transport.longAt;
import static org.paravane.vmbus.Transport.longs;
import static org.paravane.vmbus.Transport.payload;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.vmbus.ChannelEnd.Drained;
import org.paravane.vmbus.ChannelEnd.Kind;
import org.paravane.vmbus.ChannelEnd.Sent;
import org.paravane.vmbus.ring.IncomingRing;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.PageRange;
import org.paravane.vmbus.ring.RangeHeader;
import org.paravane.vmbus.ring.RingPair;
import org.paravane.vmbus.ring.RingViolationException;
import org.slf4j.LoggerFactory;

/** Both ends of a channel over two rings in plain memory; each effect is recorded. */
@Timeout(10)
class ChannelEndTest {
  private static final int RING_PAGES = 2;
  private static final Offer OFFER = new Offer(new ChannelId(5), Transport.INTERFACE, Transport.INTERFACE, 0, 0,
      new byte[Offer.USER_DATA_BYTES]);

  private final Arena arena = Arena.ofShared();
  private final Recorded guestOwner = new Recorded("guest");
  private final Recorded hostOwner = new Recorded("host");
  private MemorySegment memory = MemorySegment.NULL;
  private RingPair rings;
  private ChannelEnd guest;
  private ChannelEnd host;

  private static InboundPacket next(ChannelEnd end) {
    return Objects.requireNonNull(end.nextInbound());
  }

  /** Records what an end wants, and closes it when it is broken, as owners do. */
  private static final class Recorded implements ChannelEnd.Owner {
    final List<String> log = new ArrayList<>();
    private final LimitedLog limited;
    private @Nullable ChannelEnd end;

    Recorded(String name) {
      limited = new LimitedLog(LoggerFactory.getLogger(ChannelEndTest.class), name);
    }

    @Override
    public void signalPeer(ChannelId channel) {
      log.add("signal " + channel);
    }

    @Override
    public void broken(ChannelId channel, CloseReason reason) {
      log.add("broken " + reason.getClass().getSimpleName());
      Objects.requireNonNull(end).close(reason);
    }

    @Override
    public LimitedLog log() {
      return limited;
    }

    List<String> take() {
      List<String> taken = List.copyOf(log);
      log.clear();
      return taken;
    }
  }

  ChannelEndTest() throws RingViolationException {
    memory = arena.allocate(2L * RING_PAGES * 4096, 4096);
    rings = RingPair.format(memory, RING_PAGES);
    guest = new ChannelEnd(OFFER, OutgoingRing.attach(rings.guestToHost()), IncomingRing.attach(rings.hostToGuest()),
        guestOwner);
    host = new ChannelEnd(OFFER, OutgoingRing.attach(rings.hostToGuest()), IncomingRing.attach(rings.guestToHost()),
        hostOwner);
  }

  @BeforeEach
  void own() {
    guestOwner.end = guest;
    hostOwner.end = host;
  }

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void aSleepingReaderIsSignalledOnceForTheFirstPacket() {
    assertThat(host.goIdle()).isTrue();
    assertThat(guest.send(Kind.POST, 0, longs(1))).isEqualTo(Sent.SENT);
    assertThat(guest.send(Kind.POST, 0, longs(2))).isEqualTo(Sent.SENT);
    assertThat(guestOwner.take()).containsExactly("signal 5");
    assertThat(host.goIdle()).isFalse();
    assertThat(host.drain(10)).isEqualTo(Drained.EMPTY);
    assertThat(host.nextInbound()).isNotNull().satisfies(packet -> {
      assertThat(packet.type()).isEqualTo(InboundPacket.Type.IN_BAND);
      assertThat(packet.completionRequested()).isFalse();
      assertThat(packet.transactionId()).isZero();
      assertThat(longAt(packet.payload(), 0)).isEqualTo(1);
      assertThat(packet.ranges()).isEmpty();
    });
    assertThat(host.hasInbound()).isTrue();
    assertThat(host.nextInbound()).isNotNull();
    assertThat(host.nextInbound()).isNull();
    assertThat(host.hasInbound()).isFalse();
    assertThat(hostOwner.take()).isEmpty();
  }

  @Test
  void aBusyReaderIsNotSignalledAtAll() {
    assertThat(host.goIdle()).isTrue();
    host.mask();
    for (int i = 0; i < 100; i++) {
      guest.send(Kind.POST, 0, longs(i));
      host.drain(10);
    }
    assertThat(guestOwner.take()).isEmpty();
    assertThat(hostOwner.take()).isEmpty();
  }

  @Test
  void completionsGoToTheirCallersInAnyOrder() throws Exception {
    List<PendingCall> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      long id = guest.newTransaction();
      assertThat(id).isEqualTo(i + 1);
      calls.add(guest.register(id));
      guest.send(Kind.CALL, id, longs(i));
    }
    assertThat(host.drain(10)).isEqualTo(Drained.EMPTY);
    List<Long> asked = new ArrayList<>();
    for (InboundPacket packet = host.nextInbound(); packet != null; packet = host.nextInbound()) {
      assertThat(packet.completionRequested()).isTrue();
      asked.add(packet.transactionId());
    }
    assertThat(asked).containsExactly(1L, 2L, 3L, 4L);
    for (long id : new long[]{3, 1, 4}) {
      host.send(Kind.COMPLETION, id, longs(id * 10));
    }
    assertThat(guest.drain(10)).isEqualTo(Drained.EMPTY);
    assertThat(calls).extracting(PendingCall::isDone).containsExactly(true, false, true, true);
    assertThat(longAt(calls.get(2).result(), 0)).isEqualTo(30);
    assertThat(guest.hasInbound()).isFalse();
  }

  @Test
  void lateAndUnknownCompletionsAreDropped() throws Exception {
    long id = guest.newTransaction();
    PendingCall call = guest.register(id);
    guest.forget(id);
    host.send(Kind.COMPLETION, id, longs(1));
    host.send(Kind.COMPLETION, 999, longs(1));
    host.send(Kind.COMPLETION, -1, longs(1));
    host.send(Kind.POST, 0, longs(7));
    assertThat(guest.drain(10)).isEqualTo(Drained.EMPTY);
    assertThat(call.isDone()).isFalse();
    assertThat(longAt(next(guest).payload(), 0)).isEqualTo(7);
    assertThat(guest.isOpen()).isTrue();
  }

  @Test
  void drainingTakesNoMoreThanItIsAllowed() {
    for (int i = 0; i < 10; i++) {
      guest.send(Kind.POST, 0, longs(i));
    }
    assertThat(host.drain(4)).isEqualTo(Drained.MORE);
    assertThat(host.drain(4)).isEqualTo(Drained.MORE);
    assertThat(host.drain(4)).isEqualTo(Drained.EMPTY);
    for (int i = 0; i < 10; i++) {
      assertThat(longAt(next(host).payload(), 0)).isEqualTo(i);
    }
  }

  @Test
  void aListenerThatDoesNotTakeItsPacketsStopsTheDraining() {
    int sent = 0;
    while (sent < ChannelEnd.MOST_INBOUND + 50) {
      while (sent < ChannelEnd.MOST_INBOUND + 50 && guest.send(Kind.POST, 0, longs(sent)) == Sent.SENT) {
        sent++;
      }
      if (host.drain(10_000) == Drained.CONGESTED) {
        break;
      }
    }
    assertThat(host.drain(10)).isEqualTo(Drained.CONGESTED);
    for (int i = 0; i < 10; i++) {
      assertThat(longAt(next(host).payload(), 0)).isEqualTo(i);
    }
    assertThat(host.drain(10_000)).isEqualTo(Drained.CONGESTED);
    int taken = 10;
    for (InboundPacket packet = host.nextInbound(); packet != null; packet = host.nextInbound()) {
      assertThat(longAt(packet.payload(), 0)).isEqualTo(taken++);
      if (taken == ChannelEnd.MOST_INBOUND) {
        host.drain(10_000);
      }
    }
    assertThat(taken).isEqualTo(sent);
  }

  @Test
  void aFullRingIsAnAnswerAndTheReaderSignalsWhenThereIsRoom() {
    int sent = 0;
    while (guest.send(Kind.POST, 0, payload(1_000, sent)) == Sent.SENT) {
      sent++;
    }
    assertThat(sent).isEqualTo(3);
    assertThat(guest.requestRoom(1_000)).isTrue();
    host.drain(1);
    assertThat(hostOwner.take()).containsExactly("signal 5");
    assertThat(guest.requestRoom(1_000)).isFalse();
    assertThat(guest.send(Kind.POST, 0, payload(1_000, 9))).isEqualTo(Sent.SENT);
    guest.cancelRoom();
    host.drain(10);
    assertThat(hostOwner.take()).isEmpty();
  }

  @Test
  void whatNeverFitsIsSaidSoBeforeItIsTried() {
    assertThat(guest.fits(4056)).isTrue();
    assertThat(guest.fits(4057)).isFalse();
    assertThat(guest.fits(Long.MAX_VALUE)).isFalse();
    assertThat(guest.send(Kind.CALL, 1, payload(4056, 0))).isEqualTo(Sent.SENT);
    assertThat(guest.send(Kind.CALL, 1, payload(4064, 0))).isEqualTo(Sent.TOO_LONG);
    assertThat(guest.tooLong(payload(4064, 0))).hasMessageContaining("bytes=4064").hasMessageContaining("ring=4096");
  }

  @Test
  void aClosedEndFailsItsCallsAndTouchesItsRingsNoMore() throws Exception {
    PendingCall call = guest.register(guest.newTransaction());
    host.send(Kind.POST, 0, longs(1));
    assertThat(guest.close(new CloseReason.Rescinded())).isTrue();
    assertThat(guest.close(new CloseReason.PeerClosed())).isFalse();
    assertThat(guest.closeReason()).isEqualTo(new CloseReason.Rescinded());
    assertThat(call.isDone()).isTrue();
    assertThatThrownBy(call::result).isInstanceOfSatisfying(ChannelClosedException.class,
        e -> assertThat(e.reason()).isEqualTo(new CloseReason.Rescinded()));
    assertThatThrownBy(() -> guest.register(guest.newTransaction())).isInstanceOf(ChannelClosedException.class);
    memory.fill((byte) 0xff);
    assertThat(guest.send(Kind.POST, 0, longs(1))).isEqualTo(Sent.CLOSED);
    assertThat(guest.hasData()).isFalse();
    assertThat(guest.drain(5)).isEqualTo(Drained.CLOSED);
    assertThat(guest.goIdle()).isTrue();
    assertThat(guest.requestRoom(8)).isFalse();
    guest.mask();
    guest.cancelRoom();
    guest.quiesce();
    assertThat(guestOwner.take()).isEmpty();
    for (long at = 0; at < memory.byteSize(); at += 8) {
      assertThat(memory.get(ValueLayout.JAVA_LONG, at)).isEqualTo(-1L);
    }
  }

  @Test
  void quiescingAnOpenEndIsABug() {
    assertThatThrownBy(guest::quiesce).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void quiesceWaitsForWhoeverUsesTheRings() throws Exception {
    guest.close(new CloseReason.Local("test"));
    Thread user = Thread.ofPlatform().start(() -> {
      guest.reading().lock();
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        guest.reading().unlock();
      }
    });
    while (!guest.reading().isLocked()) {
      Thread.onSpinWait();
    }
    guest.quiesce();
    assertThat(guest.reading().isLocked()).isFalse();
    user.join();
  }

  @Test
  void corruptionClosesAndDrainsNothingMore() {
    guest.send(Kind.POST, 0, longs(1));
    memory.set(ValueLayout.JAVA_SHORT, 4096, (short) 3);
    assertThat(host.hasData()).isTrue();
    assertThat(host.drain(10)).isEqualTo(Drained.CLOSED);
    assertThat(hostOwner.take()).containsExactly("broken Corrupt");
    assertThat(host.isOpen()).isFalse();
    assertThat(host.nextInbound()).isNull();
  }

  @Test
  void aCorruptIndexIsFoundWhenSendingAndWhenGoingIdle() {
    memory.set(ValueLayout.JAVA_INT, 4, 3);
    assertThat(guest.requestRoom(8)).isFalse();
    assertThat(guestOwner.take()).containsExactly("broken Corrupt");
    memory.set(ValueLayout.JAVA_INT, 0, 5);
    assertThat(host.goIdle()).isTrue();
    assertThat(hostOwner.take()).containsExactly("broken Corrupt");
    assertThat(guest.send(Kind.POST, 0, longs(1))).isEqualTo(Sent.CLOSED);
  }

  @Test
  void rangesOfGuestMemoryArriveAsRuns() throws Exception {
    guest.close(new CloseReason.Local("replaced"));
    OutgoingRing out = OutgoingRing.attach(rings.guestToHost());
    out.withRanges(new RangeHeader.GpaDirect(List.of( //
        new PageRange(10_000, 100, new long[]{16, 17, 20}), //
        new PageRange(8, 4, new long[]{99}))), 4, true, longs(5), 0, 8);
    out.publish();
    assertThat(host.drain(1)).isEqualTo(Drained.MORE);
    InboundPacket packet = next(host);
    assertThat(packet.type()).isEqualTo(InboundPacket.Type.GPA_DIRECT);
    assertThat(packet.completionRequested()).isTrue();
    assertThat(packet.ranges()).containsExactly(new GpaRange(16 * 4096 + 100, 2 * 4096 - 100),
        new GpaRange(20 * 4096, 10_000 - (2 * 4096 - 100)), new GpaRange(99 * 4096 + 4, 8));
    assertThat(longAt(packet.payload(), 0)).isEqualTo(5);
  }

  @Test
  void impossiblePagesAndTransferPagesAreCorruption() throws Exception {
    guest.close(new CloseReason.Local("replaced"));
    OutgoingRing out = OutgoingRing.attach(rings.guestToHost());
    out.withRanges(new RangeHeader.GpaDirect(List.of(new PageRange(8, 0, new long[]{-1}))), 4, true, longs(5), 0, 8);
    out.publish();
    assertThat(host.drain(1)).isEqualTo(Drained.CLOSED);
    assertThat(hostOwner.take()).containsExactly("broken Corrupt");

    RingPair fresh = RingPair.format(memory, RING_PAGES);
    host = new ChannelEnd(OFFER, OutgoingRing.attach(fresh.hostToGuest()), IncomingRing.attach(fresh.guestToHost()),
        hostOwner);
    hostOwner.end = host;
    out = OutgoingRing.attach(fresh.guestToHost());
    out.withRanges(new RangeHeader.TransferPages(1, List.of(new RangeHeader.TransferRange(8, 0))), 4, true, longs(5), 0,
        8);
    out.publish();
    assertThat(host.drain(1)).isEqualTo(Drained.CLOSED);
    assertThat(hostOwner.take()).containsExactly("broken Corrupt");
  }

  @Test
  void handingOverWakesOneSleepingCaller() throws Exception {
    List<Thread> sleepers = new ArrayList<>();
    int[] woken = {0};
    for (int i = 0; i < 3; i++) {
      sleepers.add(Thread.ofPlatform().start(() -> {
        try {
          PendingCall call = guest.register(guest.newTransaction());
          call.park(5_000_000_000L, () -> true);
          synchronized (woken) {
            woken[0]++;
          }
        } catch (ChannelClosedException e) {
          throw new IllegalStateException(e);
        }
      }));
    }
    for (Thread sleeper : sleepers) {
      while (sleeper.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }
    guest.handOver();
    long deadline = System.nanoTime() + 1_000_000_000L;
    while (count(woken) == 0 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    Thread.sleep(50);
    assertThat(count(woken)).isEqualTo(1);
    guest.close(new CloseReason.Local("test"));
    for (Thread sleeper : sleepers) {
      sleeper.join();
    }
    assertThat(count(woken)).isEqualTo(3);
  }

  private static int count(int[] counter) {
    synchronized (counter) {
      return counter[0];
    }
  }
}
