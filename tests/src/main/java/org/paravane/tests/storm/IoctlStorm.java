package org.paravane.tests.storm;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.device.io.IoctlResult;
import org.paravane.guest.node.LocalFile;
import org.paravane.guest.node.LocalNodes;
import org.paravane.linux.LinuxException;

/**
 * Random requests, typed and raw, against one device node. The file is closed and opened again now and then; a request that
 * blocks is interrupted, as a signal would. An exception that comes out of a request ends the storm.
 */
public final class IoctlStorm {
  private static final int REQUESTS_PER_FILE = 2_000;
  private static final int REQUESTS_PER_SEED = 50;
  private static final Duration PATIENCE = Duration.ofMillis(20);
  private static final int SHOWN = 20;

  /** What a request may answer besides 0 and a positive status. Source: d3dkmt-abi.md section 10. */
  private static final Set<Errno> DOCUMENTED = Set.of(Errno.EINVAL, Errno.EFAULT, Errno.ENOTTY, Errno.ENOMEM,
      Errno.EOVERFLOW, Errno.ENODEV, Errno.EINTR, Errno.EBADF, Errno.ENOSPC, Errno.EOPNOTSUPP, Errno.EACCES,
      Errno.EPERM, Errno.EAGAIN, Errno.EBUSY, Errno.EEXIST, Errno.ENOTRECOVERABLE);

  private static final List<DxgIoctl> ALL = List.of(DxgIoctl.values());
  private static final List<DxgIoctl> SUPPORTED = ALL.stream().filter(DxgIoctl::isSupported).toList();

  private final LocalNodes nodes;
  private final String node;
  private final SplittableRandom random;
  private final HandlePool handles = new HandlePool();
  private final Map<String, Long> answers = new TreeMap<>();
  private final List<String> undocumented = new ArrayList<>();

  private IoctlStorm(LocalNodes nodes, String node, long seed) {
    this.nodes = nodes;
    this.node = node;
    this.random = new SplittableRandom(seed);
  }

  /**
   * Runs a storm in the calling thread.
   *
   * @param node below {@code dev}: {@code accel/accel0}
   * @throws IllegalStateException when the node cannot be opened
   */
  public static StormReport run(LocalNodes nodes, String node, long requests, long seed) throws LinuxException {
    return new IoctlStorm(nodes, node, seed).run(requests);
  }

  private StormReport run(long requests) throws LinuxException {
    long started = System.nanoTime();
    try (CallerBuffer buffer = new CallerBuffer(); Alarm alarm = new Alarm(Thread.currentThread())) {
      RandomArgument arguments = new RandomArgument(random, handles, buffer);
      for (long done = 0; done < requests;) {
        long here = Math.min(REQUESTS_PER_FILE, requests - done);
        handles.clear();
        try (LocalFile file = open()) {
          for (long i = 0; i < here; i++) {
            if (i % REQUESTS_PER_SEED == 0) {
              // Random requests close and destroy what there is; without more of it they would soon all be EINVAL.
              Seeds.plant(file, handles, buffer);
            }
            one(file, arguments, buffer, alarm);
          }
        }
        done += here;
      }
      return new StormReport(requests, answers, undocumented, alarm.rung(), System.nanoTime() - started);
    }
  }

  private LocalFile open() {
    return switch (nodes.open(node)) {
      case Result.Ok<LocalFile>(LocalFile file) -> file;
      case Result.Failed<LocalFile>(Errno errno, String reason) ->
        throw new IllegalStateException("cannot open: node=" + node + ", errno=" + errno + ", reason=" + reason);
    };
  }

  private void one(LocalFile file, RandomArgument arguments, CallerBuffer buffer, Alarm alarm) {
    if (random.nextInt(16) == 0) {
      buffer.scatter(random, handles);
    }
    boolean known = random.nextInt(8) != 0;
    DxgIoctl ioctl = random.nextInt(8) == 0
        ? ALL.get(random.nextInt(ALL.size()))
        : SUPPORTED.get(random.nextInt(SUPPORTED.size()));
    int request = known ? ioctl.requestCode() : randomRequest();
    MemorySegment argument = buffer.bytes().asSlice(0, Math.max(1, request >>> 16 & 0x3fff));
    if (known && random.nextInt(4) != 0) {
      arguments.typed(ioctl, argument);
    } else {
      arguments.raw(argument);
    }
    long address = random.nextInt(64) == 0 ? buffer.pointer(random) : argument.address();
    IoctlResult result;
    alarm.set();
    try {
      result = file.ioctl(request, address);
    } finally {
      alarm.clear();
    }
    judge(request, result);
    if (known && result.value() >= 0) {
      arguments.harvest(ioctl, argument);
    }
  }

  private int randomRequest() {
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt();
      case 1 -> DxgIoctl.requestCode(random.nextInt(256), random.nextInt(1 << 14));
      default -> ALL.get(random.nextInt(ALL.size())).requestCode() ^ (1 << random.nextInt(32));
    };
  }

  private void judge(int request, IoctlResult result) {
    Optional<Errno> errno = errno(result.value());
    String answer = result.value() >= 0
        ? Integer.toString(result.value())
        : errno.map(Errno::name).orElse("errno " + -result.value());
    answers.merge(answer, 1L, Long::sum);
    boolean documented = result.value() >= 0 || errno.map(DOCUMENTED::contains).orElse(false);
    // EIO is what a device in error answers; any other is an exception inside a driver.
    boolean deviceInError = result.value() == -Errno.EIO.number()
        && String.valueOf(result.reason()).startsWith("device is in error");
    if (!documented && !deviceInError && undocumented.size() < SHOWN) {
      undocumented.add("request=0x%08x, answer=%s, reason=%s".formatted(request, answer, result.reason()));
    }
  }

  private static Optional<Errno> errno(int value) {
    for (Errno errno : Errno.values()) {
      if (errno.number() == -value) {
        return Optional.of(errno);
      }
    }
    return Optional.empty();
  }

  /** Interrupts a thread that is inside one request for too long. */
  private static final class Alarm implements AutoCloseable {
    private final Thread sleeper;
    private final AtomicLong deadline = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong rung = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread watcher;

    Alarm(Thread sleeper) {
      this.sleeper = sleeper;
      this.watcher = Thread.ofPlatform().daemon().name("storm-alarm").start(this::watch);
    }

    void set() {
      deadline.set(System.nanoTime() + PATIENCE.toNanos());
    }

    void clear() {
      deadline.set(Long.MAX_VALUE);
      // An interrupt that came too late for the request must not hit the next one.
      Thread.interrupted();
    }

    long rung() {
      return rung.get();
    }

    private void watch() {
      while (!closed.get()) {
        long at = deadline.get();
        if (at != Long.MAX_VALUE && System.nanoTime() - at > 0 && deadline.compareAndSet(at, Long.MAX_VALUE)) {
          rung.incrementAndGet();
          sleeper.interrupt();
        }
        LockSupport.parkNanos(PATIENCE.toNanos() / 4);
      }
    }

    @Override
    public void close() {
      closed.set(true);
      try {
        watcher.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
