package org.paravane.host.engine.simulated;

import static org.paravane.host.engine.packet.PacketFields.offset;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.host.engine.packet.PacketFault;
import org.paravane.host.memory.GpuAccess;
import org.paravane.host.memory.GpuSpan;

/** Kernels that move bytes: fill and copy. The vendor packets of the same names do the same work. */
final class MoveKernels {
  /** Bytes moved between two looks at the stop signal. */
  static final long STEP_BYTES = 1 << 20;

  private MoveKernels() {
  }

  /** {@code destination[i] = value}. */
  static final class Fill implements KernelCode {
    private static final int DESTINATION = offset(KernelArguments.Fill.class, "destination");
    private static final int COUNT = offset(KernelArguments.Fill.class, "count");
    private static final int VALUE = offset(KernelArguments.Fill.class, "value");

    @Override
    public BuiltInKernel kernel() {
      return BuiltInKernel.FILL;
    }

    @Override
    public void run(KernelCall call) throws PacketFault {
      fill(call, call.u64(DESTINATION), call.count("count", call.u64(COUNT)), call.u32(VALUE));
    }
  }

  /** Copies bytes. */
  static final class Copy implements KernelCode {
    private static final int DESTINATION = offset(KernelArguments.Copy.class, "destination");
    private static final int SOURCE = offset(KernelArguments.Copy.class, "source");
    private static final int SIZE = offset(KernelArguments.Copy.class, "size_bytes");

    @Override
    public BuiltInKernel kernel() {
      return BuiltInKernel.COPY;
    }

    @Override
    public void run(KernelCall call) throws PacketFault {
      copy(call, call.u64(SOURCE), call.u64(DESTINATION), call.u64(SIZE));
    }
  }

  static void fill(KernelCall call, long destination, long count, int value) throws PacketFault {
    GpuSpan to = call.words(0, "destination", destination, count, GpuAccess.WRITE);
    long end = 4 * count;
    MemorySegment pattern = call.pattern(value, end);
    for (long at = 0; at < end && !call.stopped();) {
      long part = Math.min(Math.min(end - at, pattern.byteSize()), to.contiguousBytes(at));
      MemorySegment.copy(pattern, 0, to.segment(at), to.offsetInSegment(at), part);
      at += part;
    }
    call.did(end, 0);
  }

  static void copy(KernelCall call, long source, long destination, long length) throws PacketFault {
    GpuSpan from = call.bytes(0, "source", source, length, GpuAccess.READ);
    GpuSpan to = call.bytes(1, "destination", destination, length, GpuAccess.WRITE);
    for (long at = 0; at < length && !call.stopped();) {
      long part = Math.min(Math.min(length - at, STEP_BYTES),
          Math.min(from.contiguousBytes(at), to.contiguousBytes(at)));
      MemorySegment.copy(from.segment(at), from.offsetInSegment(at), to.segment(at), to.offsetInSegment(at), part);
      at += part;
    }
    call.did(2 * length, 0);
  }
}
