package org.paravane.host.engine.simulated;

import static org.paravane.host.engine.simulated.PacketFields.offset;
import static org.paravane.host.engine.simulated.PacketFields.u16;
import static org.paravane.host.engine.simulated.PacketFields.u32;
import static org.paravane.host.engine.simulated.PacketFields.u64;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.AqlType;
import org.paravane.abi.accel.VendorOpcode;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.GpuClock;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.memory.GpuAccess;
import org.paravane.host.memory.GpuSpan;
import org.paravane.host.memory.MemoryAccess;

/**
 * Executes one AQL packet at a time. Packet and kernel arguments are copied once out of guest memory and checked on the copy;
 * every address is looked up before anything is written. No object is made for a packet that succeeds.
 */
final class PacketExecutor {
  static final int PACKET_BYTES = AqlPacket.SIZE_BYTES;
  static final int MAX_KERNARG_BYTES = 256;

  private static final int MAX_DIMENSIONS = 3;
  private static final int DEPENDENCIES = 5;

  private static final int SETUP = offset(AqlPacket.KernelDispatch.class, "setup");
  private static final int WORKGROUP = offset(AqlPacket.KernelDispatch.class, "workgroup_size_x");
  private static final int GRID = offset(AqlPacket.KernelDispatch.class, "grid_size_x");
  private static final int KERNEL_OBJECT = offset(AqlPacket.KernelDispatch.class, "kernel_object");
  private static final int KERNARG_ADDRESS = offset(AqlPacket.KernelDispatch.class, "kernarg_address");
  private static final int DEPENDENCY_SIGNALS = offset(AqlPacket.BarrierAnd.class, "dependency_signals");
  private static final int OPCODE = offset(AqlPacket.Copy.class, "opcode");
  private static final int COPY_SOURCE = offset(AqlPacket.Copy.class, "source");
  private static final int COPY_DESTINATION = offset(AqlPacket.Copy.class, "destination");
  private static final int COPY_SIZE = offset(AqlPacket.Copy.class, "size_bytes");
  private static final int FILL_PATTERN = offset(AqlPacket.Fill.class, "pattern");
  private static final int FILL_DESTINATION = offset(AqlPacket.Fill.class, "destination");
  private static final int FILL_SIZE = offset(AqlPacket.Fill.class, "size_bytes");
  private static final int TIMESTAMP_DESTINATION = offset(AqlPacket.Timestamp.class, "destination");
  private static final int TIMESTAMP_ADDRESS = offset(AqlPacket.KernelDispatch.class, "timestamp_address");
  private static final int COMPLETION_SIGNAL = offset(AqlPacket.KernelDispatch.class, "completion_signal");

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong ANY_WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SIGNAL = WORD.varHandle();

  private final NodeKind nodeKind;
  private final BuiltInKernels kernels;
  private final TimingModel timing;
  private final GpuClock clock;
  private final MemorySegment packet = MemorySegment.ofArray(new byte[PACKET_BYTES]);
  private final MemorySegment kernarg = MemorySegment.ofArray(new byte[MAX_KERNARG_BYTES]);
  private final GpuSpan fetched = new GpuSpan();
  private final GpuSpan signal = new GpuSpan();
  private final GpuSpan timestamps = new GpuSpan();
  private final GpuSpan stamp = new GpuSpan();
  private final KernelCall call = new KernelCall();
  private @Nullable MemoryAccess memory;
  private int packetOffset;
  private long packetStart;
  private boolean waiting;

  PacketExecutor(NodeKind nodeKind, BuiltInKernels kernels, TimingModel timing, GpuClock clock) {
    this.nodeKind = nodeKind;
    this.kernels = kernels;
    this.timing = timing;
    this.clock = clock;
  }

  /**
   * Executes a packet; {@link #complete} follows when its time has passed.
   *
   * @param address where the packet is
   * @param offset of the packet in its command buffer, for fault reasons
   */
  void execute(SimulatedQueue queue, long address, int offset, long startNanos) throws PacketFault {
    memory = queue.memory();
    packetOffset = offset;
    packetStart = startNanos;
    waiting = false;
    fetch(queue.memory(), address, PACKET_BYTES, packet, "packet");
    call.begin("none", kernarg, queue.memory(), queue);
    resolveWord(u64(packet, COMPLETION_SIGNAL), 8, "completion signal", signal);
    resolveWord(u64(packet, TIMESTAMP_ADDRESS), 16, "timestamps", timestamps);
    stamp.clear();
    int type = u16(packet, 0) & 0xff;
    if (type == AqlType.KERNEL_DISPATCH.value()) {
      dispatch(queue);
    } else if (type == AqlType.BARRIER_AND.value()) {
      waiting = !dependenciesMet(true);
    } else if (type == AqlType.BARRIER_OR.value()) {
      waiting = !dependenciesMet(false);
    } else if (type == AqlType.VENDOR_SPECIFIC.value()) {
      vendor(queue);
    } else {
      throw bad("type=" + type);
    }
  }

  /** Whether the packet was a barrier that is not satisfied; nothing was done then. */
  boolean isWaiting() {
    return waiting;
  }

  /** What the packet costs on the engine's clock. */
  long costNanos() {
    return call.cost(timing);
  }

  /** The packet's time has passed: writes its timestamps, then lets its completion signal go down, with release order. */
  void complete() {
    long now = clock.nanos();
    if (stamp.sizeBytes() > 0) {
      stamp.segment(0).set(WORD, stamp.offsetInSegment(0), now);
    }
    if (timestamps.sizeBytes() > 0) {
      timestamps.segment(0).set(WORD, timestamps.offsetInSegment(0), packetStart);
      timestamps.segment(8).set(WORD, timestamps.offsetInSegment(8), now);
    }
    if (signal.sizeBytes() > 0) {
      // SYNC: release; pairs with the acquire load of whoever waits for the signal (a guest, or a barrier packet)
      long before = (long) SIGNAL.getAndAddRelease(signal.segment(0), signal.offsetInSegment(0), -1L);
      assert before != Long.MIN_VALUE;
    }
  }

  private void dispatch(SimulatedQueue queue) throws PacketFault {
    int dimensions = u16(packet, SETUP) & 3;
    if (dimensions == 0) {
      throw bad("dimensions=0");
    }
    for (int i = 0; i < MAX_DIMENSIONS; i++) {
      if (u16(packet, WORKGROUP + 2 * i) == 0 || u32(packet, GRID + 4 * i) == 0) {
        throw bad("empty work-group or grid, dimension=" + i);
      }
    }
    long object = u64(packet, KERNEL_OBJECT);
    KernelCode code = kernels.find(object);
    if (code == null || nodeKind == NodeKind.COPY) {
      throw new PacketFault(FaultKind.BAD_KERNEL, 0, "bad kernel",
          "offset=%d, object=0x%x, cause=%s".formatted(packetOffset,
              object, code == null ? "no such kernel" : "this is a copy engine"));
    }
    String name = code.kernel().kernelName();
    long address = u64(packet, KERNARG_ADDRESS);
    int length = code.kernel().kernargSizeBytes();
    if (address % BuiltInKernels.KERNARG_ALIGNMENT != 0) {
      throw PacketFault.badKernarg(name, "misaligned kernarg address=0x" + Long.toHexString(address));
    }
    fetch(queue.memory(), address, length, kernarg, name);
    call.begin(name, kernarg, queue.memory(), queue);
    code.run(call);
  }

  private void vendor(SimulatedQueue queue) throws PacketFault {
    int opcode = u16(packet, OPCODE);
    if (opcode == VendorOpcode.COPY.value()) {
      call.begin("copy packet", packet, queue.memory(), queue);
      MoveKernels.copy(call, u64(packet, COPY_SOURCE), u64(packet, COPY_DESTINATION), u64(packet, COPY_SIZE));
    } else if (opcode == VendorOpcode.FILL.value()) {
      long size = u64(packet, FILL_SIZE);
      if (size < 0 || (size & 3) != 0) {
        throw bad("fill size=" + Long.toUnsignedString(size));
      }
      call.begin("fill packet", packet, queue.memory(), queue);
      MoveKernels.fill(call, u64(packet, FILL_DESTINATION), size / 4, u32(packet, FILL_PATTERN));
    } else if (opcode == VendorOpcode.TIMESTAMP.value()) {
      resolveWord(u64(packet, TIMESTAMP_DESTINATION), 8, "timestamp", stamp);
      if (stamp.sizeBytes() == 0) {
        throw bad("timestamp without destination");
      }
    } else {
      throw bad("opcode=" + opcode);
    }
  }

  private boolean dependenciesMet(boolean all) throws PacketFault {
    boolean any = false;
    boolean every = true;
    boolean none = true;
    for (int i = 0; i < DEPENDENCIES; i++) {
      long address = u64(packet, DEPENDENCY_SIGNALS + 8 * i);
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

  private void fetch(MemoryAccess from, long address, int length, MemorySegment to, String what) throws PacketFault {
    if (!from.resolve(address, length, GpuAccess.READ, fetched)) {
      throw pageFault(fetched, GpuAccess.READ, what.equals("packet") ? "packet" : "kernarg segment, kernel=" + what);
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

  private PacketFault bad(String details) {
    return PacketFault.badPacket("offset=" + packetOffset + ", " + details);
  }

  private PacketFault pageFault(GpuSpan span, GpuAccess access, String what) {
    return new PacketFault(FaultKind.PAGE_FAULT, span.faultAddress(), "page fault",
        "address=0x%x, access=%s, offset=%d, for=%s, cause=%s".formatted(span.faultAddress(), access, packetOffset,
            what,
            span.faultCause()));
  }
}
