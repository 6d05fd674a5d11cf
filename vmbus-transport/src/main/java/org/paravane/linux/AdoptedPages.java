package org.paravane.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.paravane.abi.Errno;

/**
 * Pages of this process that became pages of a memory file: what was in them is in the file, and both are the same memory
 * from then on. {@link #release} makes them private again, with the content of that moment. Stores by other threads
 * while the pages change hands may be lost, as with any buffer that is given to a device.
 */
public final class AdoptedPages {
  private static final int PAGE = 4096;

  /** How a release ended. */
  public enum Release {
    /** The pages are private memory again. */
    RESTORED,
    /** The owner unmapped or replaced them meanwhile; nothing was touched. */
    GONE
  }

  private final long address;
  private final long bytes;
  private final long fileOffset;
  private final OwnedFd file;
  private final long inode;

  private AdoptedPages(long address, long bytes, long fileOffset, OwnedFd file, long inode) {
    this.address = address;
    this.bytes = bytes;
    this.fileOffset = fileOffset;
    this.file = file;
    this.inode = inode;
  }

  /**
   * Moves pages of this process into a memory file.
   *
   * @param address of the first page
   * @param bytes a multiple of the page size
   * @param memfd long enough for the pages at {@code fileOffset}
   * @throws LinuxException EINVAL if the range is not made of whole pages, EFAULT if it is not private anonymous memory
   */
  public static AdoptedPages adopt(long address, long bytes, Memfd memfd, long fileOffset) throws LinuxException {
    String range = "address=0x%x, bytes=%d".formatted(address, bytes);
    if (bytes <= 0 || ((address | bytes | fileOffset) & (PAGE - 1)) != 0) {
      throw new LinuxException(Libc.EINVAL, "adopt", range + ", need=whole pages");
    }
    if (fileOffset < 0 || memfd.sizeBytes() - fileOffset < bytes) {
      throw new LinuxException(Libc.EINVAL, "adopt", range + ", file=" + memfd.sizeBytes());
    }
    if (!thisProcess().isPrivateAnonymous(address, bytes)) {
      throw new LinuxException(Errno.EFAULT.number(), "adopt", range + ", need=private anonymous memory");
    }
    OwnedFd file = memfd.fd().duplicate();
    try {
      copyIn(address, bytes, file, fileOffset);
      long result = Libc.mmap(address, bytes, Libc.MAP_SHARED | Libc.MAP_FIXED, file.number(), fileOffset);
      if (result != address) {
        throw new LinuxException((int) -result, "mmap(MAP_FIXED)", range);
      }
      return new AdoptedPages(address, bytes, fileOffset, file, memfd.inode());
    } catch (LinuxException e) {
      file.close();
      throw e;
    }
  }

  public long address() {
    return address;
  }

  public long bytes() {
    return bytes;
  }

  /** Makes the pages private again with the file's content. At most once. */
  public Release release() throws LinuxException {
    try (file; Arena arena = Arena.ofConfined()) {
      if (!thisProcess().isFile(address, bytes, inode)) {
        return Release.GONE;
      }
      long copy = Libc.mmap(0, bytes, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
      if (copy < 0) {
        throw new LinuxException((int) -copy, "mmap", "anonymous=" + bytes);
      }
      try (SharedMapping content = SharedMapping.map(file, fileOffset, bytes)) {
        MemorySegment.ofAddress(copy).reinterpret(bytes, arena, null).copyFrom(content.segment());
        long result = Libc.mremapFixed(copy, bytes, address);
        if (result != address) {
          throw new LinuxException((int) -result, "mremap", "address=0x%x, bytes=%d".formatted(address, bytes));
        }
        return Release.RESTORED;
      } catch (LinuxException e) {
        Libc.munmap(copy, bytes);
        throw e;
      }
    }
  }

  private static void copyIn(long address, long bytes, OwnedFd file, long fileOffset) throws LinuxException {
    try (SharedMapping target = SharedMapping.map(file, fileOffset, bytes)) {
      // Not a plain copy: should another thread unmap the range now, this is EFAULT and not a crash.
      long copied = ProcessMemory.read(Processes.pid(), address, target.segment());
      if (copied != bytes) {
        throw new LinuxException(copied < 0 ? (int) -copied : Errno.EFAULT.number(), "adopt",
            "address=0x%x, bytes=%d, readable=%d".formatted(address, bytes, Math.max(copied, 0)));
      }
    }
  }

  private static MemoryMap thisProcess() throws LinuxException {
    try {
      return MemoryMap.ofThisProcess();
    } catch (IOException e) {
      throw new LinuxException(Errno.EIO.number(), "read", "file=/proc/self/maps, why=" + e);
    }
  }
}
