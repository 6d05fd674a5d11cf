package org.paravane.host.engine.worker;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.accel.CodeFormat;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.worker.LinkViolation.Rule;
import org.paravane.host.memory.GpuProtection;
import org.paravane.linux.DescriptorSocket;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.SharedMapping;
import org.paravane.vmbus.ring.IncomingPacket;

/** Turns messages into calls, in the worker. A worker trusts its host, so what cannot be understood is a bug and ends the worker. */
final class CallDecoder {
  private final MessageReader message = new MessageReader();
  private final DescriptorSocket socket;
  private final Runnable areaFreed;

  /**
   * A decoder.
   *
   * @param socket where descriptors come from
   * @param areaFreed what to do when the payload area may be used again
   */
  CallDecoder(DescriptorSocket socket, Runnable areaFreed) {
    this.socket = socket;
    this.areaFreed = areaFreed;
  }

  /** The settings, which are the first message. */
  WorkerSettings settings(IncomingPacket packet) throws LinkViolationException {
    if (begin(packet) != CallKind.SETTINGS) {
      throw new LinkViolationException(Rule.ORDER, "first message is not the settings");
    }
    return WorkerSettings.parse(message.text(WorkerSettings.MAX_TEXT_BYTES));
  }

  void decode(IncomingPacket packet, WorkerCalls handler) throws LinkViolationException, LinuxException {
    switch (begin(packet)) {
      case SETTINGS -> throw new LinkViolationException(Rule.ORDER, "settings came twice");
      case OPEN_SPACE -> openSpace(handler);
      case CLOSE_SPACE -> handler.closeSpace(message.u32());
      case ATTACH_STORE -> attachStore(handler);
      case DETACH_STORE -> handler.detachStore(message.u32());
      case FORGET_RANGE -> handler.forgetRange(message.u32(), message.u64(), message.u64());
      case MAP -> map(handler);
      case OPEN_QUEUE -> openQueue(handler);
      case CLOSE_QUEUE -> handler.closeQueue(message.u32());
      case SUBMIT -> handler.submit(message.u32(), message.u64(), message.u64(), message.u32(), message.u32());
      case PREEMPT -> handler.preempt(message.u32());
      case CANCEL -> handler.cancel(message.u32(), message.text(ReplyKind.MAX_REASON_BYTES));
      case PROGRAM -> program(handler);
      case BUILD -> build(handler);
      case FREE_AREA -> areaFreed.run();
    }
  }

  private CallKind begin(IncomingPacket packet) throws LinkViolationException {
    message.begin(packet);
    int bytes = message.left();
    int number = message.u32();
    CallKind kind = CallKind.of(number);
    if (kind == null) {
      throw new LinkViolationException(Rule.MESSAGE, "number=" + number);
    }
    if (bytes < kind.smallestBytes()) {
      throw new LinkViolationException(Rule.LENGTH, "message=" + kind + ", bytes=" + bytes);
    }
    return kind;
  }

  private void openSpace(WorkerCalls handler) throws LinkViolationException {
    int space = message.u32();
    long lowest = message.u64();
    long limit = message.u64();
    handler.openSpace(space, message.text(CallKind.MAX_NAME_BYTES), lowest, limit);
  }

  private void attachStore(WorkerCalls handler) throws LinkViolationException, LinuxException {
    int store = message.u32();
    long capacity = message.u64();
    boolean local = message.u32() != 0;
    try (OwnedFd file = descriptor()) {
      handler.attachStore(store, file, capacity, local);
    }
  }

  private void map(WorkerCalls handler) throws LinkViolationException {
    int space = message.u32();
    long from = message.u64();
    long to = message.u64();
    int count = message.u32();
    if (count < 0 || (long) count * CallKind.PIECE_BYTES > message.left()) {
      throw new LinkViolationException(Rule.LENGTH, "pieces=" + count + ", left=" + message.left());
    }
    List<MappedPiece> pieces = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long start = message.u64();
      long end = message.u64();
      long offset = message.u64();
      int store = message.u32();
      pieces.add(new MappedPiece(start, end, store, offset, protection(message.u32())));
    }
    handler.map(space, from, to, pieces);
  }

  private static GpuProtection protection(int bits) {
    return new GpuProtection((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
  }

  private void openQueue(WorkerCalls handler) throws LinkViolationException {
    int queue = message.u32();
    int space = message.u32();
    NodeKind kind = WireNumbers.nodeKind(message.u32());
    handler.openQueue(queue, space, kind, message.text(CallKind.MAX_NAME_BYTES));
  }

  private void program(WorkerCalls handler) throws LinkViolationException, LinuxException {
    int space = message.u32();
    long request = message.u64();
    int program = message.u32();
    long bytes = message.u64();
    try (OwnedFd image = descriptor()) {
      handler.program(space, request, program, image, bytes);
    }
  }

  private void build(WorkerCalls handler) throws LinkViolationException, LinuxException {
    long request = message.u64();
    CodeFormat format = WireNumbers.codeFormat(message.u32());
    long bytes = message.u64();
    String options = message.text(ProgramSource.MAX_OPTIONS_BYTES);
    try (OwnedFd code = descriptor()) {
      if (bytes == 0) {
        handler.build(request, new ProgramSource(format, options, MemorySegment.ofArray(new byte[0])));
        return;
      }
      try (SharedMapping mapping = SharedMapping.mapCopy(code, 0, bytes)) {
        handler.build(request, new ProgramSource(format, options, mapping.segment()));
      }
    }
  }

  private OwnedFd descriptor() throws LinkViolationException, LinuxException {
    return socket.take()
        .orElseThrow(() -> new LinkViolationException(Rule.ORDER, "a message came before its descriptor"));
  }
}
