package org.paravane.guest.node;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.AdoptedRange;
import org.paravane.device.io.CallerFd;
import org.paravane.device.io.CallerMemory;
import org.paravane.linux.AdoptedPages;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.ProcessMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This process as a caller. Addresses are copied by the kernel, so that a bad one is EFAULT and not the end of the JVM. */
final class SelfMemory implements CallerMemory {
  private static final Logger LOG = LoggerFactory.getLogger(SelfMemory.class);
  private final int pid;

  SelfMemory(int pid) {
    this.pid = pid;
  }

  @Override
  public Result<Long> copyIn(long address, MemorySegment to) {
    return whole(ProcessMemory.read(pid, address, to), address, to.byteSize(), "read");
  }

  @Override
  public Result<Long> copyOut(MemorySegment from, long address) {
    return whole(ProcessMemory.write(pid, address, from), address, from.byteSize(), "written");
  }

  private static Result<Long> whole(long copied, long address, long bytes, String what) {
    return copied == bytes
        ? Result.ok(bytes)
        : Result.failed(Errno.EFAULT, "address cannot be %s: address=0x%x, bytes=%d".formatted(what, address, bytes));
  }

  @Override
  public Result<AdoptedRange> adopt(long address, long bytes) {
    if (bytes <= 0) {
      return Result.failed(Errno.EINVAL, "nothing to adopt: bytes=" + bytes);
    }
    Memfd memfd;
    try {
      memfd = Memfd.create("paravane-adopted", bytes);
    } catch (LinuxException e) {
      return Result.failed(Errno.ENOMEM, "no memory file: why=" + e.getMessage());
    }
    try {
      return Result.ok(new Adopted(memfd, AdoptedPages.adopt(address, bytes, memfd, 0)));
    } catch (LinuxException e) {
      memfd.close();
      return Result.failed(e.known().orElse(Errno.EFAULT), "memory cannot be adopted: why=" + e.getMessage());
    }
  }

  private static final class Adopted implements AdoptedRange {
    private final Memfd memfd;
    private final AdoptedPages pages;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Adopted(Memfd memfd, AdoptedPages pages) {
      this.memfd = memfd;
      this.pages = pages;
    }

    @Override
    public int fd() {
      return memfd.fd().number();
    }

    @Override
    public long fdOffset() {
      return 0;
    }

    @Override
    public long length() {
      return pages.bytes();
    }

    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        try (memfd) {
          pages.release();
        } catch (LinuxException e) {
          LOG.warn("adopted memory stays shared: why={}", e.getMessage());
        }
      }
    }
  }

  @Override
  public Result<CallerFd> takeFd(int fd) {
    if (fd < 0) {
      return Result.failed(Errno.EBADF, "no descriptor: fd=" + fd);
    }
    OwnedFd theirs = OwnedFd.of(fd);
    try {
      OwnedFd copy = theirs.duplicate();
      return Result.ok(new Duplicate(copy));
    } catch (LinuxException e) {
      return Result.failed(e.known().orElse(Errno.EBADF), "no descriptor: fd=" + fd + ", why=" + e.getMessage());
    } finally {
      theirs.release();
    }
  }

  private record Duplicate(OwnedFd copy) implements CallerFd {
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
