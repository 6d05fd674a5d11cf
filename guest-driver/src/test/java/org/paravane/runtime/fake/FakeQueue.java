package org.paravane.runtime.fake;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Result;
import org.paravane.abi.accel.AqlPacket;

/** A hardware queue: runs its operations in order when it is told to. */
final class FakeQueue {
  /** What is queued. */
  private sealed interface Operation {
    record Submit(long address, int bytes, long number) implements Operation {
    }

    record Signal(FakeFence fence, long value) implements Operation {
    }

    record Wait(FakeFence fence, long value) implements Operation {
    }
  }

  private final FakeMemory memory;
  private final FakeDevice device;
  private final BooleanSupplier skipsKernels;
  private final FakePrograms programs;
  private final FakeFence progress;
  private final Deque<Operation> operations = new ArrayDeque<>();
  private int submissions;
  private int packets;

  FakeQueue(FakeMemory memory, FakeDevice device, BooleanSupplier skipsKernels, FakePrograms programs) {
    this.programs = programs;
    this.memory = memory;
    this.device = device;
    this.skipsKernels = skipsKernels;
    this.progress = new FakeFence(memory, 0);
  }

  FakeFence progress() {
    return progress;
  }

  FakeDevice device() {
    return device;
  }

  /** Submissions taken so far. */
  int submissions() {
    return submissions;
  }

  /** Packets executed so far. */
  int packets() {
    return packets;
  }

  int waiting() {
    return operations.size();
  }

  void submit(long address, int bytes, long number) {
    submissions++;
    operations.add(new Operation.Submit(address, bytes, number));
  }

  void signal(FakeFence fence, long value) {
    operations.add(new Operation.Signal(fence, value));
  }

  void await(FakeFence fence, long value) {
    operations.add(new Operation.Wait(fence, value));
  }

  /** Runs one operation; false if there is none that can run. */
  boolean step(FakeDevice.@Nullable Fault injected) {
    Operation next = operations.peek();
    if (next == null
        || (device.fault() == null && next instanceof Operation.Wait(FakeFence fence, long value)
            && !fence.reached(value))) {
      return false;
    }
    operations.poll();
    switch (next) {
      case Operation.Submit submit -> {
        if (injected != null) {
          device.fail(injected);
        }
        if (device.fault() == null) {
          execute(submit);
        }
        progress.set(submit.number(), device.lossReason());
      }
      case Operation.Signal(FakeFence fence, long value) -> fence.set(value, device.lossReason());
      case Operation.Wait wait -> {
      }
    }
    return true;
  }

  private void execute(Operation.Submit submit) {
    FakeKernels kernels = new FakeKernels(memory, skipsKernels.getAsBoolean(), programs);
    for (int at = 0; at < submit.bytes(); at += AqlPacket.SIZE_BYTES) {
      MemorySegment bytes = memory.resolve(submit.address() + at, AqlPacket.SIZE_BYTES);
      if (bytes == null) {
        device.fail(FakeDevice.Fault.page(submit.address() + at, "no packet there"));
        return;
      }
      switch (AqlPacket.parse(bytes, 0)) {
        case Result.Ok<AqlPacket>(AqlPacket packet) -> {
          try {
            kernels.execute(packet);
            packets++;
          } catch (FakeKernels.PageFault e) {
            device.fail(FakeDevice.Fault.page(e.address(), String.valueOf(e.getMessage())));
            return;
          }
        }
        case Result.Failed<AqlPacket> failed -> {
          device.fail(FakeDevice.Fault.bad(failed.reason()));
          return;
        }
      }
    }
  }
}
