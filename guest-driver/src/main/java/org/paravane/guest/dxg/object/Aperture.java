package org.paravane.guest.dxg.object;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.MappedRange;
import org.paravane.guest.bus.BusConnection;
import org.paravane.guest.dxg.host.IoWindow;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.SharedMapping;
import org.paravane.vmbus.MemoryRegion;
import org.paravane.vmbus.VmbusException;

/**
 * The memory that one open file shares with the host: fence pages, queue pages and CPU-visible allocations. A slice of the
 * connection's I/O window, backed by a memory file that the host grows and punches. Where the real driver maps pages into
 * the caller, we hand out offsets into this file, which the caller maps himself.
 *
 * <pre>
 *   gpa base                                                              base + length
 *     |  page 0, never used  |  fence pages, allocations …  |  not backed yet  |
 *     offset 0                                 memfd size now              length
 * </pre>
 */
public final class Aperture implements AutoCloseable {
  /** Bytes of a page. */
  public static final long PAGE = 4096;

  private final BusConnection connection;
  private final IoWindow window;
  private final IoWindow.Slice slice;
  private final Memfd memfd;
  private final MemoryRegion region;
  private final AtomicBoolean shared = new AtomicBoolean(true);

  private Aperture(BusConnection connection, IoWindow window, IoWindow.Slice slice, Memfd memfd, MemoryRegion region) {
    this.connection = connection;
    this.window = window;
    this.slice = slice;
    this.memfd = memfd;
    this.region = region;
  }

  /** Makes an aperture and hands it to the host. ENOMEM when the window or the machine has no room, ENODEV when the host is gone. */
  public static Result<Aperture> create(BusConnection connection, IoWindow window, String name) {
    if (!(window.take() instanceof Result.Ok<IoWindow.Slice>(IoWindow.Slice slice))) {
      return Result.failed(Errno.ENOMEM, "i/o window is full: window=" + window);
    }
    Memfd memfd = null;
    try {
      memfd = Memfd.create(name, PAGE);
      MemoryRegion region = connection.share(memfd, slice.gpa(), slice.bytes());
      return Result.ok(new Aperture(connection, window, slice, memfd, region));
    } catch (LinuxException e) {
      undo(window, slice, memfd);
      return Result.failed(Errno.ENOMEM, "no memory file for an aperture: why=" + e.getMessage());
    } catch (VmbusException e) {
      undo(window, slice, memfd);
      return Result.failed(connection.connected() ? Errno.ENOMEM : Errno.ENODEV,
          "host does not take the aperture: why=" + e.getMessage());
    }
  }

  private static void undo(IoWindow window, IoWindow.Slice slice, @Nullable Memfd memfd) {
    if (memfd != null) {
      memfd.close();
    }
    window.giveBack(slice);
  }

  /** Guest physical address of offset 0. */
  public long gpa() {
    return slice.gpa();
  }

  /** Bytes of address space; the file is as long as what is used. */
  public long length() {
    return slice.bytes();
  }

  /**
   * The offset of a range that the host named by guest physical address: whole pages inside this aperture but for its first
   * page, and backed by the file. The very last page counts (dxg-behaviour.md 14, defect 21). ENOMEM otherwise: what the
   * host placed cannot be mapped.
   */
  public Result<Long> offsetOf(long hostGpa, long bytes) {
    long offset = hostGpa - slice.gpa();
    boolean inside = hostGpa > slice.gpa() && offset >= PAGE && offset % PAGE == 0 && bytes > 0
        && bytes <= slice.bytes() && offset <= slice.bytes() - bytes;
    if (!inside) {
      return Result.failed(Errno.ENOMEM, "host address outside the aperture: gpa=0x%x, bytes=%d, aperture=0x%x+0x%x"
          .formatted(hostGpa, bytes, slice.gpa(), slice.bytes()));
    }
    return backed(offset, bytes, Errno.ENOMEM).map(range -> offset);
  }

  /** What to map for a range of the file. EINVAL when it is not whole pages that exist: a caller would die of SIGBUS there. */
  public Result<MappedRange> map(long offset, long bytes) {
    if (offset % PAGE != 0 || offset > slice.bytes() - bytes) {
      return Result.failed(Errno.EINVAL, "bad range to map: offset=0x%x, bytes=%d".formatted(offset, bytes));
    }
    return backed(offset, bytes, Errno.EINVAL);
  }

  private Result<MappedRange> backed(long offset, long bytes, Errno errno) {
    try {
      long size = memfd.sizeBytes();
      long end = offset + Math.ceilDiv(bytes, PAGE) * PAGE;
      return end <= size
          ? Result.ok(new MappedRange(memfd.fd().number(), offset, bytes))
          : Result.failed(errno, "range is not backed: offset=0x%x, bytes=%d, size=%d".formatted(offset, bytes, size));
    } catch (LinuxException e) {
      return Result.failed(errno, "aperture has no size: why=" + e.getMessage());
    }
  }

  /**
   * A range of the file, mapped for the calling thread, who closes it before the file is released. EINVAL for a range that is
   * not backed, ENOMEM when the system refuses.
   */
  public Result<SharedMapping> open(long offset, long bytes) {
    return backed(offset, bytes, Errno.EINVAL).flatMap(range -> {
      try {
        return Result.ok(SharedMapping.mapHere(memfd.fd(), offset, bytes));
      } catch (LinuxException e) {
        return Result.failed(Errno.ENOMEM, "aperture cannot be mapped: why=" + e.getMessage());
      }
    });
  }

  /**
   * Whether a fence's page shows that its value was reached, and that nothing of it was reached by failure.
   *
   * @param page     where its page is
   * @param scratch  16 bytes of native memory
   */
  public boolean showsReached(long page, long value, MemorySegment scratch) {
    try {
      return memfd.read(page, scratch) == scratch.byteSize() && scratch.get(JAVA_LONG, Long.BYTES) == 0
          && Long.compareUnsigned(scratch.get(JAVA_LONG, 0), value) >= 0;
    } catch (LinuxException e) {
      return false;
    }
  }

  /** The descriptor of the memory file; still owned by this object. */
  public int descriptor() {
    return memfd.fd().number();
  }

  /** Takes the memory back from the host, which has ended the process before, and gives the slice back. Idempotent. */
  public void withdraw() {
    if (shared.compareAndSet(true, false)) {
      connection.withdraw(region);
      window.giveBack(slice);
    }
  }

  /** Lets go of the file. Mappings of the caller keep their pages. Nobody may be about to map it. */
  @Override
  public void close() {
    withdraw();
    memfd.close();
  }
}
