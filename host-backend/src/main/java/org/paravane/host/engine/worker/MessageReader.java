package org.paravane.host.engine.worker;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.paravane.host.engine.worker.LinkViolation.Rule;
import org.paravane.vmbus.ring.IncomingPacket;

/** Takes a message apart, field by field, on the private copy that the ring made. Nothing is read behind the message's end. */
final class MessageReader {

  private MemorySegment memory = MemorySegment.ofArray(new byte[0]);
  private int at;
  private int end;

  /** Begins with the number of a message. */
  void begin(IncomingPacket packet) {
    memory = packet.buffer();
    at = packet.payloadOffset();
    end = at + packet.payloadBytes();
  }

  /** Bytes of the message that were not read yet, padding included. */
  int left() {
    return end - at;
  }

  int u32() throws LinkViolationException {
    return memory.get(MessageWriter.U32, advance(Integer.BYTES));
  }

  long u64() throws LinkViolationException {
    return memory.get(MessageWriter.U64, advance(Long.BYTES));
  }

  String text(int mostBytes) throws LinkViolationException {
    int length = u32();
    if (length == 0) {
      return "";
    }
    if (length < 0 || length > mostBytes) {
      throw new LinkViolationException(Rule.TEXT, "bytes=" + Integer.toUnsignedLong(length) + ", most=" + mostBytes);
    }
    byte[] bytes = new byte[length];
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, advance(length), bytes, 0, length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new LinkViolationException(Rule.TEXT, "bytes=" + length + ", reason=not utf-8");
    }
  }

  /** A copy of the next bytes. */
  MemorySegment bytes(int count) throws LinkViolationException {
    int from = advance(count);
    return MemorySegment.ofArray(memory.asSlice(from, count).toArray(ValueLayout.JAVA_BYTE));
  }

  private int advance(int bytes) throws LinkViolationException {
    if (bytes > end - at) {
      throw new LinkViolationException(Rule.LENGTH, "wanted=" + bytes + ", left=" + (end - at));
    }
    int from = at;
    at += bytes;
    return from;
  }
}
