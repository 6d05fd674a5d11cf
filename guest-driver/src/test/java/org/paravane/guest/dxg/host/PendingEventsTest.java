package org.paravane.guest.dxg.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PendingEventsTest {
  private final PendingEvents events = new PendingEvents();
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  private PendingEvents.Listener listener(String name) {
    return new PendingEvents.Listener() {
      @Override
      public void signalled() {
        told.add(name + " signalled");
      }

      @Override
      public void abandoned() {
        told.add(name + " abandoned");
      }

      @Override
      public void withdrawn() {
        told.add(name + " withdrawn");
      }
    };
  }

  @Test
  void idsStartAtTwoAndAreNotReused() {
    assertThat(events.addOnce("a", listener("1"))).isEqualTo(2);
    assertThat(events.addPersistent("a", listener("2"))).isEqualTo(3);
    events.remove(2);
    assertThat(events.addOnce("a", listener("3"))).isEqualTo(4);
  }

  @Test
  void anEventIsSignalledOnceOrForAsLongAsItStands() {
    long once = events.addOnce("a", listener("once"));
    long often = events.addPersistent("a", listener("often"));
    events.signal(once);
    events.signal(once);
    events.signal(often);
    events.signal(often);
    events.signal(99);
    events.remove(often);
    events.remove(often);
    events.signal(often);
    assertThat(told).containsExactly("once signalled", "often signalled", "often signalled", "often withdrawn");
    assertThat(events.size()).isZero();
    assertThat(events.count("a")).isZero();
  }

  @Test
  void anOwnerIsAbandonedOrLeavesAlone() {
    events.addOnce("a", listener("a1"));
    events.addPersistent("a", listener("a2"));
    events.addOnce("b", listener("b1"));
    events.addOnce("c", listener("c1"));
    assertThat(events.count("a")).isEqualTo(2);
    events.abandon("a");
    events.removeAll("b");
    assertThat(told).containsExactlyInAnyOrder("a1 abandoned", "a2 abandoned", "b1 withdrawn");
    assertThat(events.count("a")).isZero();
    assertThat(events.size()).isEqualTo(1);
  }

  @Test
  @Timeout(20)
  void signalAndRemovalRacingTellTheListenerExactlyOnce() throws Exception {
    for (int i = 0; i < 2000; i++) {
      AtomicInteger count = new AtomicInteger();
      long id = events.addOnce("a", new PendingEvents.Listener() {
        @Override
        public void signalled() {
          count.incrementAndGet();
        }

        @Override
        public void abandoned() {
          count.incrementAndGet();
        }

        @Override
        public void withdrawn() {
          count.incrementAndGet();
        }
      });
      CountDownLatch go = new CountDownLatch(1);
      Thread signaller = Thread.ofPlatform().start(() -> {
        awaitQuietly(go);
        events.signal(id);
      });
      Thread abandoner = Thread.ofPlatform().start(() -> {
        awaitQuietly(go);
        events.abandon("a");
      });
      go.countDown();
      events.remove(id);
      signaller.join();
      abandoner.join();
      assertThat(count.get()).isEqualTo(1);
    }
    assertThat(events.count("a")).isZero();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
