package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.clReleaseMemObject;
import static org.lwjgl.opencl.CL11.CL_BUFFER_CREATE_TYPE_REGION;
import static org.lwjgl.opencl.CL11.nclCreateSubBuffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;

/** A range of a store that the device has one buffer for, and the parts of it that arguments point to. */
final class Extent {
  private static final int MAX_PARTS = 256;

  private final long offset;
  private final long bytes;
  private final long buffer;
  private final Map<Long, Long> parts = new HashMap<>();

  /** Takes a buffer over, unless it is 0: then the extent is only planned. */
  Extent(long offset, long bytes, long buffer) {
    this.offset = offset;
    this.bytes = bytes;
    this.buffer = buffer;
  }

  long offset() {
    return offset;
  }

  /** First offset behind it. */
  long end() {
    return offset + bytes;
  }

  long sizeBytes() {
    return bytes;
  }

  /** The buffer, 0 if there is none yet. */
  long buffer() {
    return buffer;
  }

  /** A buffer that begins at an offset of the store. */
  long bufferFrom(long storeOffset) {
    if (storeOffset == offset) {
      return buffer;
    }
    Long known = parts.get(storeOffset);
    if (known != null) {
      return known;
    }
    if (parts.size() == MAX_PARTS) {
      releaseParts();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(24, 8);
      block.set(ValueLayout.JAVA_LONG, 0, storeOffset - offset);
      block.set(ValueLayout.JAVA_LONG, 8, end() - storeOffset);
      long part = nclCreateSubBuffer(buffer, 0, CL_BUFFER_CREATE_TYPE_REGION, block.address(), block.address() + 16);
      OpenClException.check(block.get(ValueLayout.JAVA_INT, 16), "clCreateSubBuffer");
      parts.put(storeOffset, part);
      return part;
    }
  }

  /** Gives the buffer back; commands that are enqueued keep it. */
  void release() {
    releaseParts();
    if (buffer != 0) {
      clReleaseMemObject(buffer);
    }
  }

  private void releaseParts() {
    parts.values().forEach(part -> clReleaseMemObject(part));
    parts.clear();
  }
}
