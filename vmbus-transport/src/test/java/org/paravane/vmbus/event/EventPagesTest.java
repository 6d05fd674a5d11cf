package org.paravane.vmbus.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Result;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.Seal;
import org.paravane.linux.SharedMapping;
import org.paravane.vmbus.ChannelId;

@Timeout(20)
class EventPagesTest {
  private static final ChannelId FIRST = new ChannelId(1);
  private static final ChannelId LAST = new ChannelId(2047);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private EventPages guest;
  private EventPages host;

  @BeforeEach
  void map() throws LinuxException {
    guest = EventPages.create();
    host = adopt(Memfd.adopt(guest.memfd().fd().duplicate()));
  }

  @AfterEach
  void unmap() {
    host.close();
    guest.close();
  }

  private static EventPages adopt(Memfd memfd) {
    if (EventPages.adopt(memfd) instanceof Result.Ok<EventPages>(EventPages pages)) {
      return pages;
    }
    throw new AssertionError("refused");
  }

  private static List<ChannelId> taken(EventPages pages) {
    List<ChannelId> taken = new ArrayList<>();
    pages.takeSignals(taken::add);
    return taken;
  }

  @Test
  void signalsArriveAtThePeerOnceEach() {
    for (int id : new int[]{1, 2047, 63, 64, 1, 65}) {
      guest.signalPeer(new ChannelId(id));
    }
    assertThat(taken(guest)).isEmpty();
    assertThat(taken(host)).extracting(ChannelId::value).containsExactly(1, 63, 64, 65, 2047);
    assertThat(taken(host)).isEmpty();
    host.signalPeer(LAST);
    assertThat(taken(guest)).containsExactly(LAST);
    host.signalSelf(FIRST);
    assertThat(taken(host)).containsExactly(FIRST);
  }

  @Test
  void bitZeroIsNoChannel() throws LinuxException {
    try (SharedMapping hostile = guest.memfd().map(EventPages.BYTES)) {
      hostile.segment().fill((byte) 0xff);
    }
    assertThat(taken(host)).hasSize(2047).startsWith(FIRST).endsWith(LAST);
  }

  @Test
  void aSignalChangesTheWordSoThatNobodySleepsOverIt() {
    int ticket = host.word().ticket();
    guest.signalPeer(FIRST);
    long start = System.nanoTime();
    host.word().await(ticket, 10 * SECOND);
    assertThat(System.nanoTime() - start).isLessThan(5 * SECOND);
  }

  @Test
  void aSleepingCallerGetsTheSignalAndTheReceiverDoesNot() throws InterruptedException {
    int ticket = guest.word().ticket();
    guest.beginCallWait(FIRST);
    Thread caller = Thread.ofPlatform().start(() -> guest.awaitCall(FIRST, 10 * SECOND));
    host.signalPeer(FIRST);
    caller.join();
    assertThat(taken(guest)).isEmpty();
    assertThat(guest.word().ticket()).isEqualTo(ticket);
    host.signalPeer(FIRST);
    assertThat(taken(guest)).containsExactly(FIRST);
  }

  @Test
  void aCallerOfAnotherChannelIsLeftAlone() {
    guest.beginCallWait(FIRST);
    host.signalPeer(LAST);
    assertThat(taken(guest)).containsExactly(LAST);
    assertThat(guest.releaseCaller(FIRST)).isTrue();
    assertThat(guest.releaseCaller(FIRST)).isFalse();
    guest.beginCallWait(FIRST);
    guest.endCallWait(FIRST);
    host.signalPeer(FIRST);
    assertThat(taken(guest)).containsExactly(FIRST);
  }

  @Test
  void noSignalIsLostBetweenTwoThreadsThatSleepOften() throws InterruptedException {
    int rounds = 20_000;
    AtomicInteger heard = new AtomicInteger();
    Thread receiver = Thread.ofPlatform().start(() -> {
      while (heard.get() < rounds) {
        int ticket = guest.word().ticket();
        int before = heard.get();
        guest.takeSignals(_ -> {
          heard.incrementAndGet();
          guest.signalPeer(FIRST);
        });
        if (heard.get() == before && !guest.word().await(ticket, 5 * SECOND)) {
          return;
        }
      }
    });
    int answered = 0;
    host.signalPeer(FIRST);
    while (answered < rounds) {
      int ticket = host.word().ticket();
      int[] count = {0};
      host.takeSignals(_ -> count[0]++);
      if (count[0] > 0) {
        answered++;
        host.signalPeer(FIRST);
      } else {
        assertThat(host.word().await(ticket, 5 * SECOND)).as("after %d", answered).isTrue();
      }
    }
    receiver.join();
    assertThat(heard.get()).isGreaterThanOrEqualTo(rounds);
  }

  @Test
  void unfitFilesAreRefusedAndClosed() throws LinuxException {
    Memfd unsealed = Memfd.create("x", EventPages.BYTES);
    assertThat(EventPages.adopt(unsealed)).isInstanceOf(Result.Failed.class);
    assertThat(unsealed.fd().isOpen()).isFalse();
    Memfd tooShort = Memfd.create("x", EventPages.BYTES - 4096);
    tooShort.seal(Seal.SHRINK);
    assertThat(EventPages.adopt(tooShort)).isInstanceOf(Result.Failed.class);
    assertThat(tooShort.fd().isOpen()).isFalse();
    Memfd readOnly = Memfd.create("x", EventPages.BYTES);
    readOnly.seal(Seal.SHRINK, Seal.WRITE);
    assertThat(EventPages.adopt(readOnly)).isInstanceOf(Result.Failed.class);
    assertThat(readOnly.fd().isOpen()).isFalse();
  }
}
