package org.paravane.abi;

import java.util.List;

/**
 * A Windows status, 4 bytes signed: not negative is success. The named ones are those that the driver knows. Source:
 * d3dkmt-abi.md sections 6 and 10.
 */
@CStruct(name = "ntstatus", size = 4, scalar = "ntstatus", windowsScalar = "s32")
public record NtStatus(
    @Union({
        @Member(name = "code", type = int.class, signed = true, bits = 16),
        @Member(name = "facility", type = int.class, signed = true, bits = 13),
        @Member(name = "customer", type = int.class, signed = true, bits = 1),
        @Member(name = "severity", type = int.class, signed = true, bits = 2),
        @Member(name = "v", type = int.class, signed = true)}) int value) {
  public static final NtStatus SUCCESS = new NtStatus(0);
  public static final NtStatus TIMEOUT = new NtStatus(0x00000102);
  public static final NtStatus PENDING = new NtStatus(0x00000103);
  public static final NtStatus UNSUCCESSFUL = new NtStatus(0xc0000001);
  public static final NtStatus NOT_IMPLEMENTED = new NtStatus(0xc0000002);
  public static final NtStatus INVALID_HANDLE = new NtStatus(0xc0000008);
  public static final NtStatus INVALID_PARAMETER = new NtStatus(0xc000000d);
  public static final NtStatus NO_MEMORY = new NtStatus(0xc0000017);
  public static final NtStatus ILLEGAL_INSTRUCTION = new NtStatus(0xc000001d);
  public static final NtStatus ACCESS_DENIED = new NtStatus(0xc0000022);
  public static final NtStatus BUFFER_TOO_SMALL = new NtStatus(0xc0000023);
  public static final NtStatus OBJECT_TYPE_MISMATCH = new NtStatus(0xc0000024);
  public static final NtStatus OBJECT_NAME_INVALID = new NtStatus(0xc0000033);
  public static final NtStatus OBJECT_NAME_NOT_FOUND = new NtStatus(0xc0000034);
  public static final NtStatus OBJECT_NAME_COLLISION = new NtStatus(0xc0000035);
  public static final NtStatus NOT_SUPPORTED = new NtStatus(0xc00000bb);
  public static final NtStatus DEVICE_REMOVED = new NtStatus(0xc00002b6);
  public static final NtStatus GRAPHICS_ALLOCATION_BUSY = new NtStatus(0xc01e0102);

  /** A status with its C name. */
  public record Named(String name, NtStatus status) {
  }

  private static final List<Named> NAMED = List.of(
      new Named("STATUS_SUCCESS", SUCCESS), //
      new Named("STATUS_OBJECT_NAME_INVALID", OBJECT_NAME_INVALID), //
      new Named("STATUS_DEVICE_REMOVED", DEVICE_REMOVED), //
      new Named("STATUS_INVALID_HANDLE", INVALID_HANDLE), //
      new Named("STATUS_ILLEGAL_INSTRUCTION", ILLEGAL_INSTRUCTION), //
      new Named("STATUS_NOT_IMPLEMENTED", NOT_IMPLEMENTED), //
      new Named("STATUS_PENDING", PENDING), //
      new Named("STATUS_ACCESS_DENIED", ACCESS_DENIED), //
      new Named("STATUS_BUFFER_TOO_SMALL", BUFFER_TOO_SMALL), //
      new Named("STATUS_OBJECT_TYPE_MISMATCH", OBJECT_TYPE_MISMATCH), //
      new Named("STATUS_GRAPHICS_ALLOCATION_BUSY", GRAPHICS_ALLOCATION_BUSY), //
      new Named("STATUS_NOT_SUPPORTED", NOT_SUPPORTED), //
      new Named("STATUS_TIMEOUT", TIMEOUT), //
      new Named("STATUS_INVALID_PARAMETER", INVALID_PARAMETER), //
      new Named("STATUS_NO_MEMORY", NO_MEMORY), //
      new Named("STATUS_OBJECT_NAME_COLLISION", OBJECT_NAME_COLLISION), //
      new Named("STATUS_OBJECT_NAME_NOT_FOUND", OBJECT_NAME_NOT_FOUND));

  /** The statuses that the driver's header names; {@link #UNSUCCESSFUL} is not among them. */
  public static List<Named> named() {
    return NAMED;
  }

  public boolean isSuccess() {
    return value >= 0;
  }

  /**
   * The errno of a failure. Source: d3dkmt-abi.md section 10.1.
   *
   * @throws IllegalStateException for a success
   */
  public Errno toErrno() {
    if (isSuccess()) {
      throw new IllegalStateException("a success has no errno: status=" + this);
    }
    return switch (value) {
      case 0xc0000002, 0xc00000bb -> Errno.EPERM;
      case 0xc0000008 -> Errno.EBADF;
      case 0xc0000017 -> Errno.ENOMEM;
      case 0xc000001d -> Errno.EOPNOTSUPP;
      case 0xc0000022 -> Errno.EACCES;
      case 0xc0000023 -> Errno.EOVERFLOW;
      case 0xc0000024 -> Errno.EPROTOTYPE;
      case 0xc0000033, 0xc0000034 -> Errno.ENOENT;
      case 0xc0000035 -> Errno.EEXIST;
      case 0xc00002b6 -> Errno.ENODEV;
      case 0xc01e0102 -> Errno.EINPROGRESS;
      default -> Errno.EINVAL;
    };
  }

  /** What an ioctl returns: a success as it is, a failure as the negative errno. */
  public int toIoctlResult() {
    return isSuccess() ? value : -toErrno().number();
  }

  @Override
  public String toString() {
    for (Named known : NAMED) {
      if (known.status().value == value) {
        return known.name();
      }
    }
    return value == 0xc0000001 ? "STATUS_UNSUCCESSFUL" : "0x" + Integer.toHexString(value);
  }
}
