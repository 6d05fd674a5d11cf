package org.paravane.guest.fuse.protocol;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Writes requests as the kernel does. Offsets of arguments count from the end of the header. */
public final class RequestMaker {
  private static final int HEADER = 40;
  private final MemorySegment buffer = Arena.ofAuto().allocate(Layout.REQUEST_ROOM, 8);
  private final Request request = new Request(buffer);
  private long length = HEADER;

  /** The buffer as a request. */
  public Request request() {
    return request;
  }

  public MemorySegment buffer() {
    return buffer;
  }

  /** Begins a request; the argument is all zero and that long. */
  public RequestMaker begin(int opcode, long unique, long node, int argumentBytes) {
    length = HEADER + (long) argumentBytes;
    buffer.asSlice(0, length).fill((byte) 0);
    buffer.set(ValueLayout.JAVA_INT, 0, (int) length);
    buffer.set(ValueLayout.JAVA_INT, 4, opcode);
    buffer.set(ValueLayout.JAVA_LONG, 8, unique);
    buffer.set(ValueLayout.JAVA_LONG, 16, node);
    return this;
  }

  public RequestMaker from(int userId, int groupId, int threadId) {
    buffer.set(ValueLayout.JAVA_INT, 24, userId);
    buffer.set(ValueLayout.JAVA_INT, 28, groupId);
    buffer.set(ValueLayout.JAVA_INT, 32, threadId);
    return this;
  }

  public RequestMaker putInt(int offset, int value) {
    buffer.set(ValueLayout.JAVA_INT, HEADER + offset, value);
    return this;
  }

  public RequestMaker putLong(int offset, long value) {
    buffer.set(ValueLayout.JAVA_LONG, HEADER + offset, value);
    return this;
  }

  public RequestMaker putBytes(int offset, byte... bytes) {
    MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, HEADER + offset, bytes.length);
    return this;
  }

  /** Accepts what was written. */
  public boolean accept() {
    return request.accept(length);
  }

  /** Accepts fewer or more bytes than were written. */
  public boolean accept(long bytes) {
    return request.accept(bytes);
  }
}
