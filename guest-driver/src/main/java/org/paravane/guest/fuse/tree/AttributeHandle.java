package org.paravane.guest.fuse.tree;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.Sleeping;
import org.paravane.device.tree.AttributeFile;
import org.paravane.guest.fuse.Requester;

/**
 * An open attribute, as in sysfs: a reading that begins at the start sees the value of that moment to its end, and a write is
 * one value in one piece.
 */
final class AttributeHandle implements OpenHandle {
  private final AttributeFile file;
  /** O_APPEND: the kernel then writes at what it thinks is the end. */
  private final boolean appends;
  private byte @Nullable [] value;

  AttributeHandle(AttributeFile file, boolean appends) {
    this.file = file;
    this.appends = appends;
  }

  @Override
  public synchronized Result<Integer> read(Requester requester, int flags, long offset, MemorySegment into) {
    byte[] present = value;
    if (offset != 0 && present != null) {
      return Result.ok(part(present, offset, into));
    }
    return file.read().map(text -> {
      byte[] fresh = text.getBytes(StandardCharsets.UTF_8);
      value = fresh;
      return part(fresh, offset, into);
    });
  }

  private static int part(byte[] from, long offset, MemorySegment into) {
    if (offset < 0 || offset >= from.length) {
      return 0;
    }
    int bytes = (int) Math.min(from.length - offset, into.byteSize());
    MemorySegment.copy(from, (int) offset, into, ValueLayout.JAVA_BYTE, 0, bytes);
    return bytes;
  }

  /** What a value sets off may take its time: a driver that comes or leaves asks the host. */
  @Override
  public Result<Integer> write(Requester requester, long offset, MemorySegment from) {
    if (offset != 0 && !appends) {
      return Result.failed(Errno.EINVAL, "a value is written in one piece: offset=" + offset);
    }
    if (from.byteSize() > AttributeFile.MAX_WRITE_BYTES) {
      return Result.failed(Errno.EINVAL, "write of wrong length: bytes=" + from.byteSize());
    }
    byte[] bytes = from.toArray(ValueLayout.JAVA_BYTE);
    Sleeping.briefly();
    return file.write(bytes);
  }

  @Override
  public void release() {
    // Holds nothing.
  }
}
