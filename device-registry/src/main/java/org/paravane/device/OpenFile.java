package org.paravane.device;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.Caller;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.MappedRange;
import org.paravane.device.io.OpenFlags;
import org.paravane.device.io.PollEvents;
import org.paravane.device.io.PollWaiter;
import org.paravane.device.lifetime.FileLifetime.Entry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open file, as one caller sees it. It outlives its device: after an unplug every entry point answers ENODEV, a poll
 * answers HUP and ERR, and {@link #close} works. The entry points take no lock.
 */
public final class OpenFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFile.class);

  private final OpenDescription description;
  private final Caller caller;

  OpenFile(OpenDescription description, Caller caller) {
    this.description = description;
    this.caller = caller;
  }

  /** The node that was opened. */
  public DeviceNode node() {
    return description.node;
  }

  /** The number of this open, unlike any other of the registry; the same for duplicates and for every caller's view. */
  public long id() {
    return description.id;
  }

  /** Who makes the call: the opener, unless this is a view made by {@link #forCaller}. */
  public Caller caller() {
    return caller;
  }

  /** Who opened the file. */
  public Caller opener() {
    return description.opener.caller;
  }

  /** How it was opened. */
  public OpenFlags flags() {
    return description.flags;
  }

  /** The same open file, used by somebody else: another thread, a forked child, a process it was passed to. Not a reference of its own. */
  public OpenFile forCaller(Caller other) {
    return new OpenFile(description, other);
  }

  /** The driver's private data. IllegalStateException before the driver's open has answered, ClassCastException if it is of another type. */
  public <T> T data(Class<T> type) {
    Object data = description.data();
    if (data == null) {
      throw new IllegalStateException("file has no private data yet: node=" + node().name() + ", file=" + id());
    }
    return type.cast(data);
  }

  /** Whether the front lets callers map this file; drivers that name mappings to callers tell them. */
  public boolean isMappable() {
    return description.mappable;
  }

  /** The front cannot let callers map this file: {@link #mmap} answers ENODEV from now on. */
  public void forbidMapping() {
    description.mappable = false;
  }

  /** Whether the device is gone. */
  public boolean isUnplugged() {
    return description.lifetime.isGone();
  }

  /** A request; the argument has the size that the request's size field says and is changed in place. */
  public IoctlResult ioctl(int request, MemorySegment argument) {
    return enter(() -> operations().ioctl(this, request, argument), IoctlResult::of);
  }

  /** What to map for a range of this file. EACCES for a writable mapping of a file opened read-only, EINVAL for an empty or negative range, ENODEV where nothing can be mapped. */
  public Result<MappedRange> mmap(long offset, long length, boolean writable) {
    if (offset < 0 || length <= 0 || offset > Long.MAX_VALUE - length) {
      return Result.failed(Errno.EINVAL, "bad range to map: offset=" + offset + ", length=" + length);
    }
    if (!flags().readable() || (writable && !flags().writable())) {
      return Result.failed(Errno.EACCES, "file is not open for this mapping: flags=" + flags());
    }
    if (!isMappable()) {
      return Result.failed(Errno.ENODEV, "file cannot be mapped here: file=" + id());
    }
    return enter(() -> operations().mmap(this, offset, length, writable), Result.Failed::as);
  }

  /** The descriptor of the file behind all mappings, borrowed until this one is closed. ENODEV if there is none. */
  public Result<Integer> backing() {
    return enter(() -> operations().backing(this), Result.Failed::as);
  }

  /** Reads. EBADF if opened write-only. */
  public Result<Integer> read(MemorySegment buffer, long offset) {
    if (!flags().readable()) {
      return Result.failed(Errno.EBADF, "file is not open for reading: file=" + id());
    }
    return enter(() -> operations().read(this, buffer, offset), Result.Failed::as);
  }

  /** Writes. EBADF if opened read-only. */
  public Result<Integer> write(MemorySegment buffer, long offset) {
    if (!flags().writable()) {
      return Result.failed(Errno.EBADF, "file is not open for writing: file=" + id());
    }
    return enter(() -> operations().write(this, buffer, offset), Result.Failed::as);
  }

  /** What is ready now; the waiter is told when that may have changed. */
  public PollEvents poll(PollWaiter waiter) {
    // SYNC: joins the queue before looking at the state; DeviceNode.unregister marks the state before waking the queue.
    waiter.watch(description.unplugQueue);
    return enter(() -> operations().poll(this, waiter),
        failed -> failed.errno() == Errno.EBADF
            ? PollEvents.NVAL
            : failed.errno() == Errno.ENODEV ? PollEvents.GONE : PollEvents.ERR);
  }

  /** Waits until one of the events is ready, or the device is gone; {@link PollEvents#NONE} if the time is over first. */
  public PollEvents awaitEvents(PollEvents interest, Duration timeout) throws InterruptedException {
    PollEvents sought = interest.or(PollEvents.GONE).or(PollEvents.NVAL);
    Semaphore woken = new Semaphore(0);
    long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
    try (PollWaiter waiter = new PollWaiter(woken::release)) {
      while (true) {
        PollEvents ready = poll(waiter).and(sought);
        if (!ready.isNone()) {
          return ready;
        }
        if (!woken.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return PollEvents.NONE;
        }
        woken.drainPermits();
      }
    }
  }

  /** One more reference to the file, as by dup(2) or fork(2): one more close is needed. EBADF if the last one was closed. */
  public Result<OpenFile> duplicate() {
    return description.lifetime.retain() ? Result.ok(this) : Result.failed(Errno.EBADF, "file is closed: file=" + id());
  }

  /** One reference less; the last one releases the file as soon as no call is inside. More closes than references do nothing. */
  @Override
  public void close() {
    description.lifetime.drop();
  }

  private FileOperations operations() {
    return description.node.operations();
  }

  private <T> T enter(Supplier<T> call, Function<Result.Failed<?>, T> refusal) {
    Entry entry = description.lifetime.begin();
    return switch (entry) {
      case GONE -> refusal.apply(new Result.Failed<>(Errno.ENODEV, "device is gone: node=" + node().name()));
      case CLOSED -> refusal.apply(new Result.Failed<>(Errno.EBADF, "file is closed: file=" + id()));
      case INSIDE -> {
        try {
          yield call.get();
        } catch (RuntimeException e) {
          LOG.error("driver threw: node={}, file={}", node().name(), id(), e);
          yield refusal.apply(new Result.Failed<>(Errno.EIO, "driver failed: node=" + node().name() + ", cause=" + e));
        } finally {
          description.lifetime.exit();
        }
      }
    };
  }
}
