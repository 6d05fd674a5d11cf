package org.paravane.abi;

/** The Linux errno values that Paravane returns. Source: asm-generic/errno-base.h, asm-generic/errno.h. */
public enum Errno {
  EPERM(1), ENOENT(2), EINTR(4), EIO(5), ENXIO(6), EBADF(9), EAGAIN(11), ENOMEM(12), EACCES(13), EFAULT(14), EBUSY(
      16), EEXIST(17), ENODEV(19), EINVAL(22), EMFILE(24), ENOTTY(25), ENOSPC(28), ERANGE(34), EBADE(
          52), EPROTO(71), EOVERFLOW(75), EOPNOTSUPP(95), ETIMEDOUT(110), ECANCELED(125), ENOTRECOVERABLE(131);

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /** The positive errno number. */
  public int number() {
    return number;
  }
}
