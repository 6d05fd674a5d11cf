package org.paravane.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/**
 * A memory file: shared memory that has a descriptor, may be sparse, and can be sealed. Pages that were never written, or
 * were punched out, read as zero and cost nothing.
 */
public final class Memfd implements AutoCloseable {
  private static final long ORDINARY_PAGE = 4096;

  private final OwnedFd fd;

  private Memfd(OwnedFd fd) {
    this.fd = fd;
  }

  /**
   * Makes a memory file that can be sealed and is closed on exec.
   *
   * @param name shown in /proc/PID/maps, need not be unique
   * @param sizeBytes first length; all of it a hole
   */
  public static Memfd create(String name, long sizeBytes) throws LinuxException {
    int number = Libc.memfdCreate(name, Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING);
    if (number < 0) {
      throw new LinuxException(-number, "memfd_create", "name=" + name);
    }
    Memfd memfd = new Memfd(OwnedFd.of(number));
    try {
      memfd.truncate(sizeBytes);
      return memfd;
    } catch (LinuxException e) {
      memfd.close();
      throw e;
    }
  }

  /**
   * Takes over a descriptor that a peer sent. It is closed if it is no memory file.
   *
   * @throws LinuxException EINVAL if the descriptor does not know seals, that is, if it is no memory file
   */
  public static Memfd adopt(OwnedFd fd) throws LinuxException {
    Memfd memfd = new Memfd(fd);
    try {
      memfd.seals();
      return memfd;
    } catch (LinuxException e) {
      fd.close();
      throw e;
    }
  }

  /**
   * A memory file with this content that nobody can change any more, so that it can be given to those who do not trust each other. Map
   * it with {@link SharedMapping#mapCopy}.
   */
  public static Memfd sealedCopy(String name, MemorySegment content) throws LinuxException {
    Memfd memfd = create(name, content.byteSize());
    try {
      if (content.byteSize() > 0) {
        try (SharedMapping mapping = SharedMapping.mapHere(memfd.fd, 0, content.byteSize())) {
          mapping.segment().copyFrom(content);
        }
      }
      memfd.seal(Seal.SHRINK, Seal.GROW, Seal.WRITE, Seal.SEAL);
      return memfd;
    } catch (LinuxException e) {
      memfd.close();
      throw e;
    }
  }

  /** The descriptor; still owned by this object. */
  public OwnedFd fd() {
    return fd;
  }

  /** Current length in bytes, asked of the kernel each time because a peer may have changed it. */
  public long sizeBytes() throws LinuxException {
    return checked(Libc.fileBytes(fd.number()), "fstat", "");
  }

  /** Bytes of memory that the file really occupies. */
  public long allocatedBytes() throws LinuxException {
    return 512 * checked(Libc.fileBlocks(fd.number()), "fstat", "");
  }

  /** The inode number that /proc/PID/maps shows for mappings of this file. */
  public long inode() throws LinuxException {
    return checked(Libc.fileInode(fd.number()), "fstat", "");
  }

  /** Adds seals; those that are set already stay. */
  public void seal(Seal... seals) throws LinuxException {
    checked(Libc.fcntl(fd.number(), Libc.F_ADD_SEALS, Seal.bits(seals)), "fcntl(F_ADD_SEALS)",
        ", seals=" + Seal.of(Seal.bits(seals)));
  }

  public Set<Seal> seals() throws LinuxException {
    return Seal.of((int) checked(Libc.fcntl(fd.number(), Libc.F_GET_SEALS, 0), "fcntl(F_GET_SEALS)", ""));
  }

  /**
   * Makes the file longer; existing mappings that reserved the range see the new pages at once. A length that the file has
   * already is no error, a shorter one changes nothing.
   */
  public void grow(long sizeBytes) throws LinuxException {
    if (sizeBytes > sizeBytes()) {
      truncate(sizeBytes);
    }
  }

  /** Gives the pages of a range back; they read as zero afterwards. The length stays. */
  public void punchHole(long offset, long lengthBytes) throws LinuxException {
    checked(
        Libc.fallocate(fd.number(), Libc.FALLOC_FL_PUNCH_HOLE | Libc.FALLOC_FL_KEEP_SIZE, offset, lengthBytes),
        "fallocate(PUNCH_HOLE)", ", offset=" + offset + ", length=" + lengthBytes);
  }

  /**
   * Copies out of the file, without a mapping of it: for a few bytes of a file that may be short.
   *
   * @param to native memory
   * @return how many bytes there were
   */
  public long read(long offset, MemorySegment to) throws LinuxException {
    return checked(Libc.pread(fd.number(), to, offset), "pread", ", offset=" + offset);
  }

  /** Maps the first bytes of the file, shared and writable; the range may reach beyond the current length. */
  public SharedMapping map(long reservedBytes) throws LinuxException {
    return SharedMapping.map(fd, 0, reservedBytes);
  }

  /**
   * Checks that the file can be mapped shared and writable, in pages of the ordinary size. A file of huge pages would be a bus
   * error for whoever touches a page that its owner punched out when no huge page is left.
   *
   * @throws LinuxException EACCES or EPERM if it cannot be written, EINVAL for huge pages
   */
  public void requireOrdinaryPages() throws LinuxException {
    // Huge pages can only be mapped at their own boundaries.
    SharedMapping.mapHere(fd, ORDINARY_PAGE, ORDINARY_PAGE).close();
  }

  @Override
  public void close() {
    fd.close();
  }

  private void truncate(long sizeBytes) throws LinuxException {
    checked(Libc.ftruncate(fd.number(), sizeBytes), "ftruncate", ", size=" + sizeBytes);
  }

  private long checked(long result, String call, String detail) throws LinuxException {
    if (result < 0) {
      throw new LinuxException((int) -result, call, "fd=" + fd.number() + detail);
    }
    return result;
  }
}
