package org.paravane.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import org.paravane.abi.Handle;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.KernelArguments;
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
 * A hardware queue: packets are recorded in a ring of mapped memory and handed over together. Work of one queue runs in order.
 * For one thread at a time. Recording and submitting make no objects beyond what the arguments of a kernel need.
 *
 * <pre>
 *   packets  64 KiB | kernel arguments  64 KiB | one signal for each submission under way
 * </pre>
 */
public final class Queue implements AutoCloseable {
  private static final long PACKET_BYTES = 64 << 10;
  private static final long KERNARG_BYTES = 64 << 10;
  private static final int IN_FLIGHT = 256;
  private static final long PACKET = AqlPacket.SIZE_BYTES;
  private static final long KERNARG_ALIGNMENT = 64;
  private static final StructCodec<SubmitCommandToHwQueue> SUBMIT = StructCodec.of(SubmitCommandToHwQueue.class);
  private static final int SUBMIT_CODE = DxgIoctl.SUBMITCOMMANDTOHWQUEUE.requestCode();
  private static final long FENCE_ID = SUBMIT.layout().field("hwqueue_progress_fence_id").offset();
  private static final long COMMAND_BUFFER = SUBMIT.layout().field("command_buffer").offset();
  private static final long COMMAND_LENGTH = SUBMIT.layout().field("command_length").offset();

  private final Accelerator owner;
  private final Calls calls;
  private final Handle context;
  private final Handle handle;
  private final FenceWord progress;
  private final Buffer memory;
  private final MemorySegment ring;
  private final PacketForms forms = new PacketForms();
  private final RingSpace packets = new RingSpace(PACKET_BYTES);
  private final RingSpace kernargs = new RingSpace(KERNARG_BYTES);
  private final long[] packetEnd = new long[IN_FLIGHT];
  private final long[] kernargEnd = new long[IN_FLIGHT];
  private final Arena arena = Arena.ofShared();
  private final MemorySegment submission = arena.allocate(SUBMIT.size(), Long.BYTES);
  /** Where the packets begin that were recorded since the last submission; -1 for none. */
  private long batchStart = -1;
  private long lastPacket;
  private long submitted;
  private long retired;
  private long firstFailed = Long.MAX_VALUE;

  private Queue(Accelerator owner, Handle context, CreateHwQueue made, FenceWord progress, Buffer memory) {
    this.owner = owner;
    this.calls = owner.calls();
    this.context = context;
    this.handle = made.queue();
    this.progress = progress;
    this.memory = memory;
    this.ring = memory.segment();
    SUBMIT.write(new SubmitCommandToHwQueue(handle, 0, 0, 0, 0, 0, 0, 0, 0, 0), submission, 0);
  }

  static Queue create(Accelerator owner, int engineOrdinal) {
    Calls calls = owner.calls();
    CreateContextFlags hardwareQueues = new CreateContextFlags(false, false, false, false, true, 0);
    Handle context = calls.call(DxgIoctl.CREATECONTEXTVIRTUAL,
        new CreateContextVirtual(owner.device(), engineOrdinal, 0, hardwareQueues, 0, 0, 0, Handle.NONE)).context();
    try {
      CreateHwQueue made = calls.call(DxgIoctl.CREATEHWQUEUE,
          new CreateHwQueue(context, CreateHwQueueFlags.NONE, 0, 0, 0, Handle.NONE, Handle.NONE, 0, 0));
      Buffer memory = Buffer.create(owner, PACKET_BYTES + KERNARG_BYTES + (long) IN_FLIGHT * Long.BYTES, true);
      FenceWord progress = new FenceWord(calls, owner.device(), made.queueProgressFence(),
          made.queueProgressFenceCpuVa());
      return new Queue(owner, context, made, progress, memory);
    } catch (AcceleratorException e) {
      calls.undo(DxgIoctl.DESTROYCONTEXT, new DestroyContext(context));
      throw e;
    }
  }

  /** Records a run of a kernel with the arguments that it declares. The grid is one-dimensional. */
  public <A extends Record & KernelArguments> Queue dispatch(Kernel kernel, A arguments, int gridSize) {
    StructCodec<A> codec = StructCodec.ofValue(arguments);
    if (codec.size() != kernel.kernargBytes()) {
      throw new IllegalArgumentException("arguments of another kernel: kernel=" + kernel.name() + ", need="
          + kernel.kernargBytes() + ", got=" + codec.size());
    }
    makeRoom(codec.size());
    long at = takeKernarg(codec.size());
    codec.write(arguments, ring, at);
    return dispatchAt(kernel, at, gridSize);
  }

  /** Records a run of a kernel with arguments as bytes. */
  public Queue dispatch(Kernel kernel, MemorySegment arguments, int gridSize) {
    if (arguments.byteSize() != kernel.kernargBytes()) {
      throw new IllegalArgumentException("arguments of another length: kernel=" + kernel.name() + ", need="
          + kernel.kernargBytes() + ", got=" + arguments.byteSize());
    }
    makeRoom(arguments.byteSize());
    long at = takeKernarg(arguments.byteSize());
    MemorySegment.copy(arguments, 0, ring, at, arguments.byteSize());
    return dispatchAt(kernel, at, gridSize);
  }

  private Queue dispatchAt(Kernel kernel, long kernarg, int gridSize) {
    forms.dispatch(ring, takePacket(), kernel.object(), memory.gpuAddress(kernarg), gridSize);
    return this;
  }

  /** Records a copy; the ranges must not overlap. */
  public Queue copy(Buffer source, long sourceOffset, Buffer destination, long destinationOffset, long bytes) {
    makeRoom(0);
    forms.copy(ring, takePacket(), source.gpuAddress(sourceOffset), destination.gpuAddress(destinationOffset), bytes);
    return this;
  }

  /** Records a fill with a 32-bit pattern; offset and length are multiples of 4. */
  public Queue fill(Buffer destination, long offset, long bytes, int pattern) {
    makeRoom(0);
    forms.fill(ring, takePacket(), destination.gpuAddress(offset), bytes, pattern);
    return this;
  }

  /**
   * Makes room for a packet and its arguments. A command buffer does not wrap: what is recorded is submitted before. Nothing is
   * taken before there is room for both, so that a submission frees only what belongs to it.
   */
  private void makeRoom(long kernargBytes) {
    if (kernargBytes > KERNARG_BYTES / 4) {
      throw new IllegalArgumentException("arguments too long: bytes=" + kernargBytes);
    }
    boolean wraps = batchStart >= 0 && packets.placeOf(packets.next(PACKET, PACKET)) == 0;
    if (wraps || !hasRoom(kernargBytes)) {
      submit();
      while (!hasRoom(kernargBytes)) {
        retireOldest();
      }
    }
  }

  private boolean hasRoom(long kernargBytes) {
    return packets.fits(PACKET, PACKET) && kernargs.fits(kernargBytes, KERNARG_ALIGNMENT);
  }

  /** The offset of a free packet in the ring's memory. */
  private long takePacket() {
    long position = packets.take(PACKET, PACKET);
    if (batchStart < 0) {
      batchStart = position;
    }
    lastPacket = packets.placeOf(position);
    return lastPacket;
  }

  private long takeKernarg(long bytes) {
    return PACKET_BYTES + kernargs.placeOf(kernargs.take(bytes, KERNARG_ALIGNMENT));
  }

  /**
   * Hands everything recorded to the accelerator; answers the number of the submission, to wait for. With nothing recorded it
   * is that of the last one.
   *
   * @throws AcceleratorException when the driver refuses, or an earlier submission failed
   */
  public long submit() {
    if (batchStart < 0) {
      return submitted;
    }
    if (submitted - retired == IN_FLIGHT) {
      retireOldest();
    }
    long number = submitted + 1;
    int slot = slotOf(number);
    packetEnd[slot] = packets.head();
    kernargEnd[slot] = kernargs.head();
    ring.set(ValueLayout.JAVA_LONG, signalOf(slot), 1);
    forms.signal(ring, lastPacket, memory.gpuAddress(signalOf(slot)));
    submission.set(ValueLayout.JAVA_LONG, FENCE_ID, number);
    submission.set(ValueLayout.JAVA_LONG, COMMAND_BUFFER, memory.gpuAddress(packets.placeOf(batchStart)));
    submission.set(ValueLayout.JAVA_INT, COMMAND_LENGTH, (int) (packets.head() - batchStart));
    batchStart = -1;
    calls.raw(DxgIoctl.SUBMITCOMMANDTOHWQUEUE, SUBMIT_CODE, submission);
    submitted = number;
    return number;
  }

  private static int slotOf(long number) {
    return (int) (number % IN_FLIGHT);
  }

  private static long signalOf(int slot) {
    return PACKET_BYTES + KERNARG_BYTES + (long) slot * Long.BYTES;
  }

  private void retireOldest() {
    if (retired == submitted) {
      throw new IllegalStateException("ring is full of what was never submitted");
    }
    progress.await(retired + 1);
    retire();
  }

  /** Looks at all submissions that came to their end: one whose last packet did not complete has failed. */
  private void retire() {
    while (retired < submitted && progress.reached(retired + 1)) {
      retired++;
      int slot = slotOf(retired);
      if (ring.get(ValueLayout.JAVA_LONG, signalOf(slot)) != 0) {
        firstFailed = Math.min(firstFailed, retired);
      }
      packets.free(packetEnd[slot]);
      kernargs.free(kernargEnd[slot]);
    }
  }

  /**
   * Returns when a submission is through.
   *
   * @throws AcceleratorException with the fault when it failed, ENODEV when the device goes
   */
  public void await(long number) {
    progress.await(number);
    settle(number);
  }

  /** As {@link #await(long)}; false when the time is over first. */
  public boolean await(long number, Duration timeout) {
    if (!progress.await(number, timeout.toNanos())) {
      return false;
    }
    settle(number);
    return true;
  }

  private void settle(long number) {
    retire();
    if (number >= firstFailed) {
      throw AcceleratorException.faulted(owner.fault());
    }
  }

  /** Submits what is recorded and returns when everything is through. */
  public void finish() {
    await(submit());
  }

  /** Signals a fence when everything recorded before is through. */
  public void signal(Fence fence, long value) {
    submit();
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment queues = scratch.allocateFrom(ValueLayout.JAVA_INT, handle.value());
      MemorySegment objects = scratch.allocateFrom(ValueLayout.JAVA_INT, fence.handle().value());
      MemorySegment values = scratch.allocateFrom(ValueLayout.JAVA_LONG, value);
      calls.call(DxgIoctl.SUBMITSIGNALSYNCOBJECTSTOHWQUEUE, new SubmitSignalSyncObjectsToHwQueue(SignalFlags.NONE, 1,
          queues.address(), 1, 0, objects.address(), values.address()));
    }
  }

  /** Everything recorded from now on starts only when a fence has come to a value. */
  public void await(Fence fence, long value) {
    submit();
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment objects = scratch.allocateFrom(ValueLayout.JAVA_INT, fence.handle().value());
      MemorySegment values = scratch.allocateFrom(ValueLayout.JAVA_LONG, value);
      calls.call(DxgIoctl.SUBMITWAITFORSYNCOBJECTSTOHWQUEUE,
          new SubmitWaitForSyncObjectsToHwQueue(handle, 1, objects.address(), values.address()));
    }
  }

  /** Ends the queue; what is not submitted is dropped, what is submitted may be cut short. */
  @Override
  public void close() {
    calls.undo(DxgIoctl.DESTROYHWQUEUE, new DestroyHwQueue(handle));
    calls.undo(DxgIoctl.DESTROYCONTEXT, new DestroyContext(context));
    progress.close();
    memory.close();
    arena.close();
  }
}
