package org.paravane.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.DxgIoctl;

/** Ioctls with records as arguments. Failures are exceptions here: the library's callers have no use for numbers. */
final class Calls {
  private final NodeAccess node;

  Calls(NodeAccess node) {
    this.node = node;
  }

  NodeAccess node() {
    return node;
  }

  /** What a successful call answered. */
  record Outcome<A extends Record>(int status, A argument, @Nullable String note) {
  }

  /** Makes a call; answers the argument as it was written back. */
  <A extends Record> A call(DxgIoctl ioctl, A argument) {
    return outcome(ioctl, argument).argument();
  }

  /** Makes a call; answers its status too. */
  <A extends Record> Outcome<A> outcome(DxgIoctl ioctl, A argument) {
    StructCodec<A> codec = StructCodec.ofValue(argument);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(codec.size(), Long.BYTES);
      codec.write(argument, segment, 0);
      NodeAccess.Answer answer = node.ioctl(ioctl.requestCode(), segment);
      require(ioctl, answer);
      return new Outcome<>(answer.value(), codec.read(segment, 0), answer.reason());
    }
  }

  /** Makes a call whose argument is in place already; answers its status. */
  int raw(DxgIoctl ioctl, int requestCode, MemorySegment argument) {
    NodeAccess.Answer answer = node.ioctl(requestCode, argument);
    require(ioctl, answer);
    return answer.value();
  }

  /** Makes a call that undoes something: it may fail when the device is gone, and nobody can do anything about it. */
  void undo(DxgIoctl ioctl, Record argument) {
    undoTyped(ioctl, argument);
  }

  private <A extends Record> void undoTyped(DxgIoctl ioctl, A argument) {
    StructCodec<A> codec = StructCodec.ofValue(argument);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(codec.size(), Long.BYTES);
      codec.write(argument, segment, 0);
      node.ioctl(ioctl.requestCode(), segment);
    }
  }

  private static void require(DxgIoctl ioctl, NodeAccess.Answer answer) {
    if (answer.value() < 0) {
      throw AcceleratorException.of(ioctl.cName(), errnoOf(-answer.value()), answer.reason());
    }
  }

  private static Errno errnoOf(int number) {
    for (Errno errno : Errno.values()) {
      if (errno.number() == number) {
        return errno;
      }
    }
    return Errno.EIO;
  }
}
