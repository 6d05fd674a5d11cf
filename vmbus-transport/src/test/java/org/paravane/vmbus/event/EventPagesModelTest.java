package org.paravane.vmbus.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Result;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.SharedMapping;
import org.paravane.vmbus.ChannelId;

/** Event pages against two bit sets, and against a peer that writes anything. */
@Timeout(20)
class EventPagesModelTest {
  private EventPages guest;
  private EventPages host;

  @BeforeEach
  void map() throws LinuxException {
    guest = EventPages.create();
    if (EventPages.adopt(Memfd.adopt(guest.memfd().fd().duplicate())) instanceof Result.Ok<EventPages>(var pages)) {
      host = pages;
    } else {
      throw new AssertionError("refused");
    }
  }

  @AfterEach
  void unmap() {
    host.close();
    guest.close();
  }

  private static BitSet taken(EventPages pages) {
    BitSet taken = new BitSet();
    pages.takeSignals(channel -> {
      assertThat(taken.get(channel.value())).isFalse();
      taken.set(channel.value());
    });
    return taken;
  }

  @Test
  void everyChannelHasABitOfItsOwnInEachDirection() {
    for (int id = 1; id < ChannelId.COUNT; id++) {
      guest.signalPeer(new ChannelId(id));
      assertThat(taken(guest).isEmpty()).isTrue();
      assertThat(taken(host)).isEqualTo(BitSet.valueOf(bit(id)));
      host.signalPeer(new ChannelId(id));
      assertThat(taken(host).isEmpty()).isTrue();
      assertThat(taken(guest)).isEqualTo(BitSet.valueOf(bit(id)));
    }
  }

  private static long[] bit(int id) {
    long[] words = new long[id / 64 + 1];
    words[id / 64] = 1L << id;
    return words;
  }

  @Test
  void randomOperationsAgreeWithBitSets() {
    long seed = Long.getLong("paravane.seed", System.nanoTime());
    Random random = new Random(seed);
    BitSet forHost = new BitSet();
    BitSet forGuest = new BitSet();
    BitSet callers = new BitSet();
    for (int step = 0; step < 20_000; step++) {
      int id = 1 + random.nextInt(random.nextBoolean() ? 8 : 2047);
      ChannelId channel = new ChannelId(id);
      String what = "seed=%d, step=%d".formatted(seed, step);
      switch (random.nextInt(9)) {
        case 0, 1 -> {
          guest.signalPeer(channel);
          forHost.set(id);
        }
        case 2, 3 -> {
          host.signalPeer(channel);
          if (callers.get(id)) {
            callers.clear(id);
          } else {
            forGuest.set(id);
          }
        }
        case 4 -> {
          (random.nextBoolean() ? guest : host).beginCallWait(channel);
          callers.set(id);
        }
        case 5 -> {
          guest.endCallWait(channel);
          callers.clear(id);
        }
        case 6 -> {
          assertThat(guest.releaseCaller(channel)).as(what).isEqualTo(callers.get(id));
          callers.clear(id);
        }
        case 7 -> {
          guest.signalSelf(channel);
          forGuest.set(id);
        }
        default -> {
          assertThat(taken(host)).as(what).isEqualTo(forHost);
          assertThat(taken(guest)).as(what).isEqualTo(forGuest);
          forHost.clear();
          forGuest.clear();
        }
      }
    }
  }

  @Test
  void whateverAPeerWritesOnlyChannelsComeOut() throws LinuxException {
    long seed = Long.getLong("paravane.seed", System.nanoTime());
    Random random = new Random(seed);
    byte[] bytes = new byte[EventPages.BYTES];
    try (SharedMapping peer = guest.memfd().map(EventPages.BYTES)) {
      for (int run = 0; run < 200; run++) {
        random.nextBytes(bytes);
        if (run == 0) {
          Arrays.fill(bytes, (byte) -1);
        }
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, peer.segment(), 0, bytes.length);
        BitSet expected = BitSet.valueOf(Arrays.copyOf(bytes, 256));
        expected.clear(0);
        assertThat(taken(host)).as("seed=%d, run=%d", seed, run).isEqualTo(expected);
        assertThat(taken(host).isEmpty()).isTrue();
        ChannelId channel = new ChannelId(1 + random.nextInt(2047));
        host.releaseCaller(channel);
        assertThat(host.releaseCaller(channel)).isFalse();
        host.signalPeer(channel);
        guest.awaitCall(channel, 1);
      }
    }
  }

  @Test
  void aCallerThatWasReleasedDoesNotSleep() {
    ChannelId channel = new ChannelId(5);
    guest.beginCallWait(channel);
    host.signalPeer(channel);
    guest.awaitCall(channel, Long.MAX_VALUE);
    assertThat(taken(guest).isEmpty()).isTrue();
    assertThat(host.releaseCaller(channel)).isFalse();
  }
}
