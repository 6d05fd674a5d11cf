package org.paravane.guest.dxg.ioctl;

import static org.paravane.guest.dxg.ioctl.Answer.failed;

import java.util.Arrays;
import java.util.OptionalLong;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Result;
import org.paravane.abi.U64Array;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.SubmitWaitForSyncObjectsToHwQueue;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpu;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromGpu;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.WaitForSyncObjectFromCpuCommand;
import org.paravane.abi.wire.WaitForSyncObjectFromGpuCommand;
import org.paravane.device.io.Sleeping;
import org.paravane.guest.dxg.host.BlockedWait;
import org.paravane.guest.dxg.object.DxgContext;
import org.paravane.guest.dxg.object.DxgHwQueue;
import org.paravane.guest.dxg.object.DxgObject;
import org.paravane.guest.dxg.object.DxgSyncObject;
import org.paravane.guest.dxg.object.QueueFence;

/** Waits: of the CPU, of a context, of a hardware queue. */
final class WaitCalls {
  /** A handle and a value for each object have to fit into one message (d3dkmt-abi.md 4). */
  static final int MAX_OBJECTS_IN_MESSAGE = 131_000 / (Integer.BYTES + Long.BYTES);

  private final FenceLook look = new FenceLook();

  void addTo(IoctlDispatch.Builder table) {
    table.on(DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMCPU, WaitForSynchronizationObjectFromCpu.class, this::fromCpu)
        .on(DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMGPU, WaitForSynchronizationObjectFromGpu.class, this::fromGpu)
        .on(DxgIoctl.SUBMITWAITFORSYNCOBJECTSTOHWQUEUE, SubmitWaitForSyncObjectsToHwQueue.class, this::fromHwQueue);
  }

  /** Objects of a wait or signal with a value for each. */
  record Objects(HandleArray handles, U64Array values) {
    static Result<Objects> read(Call call, long handles, long values, int count) {
      return call.data().handles(handles, count)
          .flatMap(list -> call.data().longs(values, count).map(numbers -> new Objects(list, numbers)));
    }

    int count() {
      return handles.length();
    }
  }

  static <T> Result<T> badCount(int count, int limit) {
    return Result.failed(Errno.EINVAL,
        "bad number of objects: count=" + Integer.toUnsignedString(count) + ", limit=" + limit);
  }

  private Answer<WaitForSynchronizationObjectFromCpu> fromCpu(Call call, WaitForSynchronizationObjectFromCpu args) {
    int count = args.objectCount();
    if (count <= 0 || count > MAX_OBJECTS_IN_MESSAGE) {
      return failed(badCount(count, MAX_OBJECTS_IN_MESSAGE));
    }
    if (args.asyncEvent() != 0) {
      return Answer.of(asynchronous(call, args));
    }
    return Answer.of(count == 1 && isReachedSoon(call, args) ? Result.ok(0) : blocking(call, args));
  }

  /** Whether the page of the fence says so; everything else, bad handles too, is for the host to answer. */
  private boolean isReachedSoon(Call call, WaitForSynchronizationObjectFromCpu args) {
    Result<Boolean> reached = call.adapter().requireActive().flatMap(active -> call.device(args.device()))
        .flatMap(device -> Objects.read(call, args.objects(), args.fenceValues(), 1)
            .flatMap(objects -> call.process().find(objects.handles().get(0))
                .flatMap(object -> page(object).isEmpty() || !object.device().adapter().equals(call.adapter())
                    ? Result.ok(false)
                    : call.process().aperture().map(aperture -> look.isReached(aperture, page(object).getAsLong(),
                        objects.values().get(0))))));
    return reached instanceof Result.Ok<Boolean>(Boolean yes) && yes;
  }

  private static OptionalLong page(DxgObject object) {
    if (object instanceof QueueFence fence) {
      return OptionalLong.of(fence.pageOffset());
    }
    return object instanceof DxgSyncObject sync ? sync.pageOffset() : OptionalLong.empty();
  }

  /** Signals the eventfd once; a status of the host is passed on. On failure nothing stays behind. */
  private static Result<Integer> asynchronous(Call call, WaitForSynchronizationObjectFromCpu args) {
    return CallerEvent.once(call, args.asyncEvent()).flatMap(event -> {
      Result<Integer> sent = send(call, args, event.id());
      if (sent instanceof Result.Failed<Integer>) {
        event.end();
      }
      return sent;
    });
  }

  /**
   * Sleeps until the host signals: 0. ENODEV when the device goes, EINTR when the thread is interrupted, EAGAIN when too many
   * callers sleep already.
   */
  private static Result<Integer> blocking(Call call, WaitForSynchronizationObjectFromCpu args) {
    BlockedWait wait = new BlockedWait();
    long id = call.adapter().events().addOnce(call.waiter(), wait);
    try {
      // SYNC: the adapter marks itself lost before it abandons events; we entered ours before we look.
      return call.adapter().requireActive().flatMap(active -> send(call, args, id)).flatMap(status -> sleep(wait));
    } finally {
      call.adapter().events().remove(id);
    }
  }

  private static Result<Integer> sleep(BlockedWait wait) {
    if (wait.isPending() && !Sleeping.mayLast()) {
      return Result.failed(Errno.EAGAIN, "too many calls sleep: call=wait from cpu, use an eventfd");
    }
    return switch (wait.await()) {
      case SIGNALLED -> Result.ok(0);
      case ABANDONED -> Result.failed(Errno.ENODEV, "device is gone: call=wait from cpu");
      case INTERRUPTED -> Result.failed(Errno.EINTR, "interrupted: call=wait from cpu");
    };
  }

  private static Result<Integer> send(Call call, WaitForSynchronizationObjectFromCpu args, long eventId) {
    return call.device(args.device())
        .flatMap(device -> Objects.read(call, args.objects(), args.fenceValues(), args.objectCount()))
        .flatMap(objects -> call.port()
            .status(new WaitForSyncObjectFromCpuCommand(call.vgpu(Message.WAITFORSYNCOBJECTFROMCPU), args.device(),
                objects.count(), args.flags(), eventId, false, objects.handles(), objects.values())));
  }

  private Answer<WaitForSynchronizationObjectFromGpu> fromGpu(Call call, WaitForSynchronizationObjectFromGpu args) {
    int count = args.objectCount();
    if (count <= 0 || count > DxgLimits.MAX_OBJECTS_WAITED_ON) {
      return failed(badCount(count, DxgLimits.MAX_OBJECTS_WAITED_ON));
    }
    Result<HandleArray> read = call.data().handles(args.objects(), count);
    if (!(read instanceof Result.Ok<HandleArray>(HandleArray handles))) {
      return failed(read);
    }
    Result<DxgContext> found = call.process().find(args.context(), DxgContext.class);
    if (!(found instanceof Result.Ok<DxgContext>(DxgContext context))) {
      return failed(found);
    }
    return Answer.of(call.process().find(handles.get(0)).flatMap(first -> isMonitored(first)
        ? call.data().longs(args.monitoredFenceValues(), count)
            .flatMap(values -> wait(call, context, false, new Objects(handles, values)))
        : legacyWait(call, context, first, args, handles)));
  }

  /** Whether a value in memory is compared. The first object decides for all. */
  private static boolean isMonitored(DxgObject object) {
    return object instanceof QueueFence || (object instanceof DxgSyncObject sync && sync.isMonitored());
  }

  /** There is one value for all objects; it is sent for each, and nothing that lies behind it (defect 16). */
  private static Result<Integer> legacyWait(Call call, DxgContext context, DxgObject first,
      WaitForSynchronizationObjectFromGpu args, HandleArray handles) {
    if (!(first instanceof DxgSyncObject)) {
      return Result.failed(Errno.EINVAL, "object cannot be waited for: object=" + first);
    }
    long[] values = new long[handles.length()];
    Arrays.fill(values, args.fenceValue());
    return wait(call, context, true, new Objects(handles, U64Array.of(values)));
  }

  private static Result<Integer> wait(Call call, DxgContext context, boolean legacy, Objects objects) {
    return Submission.send(call, context.device(), Message.WAITFORSYNCOBJECTFROMGPU,
        header -> new WaitForSyncObjectFromGpuCommand(header, context.handle(), objects.count(), legacy,
            objects.values(), objects.handles()));
  }

  private Answer<SubmitWaitForSyncObjectsToHwQueue> fromHwQueue(Call call, SubmitWaitForSyncObjectsToHwQueue args) {
    int count = args.objectCount();
    if (count <= 0 || count > DxgLimits.MAX_OBJECTS_WAITED_ON) {
      return failed(badCount(count, DxgLimits.MAX_OBJECTS_WAITED_ON));
    }
    return Answer.of(Objects.read(call, args.objects(), args.fenceValues(), count)
        .flatMap(objects -> call.find(args.hwqueue(), DxgHwQueue.class).flatMap(queue -> Submission.send(call,
            queue.device(), Message.WAITFORSYNCOBJECTFROMGPU,
            header -> new WaitForSyncObjectFromGpuCommand(header, queue.handle(), objects.count(), false,
                objects.values(), objects.handles())))));
  }
}
