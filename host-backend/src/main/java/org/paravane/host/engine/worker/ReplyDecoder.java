package org.paravane.host.engine.worker;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.CodeFormat;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.worker.LinkViolation.Rule;
import org.paravane.linux.LinuxException;
import org.paravane.linux.PrivateMemory;
import org.paravane.vmbus.ring.IncomingPacket;

/**
 * Turns a worker's messages into replies, in the host. The worker is not trusted: each field is checked here, and what a number stands for
 * by whoever gets the reply.
 */
final class ReplyDecoder {
  private final MessageReader message = new MessageReader();
  private final MemorySegment area;
  private final Payloads payloads;
  private boolean ready;

  /** What becomes of a payload area that was read, and of a worker that could not begin. */
  interface Payloads {
    /** The area may be used again. */
    void areaRead(long bytes);

    /** The worker says that it ends. */
    void failed(String reason);
  }

  /**
   * A decoder.
   *
   * @param area where payloads lie; the worker may change it at any time, so they are copied once
   */
  ReplyDecoder(MemorySegment area, Payloads payloads) {
    this.area = area;
    this.payloads = payloads;
  }

  void decode(IncomingPacket packet, WorkerReplies replies) throws LinkViolationException {
    ReplyKind kind = begin(packet);
    if (ready == (kind == ReplyKind.READY) && kind != ReplyKind.FAILED) {
      throw new LinkViolationException(Rule.ORDER, "message=" + kind + ", ready=" + ready);
    }
    switch (kind) {
      case READY -> ready(replies);
      case ENDED -> ended(replies);
      case WANTS_PROGRAM -> wantsProgram(replies);
      case DROPPED_PROGRAM -> {
        int space = number("space");
        replies.droppedProgram(space, program());
      }
      case BUILT -> built(replies);
      case COPIED -> {
        int space = number("space");
        replies.copied(space, notNegative("bytes", message.u64()));
      }
      case FAILED -> payloads.failed(message.text(ReplyKind.MAX_REASON_BYTES));
    }
  }

  private ReplyKind begin(IncomingPacket packet) throws LinkViolationException {
    message.begin(packet);
    int bytes = message.left();
    if (bytes < Long.BYTES) {
      throw new LinkViolationException(Rule.LENGTH, "bytes=" + bytes);
    }
    int number = message.u32();
    ReplyKind kind = ReplyKind.of(number);
    if (kind == null) {
      throw new LinkViolationException(Rule.MESSAGE, "number=" + Integer.toUnsignedString(number));
    }
    if (bytes < kind.smallestBytes() || bytes > kind.largestBytes()) {
      throw new LinkViolationException(Rule.LENGTH, "message=" + kind + ", bytes=" + bytes);
    }
    return kind;
  }

  private void ready(WorkerReplies replies) throws LinkViolationException {
    boolean cpu = message.u32() != 0;
    MemorySegment info = message.bytes(DeviceInfo.SIZE_BYTES);
    String identity = message.text(ReplyKind.MAX_IDENTITY_BYTES);
    switch (StructCodec.of(DeviceInfo.class).parse(info)) {
      case Result.Ok<DeviceInfo>(DeviceInfo value) when value.magic() == DeviceInfo.MAGIC
          && value.version() == DeviceInfo.VERSION -> {
        ready = true;
        replies.ready(new DeviceFacts(value, cpu, identity));
      }
      case Result.Ok<DeviceInfo> other -> throw new LinkViolationException(Rule.VALUE, "device info=" + other);
      case Result.Failed<DeviceInfo> failed -> throw new LinkViolationException(Rule.VALUE, "device info=" + failed);
    }
  }

  private void ended(WorkerReplies replies) throws LinkViolationException {
    int queue = number("queue");
    long sequence = message.u64();
    OutcomeKind kind = WireNumbers.outcomeKind(message.u32());
    int detail = message.u32();
    int resume = message.u32();
    long start = message.u64();
    long end = message.u64();
    long address = message.u64();
    if (start < 0 || end < start) {
      throw new LinkViolationException(Rule.VALUE, "start=" + start + ", end=" + end);
    }
    replies.ended(queue, sequence, switch (kind) {
      case DONE -> new Outcome.Done(start, end);
      case PREEMPTED -> new Outcome.Preempted(offset(resume), start, end, WireNumbers.pause(detail));
      case FAULT -> new Outcome.Fault(WireNumbers.faultKind(detail), address, reason(), start, end);
      case CANCELLED -> new Outcome.Cancelled(reason(), start, end);
      case LOST -> new Outcome.Lost(reason());
    });
  }

  private String reason() throws LinkViolationException {
    return message.text(ReplyKind.MAX_REASON_BYTES);
  }

  private static int offset(int resume) throws LinkViolationException {
    if (resume < 0) {
      throw new LinkViolationException(Rule.VALUE, "resume offset=" + Integer.toUnsignedLong(resume));
    }
    return resume;
  }

  private void wantsProgram(WorkerReplies replies) throws LinkViolationException {
    int space = number("space");
    long request = message.u64();
    CodeFormat format = WireNumbers.codeFormat(message.u32());
    int bytes = message.u32();
    String options = message.text(ProgramSource.MAX_OPTIONS_BYTES);
    if (request <= 0) {
      throw new LinkViolationException(Rule.NUMBER, "request=" + request);
    }
    try (PrivateMemory code = payload(bytes, ProgramSource.MAX_CODE_BYTES)) {
      replies.wantsProgram(space, request, new ProgramSource(format, options, code.memory().asSlice(0, bytes)));
    } finally {
      payloads.areaRead(bytes);
    }
  }

  private void built(WorkerReplies replies) throws LinkViolationException {
    message.u32();
    long request = message.u64();
    long bytes = message.u64();
    try (PrivateMemory image = payload(bytes, ProgramImage.MAX_BYTES)) {
      replies.built(request, image.memory().asSlice(0, bytes));
    } finally {
      payloads.areaRead(bytes);
    }
  }

  /** A copy of what lies in the area, which the worker could change while it is looked at. */
  private PrivateMemory payload(long bytes, long most) throws LinkViolationException {
    if (bytes < 0 || bytes > most) {
      throw new LinkViolationException(Rule.LENGTH, "payload=" + bytes + ", most=" + most);
    }
    try {
      PrivateMemory copy = PrivateMemory.map(Math.max(bytes, 1));
      MemorySegment.copy(area, 0, copy.memory(), 0, bytes);
      return copy;
    } catch (LinuxException e) {
      throw new IllegalStateException("no memory for a worker's payload: bytes=" + bytes, e);
    }
  }

  private int number(String what) throws LinkViolationException {
    int number = message.u32();
    if (number <= 0) {
      throw new LinkViolationException(Rule.NUMBER, what + "=" + number);
    }
    return number;
  }

  private int program() throws LinkViolationException {
    int program = message.u32();
    if (program <= 0 || program >= 1 << 22) {
      throw new LinkViolationException(Rule.NUMBER, "program=" + program);
    }
    return program;
  }

  private static long notNegative(String what, long value) throws LinkViolationException {
    if (value < 0) {
      throw new LinkViolationException(Rule.VALUE, what + "=" + value);
    }
    return value;
  }
}
