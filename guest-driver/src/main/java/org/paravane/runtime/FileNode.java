package org.paravane.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OpenFiles;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.SharedMapping;

/**
 * A device node of the file system, opened as every program opens it.
 *
 * @param path where it is: {@code /run/paravane/dev/accel/accel0}
 */
public record FileNode(Path path) implements NodeAccess {

  /** The last component: {@code accel0}. */
  @Override
  public String name() {
    Path last = path.getFileName();
    return last == null ? path.toString() : last.toString();
  }

  @Override
  public Result<NodeFile> open() {
    try {
      return Result.ok(new Opened(path, OpenFiles.open(path.toString(), OpenFiles.O_RDWR)));
    } catch (LinuxException e) {
      return Result.failed(e.known().orElse(Errno.EIO), "node cannot be opened: why=" + e.getMessage());
    }
  }

  /** An open file. Its descriptor is closed when the last request on it has come back, so that no request meets another file's. */
  private static final class Opened implements NodeFile {
    private final Path path;
    private final OwnedFd fd;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Requests under way, and one for the file being open. */
    private final AtomicInteger uses = new AtomicInteger(1);

    Opened(Path path, OwnedFd fd) {
      this.path = path;
      this.fd = fd;
    }

    @Override
    public IoctlAnswer ioctl(int request, MemorySegment argument) {
      if (!enter()) {
        return IoctlAnswer.failed(Errno.EBADF, "file is closed");
      }
      try {
        return IoctlAnswer.status(OpenFiles.ioctl(fd, request, argument));
      } finally {
        leave();
      }
    }

    @Override
    public Result<MemorySegment> mmap(long offset, long length, Arena arena) {
      if (!enter()) {
        return Result.failed(Errno.EBADF, "file is closed");
      }
      try {
        SharedMapping mapping = SharedMapping.map(fd, offset, length);
        return Result
            .ok(mapping.segment().reinterpret(mapping.sizeBytes(), arena, segment -> mapping.close()));
      } catch (LinuxException e) {
        String why = e.is(Errno.ENODEV)
            ? "node is gone, or is served without the right or the kernel that mapping needs"
            : e.getMessage();
        return Result.failed(e.known().orElse(Errno.EIO), "node cannot be mapped: why=" + why);
      } finally {
        leave();
      }
    }

    @Override
    public boolean isInterruptible() {
      return false;
    }

    @Override
    public @Nullable String faultText() {
      return new ClientFiles(path).faultOf(ProcessHandle.current().pid());
    }

    private boolean enter() {
      if (closed.get()) {
        return false;
      }
      for (int now = uses.get(); now > 0; now = uses.get()) {
        if (uses.compareAndSet(now, now + 1)) {
          return true;
        }
      }
      return false;
    }

    private void leave() {
      if (uses.decrementAndGet() == 0) {
        fd.close();
      }
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        leave();
      }
    }
  }
}
