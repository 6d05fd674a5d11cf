package org.paravane.host.engine.opencl;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.paravane.host.engine.packet.ArgumentReader;
import org.paravane.host.engine.packet.PacketFault;
import org.paravane.host.memory.GpuAccess;
import org.paravane.host.memory.GpuSpan;

/** Moves bytes in memory that this process has mapped: copy and fill, a part at a time so that other queues go on. */
final class MoveRun implements Mover {
  /** Bytes of one part. */
  static final long PART_BYTES = 1 << 20;

  private static final int PATTERN_BYTES = 64 * 1024;
  private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment pattern = MemorySegment.ofArray(new byte[PATTERN_BYTES]);
  private GpuSpan from = new GpuSpan();
  private GpuSpan to = new GpuSpan();
  private boolean filling;
  private int filledWith;
  private long done;
  private long length;

  @Override
  public void beginCopy(ArgumentReader call, long source, long destination, long bytes) throws PacketFault {
    from = call.bytes(0, "source", source, bytes, GpuAccess.READ);
    to = call.bytes(1, "destination", destination, bytes, GpuAccess.WRITE);
    filling = false;
    done = 0;
    length = bytes;
  }

  @Override
  public void beginFill(ArgumentReader call, long destination, long count, int value) throws PacketFault {
    to = call.words(0, "destination", destination, count, GpuAccess.WRITE);
    filling = true;
    done = 0;
    length = 4 * count;
    if (value != filledWith) {
      filledWith = value;
      for (long at = 0; at < PATTERN_BYTES; at += 4) {
        pattern.set(WORD, at, value);
      }
    }
  }

  @Override
  public boolean advance() {
    long end = Math.min(length, done + PART_BYTES);
    while (done < end) {
      long part = Math.min(end - done, to.contiguousBytes(done));
      if (filling) {
        part = Math.min(part, PATTERN_BYTES);
        MemorySegment.copy(pattern, 0, to.segment(done), to.offsetInSegment(done), part);
      } else {
        part = Math.min(part, from.contiguousBytes(done));
        MemorySegment.copy(from.segment(done), from.offsetInSegment(done), to.segment(done), to.offsetInSegment(done),
            part);
      }
      done += part;
    }
    return done == length;
  }

  @Override
  public boolean isWaiting() {
    return false;
  }

  @Override
  public void abort() {
    length = done;
  }

  @Override
  public void close() {
    // holds nothing
  }
}
