package org.paravane.guest.dxg.object;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.paravane.abi.Errno;

/** What happened on an adapter since its probe. */
public final class AdapterCounters {
  private final LongAdder calls = new LongAdder();
  private final LongAdder opens = new LongAdder();
  private final LongAdder submissions = new LongAdder();
  private final LongAdder copiedBytes = new LongAdder();
  private final Map<Errno, LongAdder> failures = new EnumMap<>(Errno.class);

  public AdapterCounters() {
    for (Errno errno : Errno.values()) {
      failures.put(errno, new LongAdder());
    }
  }

  /** An ioctl was answered with this number: a negative one is an errno. */
  public void called(int answer) {
    calls.increment();
    if (answer < 0) {
      for (Errno errno : Errno.values()) {
        if (errno.number() == -answer) {
          failed(errno);
        }
      }
    }
  }

  /** A file was opened. */
  public void opened() {
    opens.increment();
  }

  /** A command buffer was handed to the host. */
  public void submitted() {
    submissions.increment();
  }

  /** Bytes were copied between a caller and his aperture, because he could not map it. */
  public void copied(long bytes) {
    copiedBytes.add(bytes);
  }

  /** An ioctl or open failed. */
  public void failed(Errno errno) {
    count(errno).increment();
  }

  private LongAdder count(Errno errno) {
    LongAdder count = failures.get(errno);
    if (count == null) {
      throw new IllegalStateException("no counter: errno=" + errno);
    }
    return count;
  }

  public long calls() {
    return calls.sum();
  }

  public long opens() {
    return opens.sum();
  }

  public long submissions() {
    return submissions.sum();
  }

  public long copiedBytes() {
    return copiedBytes.sum();
  }

  public long failures(Errno errno) {
    return count(errno).sum();
  }

  /** Failures of all kinds. */
  public long failures() {
    return failures.values().stream().mapToLong(LongAdder::sum).sum();
  }
}
