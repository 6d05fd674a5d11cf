package org.paravane.device.uevent;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.PollEvents;
import org.paravane.device.io.PollWaiter;
import org.paravane.device.io.Sleeping;

@Timeout(30)
class UeventReaderTest {
  private static final String EMPTY_SNAPSHOT = "ACTION=snapshot-end\nSEQNUM=0\n\n";

  private final UeventLog log = new UeventLog();

  private void publish(UeventAction action, String name, Map<String, String> variables) {
    log.publish(action, "/devices/" + name, "test", variables);
  }

  private void add(String name) {
    publish(UeventAction.ADD, name, Map.of());
  }

  private static Result<String> read(UeventReader reader, int bytes, boolean nonBlocking) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(Math.max(1, bytes)).asSlice(0, bytes);
      return reader.read(into, nonBlocking).map(
          count -> new String(into.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8));
    }
  }

  private static String now(UeventReader reader) {
    return ok(read(reader, 8192, true));
  }

  private static String ok(Result<String> result) {
    return switch (result) {
      case Result.Ok<String>(String value) -> value;
      case Result.Failed<String>(Errno errno, String reason) -> throw new AssertionError(errno + ": " + reason);
    };
  }

  private static Errno errno(Result<?> result) {
    assertThat(result).isInstanceOf(Result.Failed.class);
    return ((Result.Failed<?>) result).errno();
  }

  @Test
  void aLateReaderSeesWhatIsThereThenWhatHappens() {
    publish(UeventAction.ADD, "a", Map.of("MINOR", "0"));
    add("b");
    publish(UeventAction.REMOVE, "b", Map.of());
    UeventReader reader = new UeventReader(log, 8);
    publish(UeventAction.REMOVE, "a", Map.of());

    assertThat(now(reader)).isEqualTo("""
        ACTION=present
        DEVPATH=/devices/a
        SUBSYSTEM=test
        MINOR=0
        SEQNUM=1

        ACTION=snapshot-end
        SEQNUM=3

        ACTION=remove
        DEVPATH=/devices/a
        SUBSYSTEM=test
        SEQNUM=4

        """);
    assertThat(errno(read(reader, 100, true))).isEqualTo(Errno.EAGAIN);
  }

  @Test
  void aShortBufferGoesOnWhereItEnded() {
    add("a");
    UeventReader reader = new UeventReader(log, 8);
    UeventReader whole = new UeventReader(log, 8);
    StringBuilder text = new StringBuilder();
    while (reader.poll(PollWaiter.none()).equals(PollEvents.IN)) {
      String part = ok(read(reader, 7, true));
      assertThat(part).hasSizeBetween(1, 7);
      text.append(part);
    }

    assertThat(text.toString()).isEqualTo(now(whole));
    assertThat(ok(read(reader, 0, true))).isEmpty();
  }

  @Test
  void anOverflowSaysHowManyAndBeginsAnew() {
    UeventReader reader = new UeventReader(log, 2);
    assertThat(now(reader)).isEqualTo(EMPTY_SNAPSHOT);
    for (int i = 0; i < 5; i++) {
      add("d" + i);
    }
    publish(UeventAction.REMOVE, "d0", Map.of());

    String text = now(reader);
    assertThat(text.lines().filter(line -> line.startsWith("ACTION=")).toList()).containsExactly("ACTION=add",
        "ACTION=add", "ACTION=overflow", "ACTION=present", "ACTION=present", "ACTION=present", "ACTION=present",
        "ACTION=snapshot-end");
    assertThat(text).contains("ACTION=overflow\nLOST=4\n\n").endsWith("ACTION=snapshot-end\nSEQNUM=6\n\n");
    assertThat(log.audience()).isEqualTo(1);
    add("e");
    assertThat(now(reader)).startsWith("ACTION=add\nDEVPATH=/devices/e\n");
  }

  @Test
  void nobodyForgesARecordByAValue() {
    UeventReader reader = new UeventReader(log, 8);
    publish(UeventAction.ADD, "a", Map.of("TASK", "x\n\nACTION=remove"));

    assertThat(now(reader).lines().filter(line -> line.startsWith("ACTION=")).toList())
        .containsExactly("ACTION=snapshot-end", "ACTION=add");
  }

  @Test
  void aPollIsToldOfAnEventAlsoAfterAnOverflow() {
    UeventReader reader = new UeventReader(log, 1);
    now(reader);
    add("a");
    add("b");
    now(reader);
    AtomicInteger told = new AtomicInteger();
    try (PollWaiter waiter = new PollWaiter(told::incrementAndGet)) {
      assertThat(reader.poll(waiter)).isEqualTo(PollEvents.NONE);
      add("c");
      assertThat(told).hasValueGreaterThan(0);
      assertThat(reader.poll(waiter)).isEqualTo(PollEvents.IN);
    }
  }

  private static <T> Future<T> elsewhere(ExecutorService threads, Callable<T> call) {
    return threads.submit(call);
  }

  @Test
  void aReaderSleepsUntilSomethingHappens() throws Exception {
    UeventReader reader = new UeventReader(log, 8);
    now(reader);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<String> one = elsewhere(threads, () -> ok(read(reader, 4096, false)));
      Future<String> other = elsewhere(threads, () -> ok(read(reader, 4096, false)));
      while (!one.isDone() || !other.isDone()) {
        add("d" + System.nanoTime());
        TimeUnit.MILLISECONDS.sleep(5);
      }
      assertThat(one.get()).startsWith("ACTION=add");
      assertThat(other.get()).startsWith("ACTION=add").isNotEqualTo(one.get());
    }
  }

  @Test
  void closingWakesASleepingReader() throws Exception {
    UeventReader reader = new UeventReader(log, 8);
    now(reader);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<String> asleep = elsewhere(threads, () -> ok(read(reader, 4096, false)));
      TimeUnit.MILLISECONDS.sleep(20);
      reader.close();
      assertThat(asleep.get(10, TimeUnit.SECONDS)).isEmpty();
    }
    assertThat(log.audience()).isZero();
  }

  /** A thread of a front that has no thread left, and one that has. */
  private static final class Serving extends Thread implements Sleeping.Server {
    private final boolean may;
    private final AtomicInteger asked = new AtomicInteger();

    Serving(boolean may, Runnable work) {
      super(work, "serving");
      this.may = may;
    }

    @Override
    public boolean aboutToSleep(boolean bounded) {
      assertThat(bounded).isFalse();
      asked.incrementAndGet();
      return may;
    }
  }

  @Test
  void aThreadOfAFrontAsksBeforeItSleepsAndIsInterrupted() throws InterruptedException {
    UeventReader reader = new UeventReader(log, 8);
    now(reader);
    Result<?>[] answers = new Result<?>[2];
    Serving refused = new Serving(false, () -> answers[0] = read(reader, 4096, false));
    refused.start();
    refused.join();
    Serving interrupted = new Serving(true, () -> answers[1] = read(reader, 4096, false));
    interrupted.start();
    while (interrupted.asked.get() == 0) {
      Thread.onSpinWait();
    }
    interrupted.interrupt();
    interrupted.join();

    assertThat(errno(answers[0])).isEqualTo(Errno.EAGAIN);
    assertThat(errno(answers[1])).isEqualTo(Errno.EINTR);
    add("a");
    assertThat(now(reader)).as("nothing was lost").startsWith("ACTION=add");
  }
}
