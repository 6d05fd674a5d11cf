package org.paravane.device.uevent;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.PollEvents;
import org.paravane.device.io.PollWaiter;
import org.paravane.device.io.Sleeping;
import org.paravane.device.io.StreamReader;

/**
 * Uevents as text: one record for each, {@code KEY=VALUE} lines and an empty line. First come the devices present, with
 * ACTION=present, then ACTION=snapshot-end with the number of the latest event, then what happens. Who reads too slowly gets
 * ACTION=overflow with LOST, the number of events that he missed, and a snapshot again.
 */
public final class UeventReader implements StreamReader {
  private static final byte[] NOTHING = {};
  private static final Duration LONG = Duration.ofDays(1);

  private final Uevents events;
  private final int capacity;
  /** Held by whoever reads, asleep or not. */
  private final ReentrantLock reading = new ReentrantLock();
  /** The rest of a record that did not fit. */
  private byte[] rest = NOTHING;
  private int taken;
  private volatile UeventSubscription subscription;
  private volatile boolean hasRest;
  private volatile boolean closed;

  /** A reader with a buffer of so many events. */
  public UeventReader(Uevents events, int capacity) {
    this.events = events;
    this.capacity = capacity;
    this.subscription = events.subscribe(capacity);
  }

  @Override
  public Result<Integer> read(MemorySegment into, boolean nonBlocking) {
    try {
      if (!reading.tryLock()) {
        Result<Boolean> may = maySleep(nonBlocking);
        if (may instanceof Result.Failed<Boolean> failed) {
          return failed.as();
        }
        reading.lockInterruptibly();
      }
      try {
        return readLocked(into, nonBlocking);
      } finally {
        reading.unlock();
      }
    } catch (InterruptedException e) {
      return Result.failed(Errno.EINTR, "interrupted while waiting for an event");
    }
  }

  private static Result<Boolean> maySleep(boolean nonBlocking) {
    if (nonBlocking) {
      return Result.failed(Errno.EAGAIN, "no event is there");
    }
    return Sleeping.mayLast() ? Result.ok(true) : Result.failed(Errno.EAGAIN, "too many calls sleep");
  }

  private Result<Integer> readLocked(MemorySegment into, boolean nonBlocking) throws InterruptedException {
    int filled = fill(into);
    while (filled == 0 && into.byteSize() > 0 && !closed) {
      Result<Boolean> may = maySleep(nonBlocking);
      if (may instanceof Result.Failed<Boolean> failed) {
        return failed.as();
      }
      Delivery next = subscription.next(LONG);
      if (next != null) {
        begin(next);
        filled = fill(into);
      }
    }
    return Result.ok(filled);
  }

  /** Puts in what is there, whole records as long as they fit and the beginning of one that does not. */
  private int fill(MemorySegment into) {
    long room = into.byteSize();
    int filled = 0;
    while (filled < room) {
      if (taken == rest.length) {
        @Nullable
        Delivery next = subscription.poll();
        if (next == null) {
          break;
        }
        begin(next);
      }
      int bytes = (int) Math.min(room - filled, rest.length - taken);
      MemorySegment.copy(rest, taken, into, ValueLayout.JAVA_BYTE, filled, bytes);
      filled += bytes;
      taken += bytes;
    }
    hasRest = taken < rest.length;
    return filled;
  }

  private void begin(Delivery delivery) {
    rest = text(delivery).getBytes(StandardCharsets.UTF_8);
    taken = 0;
  }

  private String text(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Present(Uevent uevent) -> uevent.textAs("present");
      case Delivery.SnapshotEnd(long sequence) -> "ACTION=snapshot-end\nSEQNUM=" + sequence + "\n\n";
      case Delivery.Happened(Uevent uevent) -> uevent.text();
      case Delivery.Overflow(long lost, long first, long last) ->
        "ACTION=overflow\nLOST=" + resubscribe(first) + "\n\n";
    };
  }

  /** A fresh start; the answer is how many events there were since the first lost one. */
  private long resubscribe(long firstLost) {
    UeventSubscription old = subscription;
    UeventSubscription fresh = events.subscribe(capacity);
    subscription = fresh;
    old.close();
    if (closed) {
      fresh.close();
    }
    return fresh.since() - firstLost + 1;
  }

  @Override
  public PollEvents poll(PollWaiter waiter) {
    UeventSubscription watched;
    boolean readable;
    do {
      watched = subscription;
      // SYNC: joins the queue before looking; whoever offers an event, or replaces the subscription, wakes the queue afterwards.
      waiter.watch(watched.readable());
      readable = watched.isReadable();
    } while (watched != subscription);
    return readable || hasRest || closed ? PollEvents.IN : PollEvents.NONE;
  }

  @Override
  public void close() {
    closed = true;
    subscription.close();
  }
}
