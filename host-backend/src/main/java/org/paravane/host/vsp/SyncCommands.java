package org.paravane.host.vsp;

import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.CEnum;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.U64Array;
import org.paravane.abi.ioctl.SynchronizationObjectFlags;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2;
import org.paravane.abi.ioctl.SynchronizationObjectType;
import org.paravane.abi.wire.CreateSyncObjectCommand;
import org.paravane.abi.wire.CreateSyncObjectReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SignalSyncObjectCommand;
import org.paravane.abi.wire.WaitForSyncObjectFromCpuCommand;
import org.paravane.abi.wire.WaitForSyncObjectFromGpuCommand;
import org.paravane.host.object.FencePage;
import org.paravane.host.object.GuestNotifier;
import org.paravane.host.object.HostDevice;
import org.paravane.host.object.HostSync;
import org.paravane.host.scheduler.Accepted;
import org.paravane.host.scheduler.AdapterScheduler;
import org.paravane.host.scheduler.SyncPoint;
import org.paravane.host.scheduler.WaitMode;
import org.paravane.host.scheduler.WorkQueue;

/** Sync objects: made, signalled and waited for, by CPUs and by queues. */
final class SyncCommands {
  private final GuestSession guest;
  private final GuestNotifier notifier;

  SyncCommands(GuestSession guest, GuestNotifier notifier) {
    this.guest = guest;
    this.notifier = notifier;
  }

  CommandTable register(CommandTable table) {
    return table.onProcess(Message.CREATESYNCOBJECT, CreateSyncObjectCommand.class, this::create)
        .onProcess(Message.WAITFORSYNCOBJECTFROMCPU, WaitForSyncObjectFromCpuCommand.class, this::waitFromCpu)
        .onWork(Message.SIGNALSYNCOBJECT, SignalSyncObjectCommand.class, this::signal,
            command -> command.contextCount() > 0 ? command.contexts().list() : List.of(command.device()))
        .onWork(Message.WAITFORSYNCOBJECTFROMGPU, WaitForSyncObjectFromGpuCommand.class, this::waitFromGpu,
            command -> List.of(command.context()));
  }

  private Result<Reply> create(ChannelProcess process, CreateSyncObjectCommand command) {
    SynchronizationObjectInfo2 info = command.args().info();
    SynchronizationObjectFlags flags = info.flags();
    if (flags.shared() || flags.ntSecuritySharing() || flags.crossAdapter()) {
      return Result.failed(Errno.ENOSYS, "shared sync objects are not supported by this host: " + process);
    }
    return process.find(command.args().device(), HostDevice.class)
        .flatMap(device -> CEnum.of(SynchronizationObjectType.class, info.type())
            .map(type -> create(process, device, type, info)).orElseGet(() -> noSuchType(process, info)))
        .map(SyncCommands::created);
  }

  private Result<HostSync> create(ChannelProcess process, HostDevice device, SynchronizationObjectType type,
      SynchronizationObjectInfo2 info) {
    AdapterScheduler scheduler = device.owner().scheduler();
    return switch (type) {
      case MONITORED_FENCE -> device.createFence(info.monitoredFence().initialFenceValue());
      case FENCE -> process.createSync(device.owner(),
          () -> Result.ok(scheduler.createFence(info.fence().fenceValue(), null)));
      case SYNCHRONIZATION_MUTEX -> process.createSync(device.owner(),
          () -> Result.ok(scheduler.createMutex(info.synchronizationMutex().initialState() != 0)));
      case SEMAPHORE -> process.createSync(device.owner(),
          () -> scheduler.createSemaphore(info.semaphore().maxCount(), info.semaphore().initialCount()));
      case CPU_NOTIFICATION -> createNotification(process, device, info.cpuNotification().event());
      case PERIODIC_MONITORED_FENCE, SYNCHRONIZATION_TYPE_LIMIT -> noSuchType(process, info);
    };
  }

  private Result<HostSync> createNotification(ChannelProcess process, HostDevice device, long event) {
    if (event == 0) {
      return Result.failed(Errno.EINVAL, "cpu notification without event: " + process);
    }
    return process.createSync(device.owner(), () -> Result
        .ok(device.owner().scheduler().createNotification(() -> notifier.signalEvent(process.handle(), event))));
  }

  private static Result<HostSync> noSuchType(ChannelProcess process, SynchronizationObjectInfo2 info) {
    return Result.failed(Errno.EINVAL, "no such kind of sync object: " + process + ", type=" + info.type());
  }

  private static Reply created(HostSync sync) {
    FencePage page = sync.page();
    return Reply.of(new CreateSyncObjectReply(sync.handle(), Handle.NONE, page == null ? 0 : page.gpuAddress(),
        page == null ? 0 : page.gpa(), 0));
  }

  /** The guest's event is signalled when the wait is over, also when what it waits for will never happen. */
  private Result<Reply> waitFromCpu(ChannelProcess process, WaitForSyncObjectFromCpuCommand command) {
    long event = command.guestEventPointer();
    if (event == 0) {
      return Result.failed(Errno.EINVAL, "cpu wait without event: " + process);
    }
    WaitMode mode = command.flags().waitAny() ? WaitMode.ANY : WaitMode.ALL;
    Handle owner = process.handle();
    return process.find(command.device(), HostDevice.class)
        .flatMap(device -> points(process, command.objects().list(), command.fenceValues(), 0)
            .flatMap(points -> device.owner().scheduler().waitFromCpu(points, mode,
                result -> notifier.signalEvent(owner, event))))
        .map(wait -> Reply.SUCCESS);
  }

  private Result<Reply> waitFromGpu(ChannelProcess process, WaitForSyncObjectFromGpuCommand command) {
    if (command.objectCount() < 1 || command.objectCount() > DxgLimits.MAX_OBJECTS_WAITED_ON) {
      return Result.failed(Errno.EINVAL, "bad number of objects: " + process + ", count=" + command.objectCount());
    }
    return WorkCommands.queues(process, List.of(command.context()))
        .flatMap(queues -> points(process, command.objects().list(), command.fenceValues(), 0)
            .flatMap(points -> guest.partition().work().admit(1)
                .flatMap(admitted -> queues.getFirst().waitFor(points))))
        .map(accepted -> Reply.SUCCESS);
  }

  /** From a CPU, at once; or in queues, when everything before is done; or an event of the guest, in queues. */
  private Result<Reply> signal(ChannelProcess process, SignalSyncObjectCommand command) {
    int queueCount = command.contextCount();
    int objectCount = command.objectCount();
    boolean event = command.flags().enqueueCpuEvent();
    if (queueCount > DxgLimits.MAX_BROADCAST_CONTEXTS || objectCount > WorkQueue.MAX_POINTS
        || (objectCount == 0) != event || (event && (queueCount == 0 || command.cpuEventHandle() == 0))) {
      return Result.failed(Errno.EINVAL, "bad signal: %s, objects=%d, queues=%d, flags=0x%x".formatted(process,
          objectCount, queueCount, command.flags().value()));
    }
    if (event) {
      return queued(process, command, queue -> queue
          .call(() -> notifier.signalEvent(process.handle(), command.cpuEventHandle())));
    }
    return points(process, command.objects().list(), command.fenceValues(), command.fenceValue()).flatMap(
        points -> queueCount == 0 || command.flags().signalAtSubmission()
            ? signalNow(process, command, points)
            : queued(process, command, queue -> queue.signal(points)));
  }

  private static Result<Reply> signalNow(ChannelProcess process, SignalSyncObjectCommand command,
      List<SyncPoint> points) {
    Result<List<WorkQueue>> queues = WorkCommands.queues(process, command.contexts().list());
    Result<AdapterScheduler> scheduler = command.contextCount() > 0
        ? queues.map(found -> found.getFirst().context().scheduler())
        : process.find(command.device(), HostDevice.class).map(device -> device.owner().scheduler());
    return scheduler.flatMap(target -> target.signal(points, command.flags().allowFenceRewind(), () -> {
    })).map(accepted -> Reply.SUCCESS);
  }

  /** What to do in each queue. */
  private interface Step {
    Result<Accepted> in(WorkQueue queue);
  }

  private Result<Reply> queued(ChannelProcess process, SignalSyncObjectCommand command, Step step) {
    return WorkCommands.queues(process, command.contexts().list())
        .flatMap(queues -> guest.partition().work().admit(queues.size()).flatMap(admitted -> {
          for (WorkQueue queue : queues) {
            if (step.in(queue) instanceof Result.Failed<Accepted> failed) {
              return failed.as();
            }
          }
          return Result.ok(Reply.SUCCESS);
        }));
  }

  /** Objects with their values: one each, or for older commands none and one for all. */
  private static Result<List<SyncPoint>> points(ChannelProcess process, List<Handle> handles, U64Array values,
      long valueOfAll) {
    if (values.length() != 0 && values.length() < handles.size()) {
      return Result.failed(Errno.EINVAL, "fewer values than objects: %s, objects=%d, values=%d".formatted(process,
          handles.size(), values.length()));
    }
    return AllocationCommands.findAll(process, handles, HostSync.class).map(syncs -> {
      List<SyncPoint> points = new ArrayList<>(syncs.size());
      for (int i = 0; i < syncs.size(); i++) {
        points.add(new SyncPoint(syncs.get(i).object(), values.length() == 0 ? valueOfAll : values.get(i)));
      }
      return points;
    });
  }
}
