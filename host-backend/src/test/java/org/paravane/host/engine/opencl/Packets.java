package org.paravane.host.engine.opencl;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import org.paravane.abi.accel.AqlHeader;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.AqlType;
import org.paravane.abi.accel.ProgramResult;

/** Dispatch packets and kernarg segments of loaded kernels. */
final class Packets {
  private Packets() {
  }

  /** Writes single arguments. */
  record Arguments(MemorySegment memory) {
    Arguments u64(long offset, long value) {
      memory.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, value);
      return this;
    }

    Arguments u32(long offset, int value) {
      memory.set(ValueLayout.JAVA_INT_UNALIGNED, offset, value);
      return this;
    }

    Arguments f32(long offset, float value) {
      memory.set(ValueLayout.JAVA_FLOAT_UNALIGNED, offset, value);
      return this;
    }
  }

  /** A kernarg segment in visible memory; its address. */
  static long arguments(WorkerRig rig, Consumer<Arguments> writer) {
    WorkerRig.Buffer buffer = rig.buffer(256);
    writer.accept(new Arguments(buffer.memory()));
    return buffer.address();
  }

  static AqlPacket.KernelDispatch line(ProgramResult.Kernel kernel, int workgroup, int grid, long kernarg) {
    return line(kernel, workgroup, grid, kernarg, 0);
  }

  static AqlPacket.KernelDispatch line(ProgramResult.Kernel kernel, int workgroup, int grid, long kernarg,
      long signal) {
    return new AqlPacket.KernelDispatch(AqlHeader.of(AqlType.KERNEL_DISPATCH), (short) 1, (short) workgroup, (short) 1,
        (short) 1, (short) 0, grid, 1, 1, 0, 0, kernel.kernelObject(), kernarg, 0, signal);
  }
}
