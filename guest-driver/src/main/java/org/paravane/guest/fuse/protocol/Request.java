package org.paravane.guest.fuse.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request as it lies in the buffer that it was read into. One object per buffer, so that reading a request makes nothing. The
 * fields of arguments are only asked for when {@link #accept} said that they are there.
 */
public final class Request {
  private static final int IOCTL_COMPAT = 1;
  private static final int POLL_SCHEDULE_NOTIFY = 1;
  private static final int LONGEST_NAME = 1_024;

  private final MemorySegment buffer;
  private long bytes;
  private @Nullable Opcode opcode;

  /** @param buffer at least {@link Layout#REQUEST_ROOM} bytes, aligned to 8 */
  public Request(MemorySegment buffer) {
    this.buffer = buffer;
  }

  /** Where requests are read to. */
  public MemorySegment buffer() {
    return buffer;
  }

  /** Looks at what was read. False for something that is no request at all: it cannot even be answered. */
  public boolean accept(long bytesRead) {
    bytes = bytesRead;
    opcode = null;
    if (bytesRead < Layout.IN_HEADER || Integer.toUnsignedLong(intAt(Layout.IN_LENGTH)) != bytesRead) {
      return false;
    }
    opcode = Opcode.of(intAt(Layout.IN_OPCODE));
    return true;
  }

  /** What is wanted; null if it is unknown here. */
  public @Nullable Opcode opcode() {
    return opcode;
  }

  /** The opcode's number, also of an unknown one. */
  public int opcodeNumber() {
    return intAt(Layout.IN_OPCODE);
  }

  /** Whether the argument is as long as the opcode's least. */
  public boolean isComplete() {
    return opcode != null && bytes - Layout.IN_HEADER >= opcode.argumentBytes();
  }

  /** The number that the answer has to carry. */
  public long unique() {
    return buffer.get(Layout.LONG, Layout.IN_UNIQUE);
  }

  public long node() {
    return buffer.get(Layout.LONG, Layout.IN_NODE);
  }

  public int userId() {
    return intAt(Layout.IN_USER);
  }

  public int groupId() {
    return intAt(Layout.IN_GROUP);
  }

  /** The calling thread, 0 if it is not visible from here or there is none. */
  public int threadId() {
    return intAt(Layout.IN_THREAD);
  }

  /** LOOKUP: the name; null if it is not one (not ended, empty or longer than names are). */
  public @Nullable String name() {
    long limit = Math.min(bytes, Layout.IN_HEADER + LONGEST_NAME + 1L);
    for (long at = Layout.IN_HEADER; at < limit; at++) {
      if (buffer.get(ValueLayout.JAVA_BYTE, at) == 0) {
        byte[] name = buffer.asSlice(Layout.IN_HEADER, at - Layout.IN_HEADER)
            .toArray(ValueLayout.JAVA_BYTE);
        return name.length == 0 ? null : new String(name, StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  /** FORGET: how many lookups. INTERRUPT: the request that is meant. */
  public long firstLong() {
    return argLong(0);
  }

  /** READ, WRITE, READDIR, IOCTL, POLL, RELEASE: the open file. */
  public long handle() {
    return argLong(Layout.HANDLE);
  }

  /** READ, WRITE, READDIR. */
  public long offset() {
    return argLong(Layout.READ_OFFSET);
  }

  /** READ, READDIR: how much is wanted, never more than an answer holds. */
  public int sizeBytes() {
    return (int) Math.min(Integer.toUnsignedLong(argInt(Layout.READ_SIZE)), Layout.MOST_DATA);
  }

  /** READ: flags of open(2) as they are now. */
  public int readFlags() {
    return argInt(Layout.READ_FLAGS);
  }

  /** WRITE: what comes; null if it is not all there. */
  public @Nullable MemorySegment written() {
    long size = Integer.toUnsignedLong(argInt(Layout.READ_SIZE));
    return size <= argumentBytes() - Layout.WRITE_DATA ? slice(Layout.WRITE_DATA, size) : null;
  }

  /** OPEN, OPENDIR: flags of open(2). */
  public int openFlags() {
    return argInt(Layout.OPEN_FLAGS);
  }

  /** SETATTR: which fields are meant. */
  public int changeMask() {
    return argInt(Layout.SETATTR_VALID);
  }

  /** SETATTR: the new length. */
  public long changeSize() {
    return argLong(Layout.SETATTR_SIZE);
  }

  /** IOCTL: the request code. */
  public int ioctlRequest() {
    return argInt(Layout.IOCTL_REQUEST);
  }

  /** IOCTL: whether the caller is a 32-bit program. */
  public boolean isCompat() {
    return (argInt(Layout.IOCTL_FLAGS) & IOCTL_COMPAT) != 0;
  }

  /** IOCTL: bytes that came with it, −1 if the size does not fit the message. */
  public int ioctlInSize() {
    long size = Integer.toUnsignedLong(argInt(Layout.IOCTL_IN_SIZE));
    return size <= argumentBytes() - Layout.IOCTL_DATA ? (int) size : -1;
  }

  /** IOCTL: bytes that go back, −1 if no answer holds so many. */
  public int ioctlOutSize() {
    long size = Integer.toUnsignedLong(argInt(Layout.IOCTL_OUT_SIZE));
    return size <= Layout.MOST_DATA ? (int) size : -1;
  }

  /** IOCTL: copies what came. */
  public void copyIoctlData(int size, MemorySegment to, long at) {
    MemorySegment.copy(buffer, Layout.IN_HEADER + Layout.IOCTL_DATA, to, at, size);
  }

  /** POLL: by which number the kernel wants to be told. */
  public long kernelHandle() {
    return argLong(Layout.POLL_KERNEL_HANDLE);
  }

  /** POLL: whether the kernel wants to be told. */
  public boolean wantsNotice() {
    return (argInt(Layout.POLL_FLAGS) & POLL_SCHEDULE_NOTIFY) != 0;
  }

  /** POLL: bits of poll(2). */
  public int pollEvents() {
    return argInt(Layout.POLL_EVENTS);
  }

  /** BATCH_FORGET: how many entries, never more than came. */
  public int batchCount() {
    long count = Integer.toUnsignedLong(argInt(Layout.BATCH_COUNT));
    return (int) Math.min(count, (argumentBytes() - Layout.BATCH_FIRST) / Layout.BATCH_ONE);
  }

  /** BATCH_FORGET: node of an entry. */
  public long batchNode(int index) {
    return argLong(Layout.BATCH_FIRST + index * Layout.BATCH_ONE);
  }

  /** BATCH_FORGET: lookups of an entry. */
  public long batchLookups(int index) {
    return argLong(Layout.BATCH_FIRST + index * Layout.BATCH_ONE + Layout.BATCH_LOOKUPS);
  }

  /** INIT: a field of the kernel's greeting, 0 where an older kernel sends none. */
  int initField(int offset) {
    return offset + Integer.BYTES <= argumentBytes() ? argInt(offset) : 0;
  }

  private long argumentBytes() {
    return bytes - Layout.IN_HEADER;
  }

  private int intAt(int offset) {
    return buffer.get(Layout.INT, offset);
  }

  private int argInt(int offset) {
    return buffer.get(Layout.INT, Layout.IN_HEADER + offset);
  }

  private long argLong(int offset) {
    return buffer.get(Layout.LONG, Layout.IN_HEADER + offset);
  }

  private MemorySegment slice(int offset, long size) {
    return buffer.asSlice(Layout.IN_HEADER + offset, size);
  }
}
