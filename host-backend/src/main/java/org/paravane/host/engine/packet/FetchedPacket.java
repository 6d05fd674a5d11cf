package org.paravane.host.engine.packet;

import static org.paravane.host.engine.packet.PacketFields.offset;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.AqlType;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.memory.GpuAccess;
import org.paravane.host.memory.GpuSpan;
import org.paravane.host.memory.MemoryAccess;

/**
 * One AQL packet, copied out of guest memory and checked on the copy, with what every packet has: a completion signal and a place
 * for timestamps, both looked up before the packet does anything. Reused from packet to packet without making objects; one thread
 * at a time.
 */
public final class FetchedPacket {
  public static final int PACKET_BYTES = AqlPacket.SIZE_BYTES;

  private static final int MAX_DIMENSIONS = 3;
  private static final int DEPENDENCIES = 5;
  private static final int BARRIER_BIT = 1 << 8;

  private static final int SETUP = offset(AqlPacket.KernelDispatch.class, "setup");
  private static final int WORKGROUP = offset(AqlPacket.KernelDispatch.class, "workgroup_size_x");
  private static final int GRID = offset(AqlPacket.KernelDispatch.class, "grid_size_x");
  private static final int KERNEL_OBJECT = offset(AqlPacket.KernelDispatch.class, "kernel_object");
  private static final int KERNARG_ADDRESS = offset(AqlPacket.KernelDispatch.class, "kernarg_address");
  private static final int DEPENDENCY_SIGNALS = offset(AqlPacket.BarrierAnd.class, "dependency_signals");
  private static final int OPCODE = offset(AqlPacket.Copy.class, "opcode");
  private static final int TIMESTAMP_DESTINATION = offset(AqlPacket.Timestamp.class, "destination");
  private static final int TIMESTAMP_ADDRESS = offset(AqlPacket.KernelDispatch.class, "timestamp_address");
  private static final int COMPLETION_SIGNAL = offset(AqlPacket.KernelDispatch.class, "completion_signal");

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong ANY_WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SIGNAL = WORD.varHandle();

  private final MemorySegment packet = MemorySegment.ofArray(new byte[PACKET_BYTES]);
  private final GpuSpan fetched = new GpuSpan();
  private final GpuSpan signal = new GpuSpan();
  private final GpuSpan timestamps = new GpuSpan();
  private final GpuSpan stamp = new GpuSpan();
  private @Nullable MemoryAccess memory;
  private int packetOffset;

  /**
   * Fetches a packet, and looks up its completion signal and its timestamps.
   *
   * @param address where the packet is
   * @param offset of the packet in its command buffer, for fault reasons
   */
  public void fetch(MemoryAccess from, long address, int offset) throws PacketFault {
    memory = from;
    packetOffset = offset;
    stamp.clear();
    copyOut(address, PACKET_BYTES, packet, null);
    resolveWord(u64(COMPLETION_SIGNAL), 8, "completion signal", signal);
    resolveWord(u64(TIMESTAMP_ADDRESS), 16, "timestamps", timestamps);
  }

  /** All of it. */
  public MemorySegment bytes() {
    return packet;
  }

  public long u64(int fieldOffset) {
    return PacketFields.u64(packet, fieldOffset);
  }

  public int u32(int fieldOffset) {
    return PacketFields.u32(packet, fieldOffset);
  }

  /** Value of an {@link AqlType}, if it is one. */
  public int type() {
    return PacketFields.u16(packet, 0) & 0xff;
  }

  /** Whether what is before it in its queue has to have completed before it, and its arguments, are read. */
  public boolean hasBarrierBit() {
    return (PacketFields.u16(packet, 0) & BARRIER_BIT) != 0;
  }

  /** Value of a {@link org.paravane.abi.accel.VendorOpcode}, if it is one. */
  public int opcode() {
    return PacketFields.u16(packet, OPCODE);
  }

  public boolean hasSignal() {
    return signal.sizeBytes() > 0;
  }

  public boolean hasTimestamps() {
    return timestamps.sizeBytes() > 0;
  }

  /** Offset in its command buffer. */
  public int offsetInBuffer() {
    return packetOffset;
  }

  /** Number of dimensions of a dispatch whose shape is none that is empty. */
  public int checkedDimensions() throws PacketFault {
    int dimensions = PacketFields.u16(packet, SETUP) & 3;
    if (dimensions == 0) {
      throw bad("dimensions=0");
    }
    for (int i = 0; i < MAX_DIMENSIONS; i++) {
      if (workgroupSize(i) == 0 || u32(GRID + 4 * i) == 0) {
        throw bad("empty work-group or grid, dimension=" + i);
      }
    }
    return dimensions;
  }

  public int workgroupSize(int dimension) {
    return PacketFields.u16(packet, WORKGROUP + 2 * dimension);
  }

  public long gridSize(int dimension) {
    return Integer.toUnsignedLong(u32(GRID + 4 * dimension));
  }

  public long kernelObject() {
    return u64(KERNEL_OBJECT);
  }

  /** Copies the kernel arguments out of guest memory: aligned and readable. */
  public void fetchKernarg(String kernel, int length, MemorySegment to) throws PacketFault {
    long address = u64(KERNARG_ADDRESS);
    if (address % BuiltInObjects.KERNARG_ALIGNMENT != 0) {
      throw PacketFault.badKernarg(kernel, "misaligned kernarg address=0x" + Long.toHexString(address));
    }
    copyOut(address, length, to, kernel);
  }

  /** A dispatch names a kernel that cannot run. */
  public PacketFault badKernel(String cause) {
    return new PacketFault(FaultKind.BAD_KERNEL, 0, "bad kernel",
        "offset=%d, object=0x%x, cause=%s".formatted(packetOffset, kernelObject(), cause));
  }

  /** Whether the packet is a barrier that is not satisfied. */
  public boolean isWaiting() throws PacketFault {
    int type = type();
    return (type == AqlType.BARRIER_AND.value() && !dependenciesMet(true))
        || (type == AqlType.BARRIER_OR.value() && !dependenciesMet(false));
  }

  /** Looks up where a timestamp packet writes to. */
  public void resolveTimestampDestination() throws PacketFault {
    resolveWord(u64(TIMESTAMP_DESTINATION), 8, "timestamp", stamp);
    if (stamp.sizeBytes() == 0) {
      throw bad("timestamp without destination");
    }
  }

  /** The packet's time has passed: writes its timestamps, then lets its completion signal go down, with release order. */
  public void complete(long startNanos, long endNanos) {
    if (stamp.sizeBytes() > 0) {
      stamp.segment(0).set(WORD, stamp.offsetInSegment(0), endNanos);
    }
    if (timestamps.sizeBytes() > 0) {
      timestamps.segment(0).set(WORD, timestamps.offsetInSegment(0), startNanos);
      timestamps.segment(8).set(WORD, timestamps.offsetInSegment(8), endNanos);
    }
    if (signal.sizeBytes() > 0) {
      // SYNC: release; pairs with the acquire load of whoever waits for the signal (a guest, or a barrier packet)
      long before = (long) SIGNAL.getAndAddRelease(signal.segment(0), signal.offsetInSegment(0), -1L);
      assert before != Long.MIN_VALUE;
    }
  }

  public PacketFault bad(String details) {
    return PacketFault.badPacket("offset=" + packetOffset + ", " + details);
  }

  public PacketFault pageFault(GpuSpan span, GpuAccess access, String what) {
    return new PacketFault(FaultKind.PAGE_FAULT, span.faultAddress(), "page fault",
        "address=0x%x, access=%s, offset=%d, for=%s, cause=%s".formatted(span.faultAddress(), access, packetOffset,
            what, span.faultCause()));
  }

  private boolean dependenciesMet(boolean all) throws PacketFault {
    boolean any = false;
    boolean every = true;
    boolean none = true;
    for (int i = 0; i < DEPENDENCIES; i++) {
      long address = u64(DEPENDENCY_SIGNALS + 8 * i);
      if (address != 0) {
        none = false;
        boolean zero = readSignal(address) == 0;
        any |= zero;
        every &= zero;
      }
    }
    VarHandle.acquireFence(); // SYNC: pairs with the release of whoever let the signals go down
    return none || (all ? every : any);
  }

  private long readSignal(long address) throws PacketFault {
    if ((address & 7) != 0) {
      throw bad("misaligned dependency signal=0x" + Long.toHexString(address));
    }
    if (memory == null || !memory.resolve(address, 8, GpuAccess.READ, fetched)) {
      throw pageFault(fetched, GpuAccess.READ, "dependency signal");
    }
    return fetched.segment(0).get(ANY_WORD, fetched.offsetInSegment(0));
  }

  private void copyOut(long address, int length, MemorySegment to, @Nullable String kernel) throws PacketFault {
    if (memory == null || !memory.resolve(address, length, GpuAccess.READ, fetched)) {
      throw pageFault(fetched, GpuAccess.READ, kernel == null ? "packet" : "kernarg segment, kernel=" + kernel);
    }
    fetched.read(0, to, 0, length);
  }

  /** Memory of a few words that will be written at the end; empty if the address is 0. */
  private void resolveWord(long address, int length, String what, GpuSpan to) throws PacketFault {
    to.clear();
    if (address == 0) {
      return;
    }
    if ((address & 7) != 0) {
      throw bad("misaligned " + what + "=0x" + Long.toHexString(address));
    }
    if (memory == null || !memory.resolve(address, length, GpuAccess.WRITE, to)) {
      throw pageFault(to, GpuAccess.WRITE, what);
    }
  }
}
