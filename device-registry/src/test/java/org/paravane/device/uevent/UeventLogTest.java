package org.paravane.device.uevent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.device.io.PollWaiter;
import org.paravane.device.uevent.Delivery.Happened;
import org.paravane.device.uevent.Delivery.Overflow;
import org.paravane.device.uevent.Delivery.Present;
import org.paravane.device.uevent.Delivery.SnapshotEnd;

@Timeout(30)
class UeventLogTest {
  private final UeventLog log = new UeventLog();

  private void add(String name, String... variables) {
    publish(UeventAction.ADD, name, variables);
  }

  private void publish(UeventAction action, String name, String... variables) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String variable : variables) {
      map.put(variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1));
    }
    log.publish(action, "/devices/" + name, "test", map);
  }

  private static List<Delivery> drain(UeventSubscription subscription) {
    List<Delivery> all = new ArrayList<>();
    for (@Nullable
    Delivery next = subscription.poll(); next != null; next = subscription.poll()) {
      all.add(next);
    }
    return all;
  }

  private static Uevent event(Delivery delivery) {
    return switch (delivery) {
      case Happened(Uevent uevent) -> uevent;
      case Present(Uevent uevent) -> uevent;
      case SnapshotEnd end -> throw new AssertionError(end);
      case Overflow overflow -> throw new AssertionError(overflow);
    };
  }

  @Test
  void variablesStandInTheOrderOfEmission() {
    UeventSubscription subscription = log.subscribe();
    add("a", "MAJOR=261", "MINOR=0", "MODALIAS=test:a");

    Uevent uevent = event(drain(subscription).getLast());

    assertThat(uevent.text()).isEqualTo("""
        ACTION=add
        DEVPATH=/devices/a
        SUBSYSTEM=test
        MAJOR=261
        MINOR=0
        MODALIAS=test:a
        SEQNUM=1

        """);
    assertThat(uevent.variable("MINOR")).isEqualTo("0");
    assertThat(uevent.variable("NONE")).isEmpty();
  }

  @Test
  void numbersCountFromOneWithoutGap() {
    UeventSubscription subscription = log.subscribe();
    add("a");
    publish(UeventAction.CHANGE, "a");
    publish(UeventAction.REMOVE, "a");

    assertThat(drain(subscription).stream().filter(Happened.class::isInstance).map(d -> event(d).sequence()))
        .containsExactly(1L, 2L, 3L);
    assertThat(log.sequence()).isEqualTo(3);
  }

  @Test
  void addAndRemoveAlternate() {
    UeventSubscription subscription = log.subscribe();
    publish(UeventAction.REMOVE, "a");
    publish(UeventAction.CHANGE, "a");
    add("a");
    add("a");
    publish(UeventAction.REMOVE, "a");
    publish(UeventAction.REMOVE, "a");
    publish(UeventAction.UNBIND, "a");

    assertThat(drain(subscription).stream().filter(Happened.class::isInstance).map(d -> event(d).action()))
        .containsExactly(UeventAction.ADD, UeventAction.REMOVE);
    assertThat(log.present()).isEmpty();
  }

  @Test
  void aSynthesizedEventChangesNothing() {
    UeventSubscription subscription = log.subscribe();
    add("a");
    log.synthesize(UeventAction.REMOVE, "/devices/a", "test", Map.of("SYNTH_UUID", "0"));
    log.synthesize(UeventAction.ADD, "/devices/b", "test", Map.of("SYNTH_UUID", "0"));

    assertThat(drain(subscription)).hasSize(4);
    assertThat(log.present()).containsExactly("/devices/a");
  }

  @Test
  void aLateReaderGetsWhatIsThereAndThenWhatHappens() {
    add("a", "X=1");
    add("b");
    add("c");
    publish(UeventAction.REMOVE, "b");
    publish(UeventAction.BIND, "c", "DRIVER=d");

    UeventSubscription subscription = log.subscribe();
    publish(UeventAction.CHANGE, "a");

    List<Delivery> deliveries = drain(subscription);
    assertThat(deliveries).hasSize(4);
    assertThat(deliveries.get(0)).isInstanceOfSatisfying(Present.class, present -> {
      assertThat(present.uevent().devpath()).isEqualTo("/devices/a");
      assertThat(present.uevent().variable("X")).isEqualTo("1");
    });
    assertThat(event(deliveries.get(1)).text())
        .isEqualTo("""
            ACTION=add
            DEVPATH=/devices/c
            SUBSYSTEM=test
            DRIVER=d
            SEQNUM=3

            """);
    assertThat(deliveries.get(2)).isEqualTo(new SnapshotEnd(5));
    assertThat(event(deliveries.get(3)).sequence()).isEqualTo(6);
  }

  @Test
  void aSlowReaderLearnsWhatItLost() {
    UeventSubscription subscription = log.subscribe(2);
    add("a");
    for (int i = 0; i < 5; i++) {
      publish(UeventAction.CHANGE, "a");
    }
    assertThat(subscription.poll()).isEqualTo(new SnapshotEnd(0));
    assertThat(event(Objects.requireNonNull(subscription.poll())).sequence()).isEqualTo(1);
    publish(UeventAction.CHANGE, "a");

    List<Delivery> rest = drain(subscription);

    assertThat(event(rest.get(0)).sequence()).isEqualTo(2);
    assertThat(rest.get(1)).isEqualTo(new Overflow(4, 3, 6));
    assertThat(event(rest.get(2)).sequence()).isEqualTo(7);
    assertThat(rest).hasSize(3);
  }

  @Test
  void everySequenceNumberIsEitherReadOrLost() {
    UeventSubscription subscription = log.subscribe(3);
    add("a");
    long expected = 1;
    assertThat(subscription.poll()).isEqualTo(new SnapshotEnd(0));
    for (int i = 0; i < 200; i++) {
      for (int j = 0; j < i % 7; j++) {
        publish(UeventAction.CHANGE, "a");
      }
      for (int j = 0; j < i % 5; j++) {
        Delivery next = subscription.poll();
        if (next instanceof Overflow(long lost, long first, long last)) {
          assertThat(first).isEqualTo(expected);
          assertThat(last - first + 1).isEqualTo(lost);
          expected = last + 1;
        } else if (next != null) {
          assertThat(event(next).sequence()).isEqualTo(expected++);
        }
      }
    }
  }

  @Test
  void anEventCarriesAtMost64VariablesAnd2048Bytes() {
    UeventSubscription subscription = log.subscribe();
    String[] many = new String[100];
    for (int i = 0; i < many.length; i++) {
      many[i] = "K" + i + "=" + i;
    }
    add("many", many);
    add("long", "A=" + "x".repeat(1000), "B=" + "y".repeat(1000), "C=z");

    List<Delivery> deliveries = drain(subscription);

    assertThat(event(deliveries.get(1)).variables()).hasSize(UeventLog.MAX_VARIABLES).containsEntry("SEQNUM", "1")
        .containsKey("K59").doesNotContainKey("K60");
    Uevent full = event(deliveries.get(2));
    assertThat(full.variables()).containsKeys("A", "C", "SEQNUM").doesNotContainKey("B");
    assertThat(
        full.variables().entrySet().stream().mapToInt(v -> v.getKey().length() + v.getValue().length() + 2).sum())
        .isLessThanOrEqualTo(UeventLog.MAX_BYTES);
  }

  @Test
  void anExtraDoesNotReplaceWhatTheLogSays() {
    UeventSubscription subscription = log.subscribe();
    add("a", "ACTION=forged", "SEQNUM=999");

    assertThat(event(drain(subscription).getLast()).variables()).containsEntry("ACTION", "add").containsEntry("SEQNUM",
        "1");
  }

  @Test
  void aReaderWaitsForTheNextEvent() throws InterruptedException {
    UeventSubscription subscription = log.subscribe();
    assertThat(subscription.poll()).isInstanceOf(SnapshotEnd.class);
    assertThat(subscription.isReadable()).isFalse();
    assertThat(subscription.next(Duration.ofMillis(5))).isNull();
    Thread publisher = Thread.startVirtualThread(() -> add("a"));

    assertThat(subscription.next(Duration.ofSeconds(10))).isInstanceOf(Happened.class);
    publisher.join();
  }

  @Test
  void aPollerIsWokenOnceThereIsSomethingToRead() {
    UeventSubscription subscription = log.subscribe();
    drain(subscription);
    AtomicReference<@Nullable Delivery> read = new AtomicReference<>();
    try (PollWaiter waiter = new PollWaiter(() -> read.set(subscription.poll()))) {
      waiter.watch(subscription.readable());
      add("a");
    }

    assertThat(read.get()).isInstanceOf(Happened.class);
  }

  @Test
  void closingEndsAWait() throws InterruptedException {
    UeventSubscription subscription = log.subscribe();
    drain(subscription);
    AtomicInteger answers = new AtomicInteger();
    Thread reader = Thread.startVirtualThread(() -> {
      try {
        answers.addAndGet(subscription.next(Duration.ofSeconds(20)) == null ? 1 : 100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    subscription.close();
    subscription.close();
    reader.join();
    add("a");

    assertThat(answers).hasValue(1);
    assertThat(subscription.isReadable()).isFalse();
    assertThat(log.audience()).isZero();
  }

  @Test
  void aSubscriptionNeedsRoom() {
    assertThatThrownBy(() -> log.subscribe(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void listenersAreCalledInOrderWhenFlushed() {
    List<Long> heard = new ArrayList<>();
    Uevents.Listening listening = log.listen(event -> heard.add(event.sequence()));
    add("a");
    publish(UeventAction.CHANGE, "a");
    assertThat(heard).isEmpty();

    log.flush();
    assertThat(heard).containsExactly(1L, 2L);

    listening.close();
    publish(UeventAction.REMOVE, "a");
    log.flush();
    assertThat(heard).hasSize(2);
  }

  @Test
  void aListenerMayPublish() {
    List<String> heard = new ArrayList<>();
    try (Uevents.Listening _ = log.listen(event -> {
      heard.add(event.action().text() + event.devpath());
      if (event.devpath().equals("/devices/a")) {
        add("b");
        log.flush();
      }
    })) {
      add("a");
      log.flush();
    }

    assertThat(heard).containsExactly("add/devices/a", "add/devices/b");
  }

  @Test
  void aListenerThatThrowsDoesNotSilenceTheOthers() {
    List<Long> heard = new ArrayList<>();
    try (Uevents.Listening _ = log.listen(event -> {
      throw new IllegalStateException("on purpose");
    }); Uevents.Listening _ = log.listen(event -> heard.add(event.sequence()))) {
      add("a");
      log.flush();
    }

    assertThat(heard).containsExactly(1L);
  }

  @Test
  void orderOfDeliveryIsOrderOfNumbersUnderManyThreads() throws InterruptedException {
    UeventSubscription subscription = log.subscribe(100_000);
    List<Long> heard = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(4);
    try (Uevents.Listening _ = log.listen(event -> heard.add(event.sequence()))) {
      for (int t = 0; t < 4; t++) {
        String name = "d" + t;
        Thread.ofPlatform().start(() -> {
          for (int i = 0; i < 1000; i++) {
            publish(i % 2 == 0 ? UeventAction.ADD : UeventAction.REMOVE, name);
            log.flush();
          }
          done.countDown();
        });
      }
      done.await();
      log.flush();
    }

    List<Long> read = drain(subscription).stream().filter(Happened.class::isInstance).map(d -> event(d).sequence())
        .toList();
    assertThat(read).hasSize(4000).isSorted();
    assertThat(heard).isEqualTo(read);
  }
}
