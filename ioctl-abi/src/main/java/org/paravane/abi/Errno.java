package org.paravane.abi;

/** The Linux errno values that Paravane returns. Source: asm-generic/errno-base.h, asm-generic/errno.h. */
public enum Errno {
  EPERM(1), //
  ENOENT(2), //
  EINTR(4), //
  EIO(5), //
  ENXIO(6), //
  EBADF(9), //
  EAGAIN(11), //
  ENOMEM(12), //
  EACCES(13), //
  EFAULT(14), //
  EBUSY(16), //
  EEXIST(17), //
  ENODEV(19), //
  EINVAL(22), //
  EMFILE(24), //
  ENOTTY(25), //
  ENOSPC(28), //
  ERANGE(34), //
  ENOSYS(38), //
  EBADE(52), //
  EPROTO(71), //
  EOVERFLOW(75), //
  EPROTOTYPE(91), //
  EOPNOTSUPP(95), //
  ETIMEDOUT(110), //
  EINPROGRESS(115), //
  ECANCELED(125), //
  ENOTRECOVERABLE(131);

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /** The positive errno number. */
  public int number() {
    return number;
  }

  /** Whether the original driver or libdxg knows it; the others are our own answers. Source: d3dkmt-abi.md section 10. */
  public boolean isOfDriver() {
    return switch (this) {
      case EIO, ENXIO, EBUSY, ENOSPC, ERANGE, EPROTO, ETIMEDOUT, ECANCELED -> false;
      default -> true;
    };
  }

  /** What libdxg makes of this errno. Source: d3dkmt-abi.md section 10.2. */
  public NtStatus toNtStatus() {
    return switch (this) {
      case EPERM, ENOSYS -> NtStatus.NOT_SUPPORTED;
      case ENOENT -> NtStatus.OBJECT_NAME_INVALID;
      case EBADF -> NtStatus.INVALID_HANDLE;
      case EAGAIN -> NtStatus.TIMEOUT;
      case ENOMEM -> NtStatus.NO_MEMORY;
      case EACCES -> NtStatus.ACCESS_DENIED;
      case EEXIST -> NtStatus.OBJECT_NAME_COLLISION;
      case ENODEV -> NtStatus.DEVICE_REMOVED;
      case EINVAL -> NtStatus.INVALID_PARAMETER;
      case EOVERFLOW -> NtStatus.BUFFER_TOO_SMALL;
      case EPROTOTYPE -> NtStatus.OBJECT_TYPE_MISMATCH;
      case EOPNOTSUPP -> NtStatus.ILLEGAL_INSTRUCTION;
      case EINPROGRESS -> NtStatus.GRAPHICS_ALLOCATION_BUSY;
      case EINTR, EIO, ENXIO, EFAULT, EBUSY, EMFILE, ENOTTY, ENOSPC, ERANGE, EBADE, EPROTO, ETIMEDOUT, ECANCELED,
          ENOTRECOVERABLE ->
        NtStatus.UNSUCCESSFUL;
    };
  }
}
