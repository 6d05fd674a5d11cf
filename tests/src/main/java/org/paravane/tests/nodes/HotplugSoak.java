package org.paravane.tests.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.paravane.tests.process.ChildProcess;
import tools.jackson.databind.JsonNode;

/** Devices that come and go while the whole tree is read, and while somebody follows the events. */
public final class HotplugSoak {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration QUIET = Duration.ofMillis(500);
  /** The device that stays. */
  private static final int DEVICES = 1;

  private final SoakStack stack;
  private final EventRecord.Reader reader = new EventRecord.Reader();
  private final EventRecord.Ledger ledger = new EventRecord.Ledger();

  private HotplugSoak(SoakStack stack) {
    this.stack = stack;
  }

  /**
   * Runs it with servers of its own.
   *
   * @throws IOException when they do not start
   */
  public static SoakReport run(int rounds) throws IOException, InterruptedException {
    try (SoakStack stack = SoakStack.start(DEVICES)) {
      new HotplugSoak(stack).plug(rounds);
      stack.checkBaseline();
      return stack.end();
    }
  }

  private void plug(int rounds) throws IOException, InterruptedException {
    Path root = stack.fleet().root();
    ProcessBuilder follow = new ProcessBuilder("cat", root.resolve("events").toString());
    try (ChildProcess events = stack.fleet().startProgram("events", follow)) {
      awaitSnapshot(events);
      TreeReaders readers = TreeReaders.start(root);
      try (readers) {
        for (int round = 0; round < rounds; round++) {
          plugOnce(round);
          drain(events);
        }
      }
      awaitLast(events, rounds);
      readers.problems().forEach(stack::problem);
      ledger.problems().forEach(problem -> stack.problem("events: " + problem));
      stack.fact("%d devices came and went, tree read %d times, %d add and %d remove events".formatted(rounds,
          readers.passes(), ledger.added(), ledger.removed()));
      if (ledger.added() != rounds || ledger.removed() != rounds) {
        stack.problem("events are not complete: rounds=%d, added=%d, removed=%d".formatted(rounds, ledger.added(),
            ledger.removed()));
      }
    }
  }

  private void plugOnce(int round) throws IOException {
    JsonNode device = stack.watch().command("add-device").required("device");
    if (!await(() -> nodes() == DEVICES + 1)) {
      stack.problem("node does not appear: round=" + round);
    }
    stack.watch().command("remove-device", device.required("id").asString());
    if (!await(() -> nodes() == DEVICES)) {
      stack.problem("node stays: round=" + round);
    }
  }

  private long nodes() {
    try (Stream<Path> nodes = Files.list(stack.fleet().root().resolve("dev/accel"))) {
      return nodes.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean await(BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(500_000);
    }
    return true;
  }

  private void awaitSnapshot(ChildProcess events) throws IOException {
    boolean complete = false;
    while (!complete) {
      Optional<String> line = events.nextLine(PATIENCE);
      if (line.isEmpty()) {
        throw new IOException("events end: " + stack.fleet().errorsOf(events));
      }
      Optional<EventRecord> record = take(line.get());
      complete = record.isPresent() && record.get().action().equals("snapshot-end");
    }
  }

  private Optional<EventRecord> take(String line) {
    Optional<EventRecord> record = reader.line(line);
    record.ifPresent(ledger::take);
    return record;
  }

  private void drain(ChildProcess events) {
    for (Optional<String> line = events.lineNow(); line.isPresent(); line = events.lineNow()) {
      take(line.get());
    }
  }

  /** Takes what still comes, until both ends of the last round are told. */
  private void awaitLast(ChildProcess events, int rounds) {
    await(() -> {
      drain(events);
      return ledger.added() >= rounds && ledger.removed() >= rounds;
    });
    LockSupport.parkNanos(QUIET.toNanos());
    drain(events);
  }
}
