package org.paravane.guest.fuse.caller;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.AdoptedRange;
import org.paravane.device.io.CallerFd;
import org.paravane.device.io.CallerMemory;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.ProcessMemory;

/** Memory and descriptors of the process that a thread belongs to. Whoever asks holds the {@link KnownThread} meanwhile. */
final class ThreadMemory implements CallerMemory {
  private final KnownThread thread;

  ThreadMemory(KnownThread thread) {
    this.thread = thread;
  }

  @Override
  public Result<Long> copyIn(long address, MemorySegment to) {
    return whole(ProcessMemory.read(thread.threadId(), address, to), address, to.byteSize(), "read");
  }

  @Override
  public Result<Long> copyOut(MemorySegment from, long address) {
    return whole(ProcessMemory.write(thread.threadId(), address, from), address, from.byteSize(), "written");
  }

  /** A partial copy is a bad address as well; a server without the right to look into that process says so. */
  private Result<Long> whole(long copied, long address, long bytes, String what) {
    if (copied == bytes) {
      return Result.ok(bytes);
    }
    if (copied == -Errno.EPERM.number()) {
      return Result.failed(Errno.EPERM, "no right to the caller's memory: thread=" + thread.threadId());
    }
    return Result.failed(Errno.EFAULT, "address cannot be %s: thread=%d, address=0x%x, bytes=%d".formatted(what,
        thread.threadId(), address, bytes));
  }

  @Override
  public Result<AdoptedRange> adopt(long address, long bytes) {
    return Result.failed(Errno.EOPNOTSUPP,
        "pages of another process cannot be taken, it has to lend them: thread=%d, address=0x%x, bytes=%d"
            .formatted(thread.threadId(), address, bytes));
  }

  @Override
  public Result<CallerFd> takeFd(int fd) {
    if (fd < 0) {
      return Result.failed(Errno.EBADF, "no descriptor: fd=" + fd);
    }
    try {
      return Result.ok(new Taken(thread.takeFd(fd)));
    } catch (LinuxException e) {
      Errno errno = e.is(Errno.EPERM) || e.is(Errno.EMFILE) ? e.known().orElseThrow() : Errno.EBADF;
      return Result.failed(errno, "descriptor cannot be taken: fd=" + fd + ", why=" + e.getMessage());
    }
  }

  private record Taken(OwnedFd copy) implements CallerFd {
    @Override
    public int fd() {
      return copy.number();
    }

    @Override
    public void close() {
      copy.close();
    }
  }
}
