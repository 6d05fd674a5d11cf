package org.paravane.abi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Statuses and errno values of d3dkmt-abi.md section 10, row by row. */
class StatusMapTest {
  /** Section 10.1. */
  @Test
  void whatAnIoctlReturnsForAStatusOfTheHost() {
    success(NtStatus.SUCCESS, 0x00000000, 0);
    failure(NtStatus.OBJECT_NAME_INVALID, 0xc0000033, -2, Errno.ENOENT);
    failure(NtStatus.DEVICE_REMOVED, 0xc00002b6, -19, Errno.ENODEV);
    failure(NtStatus.INVALID_HANDLE, 0xc0000008, -9, Errno.EBADF);
    failure(NtStatus.ILLEGAL_INSTRUCTION, 0xc000001d, -95, Errno.EOPNOTSUPP);
    failure(NtStatus.NOT_IMPLEMENTED, 0xc0000002, -1, Errno.EPERM);
    success(NtStatus.PENDING, 0x00000103, 259);
    failure(NtStatus.ACCESS_DENIED, 0xc0000022, -13, Errno.EACCES);
    failure(NtStatus.BUFFER_TOO_SMALL, 0xc0000023, -75, Errno.EOVERFLOW);
    failure(NtStatus.OBJECT_TYPE_MISMATCH, 0xc0000024, -91, Errno.EPROTOTYPE);
    failure(NtStatus.GRAPHICS_ALLOCATION_BUSY, 0xc01e0102, -115, Errno.EINPROGRESS);
    failure(NtStatus.NOT_SUPPORTED, 0xc00000bb, -1, Errno.EPERM);
    success(NtStatus.TIMEOUT, 0x00000102, 258);
    failure(NtStatus.INVALID_PARAMETER, 0xc000000d, -22, Errno.EINVAL);
    failure(NtStatus.NO_MEMORY, 0xc0000017, -12, Errno.ENOMEM);
    failure(NtStatus.OBJECT_NAME_COLLISION, 0xc0000035, -17, Errno.EEXIST);
    failure(NtStatus.OBJECT_NAME_NOT_FOUND, 0xc0000034, -2, Errno.ENOENT);
  }

  /** Section 10.2. */
  @Test
  void whatLibdxgMakesOfAnErrno() {
    row(Errno.EPERM, 1, 0xc00000bb);
    row(Errno.ENOENT, 2, 0xc0000033);
    row(Errno.EINTR, 4, 0xc0000001);
    row(Errno.EBADF, 9, 0xc0000008);
    row(Errno.EAGAIN, 11, 0x00000102);
    row(Errno.ENOMEM, 12, 0xc0000017);
    row(Errno.EACCES, 13, 0xc0000022);
    row(Errno.EFAULT, 14, 0xc0000001);
    row(Errno.EEXIST, 17, 0xc0000035);
    row(Errno.ENODEV, 19, 0xc00002b6);
    row(Errno.EINVAL, 22, 0xc000000d);
    row(Errno.ENOTTY, 25, 0xc0000001);
    row(Errno.ENOSYS, 38, 0xc00000bb);
    row(Errno.EBADE, 52, 0xc0000001);
    row(Errno.EOVERFLOW, 75, 0xc0000023);
    row(Errno.EPROTOTYPE, 91, 0xc0000024);
    row(Errno.EOPNOTSUPP, 95, 0xc000001d);
    row(Errno.EINPROGRESS, 115, 0xc01e0102);
    row(Errno.ENOTRECOVERABLE, 131, 0xc0000001);
    row(Errno.EMFILE, 24, 0xc0000001);
  }

  /** Section 10.3. */
  @Test
  void whatIsLostInTheRoundTrip() {
    assertThat(NtStatus.NOT_IMPLEMENTED.toErrno().toNtStatus()).isEqualTo(NtStatus.NOT_SUPPORTED);
    assertThat(NtStatus.OBJECT_NAME_NOT_FOUND.toErrno().toNtStatus()).isEqualTo(NtStatus.OBJECT_NAME_INVALID);
    assertThat(NtStatus.UNSUCCESSFUL.toErrno().toNtStatus()).isEqualTo(NtStatus.INVALID_PARAMETER);
    assertThat(new NtStatus(0xc0000005).toErrno().toNtStatus()).isEqualTo(NtStatus.INVALID_PARAMETER);
  }

  @Test
  void anUnlistedSuccessPassesThrough() {
    success(new NtStatus(0x00000001), 0x00000001, 1);
    success(new NtStatus(0x40000000), 0x40000000, 1_073_741_824);
    success(new NtStatus(0x7fffffff), 0x7fffffff, 2_147_483_647);
  }

  @Test
  void anUnlistedFailureIsEinval() {
    failure(new NtStatus(0x80000000), 0x80000000, -22, Errno.EINVAL);
    failure(new NtStatus(0xc0000005), 0xc0000005, -22, Errno.EINVAL);
    failure(new NtStatus(0xffffffff), 0xffffffff, -22, Errno.EINVAL);
  }

  private static void success(NtStatus status, int value, int result) {
    assertThat(status.value()).isEqualTo(value);
    assertThat(status.isSuccess()).as("%s", status).isTrue();
    assertThat(status.toIoctlResult()).as("%s", status).isEqualTo(result);
  }

  private static void failure(NtStatus status, int value, int result, Errno errno) {
    assertThat(status.value()).isEqualTo(value);
    assertThat(status.isSuccess()).as("%s", status).isFalse();
    assertThat(status.toIoctlResult()).as("%s", status).isEqualTo(result);
    assertThat(status.toErrno()).as("%s", status).isEqualTo(errno);
  }

  private static void row(Errno errno, int number, int status) {
    assertThat(errno.number()).as("%s", errno).isEqualTo(number);
    assertThat(errno.toNtStatus()).as("%s", errno).isEqualTo(new NtStatus(status));
    assertThat(errno.isOfDriver()).as("%s", errno).isTrue();
  }
}
