package org.paravane.host.engine.simulated;

import static org.paravane.host.engine.packet.PacketFields.offset;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.AqlType;
import org.paravane.abi.accel.VendorOpcode;
import org.paravane.host.engine.GpuClock;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.packet.FetchedPacket;
import org.paravane.host.engine.packet.PacketFault;
import org.paravane.host.engine.packet.ProgramWish;
import org.paravane.host.engine.packet.StopSignal;
import org.paravane.host.memory.MemoryAccess;

/**
 * Executes one AQL packet at a time. Packet and kernel arguments are copied once out of guest memory and checked on the copy;
 * every address is looked up before anything is written. No object is made for a packet that succeeds.
 */
final class PacketExecutor {
  static final int PACKET_BYTES = AqlPacket.SIZE_BYTES;
  static final int MAX_KERNARG_BYTES = 256;

  private static final int COPY_SOURCE = offset(AqlPacket.Copy.class, "source");
  private static final int COPY_DESTINATION = offset(AqlPacket.Copy.class, "destination");
  private static final int COPY_SIZE = offset(AqlPacket.Copy.class, "size_bytes");
  private static final int FILL_PATTERN = offset(AqlPacket.Fill.class, "pattern");
  private static final int FILL_DESTINATION = offset(AqlPacket.Fill.class, "destination");
  private static final int FILL_SIZE = offset(AqlPacket.Fill.class, "size_bytes");
  private static final int PROGRAM = offset(AqlPacket.UnloadProgram.class, "program");

  private final NodeKind nodeKind;
  private final BuiltInKernels kernels;
  private final TimingModel timing;
  private final GpuClock clock;
  private final FetchedPacket packet = new FetchedPacket();
  private final MemorySegment kernarg = MemorySegment.ofArray(new byte[MAX_KERNARG_BYTES]);
  private final ProgramWish wish = new ProgramWish();
  private final KernelCall call = new KernelCall();
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
   * @param stop asked by long work whether to give up
   * @param address where the packet is
   * @param offset of the packet in its command buffer, for fault reasons
   */
  void execute(MemoryAccess memory, StopSignal stop, long address, int offset, long startNanos) throws PacketFault {
    packetStart = startNanos;
    packet.fetch(memory, address, offset);
    call.begin("none", kernarg, memory, stop);
    waiting = packet.isWaiting();
    int type = packet.type();
    if (type == AqlType.KERNEL_DISPATCH.value()) {
      dispatch(memory, stop);
    } else if (type == AqlType.VENDOR_SPECIFIC.value()) {
      vendor(memory, stop);
    } else if (type != AqlType.BARRIER_AND.value() && type != AqlType.BARRIER_OR.value()) {
      throw packet.bad("type=" + type);
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
    packet.complete(packetStart, clock.nanos());
  }

  private void dispatch(MemoryAccess memory, StopSignal stop) throws PacketFault {
    packet.checkedDimensions();
    KernelCode code = kernels.find(packet.kernelObject());
    if (code == null || nodeKind == NodeKind.COPY) {
      throw packet.badKernel(code == null ? "no such kernel" : "this is a copy engine");
    }
    String name = code.kernel().kernelName();
    packet.fetchKernarg(name, code.kernel().kernargSizeBytes(), kernarg);
    call.begin(name, kernarg, memory, stop);
    code.run(call);
  }

  private void vendor(MemoryAccess memory, StopSignal stop) throws PacketFault {
    int opcode = packet.opcode();
    if (opcode == VendorOpcode.COPY.value()) {
      call.begin("copy packet", packet.bytes(), memory, stop);
      MoveKernels.copy(call, packet.u64(COPY_SOURCE), packet.u64(COPY_DESTINATION), packet.u64(COPY_SIZE));
    } else if (opcode == VendorOpcode.FILL.value()) {
      long size = packet.u64(FILL_SIZE);
      if (size < 0 || (size & 3) != 0) {
        throw packet.bad("fill size=" + Long.toUnsignedString(size));
      }
      call.begin("fill packet", packet.bytes(), memory, stop);
      MoveKernels.fill(call, packet.u64(FILL_DESTINATION), size / 4, packet.u32(FILL_PATTERN));
    } else if (opcode == VendorOpcode.TIMESTAMP.value()) {
      packet.resolveTimestampDestination();
    } else if (opcode == VendorOpcode.LOAD_PROGRAM.value()) {
      wish.read(packet, memory);
      wish.refuse("this engine runs built-in kernels only");
    } else if (opcode == VendorOpcode.UNLOAD_PROGRAM.value()) {
      throw packet.bad("unknown program=0x" + Long.toHexString(packet.u64(PROGRAM)));
    } else {
      throw packet.bad("opcode=" + opcode);
    }
  }
}
