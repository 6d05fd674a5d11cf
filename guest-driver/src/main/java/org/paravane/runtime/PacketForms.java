package org.paravane.runtime;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.AqlPacket.Copy;
import org.paravane.abi.accel.AqlPacket.Fill;
import org.paravane.abi.accel.AqlPacket.KernelDispatch;

/**
 * Writes packets without making objects: each kind is a finished packet of which some fields are replaced. Where they are is
 * what the records say.
 */
final class PacketForms {
  private static final int SIZE = AqlPacket.SIZE_BYTES;

  private final Form dispatch = new Form(KernelDispatch.of(0, 0, 1, 0));
  private final Form copy = new Form(Copy.of(0, 0, 0, 0));
  private final Form fill = new Form(Fill.of(0, 0, 0, 0));
  private final long gridSizeX = dispatch.offsetOf("grid_size_x");
  private final long kernelObject = dispatch.offsetOf("kernel_object");
  private final long kernargAddress = dispatch.offsetOf("kernarg_address");
  private final long copySource = copy.offsetOf("source");
  private final long copyDestination = copy.offsetOf("destination");
  private final long copyBytes = copy.offsetOf("size_bytes");
  private final long fillPattern = fill.offsetOf("pattern");
  private final long fillDestination = fill.offsetOf("destination");
  private final long fillBytes = fill.offsetOf("size_bytes");
  private final long completionSignal = dispatch.offsetOf("completion_signal");

  private static final class Form {
    private final MemorySegment bytes;
    private final StructCodec<?> codec;

    Form(AqlPacket packet) {
      this.bytes = MemorySegment.ofArray(packet.encode());
      this.codec = StructCodec.ofValue((Record) packet);
    }

    long offsetOf(String field) {
      return codec.layout().field(field).offset();
    }

    void write(MemorySegment ring, long at) {
      MemorySegment.copy(bytes, 0, ring, at, SIZE);
    }
  }

  void dispatch(MemorySegment ring, long at, long object, long kernarg, int gridSize) {
    dispatch.write(ring, at);
    ring.set(ValueLayout.JAVA_INT, at + gridSizeX, gridSize);
    ring.set(ValueLayout.JAVA_LONG, at + kernelObject, object);
    ring.set(ValueLayout.JAVA_LONG, at + kernargAddress, kernarg);
  }

  void copy(MemorySegment ring, long at, long source, long destination, long bytes) {
    copy.write(ring, at);
    ring.set(ValueLayout.JAVA_LONG, at + copySource, source);
    ring.set(ValueLayout.JAVA_LONG, at + copyDestination, destination);
    ring.set(ValueLayout.JAVA_LONG, at + copyBytes, bytes);
  }

  void fill(MemorySegment ring, long at, long destination, long bytes, int pattern) {
    fill.write(ring, at);
    ring.set(ValueLayout.JAVA_INT, at + fillPattern, pattern);
    ring.set(ValueLayout.JAVA_LONG, at + fillDestination, destination);
    ring.set(ValueLayout.JAVA_LONG, at + fillBytes, bytes);
  }

  /** Every kind of packet has its signal at the same place. */
  void signal(MemorySegment ring, long at, long address) {
    ring.set(ValueLayout.JAVA_LONG, at + completionSignal, address);
  }
}
