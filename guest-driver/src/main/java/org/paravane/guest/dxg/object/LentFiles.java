package org.paravane.guest.dxg.object;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.AdoptedRange;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.Seal;

/**
 * Memory files that a process says it has mapped at ranges of its addresses, and that no allocation has taken yet. A server
 * cannot replace pages of its callers, so a caller who wants to share memory that he has already does that himself.
 */
public final class LentFiles {
  /** Most files of a process: each holds a descriptor of ours. */
  public static final int MAX_FILES = 256;

  private record Lent(long address, long bytes, Memfd file) {
    private boolean overlaps(long otherAddress, long otherBytes) {
      return address < otherAddress + otherBytes && otherAddress < address + bytes;
    }
  }

  private final Map<Long, Lent> files = new TreeMap<>();
  private boolean ended;

  /**
   * Enters a file, which is ours from now on, also on failure. EINVAL for a range that is not whole pages or overlaps another
   * one, and for a file that others could make shorter or that cannot be shared; ENOMEM for too many, ENODEV when the
   * process has ended.
   */
  public Result<Integer> lend(long address, long bytes, Memfd file) {
    Result<Integer> entered = checkedRange(address, bytes).flatMap(range -> checkedFile(file, bytes))
        .flatMap(fit -> enter(new Lent(address, bytes, file)));
    if (entered instanceof Result.Failed<Integer>) {
      file.close();
    }
    return entered;
  }

  private static Result<Long> checkedRange(long address, long bytes) {
    return address <= 0 || bytes <= 0 || (address | bytes) % Aperture.PAGE != 0 || address > Long.MAX_VALUE - bytes
        ? refused("range is not whole pages", address, bytes)
        : Result.ok(address);
  }

  private static Result<Long> checkedFile(Memfd file, long bytes) {
    try {
      if (!file.seals().contains(Seal.SHRINK)) {
        return Result.failed(Errno.EINVAL, "memory file is not sealed against shrinking: seals=" + file.seals());
      }
      if (file.sizeBytes() != bytes) {
        return Result.failed(Errno.EINVAL,
            "memory file is not as long as the range: file=" + file.sizeBytes() + ", bytes=" + bytes);
      }
      file.requireOrdinaryPages();
      return Result.ok(bytes);
    } catch (LinuxException e) {
      return Result.failed(Errno.EINVAL, "memory file cannot be shared: why=" + e.getMessage());
    }
  }

  private synchronized Result<Integer> enter(Lent lent) {
    if (ended) {
      return Result.failed(Errno.ENODEV, "process has ended");
    }
    if (files.size() >= MAX_FILES) {
      return Result.failed(Errno.ENOMEM, "too many lent ranges that no allocation has taken: limit=" + MAX_FILES);
    }
    if (files.values().stream().anyMatch(other -> other.overlaps(lent.address(), lent.bytes()))) {
      return refused("range overlaps another lent one", lent.address(), lent.bytes());
    }
    files.put(lent.address(), lent);
    return Result.ok(0);
  }

  /** Forgets a range that no allocation has taken. EINVAL when there is none of exactly these numbers. */
  public Result<Integer> unlend(long address, long bytes) {
    Lent lent;
    synchronized (this) {
      lent = files.get(address);
      if (lent == null || lent.bytes() != bytes) {
        return refused("range is not lent", address, bytes);
      }
      files.remove(address);
    }
    lent.file().close();
    return Result.ok(0);
  }

  /** Takes the file at an address for an allocation, or null when none is lent there. EINVAL when it has another length. */
  public synchronized @Nullable Result<AdoptedRange> take(long address, long bytes) {
    Lent lent = files.get(address);
    if (lent == null) {
      return null;
    }
    if (lent.bytes() != bytes) {
      return refused("allocation is not as long as the lent range, which has " + lent.bytes(), address, bytes);
    }
    files.remove(address);
    return Result.ok(new Taken(lent));
  }

  private static <T> Result<T> refused(String why, long address, long bytes) {
    return Result.failed(Errno.EINVAL, "%s: address=0x%x, bytes=%d".formatted(why, address, bytes));
  }

  /** Ranges that no allocation has taken. */
  public synchronized int size() {
    return files.size();
  }

  /** Closes all files; none is taken any more. Idempotent. */
  public synchronized void end() {
    ended = true;
    files.values().forEach(lent -> lent.file().close());
    files.clear();
  }

  /** The file of an allocation. The caller's mapping stays as it is. */
  private record Taken(Lent lent) implements AdoptedRange {
    @Override
    public int fd() {
      return lent.file().fd().number();
    }

    @Override
    public long fdOffset() {
      return 0;
    }

    @Override
    public long length() {
      return lent.bytes();
    }

    @Override
    public void close() {
      lent.file().close();
    }
  }
}
