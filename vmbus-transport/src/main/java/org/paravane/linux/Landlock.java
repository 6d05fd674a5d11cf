package org.paravane.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.paravane.abi.Errno;

/**
 * A set of rules that says which files a thread may still use; everything else about files is forbidden, and so are TCP ports, and, as far
 * as the kernel knows how, signals to and abstract sockets of those outside. Holds for the thread that applies it and all that it starts, for
 * good. Source: landlock(7).
 */
public final class Landlock implements AutoCloseable {
  /** What may be done beneath a path. */
  public enum Right {
    READ(READ_FILE | READ_DIR), EXECUTE(EXECUTE_FILE | READ_FILE | READ_DIR),
    /** Read and write what is there, but make nothing. */
    USE(READ_FILE | WRITE_FILE | READ_DIR | IOCTL_DEVICE),
    /** Everything but special files and sockets, and but execution. */
    OWN(READ_FILE | WRITE_FILE | READ_DIR | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_FILE | MAKE_LINK | REFER
        | TRUNCATE);

    private final long bits;

    Right(long bits) {
      this.bits = bits;
    }
  }

  private static final long EXECUTE_FILE = 1;
  private static final long WRITE_FILE = 1 << 1;
  private static final long READ_FILE = 1 << 2;
  private static final long READ_DIR = 1 << 3;
  private static final long REMOVE_DIR = 1 << 4;
  private static final long REMOVE_FILE = 1 << 5;
  private static final long MAKE_DIR = 1 << 7;
  private static final long MAKE_FILE = 1 << 8;
  private static final long MAKE_LINK = 1 << 12;
  private static final long REFER = 1 << 13;
  private static final long TRUNCATE = 1 << 14;
  private static final long IOCTL_DEVICE = 1 << 15;
  private static final long RIGHTS_OF_FILES = EXECUTE_FILE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE;
  private static final long BOTH_TCP_RIGHTS = 3;
  private static final long BOTH_SCOPES = 3;

  private static final long SYS_CREATE_RULESET = 444;
  private static final long SYS_ADD_RULE = 445;
  private static final long SYS_RESTRICT_SELF = 446;
  private static final int CREATE_RULESET_VERSION = 1;
  private static final int RULE_PATH_BENEATH = 1;

  private final OwnedFd ruleset;
  private final long handled;

  private Landlock(OwnedFd ruleset, long handled) {
    this.ruleset = ruleset;
    this.handled = handled;
  }

  /** The version of the interface that the kernel has; 0 if it has none, or it is switched off. */
  public static int version() {
    long version = SystemCall.call(SYS_CREATE_RULESET, 0, 0, CREATE_RULESET_VERSION, 0, 0);
    return (int) Math.max(version, 0);
  }

  /** Rules that allow nothing yet. ENOSYS or EOPNOTSUPP where {@link #version} is 0. */
  public static Landlock create() throws LinuxException {
    int version = version();
    long handled = rights(version);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(24, 8);
      attributes.set(JAVA_LONG, 0, handled);
      attributes.set(JAVA_LONG, 8, version >= 4 ? BOTH_TCP_RIGHTS : 0);
      attributes.set(JAVA_LONG, 16, version >= 6 ? BOTH_SCOPES : 0);
      long size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
      long fd = SystemCall.checked("landlock_create_ruleset", "version=" + version, SYS_CREATE_RULESET,
          attributes.address(), size);
      return new Landlock(OwnedFd.of((int) fd), handled);
    }
  }

  private static long rights(int version) {
    int known = version >= 5 ? 16 : version >= 3 ? 15 : version >= 2 ? 14 : 13;
    return (1L << known) - 1;
  }

  /** Allows something beneath a directory, or with a file. A path that does not exist is no error. */
  public void allow(Path path, Right right) throws LinuxException {
    long bits = (Files.isDirectory(path) ? right.bits : right.bits & RIGHTS_OF_FILES) & handled;
    OwnedFd place;
    try {
      place = Mounting.openPlace(path.toString());
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.EACCES)) {
        return;
      }
      throw e;
    }
    try (place; Arena arena = Arena.ofConfined()) {
      MemorySegment rule = arena.allocate(12, 8);
      rule.set(JAVA_LONG, 0, bits);
      rule.set(JAVA_INT_UNALIGNED, 8, place.number());
      SystemCall.checked("landlock_add_rule", "path=" + path, SYS_ADD_RULE, ruleset.number(), RULE_PATH_BENEATH,
          rule.address(), 0);
    }
  }

  /** Puts the calling thread under these rules. It needs {@link ThreadRights#forbidNewPrivileges} before. */
  public void restrictThread() throws LinuxException {
    SystemCall.checked("landlock_restrict_self", "ruleset=" + ruleset.number(), SYS_RESTRICT_SELF, ruleset.number(), 0);
  }

  @Override
  public void close() {
    ruleset.close();
  }
}
