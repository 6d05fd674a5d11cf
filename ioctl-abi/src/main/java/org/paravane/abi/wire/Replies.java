package org.paravane.abi.wire;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;

/** Reads completions on the guest's side: a {@link CommandFailure} becomes its errno and reason. */
public final class Replies {
  private Replies() {
  }

  /** The reply in a completion; a short one is EOVERFLOW. */
  public static <T extends Record> Result<T> parse(Class<T> type, byte[] completion) {
    return parse(type, completion, -1);
  }

  /** As {@link #parse(Class, byte[])}, for a reply that does not say itself how many elements it has. */
  public static <T extends Record> Result<T> parse(Class<T> type, byte[] completion, int elements) {
    MemorySegment segment = MemorySegment.ofArray(completion);
    Optional<Result<T>> failure = failure(segment);
    return failure.isPresent() ? failure.get() : StructCodec.of(type).parse(segment, elements);
  }

  /** The status of a command that answers with nothing else: a success as it is, a failure as errno. */
  public static Result<NtStatus> status(byte[] completion) {
    return parse(StatusReply.class, completion).flatMap(reply -> checked(reply.status(), "host refused"));
  }

  /** A success as it is, a failure as errno. */
  public static Result<NtStatus> checked(NtStatus status, String what) {
    return status.isSuccess() ? Result.ok(status) : Result.failed(status.toErrno(), what + ": status=" + status);
  }

  private static <T> Optional<Result<T>> failure(MemorySegment completion) {
    return CommandFailure.find(completion).map(failure -> {
      NtStatus status = failure.status().isSuccess() ? NtStatus.UNSUCCESSFUL : failure.status();
      String reason = failure.reasonLength() == 0 ? "host refused: status=" + status : failure.reasonText();
      return Result.failed(status.toErrno(), reason);
    });
  }
}
