package org.paravane.host.engine.opencl;

import static org.paravane.host.engine.packet.PacketFields.offset;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.AqlType;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.accel.VendorOpcode;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.packet.ArgumentReader;
import org.paravane.host.engine.packet.BuiltInObjects;
import org.paravane.host.engine.packet.FetchedPacket;
import org.paravane.host.engine.packet.PacketFault;
import org.paravane.host.memory.MemoryAccess;

/**
 * Executes the packets of one work queue. Kernels are enqueued one behind the other without waiting, as long as nobody needs to know
 * that they are complete; everything else begins when nothing is on its way.
 */
final class PacketRunner implements AutoCloseable {
  private static final int COPY_SOURCE = offset(AqlPacket.Copy.class, "source");
  private static final int COPY_DESTINATION = offset(AqlPacket.Copy.class, "destination");
  private static final int COPY_SIZE = offset(AqlPacket.Copy.class, "size_bytes");
  private static final int FILL_PATTERN = offset(AqlPacket.Fill.class, "pattern");
  private static final int FILL_DESTINATION = offset(AqlPacket.Fill.class, "destination");
  private static final int FILL_SIZE = offset(AqlPacket.Fill.class, "size_bytes");
  private static final int KERNEL_FILL_DESTINATION = offset(KernelArguments.Fill.class, "destination");
  private static final int KERNEL_FILL_COUNT = offset(KernelArguments.Fill.class, "count");
  private static final int KERNEL_FILL_VALUE = offset(KernelArguments.Fill.class, "value");
  private static final int KERNEL_COPY_DESTINATION = offset(KernelArguments.Copy.class, "destination");
  private static final int KERNEL_COPY_SOURCE = offset(KernelArguments.Copy.class, "source");
  private static final int KERNEL_COPY_SIZE = offset(KernelArguments.Copy.class, "size_bytes");
  private static final int SPIN_NANOS = offset(KernelArguments.Spin.class, "nanos");

  /** What a running packet is busy with. */
  private enum Work {
    /** Nothing, or kernels that are on their way. */
    KERNELS,
    /** The mover. */
    MOVE,
    /** Arguments are copied to the device. */
    UPLOAD,
    /** Arguments are copied back, behind the kernel. */
    DOWNLOAD,
    /** The time until {@link #dueNanos}. */
    SPIN
  }

  private final WorkerParts parts;
  private final WorkerSpace space;
  private final NodeKind kind;
  private final MemoryAccess access;
  private final Launcher launcher;
  private final BuiltInLauncher builtIns;
  private final Mover mover;
  private final @Nullable StagedLaunch staging;
  private final ProgramPackets programs;
  private final FetchedPacket packet = new FetchedPacket();
  private final ArgumentReader call = new ArgumentReader();
  private final BuiltInObjects objects = new BuiltInObjects();
  private Work work = Work.KERNELS;
  private long packetStart;
  private long dueNanos;
  private long awaited;

  PacketRunner(WorkerParts parts, WorkerSpace space, NodeKind kind, Launcher launcher) {
    this.parts = parts;
    this.space = space;
    this.kind = kind;
    this.access = space.addresses().newAccess();
    this.launcher = launcher;
    this.builtIns = new BuiltInLauncher(parts.context(), launcher, parts.memory(), access,
        parts.context().device().facts().cpu());
    this.mover = parts.newMover(space, access, launcher);
    this.staging = parts.newStaging(space, launcher);
    this.programs = new ProgramPackets(parts, space, access);
  }

  /**
   * Begins a packet.
   *
   * @param address where the packet is
   * @param offset of the packet in its command buffer, for fault reasons
   */
  Step begin(long sequence, long address, int offset) throws PacketFault {
    packet.fetch(access, address, offset);
    work = Work.KERNELS;
    int type = packet.type();
    boolean dispatch = type == AqlType.KERNEL_DISPATCH.value();
    if ((!dispatch || packet.hasBarrierBit() || packet.hasTimestamps()) && !allComplete()) {
      return Step.BLOCKED;
    }
    packetStart = System.nanoTime();
    if (dispatch) {
      return staging == null ? dispatch() : stagedDispatch(staging);
    } else if (type == AqlType.VENDOR_SPECIFIC.value()) {
      return vendor(sequence, offset);
    } else if (type == AqlType.BARRIER_AND.value() || type == AqlType.BARRIER_OR.value()) {
      return packet.isWaiting() ? Step.BARRIER : completed();
    }
    throw packet.bad("type=" + type);
  }

  /** Goes on with a packet that is {@link Step#RUNNING}: whether it is complete now. */
  boolean advance() throws PacketFault {
    boolean over = switch (work) {
      case KERNELS -> launcher.window().reached(awaited);
      case MOVE -> mover.advance();
      case UPLOAD -> launchUploaded(Objects.requireNonNull(staging));
      case DOWNLOAD -> isDownloaded(Objects.requireNonNull(staging));
      case SPIN -> System.nanoTime() - dueNanos >= 0;
    };
    if (over && launcher.window().failure() == 0) {
      packet.complete(packetStart, System.nanoTime());
    }
    return over;
  }

  /** Whether a running packet only needs to be called again, rather than to wait for something. */
  boolean canGoOn() {
    return switch (work) {
      case KERNELS, SPIN, UPLOAD, DOWNLOAD -> false;
      case MOVE -> !mover.isWaiting();
    };
  }

  /** When a running packet has waited long enough; {@link Long#MAX_VALUE} if it does not wait for a time. */
  long dueNanos() {
    return work == Work.SPIN && dueNanos >= packetStart ? dueNanos : Long.MAX_VALUE;
  }

  /** Number of the command that a running or blocked packet waits for, 0 if it waits for none. */
  long awaited() {
    return switch (work) {
      case KERNELS -> awaited;
      case MOVE, UPLOAD, DOWNLOAD -> launcher.window().oldest();
      case SPIN -> 0;
    };
  }

  /** Whether a blocked packet may be tried again. */
  boolean isUnblocked() {
    return launcher.window().reached(awaited);
  }

  /** Makes a running packet end soon; its end is not told to the guest. Whether it has. */
  boolean abort() {
    return switch (work) {
      case KERNELS -> launcher.window().drained();
      case MOVE -> {
        mover.abort();
        yield mover.advance();
      }
      case UPLOAD, DOWNLOAD -> launcher.window().drained();
      case SPIN -> true;
    };
  }

  @Override
  public void close() {
    programs.close();
    builtIns.close();
    mover.close();
    if (staging != null) {
      staging.close();
    }
  }

  private boolean allComplete() {
    awaited = launcher.window().issued();
    return launcher.window().reached(awaited);
  }

  private boolean hasRoom(int commands) {
    LaunchWindow window = launcher.window();
    awaited = window.issued() - LaunchWindow.SIZE / 2;
    return window.hasRoom(commands);
  }

  /** Finds out what the kernel needs, has it copied, and launches the kernel then. */
  private Step stagedDispatch(StagedLaunch stage) throws PacketFault {
    launcher.rehearse(true);
    stage.collect();
    Step step;
    try {
      step = dispatch();
    } finally {
      launcher.rehearse(false);
    }
    if (step == Step.BLOCKED || step == Step.BUILD || work != Work.KERNELS) {
      return step;
    } else if (!stage.hasArguments()) {
      return dispatch();
    } else if (!allComplete()) {
      return Step.BLOCKED;
    }
    stage.upload();
    work = Work.UPLOAD;
    return Step.RUNNING;
  }

  private boolean launchUploaded(StagedLaunch stage) throws PacketFault {
    if (!stage.advance()) {
      return false;
    }
    dispatch();
    stage.download();
    work = Work.DOWNLOAD;
    return isDownloaded(stage);
  }

  private boolean isDownloaded(StagedLaunch stage) {
    return stage.advance() && launcher.window().drained();
  }

  private Step dispatch() throws PacketFault {
    packet.checkedDimensions();
    long object = packet.kernelObject();
    BuiltInKernel builtIn = objects.find(object);
    LoadedKernel loaded = builtIn == null ? space.kernel(object) : null;
    if (builtIn == null && loaded == null) {
      throw packet.badKernel("no such kernel");
    } else if (kind == NodeKind.COPY) {
      throw packet.badKernel("this is a copy engine");
    } else if (!hasRoom(BuiltInLauncher.mostCommands())) {
      return Step.BLOCKED;
    }
    return loaded == null ? builtIn(Objects.requireNonNull(builtIn)) : loaded(loaded);
  }

  private Step loaded(LoadedKernel kernel) throws PacketFault {
    launcher.shape().take(packet, kernel.facts(), parts.info());
    Native kernarg = parts.kernarg();
    if (kernel.kernargBytes() > 0) {
      packet.fetchKernarg(kernel.name(), kernel.kernargBytes(), kernarg.segment());
    }
    kernel.bind(kernarg, access, parts.memory(), space.version(), parts.info().localMemoryBytes());
    launcher.launch(kernel);
    return launched();
  }

  private Step builtIn(BuiltInKernel kernel) throws PacketFault {
    Native kernarg = parts.kernarg();
    packet.fetchKernarg(kernel.kernelName(), kernel.kernargSizeBytes(), kernarg.segment());
    call.begin(kernel.kernelName(), kernarg.segment(), access);
    return switch (kernel) {
      case FILL, COPY, SPIN -> allComplete() ? builtInOfOurOwn(kernel) : Step.BLOCKED;
      case VECTOR_ADD, SAXPY, SGEMM, REDUCE -> {
        LoadedProgram program = parts.builtInProgram(space);
        yield program == null ? Step.BUILD : launchBuiltIn(kernel, program);
      }
    };
  }

  private Step builtInOfOurOwn(BuiltInKernel kernel) throws PacketFault {
    switch (kernel) {
      case FILL -> mover.beginFill(call, call.u64(KERNEL_FILL_DESTINATION),
          call.count("count", call.u64(KERNEL_FILL_COUNT)), call.u32(KERNEL_FILL_VALUE));
      case COPY -> mover.beginCopy(call, call.u64(KERNEL_COPY_SOURCE), call.u64(KERNEL_COPY_DESTINATION),
          call.u64(KERNEL_COPY_SIZE));
      case SPIN -> {
        return spin(call.u64(SPIN_NANOS));
      }
      case VECTOR_ADD, SAXPY, SGEMM, REDUCE -> throw new IllegalStateException("not ours: kernel=" + kernel);
    }
    return moving();
  }

  private Step launchBuiltIn(BuiltInKernel kernel, LoadedProgram program) throws PacketFault {
    builtIns.begin(call, space.version());
    switch (kernel) {
      case VECTOR_ADD -> builtIns.vectorAdd(program);
      case SAXPY -> builtIns.saxpy(program);
      case SGEMM -> builtIns.sgemm(program);
      case REDUCE -> builtIns.reduce(program);
      case FILL, COPY, SPIN -> throw new IllegalStateException("ours: kernel=" + kernel);
    }
    return launched();
  }

  private Step launched() {
    if (!packet.hasSignal() && !packet.hasTimestamps()) {
      return Step.NEXT;
    }
    awaited = launcher.window().issued();
    return Step.RUNNING;
  }

  private Step vendor(long sequence, int offset) throws PacketFault {
    int opcode = packet.opcode();
    if (opcode == VendorOpcode.COPY.value()) {
      call.begin("copy packet", packet.bytes(), access);
      mover.beginCopy(call, packet.u64(COPY_SOURCE), packet.u64(COPY_DESTINATION), packet.u64(COPY_SIZE));
      return moving();
    } else if (opcode == VendorOpcode.FILL.value()) {
      long size = packet.u64(FILL_SIZE);
      if (size < 0 || (size & 3) != 0) {
        throw packet.bad("fill size=" + Long.toUnsignedString(size));
      }
      call.begin("fill packet", packet.bytes(), access);
      mover.beginFill(call, packet.u64(FILL_DESTINATION), size / 4, packet.u32(FILL_PATTERN));
      return moving();
    } else if (opcode == VendorOpcode.TIMESTAMP.value()) {
      packet.resolveTimestampDestination();
      return completed();
    } else if (opcode == VendorOpcode.LOAD_PROGRAM.value()) {
      return programs.load(packet, sequence, offset) ? completed() : Step.BUILD;
    } else if (opcode == VendorOpcode.UNLOAD_PROGRAM.value()) {
      programs.unload(packet);
      return completed();
    }
    throw packet.bad("opcode=" + opcode);
  }

  private Step moving() {
    work = Work.MOVE;
    return Step.RUNNING;
  }

  private Step spin(long nanos) throws PacketFault {
    if (nanos < 0) {
      throw call.bad("nanos", nanos);
    }
    work = Work.SPIN;
    dueNanos = packetStart + nanos;
    return Step.RUNNING;
  }

  private Step completed() {
    packet.complete(packetStart, System.nanoTime());
    return Step.NEXT;
  }
}
