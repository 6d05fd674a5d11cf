package org.paravane.host.engine.worker;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.host.engine.Outcome;
import org.paravane.linux.LinuxException;
import org.paravane.linux.PrivateMemory;

/** Turns replies into messages, in the worker. One thread; {@link ReplyDecoder} is the other side. */
final class ReplyEncoder implements WorkerReplies {
  private final MessageOutlet outlet;
  private final MemorySegment area;
  private final Deque<Payload> waiting = new ArrayDeque<>();
  private boolean areaUsed;

  /** A reply that waits for the area; its source lies in memory of our own. */
  private record Payload(PrivateMemory memory, MemorySegment bytes, Message message) {
  }

  /** Sends the message that tells of a payload. */
  @FunctionalInterface
  private interface Message {
    void send();
  }

  ReplyEncoder(MessageOutlet outlet, MemorySegment area) {
    this.outlet = outlet;
    this.area = area;
  }

  private MessageWriter begin(ReplyKind kind) {
    return outlet.begin(kind.number());
  }

  @Override
  public void ready(DeviceFacts facts) {
    MemorySegment info = MemorySegment.ofArray(StructCodec.of(DeviceInfo.class).encode(facts.info()));
    begin(ReplyKind.READY).u32(facts.cpu() ? 1 : 0).bytes(info).text(facts.identity(), ReplyKind.MAX_IDENTITY_BYTES);
    outlet.send();
  }

  @Override
  public void ended(int queue, long sequence, Outcome outcome) {
    switch (outcome) {
      case Outcome.Done(long start, long end) -> ended(queue, sequence, OutcomeKind.DONE, 0, 0, start, end, 0, "");
      case Outcome.Preempted stopped -> ended(queue, sequence, OutcomeKind.PREEMPTED, WireNumbers.of(stopped.pause()),
          stopped.resumeOffset(), stopped.startNanos(), stopped.endNanos(), 0, "");
      case Outcome.Fault fault -> ended(queue, sequence, OutcomeKind.FAULT, WireNumbers.of(fault.kind()), 0,
          fault.startNanos(), fault.endNanos(), fault.address(), fault.reason());
      case Outcome.Cancelled(String reason, long start, long end) -> ended(queue, sequence, OutcomeKind.CANCELLED, 0, 0,
          start, end, 0, reason);
      case Outcome.Lost(String reason) -> ended(queue, sequence, OutcomeKind.LOST, 0, 0, 0, 0, 0, reason);
    }
  }

  private void ended(int queue, long sequence, OutcomeKind kind, int detail, int resume, long start, long end,
      long address, String reason) {
    begin(ReplyKind.ENDED).u32(queue).u64(sequence).u32(WireNumbers.of(kind)).u32(detail).u32(resume).u64(start)
        .u64(end)
        .u64(address).text(reason, ReplyKind.MAX_REASON_BYTES);
    outlet.send();
  }

  @Override
  public void wantsProgram(int space, long request, ProgramSource source) {
    int bytes = Math.toIntExact(source.code().byteSize());
    payload(source.code(), () -> {
      begin(ReplyKind.WANTS_PROGRAM).u32(space).u64(request).u32(source.format().value()).u32(bytes)
          .text(source.options(), ProgramSource.MAX_OPTIONS_BYTES);
      outlet.send();
    });
  }

  @Override
  public void droppedProgram(int space, int program) {
    begin(ReplyKind.DROPPED_PROGRAM).u32(space).u32(program);
    outlet.send();
  }

  @Override
  public void built(long request, MemorySegment image) {
    long bytes = image.byteSize();
    payload(image, () -> {
      begin(ReplyKind.BUILT).u32(0).u64(request).u64(bytes);
      outlet.send();
    });
  }

  @Override
  public void copied(int space, long bytes) {
    begin(ReplyKind.COPIED).u32(space).u64(bytes);
    outlet.send();
  }

  /** The worker could not begin. */
  void failed(String reason) {
    begin(ReplyKind.FAILED).text(reason, ReplyKind.MAX_REASON_BYTES);
    outlet.send();
  }

  private void payload(MemorySegment bytes, Message message) {
    if (!areaUsed) {
      send(bytes, message);
      return;
    }
    try {
      PrivateMemory copy = PrivateMemory.map(Math.max(bytes.byteSize(), 1));
      MemorySegment.copy(bytes, 0, copy.memory(), 0, bytes.byteSize());
      waiting.add(new Payload(copy, copy.memory().asSlice(0, bytes.byteSize()), message));
    } catch (LinuxException e) {
      throw new IllegalStateException("no memory for a payload: bytes=" + bytes.byteSize(), e);
    }
  }

  private void send(MemorySegment bytes, Message message) {
    areaUsed = true;
    MemorySegment.copy(bytes, 0, area, 0, bytes.byteSize());
    message.send();
  }

  /** The host has read the payload. */
  void areaFreed() {
    areaUsed = false;
    Payload next = waiting.poll();
    if (next != null) {
      send(next.bytes(), next.message());
      next.memory().close();
    }
  }
}
