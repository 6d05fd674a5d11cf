package org.paravane.host.engine.worker;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.accel.DeviceInfo;

/**
 * The messages that a worker sends, encoded as those of {@link CallKind}. A payload lies in the link's area, at its beginning; there is
 * one at a time, and none until the host has said {@link CallKind#FREE_AREA}.
 */
enum ReplyKind {
  /** Device info, whether it is a CPU (u32), identity. */
  READY(1, 8 + DeviceInfo.SIZE_BYTES + 8, 8 + DeviceInfo.SIZE_BYTES + 8 + ReplyKind.MAX_IDENTITY_BYTES),
  /** Queue, sequence, {@link OutcomeKind}, pause or fault kind, resume offset, times, address, reason. */
  ENDED(2, 56, 56 + ReplyKind.MAX_REASON_BYTES),
  /** Space, request, format, bytes of code, options. */
  WANTS_PROGRAM(3, 32, 32 + ProgramSource.MAX_OPTIONS_BYTES),
  /** Space, program. */
  DROPPED_PROGRAM(4, 16, 16),
  /** Request, bytes of the image. */
  BUILT(5, 24, 24),
  /** Space, bytes. */
  COPIED(6, 16, 16),
  /** Why the worker could not begin, and will end. */
  FAILED(7, 8, 8 + ReplyKind.MAX_REASON_BYTES);

  /** Longest identity of a device, in UTF-8 bytes. */
  static final int MAX_IDENTITY_BYTES = 1024;
  /** Longest reason, in UTF-8 bytes; longer ones are cut by the worker. */
  static final int MAX_REASON_BYTES = 1024;

  private static final List<ReplyKind> BY_NUMBER = List.of(byNumber());

  private final int number;
  private final int smallestBytes;
  private final int largestBytes;

  ReplyKind(int number, int smallestBytes, int largestBytes) {
    this.number = number;
    this.smallestBytes = smallestBytes;
    this.largestBytes = largestBytes;
  }

  int number() {
    return number;
  }

  /** Bytes of the message, with its padding, when its texts are empty. */
  int smallestBytes() {
    return smallestBytes;
  }

  /** Bytes of the message, with its padding, when its texts are as long as they may be. */
  int largestBytes() {
    return largestBytes;
  }

  static @Nullable ReplyKind of(int number) {
    return number > 0 && number <= BY_NUMBER.size() ? BY_NUMBER.get(number - 1) : null;
  }

  private static ReplyKind[] byNumber() {
    ReplyKind[] kinds = values();
    for (int i = 0; i < kinds.length; i++) {
      if (kinds[i].number != i + 1) {
        throw new IllegalStateException("numbers have a gap: kind=" + kinds[i]);
      }
    }
    return kinds;
  }
}
