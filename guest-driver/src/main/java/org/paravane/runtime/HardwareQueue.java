package org.paravane.runtime;

import static org.paravane.runtime.FieldOffset.U32;
import static org.paravane.runtime.FieldOffset.U64;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Handle;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.ClientHint;
import org.paravane.abi.ioctl.CreateContextFlags;
import org.paravane.abi.ioctl.CreateContextVirtual;
import org.paravane.abi.ioctl.CreateHwQueue;
import org.paravane.abi.ioctl.CreateHwQueueFlags;
import org.paravane.abi.ioctl.DestroyContext;
import org.paravane.abi.ioctl.DestroyHwQueue;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.SignalFlags;
import org.paravane.abi.ioctl.SubmitCommandToHwQueue;
import org.paravane.abi.ioctl.SubmitSignalSyncObjectsToHwQueue;
import org.paravane.abi.ioctl.SubmitWaitForSyncObjectsToHwQueue;

/**
 * A device with a context and its hardware queue, and the fence that shows how far the queue is. Arguments of the ioctls of the steady
 * path stay in memory; only what changes is written. For one thread at a time but for the fence.
 */
final class HardwareQueue implements AutoCloseable {
  private static final CreateContextFlags FOR_HARDWARE_QUEUES = CreateContextFlags.of(1 << 4);
  private static final int FENCE_ID = FieldOffset.of(SubmitCommandToHwQueue.class, "hwqueue_progress_fence_id");
  private static final int COMMAND_BUFFER = FieldOffset.of(SubmitCommandToHwQueue.class, "command_buffer");
  private static final int COMMAND_LENGTH = FieldOffset.of(SubmitCommandToHwQueue.class, "command_length");

  private final NodeCalls calls;
  private final CloseStack undo = new CloseStack();
  private final DeviceObject device;
  private final Handle progressFence;
  private final FenceWord progress;
  private final long firstValue;
  private final MemorySegment submit;
  private final MemorySegment signal;
  private final MemorySegment wait;
  private final MemorySegment object;
  private final MemorySegment value;

  HardwareQueue(NodeCalls calls, Handle adapter, int engine) {
    this.calls = calls;
    this.device = new DeviceObject(calls, adapter);
    undo.add(device::close);
    try {
      Handle context = createContext(calls, device.handle(), engine);
      undo.add(() -> calls.end(DxgIoctl.DESTROYCONTEXT, new DestroyContext(context)));
      CreateHwQueue made = calls.call(DxgIoctl.CREATEHWQUEUE,
          new CreateHwQueue(context, CreateHwQueueFlags.NONE, 0, 0, 0, Handle.NONE, Handle.NONE, 0, 0)).argument();
      Handle queue = calls.require(DxgIoctl.CREATEHWQUEUE, made.queue());
      undo.add(() -> calls.end(DxgIoctl.DESTROYHWQUEUE, new DestroyHwQueue(queue)));
      this.progressFence = made.queueProgressFence();
      this.progress = FenceWord.map(calls, made.queueProgressFenceCpuVa());
      undo.add(progress::close);
      this.firstValue = progress.value();
      Arena arena = Arena.ofShared();
      undo.add(arena::close);
      this.object = NodeCalls.handles(arena, Handle.NONE);
      this.value = NodeCalls.values(arena, 0);
      MemorySegment queues = NodeCalls.handles(arena, queue);
      this.submit = write(arena, new SubmitCommandToHwQueue(queue, 0, 0, 0, 0, 0, 0, 0, 0, 0));
      this.signal = write(arena, new SubmitSignalSyncObjectsToHwQueue(SignalFlags.NONE, 1, queues.address(), 1, 0,
          object.address(), value.address()));
      this.wait = write(arena, new SubmitWaitForSyncObjectsToHwQueue(queue, 1, object.address(), value.address()));
    } catch (RuntimeException e) {
      undo.close();
      throw e;
    }
  }

  private static Handle createContext(NodeCalls calls, Handle device, int engine) {
    CreateContextVirtual made = calls.call(DxgIoctl.CREATECONTEXTVIRTUAL, new CreateContextVirtual(device, engine, 1,
        FOR_HARDWARE_QUEUES, 0, 0, ClientHint.UNKNOWN.value(), Handle.NONE)).argument();
    return calls.require(DxgIoctl.CREATECONTEXTVIRTUAL, made.context());
  }

  private static <T extends Record> MemorySegment write(Arena arena, T argument) {
    StructCodec<T> codec = StructCodec.ofValue(argument);
    MemorySegment memory = arena.allocate(codec.size(), 8);
    codec.write(argument, memory, 0);
    return memory;
  }

  /** Submits packets; the progress fence then shows the number. */
  IoctlAnswer submit(long address, int bytes, long number) {
    submit.set(U64, FENCE_ID, firstValue + number);
    submit.set(U64, COMMAND_BUFFER, address);
    submit.set(U32, COMMAND_LENGTH, bytes);
    return calls.call(DxgIoctl.SUBMITCOMMANDTOHWQUEUE, submit);
  }

  /** Queues a signal of a fence. */
  IoctlAnswer signal(Handle fence, long to) {
    return point(DxgIoctl.SUBMITSIGNALSYNCOBJECTSTOHWQUEUE, signal, fence, to);
  }

  /** Queues a wait for a fence. */
  IoctlAnswer waitFor(Handle fence, long until) {
    return point(DxgIoctl.SUBMITWAITFORSYNCOBJECTSTOHWQUEUE, wait, fence, until);
  }

  private IoctlAnswer point(DxgIoctl ioctl, MemorySegment argument, Handle fence, long at) {
    object.set(U32, 0, fence.value());
    value.set(U64, 0, at);
    return calls.call(ioctl, argument);
  }

  /** The number of the latest submission that has ended, done or lost. */
  long ended() {
    return progress.value() - firstValue;
  }

  /** Waits until a submission has ended; see {@link FenceWaiter#await}. */
  boolean await(FenceWaiter waiter, long number, long timeoutNanos) {
    return waiter.await(progressFence, progress, firstValue + number, timeoutNanos);
  }

  /** A future that is complete when a submission has ended; {@code check} throws if it was lost. */
  CompletableFuture<Void> future(Completions completions, long number, Runnable check) {
    return completions.when(progressFence, progress, firstValue + number, check);
  }

  /** Futures of what has not ended fail. */
  void forget(Completions completions) {
    completions.forget(progress);
  }

  /** Why the queue was lost, null if the node knows of nothing; what the node says of a lost submission is part of it. */
  @Nullable
  ContextFault fault(FenceWaiter waiter, long lostNumber) {
    return device.fault(waiter.whyFailed(progressFence, firstValue + lostNumber));
  }

  /** Why the queue was lost, null if the node knows of nothing. */
  @Nullable
  ContextFault fault(String said) {
    return device.fault(said);
  }

  @Override
  public void close() {
    undo.close();
  }
}
