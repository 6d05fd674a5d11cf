package org.paravane.host.engine.opencl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.abi.accel.ProgramStatus;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.packet.PacketFault;
import org.paravane.host.engine.worker.KernelObjects;
import org.paravane.host.engine.worker.ProgramImage;
import org.paravane.host.engine.worker.ProgramSource;
import org.paravane.host.engine.worker.WorkerReplies;
import org.paravane.host.memory.MemoryAccess;

/** What all queues of a worker share: the device, its memory, the built-in kernels, and requests for programs. */
final class WorkerParts implements AutoCloseable {
  private final OpenClContext context;
  private final DeviceMemory memory;
  private final WorkerReplies replies;
  private final Native kernarg = new Native(OpenClDevices.MAX_KERNARG_BYTES);
  private final BuiltInProgram builtIns = new BuiltInProgram();
  private final Map<Long, PendingLoad> requests = new HashMap<>();
  private long lastRequest;

  WorkerParts(OpenClContext context, DeviceMemory memory, WorkerReplies replies) {
    this.context = context;
    this.memory = memory;
    this.replies = replies;
  }

  OpenClContext context() {
    return context;
  }

  DeviceInfo info() {
    return context.device().facts().info();
  }

  DeviceMemory memory() {
    return memory;
  }

  WorkerReplies replies() {
    return replies;
  }

  /** Where kernel arguments are copied to; only used from one packet's beginning to its launch. */
  Native kernarg() {
    return kernarg;
  }

  Mover newMover(WorkerSpace space, MemoryAccess access, Launcher launcher) {
    return memory instanceof StagedMemory staged
        ? new StagedMove(staged, access, newTransfer(space, staged, launcher))
        : new MoveRun();
  }

  /** Copies arguments for one queue; null where nothing is copied. */
  @Nullable
  StagedLaunch newStaging(WorkerSpace space, Launcher launcher) {
    return memory instanceof StagedMemory staged
        ? new StagedLaunch(staged, newTransfer(space, staged, launcher))
        : null;
  }

  private RingTransfer newTransfer(WorkerSpace space, StagedMemory staged, Launcher launcher) {
    return new RingTransfer(context, staged, launcher, bytes -> replies.copied(space.number(), bytes));
  }

  /**
   * The built-in kernels, or null as long as they are being built.
   *
   * @throws PacketFault if they cannot be built here
   */
  @Nullable
  LoadedProgram builtInProgram(WorkerSpace space) throws PacketFault {
    String failure = builtIns.failure();
    if (failure != null) {
      throw new PacketFault(FaultKind.INTERNAL, 0, "built-in kernels failed", "cause=" + failure);
    }
    if (builtIns.program() == null && builtIns.request() == 0) {
      long request = ++lastRequest;
      replies.wantsProgram(space.number(), request, builtIns.wanted(request));
    }
    return builtIns.program();
  }

  PendingLoad request(WorkerSpace space, ProgramSource source, long sequence, int offset) {
    PendingLoad load = new PendingLoad(++lastRequest, sequence, offset);
    requests.put(load.request(), load);
    replies.wantsProgram(space.number(), load.request(), source);
    return load;
  }

  /** The host's answer to a request, or (request 0) a program that an earlier worker had. */
  void answer(WorkerSpace space, long request, int program, ProgramImage image) {
    if (request != 0 && request == builtIns.request()) {
      builtIns.answer(context, image);
      if (program != 0) {
        replies.droppedProgram(space.number(), program); // it is the worker's, not the space's
      }
      return;
    }
    PendingLoad load = requests.remove(request);
    boolean wanted = request == 0 || load != null;
    ProgramImage result = image;
    int kept = 0;
    if (wanted && program != 0 && image.status() == ProgramStatus.BUILT) {
      try {
        space.add(program, new LoadedProgram(context, image));
        kept = program;
        result = withObjects(image, program);
      } catch (OpenClException e) {
        result = ProgramImage.without(ProgramStatus.REFUSED, "the driver refused the program: " + e.getMessage());
      }
    } else if (image.status() == ProgramStatus.BUILT) {
      result = ProgramImage.without(ProgramStatus.REFUSED, "no number for this program: limit="
          + KernelObjects.MAX_PROGRAMS);
    }
    if (program != 0 && kept == 0) {
      replies.droppedProgram(space.number(), program);
    }
    if (load != null) {
      load.answered(kept, result);
    }
  }

  boolean unload(WorkerSpace space, long program) {
    boolean dropped = space.drop(program);
    if (dropped) {
      replies.droppedProgram(space.number(), (int) program);
    }
    return dropped;
  }

  /** Nobody waits for this load any more. */
  void abandon(WorkerSpace space, PendingLoad load) {
    requests.remove(load.request());
    if (load.answer() != null && load.program() != 0) {
      unload(space, load.program());
    }
  }

  @Override
  public void close() {
    builtIns.close();
    kernarg.close();
  }

  private static ProgramImage withObjects(ProgramImage image, int program) {
    List<ProgramResult.Kernel> kernels = new ArrayList<>(image.kernels().size());
    for (int i = 0; i < image.kernels().size(); i++) {
      ProgramResult.Kernel kernel = Objects.requireNonNull(image.kernels().get(i));
      kernels.add(new ProgramResult.Kernel(KernelObjects.of(program, i), kernel.localMemoryBytes(),
          kernel.privateMemoryBytes(), kernel.kernargSizeBytes(), kernel.argumentCount(), kernel.firstArgument(),
          kernel.maxWorkgroupSize(), kernel.workgroupMultiple(), kernel.requiredWorkgroupX(),
          kernel.requiredWorkgroupY(), kernel.requiredWorkgroupZ(), 0, kernel.name()));
    }
    return new ProgramImage(image.status(), image.log(), kernels, image.arguments(), image.binary());
  }
}
