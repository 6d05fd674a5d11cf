package org.paravane.guest.observe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OpenFiles;
import org.paravane.linux.OwnedFd;

/** The events of a mounted tree, followed with poll and read as any program can. Used by one thread. */
public final class EventStream implements AutoCloseable {
  private static final int POLLIN = 1;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int BUFFER_BYTES = 64 << 10;

  private final OwnedFd file;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer = arena.allocate(BUFFER_BYTES);
  private final EventParser parser = new EventParser();
  private final Deque<EventRecord> ready = new ArrayDeque<>();
  private boolean ended;

  private EventStream(OwnedFd file) {
    this.file = file;
  }

  /** Opens a stream; what is there comes first. */
  public static EventStream open(Path events) throws LinuxException {
    return new EventStream(OpenFiles.open(events.toString(), OpenFiles.O_RDONLY | OpenFiles.O_NONBLOCK));
  }

  /** The next record; empty when none came in time, or at the end. */
  public Optional<EventRecord> next(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    while (ready.isEmpty() && !ended) {
      long left = end - System.nanoTime();
      int found = OpenFiles.poll(file, POLLIN, Math.clamp(left / 1_000_000, 0, Integer.MAX_VALUE));
      if ((found == 0 && left <= 0) || (found < 0 && found != -EINTR)) {
        ended = found < 0;
        break;
      }
      if (found > 0) {
        read();
      }
    }
    return Optional.ofNullable(ready.poll());
  }

  private void read() {
    long count = OpenFiles.read(file, buffer);
    if (count > 0) {
      ready.addAll(parser.accept(buffer.asSlice(0, count).toArray(JAVA_BYTE)));
    } else if (count != -EAGAIN && count != -EINTR) {
      ended = true;
    }
  }

  /** Whether nothing comes any more: who served the tree is gone. */
  public boolean isEnded() {
    return ended && ready.isEmpty();
  }

  @Override
  public void close() {
    file.close();
    arena.close();
  }
}
