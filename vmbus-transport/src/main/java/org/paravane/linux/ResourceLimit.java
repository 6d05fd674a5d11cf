package org.paravane.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A limit of what this process may have. Source: getrlimit(2). */
public enum ResourceLimit {
  /** Bytes of a file that it writes; more is a signal that ends it. */
  FILE_BYTES(1), CORE_BYTES(4), OPEN_FILES(7), LOCKED_BYTES(8),
  /** Processes and threads of its user; does not bind root. */
  PROCESSES(6), QUEUED_SIGNALS(11), MESSAGE_QUEUE_BYTES(12), NICE(13), REALTIME_PRIORITY(14);

  private static final long SYS_PRLIMIT64 = System.getProperty("os.arch").equals("amd64") ? 302 : 261;

  private final int number;

  ResourceLimit(int number) {
    this.number = number;
  }

  /** Makes the limit no higher than this, for good. */
  public void set(long value) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(16, 8);
      SystemCall.checked("getrlimit", "limit=" + this, SYS_PRLIMIT64, 0, number, 0, limit.address());
      long lower = Long.compareUnsigned(limit.get(JAVA_LONG, 8), value) < 0 ? limit.get(JAVA_LONG, 8) : value;
      limit.set(JAVA_LONG, 0, lower);
      limit.set(JAVA_LONG, 8, lower);
      SystemCall.checked("setrlimit", "limit=%s, value=%d".formatted(this, value), SYS_PRLIMIT64, 0,
          number,
          limit.address());
    }
  }
}
