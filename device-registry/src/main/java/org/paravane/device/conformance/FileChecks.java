package org.paravane.device.conformance;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.Device;
import org.paravane.device.DeviceNode;
import org.paravane.device.OpenFile;
import org.paravane.device.OpenPolicy;
import org.paravane.device.conformance.ConformanceSuite.Check;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.PollEvents;
import org.paravane.device.io.PollWaiter;

/** Open files: what they answer while the device is there, and once it is gone. */
final class FileChecks {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private FileChecks() {
  }

  static List<Check> all() {
    return List.of(new Check("a node opens and closes", FileChecks::opensAndCloses),
        new Check("a second open is shared or refused by policy", FileChecks::openPolicy),
        new Check("an unknown request is ENOTTY", FileChecks::unknownRequest),
        new Check("a closed file answers EBADF", FileChecks::closedFile),
        new Check("a duplicate keeps the file open", FileChecks::duplicate),
        new Check("an orphaned file answers ENODEV everywhere", FileChecks::orphan),
        new Check("a poll wakes at unplug", FileChecks::pollWakes),
        new Check("opens race with unplug without harm", FileChecks::openRace));
  }

  private static IoctlResult unknown(DriverUnderTest subject, OpenFile file) {
    try (Arena arena = Arena.ofConfined()) {
      return file.ioctl(subject.unknownRequest(), arena.allocate(8, 8));
    }
  }

  private static void opensAndCloses(DriverUnderTest subject) {
    Expect.load(subject);
    DeviceNode node = Expect.node(subject.plug(0));
    for (int i = 0; i < 3; i++) {
      OpenFile file = Expect.ok(node.open(subject.caller(i)), "open");
      Expect.equal(1, node.openCount(), "open count");
      file.close();
      Expect.equal(0, node.openCount(), "open count after close");
    }
  }

  private static void openPolicy(DriverUnderTest subject) {
    Expect.load(subject);
    DeviceNode node = Expect.node(subject.plug(0));
    try (OpenFile first = Expect.ok(node.open(subject.caller(0)), "open")) {
      Result<OpenFile> second = node.open(subject.caller(1));
      if (node.policy() == OpenPolicy.EXCLUSIVE) {
        Expect.errno(Errno.EBUSY, second, "second open of an exclusive node");
      } else {
        OpenFile other = Expect.ok(second, "second open of a shared node");
        Expect.that(other.id() != first.id(), "both opens are one file");
        other.close();
      }
    }
    Expect.ok(node.open(subject.caller(1)), "open after the last close").close();
  }

  private static void unknownRequest(DriverUnderTest subject) {
    Expect.load(subject);
    try (OpenFile file = Expect.open(subject, subject.plug(0))) {
      Expect.errno(Errno.ENOTTY, unknown(subject, file), "unknown request");
      Expect.that(!file.poll(PollWaiter.none()).hasAny(PollEvents.GONE), "HUP or ERR while the device is there");
    }
  }

  private static void closedFile(DriverUnderTest subject) {
    Expect.load(subject);
    OpenFile file = Expect.open(subject, subject.plug(0));
    file.close();
    file.close();
    Expect.errno(Errno.EBADF, unknown(subject, file), "request on a closed file");
    Expect.errno(Errno.EBADF, file.duplicate(), "duplicate of a closed file");
    Expect.equal(PollEvents.NVAL, file.poll(PollWaiter.none()), "poll of a closed file");
  }

  private static void duplicate(DriverUnderTest subject) {
    Expect.load(subject);
    Device device = subject.plug(0);
    OpenFile file = Expect.open(subject, device);
    OpenFile duplicate = Expect.ok(file.duplicate(), "duplicate");
    file.close();
    Expect.errno(Errno.ENOTTY, unknown(subject, duplicate), "request on the duplicate");
    Expect.equal(1, Expect.node(device).openCount(), "open count");
    duplicate.close();
    Expect.equal(0, Expect.node(device).openCount(), "open count after the last close");
  }

  private static void orphan(DriverUnderTest subject) {
    Expect.load(subject);
    Device device = subject.plug(0);
    DeviceNode node = Expect.node(device);
    OpenFile file = Expect.open(subject, device);
    subject.unplug(device);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(8, 8);
      Expect.errno(Errno.ENODEV, unknown(subject, file), "ioctl");
      Expect.errno(Errno.ENODEV, file.mmap(0, 4096, true), "mmap");
      Expect.errno(Errno.ENODEV, file.read(buffer, 0), "read");
      Expect.errno(Errno.ENODEV, file.write(buffer, 0), "write");
    }
    Expect.that(file.poll(PollWaiter.none()).hasAny(PollEvents.HUP), "poll without HUP");
    Expect.errno(Errno.ENODEV, node.open(subject.caller(1)), "open");
    Expect.errno(Errno.ENOENT, subject.registry().tree().stat("dev/" + node.devName()), "node file");
    OpenFile duplicate = Expect.ok(file.duplicate(), "duplicate");
    file.close();
    Expect.equal(1, node.openCount(), "open count with a duplicate");
    duplicate.close();
    Expect.equal(0, node.openCount(), "open count after the last close");
  }

  private static void pollWakes(DriverUnderTest subject) throws InterruptedException {
    Expect.load(subject);
    Device device = subject.plug(0);
    OpenFile file = Expect.open(subject, device);
    CompletableFuture<PollEvents> answer = new CompletableFuture<>();
    Thread poller = Thread.startVirtualThread(() -> {
      try {
        answer.complete(file.awaitEvents(PollEvents.NONE, PATIENCE));
      } catch (InterruptedException e) {
        answer.completeExceptionally(e);
      }
    });
    subject.unplug(device);
    try {
      PollEvents events = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      Expect.that(events.hasAny(PollEvents.HUP), "poll woke without HUP: " + events);
    } catch (ExecutionException | TimeoutException e) {
      throw new Expect.Unmet("poll did not wake: " + e);
    } finally {
      poller.interrupt();
      file.close();
    }
  }

  private static void openRace(DriverUnderTest subject) throws InterruptedException {
    Expect.load(subject);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong attempts = new AtomicLong();
    CompletableFuture<Object> trouble = new CompletableFuture<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        int index = i;
        pool.execute(() -> {
          while (!stop.get()) {
            subject.deviceClass().nodes().forEach(node -> {
              openOnce(subject, node, index, trouble);
              attempts.incrementAndGet();
            });
            LockSupport.parkNanos(1_000);
          }
        });
      }
      try {
        for (int i = 0; i < 50; i++) {
          Device device = subject.plug(i % 4);
          Expect.node(device);
          long before = attempts.get();
          for (int wait = 0; wait < 100 && attempts.get() == before; wait++) {
            Thread.sleep(1);
          }
          subject.unplug(device);
        }
      } finally {
        stop.set(true);
      }
    }
    Expect.that(attempts.get() > 0, "nobody got to the node");
    Expect.that(!trouble.isDone(), "open or close went wrong: " + trouble.getNow("nothing"));
  }

  private static void openOnce(DriverUnderTest subject, DeviceNode node, int caller,
      CompletableFuture<Object> trouble) {
    try {
      switch (node.open(subject.caller(caller))) {
        case Result.Ok<OpenFile>(OpenFile file) -> {
          int value = unknown(subject, file).value();
          if (value != -Errno.ENOTTY.number() && value != -Errno.ENODEV.number()) {
            trouble.complete("ioctl=" + value);
          }
          file.close();
        }
        case Result.Failed<OpenFile>(Errno errno, String reason) -> {
          if (errno != Errno.ENODEV && errno != Errno.EBUSY) {
            trouble.complete(reason);
          }
        }
      }
    } catch (RuntimeException e) {
      trouble.complete(e);
    }
  }
}
