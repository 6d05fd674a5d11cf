package org.paravane.tests.examples;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.accel.ReduceOperation;
import org.paravane.runtime.Buffer;
import org.paravane.runtime.Grid;
import org.paravane.runtime.Kernel;

/** Every built-in kernel once; the digest has the same bits on every engine and in every language. */
final class BuiltIns {
  private static final int COUNT = 4096;
  private static final int SIDE = 32;

  private final ExampleRun run;

  private BuiltIns(ExampleRun run) {
    this.run = run;
  }

  static Outcome run(ExampleRun run) {
    return new BuiltIns(run).run();
  }

  private Outcome run() {
    List<MemorySegment> parts = new ArrayList<>();
    Buffer a = run.of(Inputs.floats(COUNT, 10));
    Buffer b = run.of(Inputs.floats(COUNT, 11));
    Buffer c = run.zeros(COUNT);
    long at = a.gpuAddress();
    long bt = b.gpuAddress();
    long ct = c.gpuAddress();
    start(BuiltInKernel.VECTOR_ADD, new KernelArguments.VectorAdd(at, bt, ct, COUNT));
    parts.add(bytes(c, 4 * COUNT));
    start(BuiltInKernel.SAXPY, new KernelArguments.Saxpy(at, ct, COUNT, 1.25f, 0));
    parts.add(bytes(c, 4 * COUNT));
    start(BuiltInKernel.SGEMM, new KernelArguments.Sgemm(at, bt, ct, SIDE, SIDE, SIDE, 0.5f, 0.25f, 0));
    parts.add(bytes(c, 4 * COUNT));
    for (ReduceOperation operation : ReduceOperation.values()) {
      start(BuiltInKernel.REDUCE, new KernelArguments.Reduce(ct, bt, COUNT, operation.value(), 0));
      parts.add(bytes(b, 4));
    }
    start(BuiltInKernel.COPY, new KernelArguments.Copy(bt, ct + 4, 2 * COUNT));
    start(BuiltInKernel.FILL, new KernelArguments.Fill(at, 100, 0x12345678, 0));
    parts.add(bytes(b, 4 * COUNT));
    parts.add(bytes(a, 4 * COUNT));
    return Outcome.of(true, parts.toArray(MemorySegment[]::new));
  }

  private void start(BuiltInKernel known, KernelArguments arguments) {
    Kernel kernel = run.accelerator().kernel(known.kernelName());
    run.run(kernel, Grid.of(COUNT), kernel.arguments(arguments));
  }

  private static MemorySegment bytes(Buffer buffer, long count) {
    return MemorySegment.ofArray(buffer.memory().asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
  }
}
