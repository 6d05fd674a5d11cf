package org.paravane.guest.fuse.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.guest.fuse.Entry;
import org.paravane.guest.fuse.FileAttributes;
import org.paravane.guest.fuse.Opened;

/**
 * The answer to a request, built in a buffer. Each method that builds one answers how many bytes are to be written to the device.
 * One object per buffer; ioctl answers of a size that was seen before make nothing.
 */
public final class Answer {
  private static final int FOPEN_DIRECT_IO = 1;
  private static final int FOPEN_NONSEEKABLE = 1 << 2;
  /** No position either: otherwise readers of one descriptor queue behind one that sleeps, where no signal reaches them. */
  private static final int FOPEN_STREAM = 1 << 4;
  private static final int FOPEN_NOFLUSH = 1 << 5;
  private static final int FOPEN_PASSTHROUGH = 1 << 7;
  private static final int BLOCK = 4_096;
  private static final int LONGEST_NAME = 255;
  private static final long NANOS = 1_000_000_000L;
  private static final int KEPT_SLICES = 64;

  private final MemorySegment buffer;
  /** Arguments of ioctls, by size. */
  private final @Nullable MemorySegment[] arguments = new @Nullable MemorySegment[KEPT_SLICES];

  /** @param buffer at least {@link Layout#ANSWER_ROOM} bytes, aligned to 8 */
  public Answer(MemorySegment buffer) {
    this.buffer = buffer;
  }

  /** What is to be written. */
  public MemorySegment buffer() {
    return buffer;
  }

  /** A failure. */
  public int failed(long unique, Errno errno) {
    return header(unique, -errno.number(), 0);
  }

  /** A failure whose errno is known by number only. */
  public int failed(long unique, int errno) {
    return header(unique, -errno, 0);
  }

  /** Success without a result. */
  public int done(long unique) {
    return header(unique, 0, 0);
  }

  /** LOOKUP. */
  public int entry(long unique, Entry entry) {
    putEntry(Layout.OUT_HEADER, entry);
    return header(unique, 0, Layout.ENTRY_BYTES);
  }

  /** GETATTR, SETATTR. */
  public int attributes(long unique, FileAttributes attributes) {
    clear(Layout.OUT_HEADER, Layout.ATTR_OUT_ATTR);
    putAttributes(Layout.OUT_HEADER + Layout.ATTR_OUT_ATTR, attributes);
    return header(unique, 0, Layout.ATTR_OUT_BYTES);
  }

  /** READLINK. */
  public int text(long unique, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= BLOCK) {
      return failed(unique, Errno.EIO);
    }
    MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, Layout.OUT_HEADER, bytes.length);
    return header(unique, 0, bytes.length);
  }

  /** OPEN. Data never goes through the page cache; a file that the kernel maps in our stead is seekable, because the kernel does not allow otherwise. */
  public int opened(long unique, Opened opened) {
    boolean mapped = opened.backing() > 0;
    int flags = FOPEN_DIRECT_IO | FOPEN_NOFLUSH;
    if (mapped) {
      flags |= FOPEN_PASSTHROUGH;
    } else if (!opened.seekable()) {
      flags |= FOPEN_NONSEEKABLE | FOPEN_STREAM;
    }
    return opened(unique, opened.handle(), flags, Math.max(opened.backing(), 0));
  }

  /** OPENDIR. */
  public int openedDirectory(long unique, long handle) {
    return opened(unique, handle, 0, 0);
  }

  private int opened(long unique, long handle, int flags, int backing) {
    putLong(Layout.OUT_HEADER + Layout.OPEN_OUT_HANDLE, handle);
    putInt(Layout.OUT_HEADER + Layout.OPEN_OUT_FLAGS, flags);
    putInt(Layout.OUT_HEADER + Layout.OPEN_OUT_BACKING, backing);
    return header(unique, 0, Layout.OPEN_OUT_BYTES);
  }

  /** READ, READDIR: where the data goes. */
  public MemorySegment data(int size) {
    return buffer.asSlice(Layout.OUT_HEADER, size);
  }

  /** READ, READDIR: that many bytes were put into {@link #data}. */
  public int read(long unique, int size) {
    return header(unique, 0, size);
  }

  /** WRITE: how much was taken. */
  public int written(long unique, int size) {
    putLong(Layout.OUT_HEADER, Integer.toUnsignedLong(size));
    return header(unique, 0, 8);
  }

  /** STATFS: nothing is stored here. */
  public int fileSystem(long unique) {
    clear(Layout.OUT_HEADER, Layout.STATFS_BYTES);
    putInt(Layout.OUT_HEADER + Layout.STATFS_BLOCK_SIZE, BLOCK);
    putInt(Layout.OUT_HEADER + Layout.STATFS_NAME_LENGTH, LONGEST_NAME);
    putInt(Layout.OUT_HEADER + Layout.STATFS_FRAGMENT_SIZE, BLOCK);
    return header(unique, 0, Layout.STATFS_BYTES);
  }

  /** IOCTL: the argument, filled with what came and zeroes after that. What it holds afterwards goes back. */
  public MemorySegment ioctlArgument(Request request, int inSize, int size) {
    MemorySegment argument = ioctlSlice(size);
    request.copyIoctlData(inSize, argument, 0);
    if (size > inSize) {
      argument.asSlice(inSize).fill((byte) 0);
    }
    return argument;
  }

  private MemorySegment ioctlSlice(int size) {
    int slot = size >>> 2 & KEPT_SLICES - 1;
    MemorySegment kept = arguments[slot];
    if (kept == null || kept.byteSize() != size) {
      kept = buffer.asSlice(Layout.OUT_HEADER + Layout.IOCTL_OUT_DATA, size);
      arguments[slot] = kept;
    }
    return kept;
  }

  /** IOCTL: the status and the first bytes of the argument. */
  public int ioctl(long unique, int status, int outSize) {
    putLong(Layout.OUT_HEADER + Layout.IOCTL_RESULT, Integer.toUnsignedLong(status));
    putLong(Layout.OUT_HEADER + Layout.IOCTL_RESULT + 8, 0);
    return header(unique, 0, Layout.IOCTL_OUT_DATA + outSize);
  }

  /** POLL: what is ready. */
  public int polled(long unique, int events) {
    putLong(Layout.OUT_HEADER, Integer.toUnsignedLong(events));
    return header(unique, 0, 8);
  }

  /** INIT. */
  int init(long unique, Greeting greeting, int readAhead) {
    int at = Layout.OUT_HEADER;
    clear(at, Layout.INIT_OUT_BYTES);
    putInt(at + Layout.INIT_MAJOR, Greeting.MAJOR);
    putInt(at + Layout.INIT_MINOR, greeting.minor());
    putInt(at + Layout.INIT_READAHEAD, readAhead);
    putInt(at + Layout.INIT_FLAGS, (int) greeting.flags());
    buffer.set(Layout.SHORT, at + Layout.INIT_BACKGROUND, Greeting.BACKGROUND);
    buffer.set(Layout.SHORT, at + Layout.INIT_CONGESTION, Greeting.CONGESTION);
    putInt(at + Layout.INIT_MAX_WRITE, Layout.MOST_DATA);
    putInt(at + Layout.INIT_TIME_GRANULARITY, 1);
    putInt(at + Layout.INIT_OUT_FLAGS2, (int) (greeting.flags() >>> 32));
    putInt(at + Layout.INIT_STACK_DEPTH, greeting.passthrough() ? 1 : 0);
    return header(unique, 0, Layout.INIT_OUT_BYTES);
  }

  void putEntry(int at, Entry entry) {
    clear(at, Layout.ENTRY_ATTR);
    putLong(at + Layout.ENTRY_NODE, entry.node());
    putAttributes(at + Layout.ENTRY_ATTR, entry.attributes());
  }

  private void putAttributes(int at, FileAttributes attributes) {
    clear(at, Layout.ATTR_BYTES);
    putLong(at + Layout.ATTR_INODE, attributes.inode());
    putLong(at + Layout.ATTR_SIZE, attributes.sizeBytes());
    long seconds = Math.floorDiv(attributes.timeNanos(), NANOS);
    int nanos = (int) Math.floorMod(attributes.timeNanos(), NANOS);
    putLong(at + Layout.ATTR_ATIME, seconds);
    putLong(at + Layout.ATTR_MTIME, seconds);
    putLong(at + Layout.ATTR_CTIME, seconds);
    putInt(at + Layout.ATTR_ATIME_NANOS, nanos);
    putInt(at + Layout.ATTR_MTIME_NANOS, nanos);
    putInt(at + Layout.ATTR_CTIME_NANOS, nanos);
    putInt(at + Layout.ATTR_MODE, attributes.mode());
    putInt(at + Layout.ATTR_LINKS, attributes.links());
    putInt(at + Layout.ATTR_USER, attributes.userId());
    putInt(at + Layout.ATTR_GROUP, attributes.groupId());
    putInt(at + Layout.ATTR_BLOCK_SIZE, BLOCK);
  }

  private int header(long unique, int error, int payload) {
    int length = Layout.OUT_HEADER + payload;
    putInt(Layout.OUT_LENGTH, length);
    putInt(Layout.OUT_ERROR, error);
    putLong(Layout.OUT_UNIQUE, unique);
    return length;
  }

  private void clear(int at, int size) {
    buffer.asSlice(at, size).fill((byte) 0);
  }

  private void putInt(int at, int value) {
    buffer.set(Layout.INT, at, value);
  }

  private void putLong(int at, long value) {
    buffer.set(Layout.LONG, at, value);
  }
}
