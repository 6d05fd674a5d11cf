package org.paravane.vmbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.vmbus.carrier.Frame;
import org.paravane.vmbus.carrier.Frame.ClosingChannel.Cause;
import org.paravane.vmbus.carrier.LinkListener;
import org.paravane.vmbus.ring.PageRange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The small parts of the shells, each alone. */
@Timeout(20)
class PartsTest {

  // Pages and runs.

  @Test
  void neighbouringPagesJoin() {
    assertThat(PageRuns.of(new PageRange(4 * 4096, 0, new long[]{1, 2, 4, 5}))).containsExactly(
        new GpaRange(4096, 8192), new GpaRange(4 * 4096, 8192));
    assertThat(PageRuns.of(new PageRange(1, 4095, new long[]{7}))).containsExactly(new GpaRange(7 * 4096 + 4095, 1));
    assertThat(PageRuns.of(new PageRange(2, 4095, new long[]{7, 3}))).containsExactly(
        new GpaRange(7 * 4096 + 4095, 1), new GpaRange(3 * 4096, 1));
    assertThat(PageRuns.of(List.of(new PageRange(4096, 0, new long[]{1}), new PageRange(4096, 0, new long[]{2}))))
        .containsExactly(new GpaRange(4096, 4096), new GpaRange(8192, 4096));
  }

  @Test
  void pageNumbersThatAreNoAddressesGiveNothing() {
    for (long page : new long[]{-1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE / 4096}) {
      assertThat(PageRuns.of(new PageRange(8, 0, new long[]{page}))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"4096,1,1", "4096,4096,1", "4097,4096,2", "8191,2,2", "8191,1,1", "4096,40960,10",
      "5000,4294950000,1048572"})
  void aRangeAndItsPagesAreTheSameBytes(long gpa, long bytes, int pages) {
    GpaRange range = new GpaRange(gpa, bytes);
    PageRange list = PageRuns.pages(range);
    assertThat(list.pageCount()).isEqualTo(pages).isEqualTo((int) range.pageCount());
    assertThat(PageRuns.of(list)).containsExactly(range);
    assertThat(range.end()).isEqualTo(gpa + bytes);
  }

  @ParameterizedTest
  @CsvSource({"-1,1", "0,0", "0,-1", "1,9223372036854775807"})
  void impossibleRangesAreBugs(long gpa, long bytes) {
    assertThatThrownBy(() -> new GpaRange(gpa, bytes)).isInstanceOf(IllegalArgumentException.class);
  }

  // Notes about closing.

  static List<CloseReason> reasons() {
    return List.of(new CloseReason.PeerClosed(), new CloseReason.Rescinded(), new CloseReason.Disconnected("gone"),
        new CloseReason.Corrupt("badLengths"), new CloseReason.LimitExceeded("queue"), new CloseReason.Local("done"));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void onlyWhatThePeerDidWrongIsToldAsSuch(CloseReason reason) {
    Frame.ClosingChannel note = ClosingNotes.of(new ChannelId(3), reason);
    assertThat(note.channelId()).isEqualTo(3);
    CloseReason usual = new CloseReason.Rescinded();
    CloseReason told = ClosingNotes.reason(note, usual);
    switch (reason) {
      case CloseReason.Corrupt(String detail) -> assertThat(told)
          .isEqualTo(new CloseReason.Corrupt("found by the peer: " + detail));
      case CloseReason.LimitExceeded(String detail) -> assertThat(told)
          .isEqualTo(new CloseReason.LimitExceeded("found by the peer: " + detail));
      case CloseReason.PeerClosed _,CloseReason.Rescinded _,CloseReason.Disconnected _,CloseReason.Local _ -> {
        assertThat(note.cause()).isEqualTo(Cause.OTHER);
        assertThat(told).isEqualTo(usual);
      }
    }
  }

  // Waiting for answers.

  @Test
  void whatGoesWrongWithAnAnswerIsSaid() {
    CompletableFuture<String> never = new CompletableFuture<>();
    assertThatThrownBy(() -> Answers.await(never, Duration.ofMillis(10), "cannot x")).isInstanceOf(VmbusException.class)
        .hasMessageContaining("cannot x").hasMessageContaining("no answer in time");
    CompletableFuture<String> failed = CompletableFuture.failedFuture(new VmbusException("because"));
    assertThatThrownBy(() -> Answers.await(failed, Duration.ofSeconds(1), "cannot x"))
        .hasMessage("cannot x: because");
    CompletableFuture<String> closed = CompletableFuture
        .failedFuture(new ChannelClosedException(new CloseReason.Rescinded()));
    assertThatThrownBy(() -> Answers.await(closed, Duration.ofSeconds(1), "cannot x"))
        .isInstanceOfSatisfying(ChannelClosedException.class,
            e -> assertThat(e.reason()).isEqualTo(new CloseReason.Rescinded()));
  }

  @Test
  void anInterruptWaitsForTheAnswerOrTheEndOfTheTime() throws VmbusException {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Answers.await(new CompletableFuture<>(), Duration.ofMillis(20), "cannot x"))
        .hasMessageContaining("no answer in time");
    assertThat(Thread.interrupted()).isTrue();

    CompletableFuture<String> late = new CompletableFuture<>();
    CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS).execute(() -> late.complete("late"));
    Thread.currentThread().interrupt();
    assertThat(Answers.await(late, Duration.ofSeconds(9), "cannot x")).isEqualTo("late");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void anAnswerIsTheAnswer() throws VmbusException {
    assertThat(Answers.await(CompletableFuture.completedFuture("yes"), Duration.ZERO, "cannot x")).isEqualTo("yes");
  }

  // Pending calls.

  @Test
  void aCallThatIsDoneDoesNotSleep() throws Exception {
    PendingCall call = new PendingCall();
    assertThat(call.wake()).isFalse();
    call.complete(new byte[]{1});
    long start = System.nanoTime();
    call.park(TimeUnit.SECONDS.toNanos(5), () -> true);
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(2));
    assertThat(call.result()).containsExactly(1);
    call.fail(new CloseReason.Local("later"));
    assertThat(call.result()).containsExactly(1);
  }

  @Test
  void aCallWhoseConditionIsGoneDoesNotSleep() {
    PendingCall call = new PendingCall();
    long start = System.nanoTime();
    call.park(TimeUnit.SECONDS.toNanos(5), () -> false);
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(2));
    assertThat(call.isDone()).isFalse();
    assertThatThrownBy(call::result).isInstanceOf(ChannelClosedException.class);
  }

  // Late listeners.

  @Test
  void whatComesBeforeTheListenerIsKeptInOrder() {
    LateListener late = new LateListener();
    List<String> heard = new ArrayList<>();
    late.received(new Frame.TurnedAway("1"));
    late.received(new Frame.TurnedAway("2"));
    late.closed("3");
    LinkListener listener = new LinkListener() {
      @Override
      public void received(Frame frame) {
        heard.add(((Frame.TurnedAway) frame).reason());
      }

      @Override
      public void closed(String detail) {
        heard.add(detail);
      }
    };
    late.bind(listener);
    late.received(new Frame.TurnedAway("4"));
    late.closed("5");
    assertThat(heard).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void whatComesWhileTheListenerCatchesUpWaitsForItsTurn() throws Exception {
    LateListener late = new LateListener();
    List<String> heard = new ArrayList<>();
    Thread other = Thread.ofPlatform().unstarted(() -> late.received(new Frame.TurnedAway("4")));
    late.received(new Frame.TurnedAway("1"));
    late.received(new Frame.TurnedAway("2"));
    late.bind(new LinkListener() {
      @Override
      public void received(Frame frame) {
        String reason = ((Frame.TurnedAway) frame).reason();
        heard.add(reason);
        if (reason.equals("1")) {
          late.received(new Frame.TurnedAway("3"));
          other.start();
          while (other.getState() != Thread.State.BLOCKED && other.isAlive()) {
            Thread.onSpinWait();
          }
        }
      }

      @Override
      public void closed(String detail) {
        heard.add(detail);
      }
    });
    assertThat(Threads.join(other, 5_000)).isTrue();
    assertThat(heard).containsExactly("1", "2", "3", "4");
  }

  // Threads.

  @Test
  void joiningIsBoundedAndNeverOneself() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = Thread.ofPlatform().start(() -> {
      try {
        end.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    assertThat(Threads.join(thread, 20)).isFalse();
    assertThat(Threads.join(Thread.currentThread(), 20)).isFalse();
    end.countDown();
    Thread.currentThread().interrupt();
    assertThat(Threads.join(thread, 5_000)).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void theNotifierRunsInOrderAndSurvivesAListenerThatThrows() throws Exception {
    GuestNotifier notifier = new GuestNotifier("test");
    List<Integer> ran = new ArrayList<>();
    notifier.execute(() -> ran.add(1));
    notifier.start();
    notifier.execute(() -> {
      throw new IllegalStateException("listener is broken");
    });
    notifier.execute(() -> ran.add(2));
    AtomicInteger own = new AtomicInteger();
    notifier.execute(() -> own.set(notifier.isCurrent() ? 1 : 2));
    assertThat(notifier.stop(5_000)).isTrue();
    assertThat(ran).containsExactly(1, 2);
    assertThat(own).hasValue(1);
    assertThat(notifier.isCurrent()).isFalse();
  }

  // Logs that a peer can cause.

  @Test
  void aPeerCannotFillTheLog() {
    ListLogger sink = new ListLogger();
    LimitedLog log = new LimitedLog(sink.logger(), "guest 7");
    for (int i = 0; i < 10_000; i++) {
      log.warn("message refused", i);
    }
    assertThat(sink.lines()).hasSize(5).first().asString().contains("guest 7: message refused: 0");
  }

  /** A logger of our own name, listened to. */
  private static final class ListLogger {
    private final ch.qos.logback.core.read.ListAppender<ch.qos.logback.classic.spi.ILoggingEvent> appender = new ch.qos.logback.core.read.ListAppender<>();
    private final ch.qos.logback.classic.Logger logger = (ch.qos.logback.classic.Logger) LoggerFactory
        .getLogger("org.paravane.vmbus.PartsTest.sink");

    ListLogger() {
      appender.start();
      logger.setAdditive(false);
      logger.addAppender(appender);
    }

    Logger logger() {
      return logger;
    }

    List<String> lines() {
      return appender.list.stream().map(event -> event.getFormattedMessage()).toList();
    }
  }

  // Values.

  @Test
  void offersAndSpecsAreValuesThatNobodyCanChangeAfterwards() {
    byte[] data = {1, 2, 3};
    OfferSpec spec = OfferSpec.of(Transport.INTERFACE, Transport.instance(1), data);
    data[0] = 9;
    spec.userData()[1] = 9;
    assertThat(spec.userData()).hasSize(120).startsWith(1, 2, 3);
    assertThat(spec).isEqualTo(OfferSpec.of(Transport.INTERFACE, Transport.instance(1), new byte[]{1, 2, 3}))
        .hasSameHashCodeAs(OfferSpec.of(Transport.INTERFACE, Transport.instance(1), new byte[]{1, 2, 3}))
        .isNotEqualTo(OfferSpec.of(Transport.INTERFACE, Transport.instance(1), new byte[]{1, 2}))
        .isNotEqualTo(new OfferSpec(Transport.INTERFACE, Transport.instance(1), 1, new byte[]{1, 2, 3}));
    assertThat(spec.toString()).contains("00000001-0000");
    Offer offer = new Offer(new ChannelId(1), spec.interfaceId(), spec.instanceId(), 0, 0, spec.userData());
    offer.userData()[0] = 9;
    assertThat(offer).isEqualTo(new Offer(new ChannelId(1), spec.interfaceId(), spec.instanceId(), 0, 0,
        spec.userData())).isNotEqualTo(new Offer(new ChannelId(2), spec.interfaceId(), spec.instanceId(), 0, 0,
            spec.userData()));
    assertThat(offer.toString()).contains("channel=1");
  }

  @Test
  void optionsRefuseNonsense() {
    assertThatThrownBy(() -> OfferSpec.of(Transport.INTERFACE, Transport.INTERFACE, new byte[121]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new OfferSpec(Transport.INTERFACE, Transport.INTERFACE, 65_536, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    for (int bytes : new int[]{0, -4096, 4095, 4097}) {
      assertThatThrownBy(() -> OpenOptions.defaults().withRingBytes(bytes))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> OpenOptions.defaults().withUserData(new byte[121]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SpinThenPark(-1, 5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SpinThenPark(6, 5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TransportLimits.defaults().withOffers(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TransportLimits.defaults().withOffers(2048)).isInstanceOf(IllegalArgumentException.class);
    for (int id : new int[]{0, -1, 2048}) {
      assertThatThrownBy(() -> new ChannelId(id)).isInstanceOf(IllegalArgumentException.class);
      assertThat(ChannelId.isValid(id)).isFalse();
    }
  }

  @Test
  void optionsChangeOneThingAtATime() {
    OpenOptions open = OpenOptions.defaults();
    assertThat(open.withRingBytes(8192).ringBytes()).isEqualTo(8192);
    assertThat(open.withUserData(new byte[]{5}).userData()).hasSize(120).startsWith(5);
    assertThat(open.withOpenTimeout(Duration.ofMillis(1)).openTimeout()).isEqualTo(Duration.ofMillis(1));
    assertThat(open.withSendTimeout(Duration.ofMillis(2)).sendTimeout()).isEqualTo(Duration.ofMillis(2));
    assertThat(open.withRingBytes(open.ringBytes())).isEqualTo(open).hasSameHashCodeAs(open)
        .hasToString(open.toString());
    assertThat(open.withUserData(new byte[]{5})).isNotEqualTo(open);
    ClientOptions client = ClientOptions.defaults();
    assertThat(client.withName("x").name()).isEqualTo("x");
    assertThat(client.withTimeouts(Duration.ofMillis(1), Duration.ofMillis(2)))
        .extracting(ClientOptions::connectTimeout, ClientOptions::requestTimeout)
        .containsExactly(Duration.ofMillis(1), Duration.ofMillis(2));
    assertThat(client.withSpin(SpinThenPark.parkAtOnce()).spin()).isEqualTo(new SpinThenPark(0, 0));
    assertThat(client.withLimits(TransportLimits.defaults().withPages(7)).limits().pages()).isEqualTo(7);
    ServerOptions server = ServerOptions.defaults();
    assertThat(server.withName("x").name()).isEqualTo("x");
    assertThat(server.withMaxConnections(3).maxConnections()).isEqualTo(3);
    assertThat(server.withHandshakeTimeout(Duration.ofMillis(1)).handshakeTimeout()).isEqualTo(Duration.ofMillis(1));
    assertThat(server.withSpin(SpinThenPark.parkAtOnce()).spin()).isEqualTo(new SpinThenPark(0, 0));
    assertThat(server.withLimits(TransportLimits.defaults().withRegions(1, 2)).limits())
        .extracting(TransportLimits::regions, TransportLimits::reservedBytes).containsExactly(1, 2L);
    assertThat(TransportLimits.defaults().withGpadlsPerChannel(3).withQueues(4, 5).withProtocolErrors(6))
        .extracting(TransportLimits::gpadlsPerChannel, TransportLimits::queuedMessages,
            TransportLimits::queuedPacketBytes, TransportLimits::protocolErrors)
        .containsExactly(3, 4, 5, 6);
  }
}
