package org.paravane.guest.fuse.protocol;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;

/**
 * The requests of the kernel. One that is not served has the errno that it is always answered with: ENOSYS where the kernel then
 * goes on by itself and does not ask again, otherwise what sysfs answers.
 */
public enum Opcode {
  LOOKUP(1, 2), //
  FORGET(2, 8), //
  GETATTR(3, 16), //
  SETATTR(4, 88), //
  READLINK(5, 0), //
  SYMLINK(6, Errno.EPERM), //
  MKNOD(8, Errno.EPERM), //
  MKDIR(9, Errno.EPERM), //
  UNLINK(10, Errno.EPERM), //
  RMDIR(11, Errno.EPERM), //
  RENAME(12, Errno.EPERM), //
  LINK(13, Errno.EPERM), //
  OPEN(14, 8), //
  READ(15, 40), //
  WRITE(16, 40), //
  STATFS(17, 0), //
  RELEASE(18, 24), //
  FSYNC(20, Errno.ENOSYS), //
  SETXATTR(21, Errno.ENOSYS), //
  GETXATTR(22, Errno.ENOSYS), //
  LISTXATTR(23, Errno.ENOSYS), //
  REMOVEXATTR(24, Errno.ENOSYS), //
  FLUSH(25, Errno.ENOSYS), //
  INIT(26, 16), //
  OPENDIR(27, 8), //
  READDIR(28, 40), //
  RELEASEDIR(29, 24), //
  FSYNCDIR(30, Errno.ENOSYS), //
  GETLK(31, Errno.ENOSYS), //
  SETLK(32, Errno.ENOSYS), //
  SETLKW(33, Errno.ENOSYS), //
  ACCESS(34, Errno.ENOSYS), //
  CREATE(35, Errno.EACCES), //
  INTERRUPT(36, 8), //
  BMAP(37, Errno.ENOSYS), //
  DESTROY(38, 0), //
  IOCTL(39, 32), //
  POLL(40, 24), //
  NOTIFY_REPLY(41, Errno.ENOSYS), //
  BATCH_FORGET(42, 8), //
  FALLOCATE(43, Errno.EOPNOTSUPP), //
  READDIRPLUS(44, 40), //
  RENAME2(45, Errno.EPERM), //
  LSEEK(46, Errno.ENOSYS), //
  COPY_FILE_RANGE(47, Errno.ENOSYS), //
  SETUPMAPPING(48, Errno.ENOSYS), //
  REMOVEMAPPING(49, Errno.ENOSYS), //
  SYNCFS(50, Errno.ENOSYS), //
  TMPFILE(51, Errno.ENOSYS), //
  STATX(52, Errno.ENOSYS);

  /** Numbers are small, so that looking one up makes nothing. */
  private static final Map<Integer, Opcode> BY_NUMBER = Stream.of(values())
      .collect(Collectors.toUnmodifiableMap(Opcode::number, opcode -> opcode));
  private final int number;
  private final int argumentBytes;
  private final @Nullable Errno refusal;

  Opcode(int number, int argumentBytes) {
    this.number = number;
    this.argumentBytes = argumentBytes;
    this.refusal = null;
  }

  Opcode(int number, Errno refusal) {
    this.number = number;
    this.argumentBytes = 0;
    this.refusal = refusal;
  }

  /** The request with a number; null for one that is newer than this table. */
  public static @Nullable Opcode of(int number) {
    return BY_NUMBER.get(number);
  }

  /** As the kernel numbers it. */
  public int number() {
    return number;
  }

  /** The least that has to follow the header. */
  public int argumentBytes() {
    return argumentBytes;
  }

  /** What it is always answered with; null if it is served. */
  public @Nullable Errno refusal() {
    return refusal;
  }
}
