package org.paravane.runtime;

import static org.paravane.runtime.FieldOffset.U16;
import static org.paravane.runtime.FieldOffset.U32;
import static org.paravane.runtime.FieldOffset.U64;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.AqlHeader;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.AqlType;
import org.paravane.abi.accel.VendorOpcode;

/**
 * Writes packets field by field, without making objects. Packets of a queue take effect in their order. Only barriers carry the barrier
 * bit: a packet and its arguments are complete when they are submitted, so an engine may read them before those in front are done.
 */
final class PacketWriter {
  private static final Class<AqlPacket.KernelDispatch> DISPATCH = AqlPacket.KernelDispatch.class;
  private static final int SETUP = FieldOffset.of(DISPATCH, "setup");
  private static final int WORKGROUP_X = FieldOffset.of(DISPATCH, "workgroup_size_x");
  private static final int WORKGROUP_Y = FieldOffset.of(DISPATCH, "workgroup_size_y");
  private static final int WORKGROUP_Z = FieldOffset.of(DISPATCH, "workgroup_size_z");
  private static final int GRID_X = FieldOffset.of(DISPATCH, "grid_size_x");
  private static final int GRID_Y = FieldOffset.of(DISPATCH, "grid_size_y");
  private static final int GRID_Z = FieldOffset.of(DISPATCH, "grid_size_z");
  private static final int KERNEL_OBJECT = FieldOffset.of(DISPATCH, "kernel_object");
  private static final int KERNARG_ADDRESS = FieldOffset.of(DISPATCH, "kernarg_address");
  private static final int COMPLETION_SIGNAL = FieldOffset.of(DISPATCH, "completion_signal");
  private static final int TIMESTAMP_ADDRESS = FieldOffset.of(DISPATCH, "timestamp_address");
  private static final int OPCODE = FieldOffset.of(AqlPacket.Copy.class, "opcode");
  private static final int COPY_SOURCE = FieldOffset.of(AqlPacket.Copy.class, "source");
  private static final int COPY_DESTINATION = FieldOffset.of(AqlPacket.Copy.class, "destination");
  private static final int COPY_SIZE = FieldOffset.of(AqlPacket.Copy.class, "size_bytes");
  private static final int FILL_PATTERN = FieldOffset.of(AqlPacket.Fill.class, "pattern");
  private static final int FILL_DESTINATION = FieldOffset.of(AqlPacket.Fill.class, "destination");
  private static final int FILL_SIZE = FieldOffset.of(AqlPacket.Fill.class, "size_bytes");

  private static final short DISPATCH_HEADER = header(AqlType.KERNEL_DISPATCH);
  private static final short VENDOR_HEADER = header(AqlType.VENDOR_SPECIFIC);
  private static final short BARRIER_HEADER = barrier(AqlType.BARRIER_AND);

  private PacketWriter() {
  }

  private static short header(AqlType type) {
    return bits(AqlHeader.of(type));
  }

  private static short barrier(AqlType type) {
    return bits(AqlHeader.barrier(type));
  }

  private static short bits(AqlHeader header) {
    byte[] bytes = StructCodec.of(AqlHeader.class).encode(header);
    return MemorySegment.ofArray(bytes).get(U16, 0);
  }

  private static void begin(MemorySegment memory, long at, short header) {
    for (int word = 0; word < AqlPacket.SIZE_BYTES; word += Long.BYTES) {
      memory.set(U64, at + word, 0);
    }
    memory.set(U16, at, header);
  }

  static void dispatch(MemorySegment memory, long at, long kernelObject, long kernargAddress, Grid grid) {
    begin(memory, at, DISPATCH_HEADER);
    memory.set(U16, at + SETUP, (short) grid.dimensions());
    memory.set(U16, at + WORKGROUP_X, (short) grid.workgroupX());
    memory.set(U16, at + WORKGROUP_Y, (short) grid.workgroupY());
    memory.set(U16, at + WORKGROUP_Z, (short) grid.workgroupZ());
    memory.set(U32, at + GRID_X, grid.x());
    memory.set(U32, at + GRID_Y, grid.y());
    memory.set(U32, at + GRID_Z, grid.z());
    memory.set(U64, at + KERNEL_OBJECT, kernelObject);
    memory.set(U64, at + KERNARG_ADDRESS, kernargAddress);
  }

  static void copy(MemorySegment memory, long at, long source, long destination, long bytes) {
    begin(memory, at, VENDOR_HEADER);
    memory.set(U16, at + OPCODE, (short) VendorOpcode.COPY.value());
    memory.set(U64, at + COPY_SOURCE, source);
    memory.set(U64, at + COPY_DESTINATION, destination);
    memory.set(U64, at + COPY_SIZE, bytes);
  }

  static void fill(MemorySegment memory, long at, long destination, long bytes, int pattern) {
    begin(memory, at, VENDOR_HEADER);
    memory.set(U16, at + OPCODE, (short) VendorOpcode.FILL.value());
    memory.set(U32, at + FILL_PATTERN, pattern);
    memory.set(U64, at + FILL_DESTINATION, destination);
    memory.set(U64, at + FILL_SIZE, bytes);
  }

  /** A packet that depends on nothing but its barrier bit. */
  static void barrier(MemorySegment memory, long at) {
    begin(memory, at, BARRIER_HEADER);
  }

  /** Adds where the engine writes when the packet began and ended. */
  static void timestamps(MemorySegment memory, long at, long address) {
    memory.set(U64, at + TIMESTAMP_ADDRESS, address);
  }

  /** Adds what goes down by 1 when the packet was executed. */
  static void completionSignal(MemorySegment memory, long at, long address) {
    memory.set(U64, at + COMPLETION_SIGNAL, address);
  }
}
