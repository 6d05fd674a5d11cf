package org.paravane.guest.fuse.protocol;

import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/**
 * What kernel and server agree on at the beginning of a mount.
 *
 * @param kernelMinor the kernel's protocol version, 7.x
 * @param minor       the version that both speak
 * @param flags       what both want, FUSE_INIT flags and above bit 32 its flags2
 */
public record Greeting(int kernelMinor, int minor, long flags) {
  static final int MAJOR = 7;
  /** The newest protocol that this server was written for (Linux 6.12). */
  static final int NEWEST_MINOR = 41;
  /** The oldest one whose structs are laid out as {@link Layout} says, and that has all we need (Linux 5.4). */
  static final int OLDEST_MINOR = 31;
  static final short BACKGROUND = 64;
  static final short CONGESTION = 48;

  static final long BIG_WRITES = 1L << 5;
  static final long READDIRPLUS = 1L << 13;
  static final long READDIRPLUS_AUTO = 1L << 14;
  static final long PARALLEL_DIROPS = 1L << 18;
  static final long INIT_EXTENDED = 1L << 30;
  static final long PASSTHROUGH = 1L << 37;
  /**
   * DIRECT_IO_ALLOW_MMAP is left out on purpose: with it a shared mapping of a file without backing would show the page cache, which
   * nobody fills, instead of failing with ENODEV.
   */
  private static final long WANTED = BIG_WRITES | READDIRPLUS | READDIRPLUS_AUTO | PARALLEL_DIROPS | INIT_EXTENDED;

  /** Agrees with the kernel's INIT. EPROTO if it is too old or something else. */
  public static Result<Greeting> of(Request init, boolean mayPassThrough) {
    int major = init.initField(Layout.INIT_MAJOR);
    int minor = init.initField(Layout.INIT_MINOR);
    if (major != MAJOR || minor < OLDEST_MINOR) {
      return Result.failed(Errno.EPROTO, "kernel speaks another fuse: version=%d.%d, wanted=%d.%d or newer"
          .formatted(major, minor, MAJOR, OLDEST_MINOR));
    }
    long offered = Integer.toUnsignedLong(init.initField(Layout.INIT_FLAGS));
    if ((offered & INIT_EXTENDED) != 0) {
      offered |= Integer.toUnsignedLong(init.initField(Layout.INIT_IN_FLAGS2)) << 32;
    }
    long wanted = mayPassThrough ? WANTED | PASSTHROUGH : WANTED;
    return Result.ok(new Greeting(minor, Math.min(minor, NEWEST_MINOR), offered & wanted));
  }

  /** Whether the kernel maps files in our stead. */
  public boolean passthrough() {
    return (flags & PASSTHROUGH) != 0;
  }

  /** The answer to INIT. */
  public int write(Request init, Answer answer) {
    return answer.init(init.unique(), this, init.initField(Layout.INIT_READAHEAD));
  }
}
