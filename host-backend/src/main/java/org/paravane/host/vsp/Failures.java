package org.paravane.host.vsp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;
import org.paravane.abi.CField;
import org.paravane.abi.Errno;
import org.paravane.abi.NtStatus;
import org.paravane.abi.StructCodec;
import org.paravane.abi.wire.CommandFailure;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.StatusReply;

/** How a failure looks on the wire. */
final class Failures {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Failures() {
  }

  /**
   * The status for an errno of this host's parts, such that the guest's caller sees what the documents say: over a budget or
   * limit ENOMEM, a bad argument EINVAL, a lost context or adapter ENODEV.
   */
  static NtStatus status(Errno errno) {
    return switch (errno) {
      case EAGAIN, EBUSY, ENOSPC, EMFILE -> NtStatus.NO_MEMORY;
      case ECANCELED -> NtStatus.DEVICE_REMOVED;
      case EFAULT, EPROTO, ERANGE -> NtStatus.INVALID_PARAMETER;
      case EPERM, ENOENT, EINTR, EIO, ENXIO, EBADF, ENOMEM, EACCES, EEXIST, ENODEV, EINVAL, ENOTTY, ENOSYS, EBADE,
          EOVERFLOW, EPROTOTYPE, EOPNOTSUPP, ETIMEDOUT, EINPROGRESS, ENOTRECOVERABLE ->
        errno
            .toNtStatus();
    };
  }

  /** For a guest that knows our extensions: status and reason. */
  static byte[] withReason(Errno errno, String reason) {
    CommandFailure failure = CommandFailure.of(status(errno), reason);
    return StructCodec.of(CommandFailure.class).encode(failure);
  }

  /** For any other guest, when the command is not known: nothing but a status. */
  static byte[] plainStatus(Errno errno) {
    return Reply.of(new StatusReply(status(errno))).encode();
  }

  /** For any other guest: a reply of zeros with the status where it has a place for one. */
  static byte[] plain(Message message, Errno errno) {
    Optional<Class<? extends Record>> reply = message.reply();
    if (reply.isEmpty()) {
      return new byte[0];
    }
    StructCodec<?> codec = StructCodec.of(reply.get());
    byte[] zeros = new byte[codec.size()];
    for (CField field : codec.fields()) {
      if (field.name().equals("status")) {
        MemorySegment.ofArray(zeros).set(INT, field.offset(), status(errno).value());
      }
    }
    return zeros;
  }
}
