package org.paravane.runtime.fake;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.accel.KernelObjectTable;

/** Executes packets by the book, one element after the other. */
final class FakeKernels {
  static final long FIRST_OBJECT = 0x7000;
  private static final List<BuiltInKernel> KERNELS = List.of(BuiltInKernel.values());

  /** An address without memory. */
  static final class PageFault extends Exception {
    private static final long serialVersionUID = 1L;
    private final long address;

    PageFault(long address) {
      super("page fault: address=0x" + Long.toHexString(address));
      this.address = address;
    }

    long address() {
      return address;
    }
  }

  private final FakeMemory memory;
  private final boolean skip;
  private final FakePrograms programs;

  FakeKernels(FakeMemory memory, boolean skip, FakePrograms programs) {
    this.programs = programs;
    this.memory = memory;
    this.skip = skip;
  }

  static List<KernelObjectTable.Entry> table() {
    List<KernelObjectTable.Entry> entries = new ArrayList<>();
    for (BuiltInKernel kernel : KERNELS) {
      entries.add(KernelObjectTable.Entry.of(FIRST_OBJECT + entries.size(), kernel.kernargSizeBytes(),
          kernel.kernelName()));
    }
    return entries;
  }

  private MemorySegment at(long address, long bytes) throws PageFault {
    MemorySegment found = memory.resolve(address, bytes);
    if (found == null) {
      throw new PageFault(address);
    }
    return found;
  }

  void execute(AqlPacket packet) throws PageFault {
    long start = System.nanoTime();
    switch (packet) {
      case AqlPacket.KernelDispatch dispatch when skip -> {
      }
      case AqlPacket.KernelDispatch dispatch -> dispatch(dispatch);
      case AqlPacket.Copy copy ->
        at(copy.destination(), copy.sizeBytes()).copyFrom(at(copy.source(), copy.sizeBytes()));
      case AqlPacket.Fill fill -> fill(at(fill.destination(), fill.sizeBytes()), fill.pattern());
      case AqlPacket.Timestamp timestamp ->
        at(timestamp.destination(), Long.BYTES).set(JAVA_LONG_UNALIGNED, 0, System.nanoTime());
      case AqlPacket.BarrierAnd barrier -> {
      }
      case AqlPacket.BarrierOr barrier -> {
      }
      case AqlPacket.LoadProgram load -> {
        MemorySegment options = load.optionsSizeBytes() == 0
            ? MemorySegment.NULL
            : at(load.optionsAddress(), load.optionsSizeBytes());
        programs.load(at(load.codeAddress(), load.codeSizeBytes()), options,
            at(load.resultAddress(), load.resultSizeBytes()));
      }
      case AqlPacket.UnloadProgram unload -> programs.unload(unload.program());
    }
    if (packet.timestampAddress() != 0) {
      MemorySegment times = at(packet.timestampAddress(), 16);
      times.set(JAVA_LONG_UNALIGNED, 0, start);
      times.set(JAVA_LONG_UNALIGNED, 8, System.nanoTime());
    }
    if (packet.completionSignal() != 0) {
      MemorySegment signal = at(packet.completionSignal(), Long.BYTES);
      signal.set(JAVA_LONG_UNALIGNED, 0, signal.get(JAVA_LONG_UNALIGNED, 0) - 1);
    }
  }

  private static void fill(MemorySegment destination, int pattern) {
    for (long i = 0; i < destination.byteSize() / 4; i++) {
      destination.setAtIndex(JAVA_INT_UNALIGNED, i, pattern);
    }
  }

  private void dispatch(AqlPacket.KernelDispatch dispatch) throws PageFault {
    BuiltInKernel kernel = programs.isKernel(dispatch.kernelObject())
        ? BuiltInKernel.SAXPY
        : KERNELS.get((int) (dispatch.kernelObject() - FIRST_OBJECT));
    MemorySegment arguments = at(dispatch.kernargAddress(), kernel.kernargSizeBytes());
    switch ((KernelArguments) (Object) StructCodec.of(kernel.arguments()).read(arguments, 0)) {
      case KernelArguments.Fill fill -> fill(at(fill.destination(), 4 * fill.count()), fill.value());
      case KernelArguments.Copy copy ->
        at(copy.destination(), copy.sizeBytes()).copyFrom(at(copy.source(), copy.sizeBytes()));
      case KernelArguments.VectorAdd add -> vectorAdd(add);
      case KernelArguments.Saxpy saxpy -> saxpy(saxpy);
      case KernelArguments.Sgemm sgemm -> sgemm(sgemm);
      case KernelArguments.Reduce reduce -> reduce(reduce);
      case KernelArguments.Spin spin -> {
      }
    }
  }

  private void vectorAdd(KernelArguments.VectorAdd add) throws PageFault {
    MemorySegment a = at(add.a(), 4 * add.count());
    MemorySegment b = at(add.b(), 4 * add.count());
    MemorySegment result = at(add.result(), 4 * add.count());
    for (long i = 0; i < add.count(); i++) {
      result.setAtIndex(JAVA_FLOAT_UNALIGNED, i, f(a, i) + f(b, i));
    }
  }

  private void saxpy(KernelArguments.Saxpy saxpy) throws PageFault {
    MemorySegment x = at(saxpy.x(), 4 * saxpy.count());
    MemorySegment y = at(saxpy.y(), 4 * saxpy.count());
    for (long i = 0; i < saxpy.count(); i++) {
      y.setAtIndex(JAVA_FLOAT_UNALIGNED, i, saxpy.alpha() * f(x, i) + f(y, i));
    }
  }

  private void sgemm(KernelArguments.Sgemm sgemm) throws PageFault {
    MemorySegment a = at(sgemm.a(), 4L * sgemm.m() * sgemm.k());
    MemorySegment b = at(sgemm.b(), 4L * sgemm.k() * sgemm.n());
    MemorySegment c = at(sgemm.c(), 4L * sgemm.m() * sgemm.n());
    for (int row = 0; row < sgemm.m(); row++) {
      for (int column = 0; column < sgemm.n(); column++) {
        float sum = 0;
        for (int i = 0; i < sgemm.k(); i++) {
          sum += f(a, (long) row * sgemm.k() + i) * f(b, (long) i * sgemm.n() + column);
        }
        long at = (long) row * sgemm.n() + column;
        c.setAtIndex(JAVA_FLOAT_UNALIGNED, at,
            sgemm.beta() == 0 ? sgemm.alpha() * sum : sgemm.alpha() * sum + sgemm.beta() * f(c, at));
      }
    }
  }

  private void reduce(KernelArguments.Reduce reduce) throws PageFault {
    MemorySegment input = at(reduce.input(), 4 * reduce.count());
    float[] lanes = new float[256];
    for (long i = 0; i < reduce.count(); i++) {
      lanes[(int) (i % lanes.length)] += f(input, i);
    }
    for (int half = lanes.length / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        lanes[i] += lanes[i + half];
      }
    }
    at(reduce.output(), 4).set(JAVA_FLOAT_UNALIGNED, 0, lanes[0]);
  }

  private static float f(MemorySegment floats, long index) {
    return floats.getAtIndex(JAVA_FLOAT_UNALIGNED, index);
  }

}
