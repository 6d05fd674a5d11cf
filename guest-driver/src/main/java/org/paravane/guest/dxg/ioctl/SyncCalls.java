package org.paravane.guest.dxg.ioctl;

import static org.paravane.guest.dxg.ioctl.Answer.failed;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.paravane.abi.CEnum;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.CreateSynchronizationObject;
import org.paravane.abi.ioctl.DestroySynchronizationObject;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.SynchronizationObjectFlags;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.CpuNotification;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.MonitoredFence;
import org.paravane.abi.ioctl.SynchronizationObjectType;
import org.paravane.abi.wire.CreateSyncObjectCommand;
import org.paravane.abi.wire.CreateSyncObjectReply;
import org.paravane.abi.wire.DestroySyncObjectCommand;
import org.paravane.abi.wire.Message;
import org.paravane.guest.dxg.object.DxgDevice;
import org.paravane.guest.dxg.object.DxgSyncObject;

/** Synchronisation objects, made and destroyed. */
final class SyncCalls {
  private static final int CLIENT_HINT = 1;

  void addTo(IoctlDispatch.Builder table) {
    table.on(DxgIoctl.CREATESYNCHRONIZATIONOBJECT, CreateSynchronizationObject.class, this::create)
        .on(DxgIoctl.DESTROYSYNCHRONIZATIONOBJECT, DestroySynchronizationObject.class, this::destroy);
  }

  private Answer<CreateSynchronizationObject> create(Call call, CreateSynchronizationObject args) {
    Result<DxgDevice> found = call.device(args.device());
    if (!(found instanceof Result.Ok<DxgDevice>(DxgDevice device))) {
      return failed(found);
    }
    SynchronizationObjectFlags flags = args.info().flags();
    if (flags.shared() && !flags.ntSecuritySharing()) {
      return failed(Errno.EINVAL, "a shared object needs nt_security_sharing");
    }
    return Answer.writing(switch (CEnum.of(SynchronizationObjectType.class, args.info().type()).orElse(null)) {
      case MONITORED_FENCE, SYNCHRONIZATION_MUTEX, SEMAPHORE -> createPlain(call, device, args);
      case CPU_NOTIFICATION -> createNotification(call, device, args);
      case FENCE, PERIODIC_MONITORED_FENCE, SYNCHRONIZATION_TYPE_LIMIT -> unsupported(args);
      case null -> unsupported(args);
    });
  }

  private static Result<CreateSynchronizationObject> unsupported(CreateSynchronizationObject args) {
    return Result.failed(Errno.EINVAL, "kind of synchronisation object is not supported: type=" + args.info().type());
  }

  private static Result<CreateSynchronizationObject> createPlain(Call call, DxgDevice device,
      CreateSynchronizationObject args) {
    SynchronizationObjectType kind = kindOf(args);
    return send(call, args).flatMap(reply -> takeOver(call, args, reply, fencePage -> fencePage.isPresent()
        ? DxgSyncObject.fence(reply.syncObject(), device, fencePage.getAsLong())
        : DxgSyncObject.plain(reply.syncObject(), device, kind)));
  }

  private static SynchronizationObjectType kindOf(CreateSynchronizationObject args) {
    return CEnum.of(SynchronizationObjectType.class, args.info().type()).orElseThrow();
  }

  /** The host gets a number in place of the descriptor; the caller keeps his descriptor in the field (defect 5). */
  private static Result<CreateSynchronizationObject> createNotification(Call call, DxgDevice device,
      CreateSynchronizationObject args) {
    return CallerEvent.persistent(call, args.info().cpuNotification().event()).flatMap(event -> {
      CreateSynchronizationObject sent = args
          .withInfo(args.info().withCpuNotification(new CpuNotification(event.id())));
      Result<CreateSynchronizationObject> done = send(call, sent).flatMap(reply -> takeOver(call, args, reply,
          fencePage -> DxgSyncObject.notification(reply.syncObject(), device, event)));
      if (done instanceof Result.Failed<CreateSynchronizationObject>) {
        event.end();
      }
      return done;
    });
  }

  private static Result<CreateSyncObjectReply> send(Call call, CreateSynchronizationObject args) {
    return call.port()
        .call(new CreateSyncObjectCommand(call.vgpu(Message.CREATESYNCOBJECT), args, CLIENT_HINT),
            CreateSyncObjectReply.class)
        .flatMap(reply -> DeviceCalls.given(reply.syncObject(), "synchronisation object").map(handle -> reply));
  }

  /** Undoing destroys what the host has made, never what the caller's field named (defect 5). */
  private static Result<CreateSynchronizationObject> takeOver(Call call, CreateSynchronizationObject args,
      CreateSyncObjectReply reply, Function<OptionalLong, DxgSyncObject> object) {
    Result<CreateSynchronizationObject> done = fencePage(call, args, reply)
        .flatMap(page -> describe(args, reply, page)
            .flatMap(info -> call.process().enter(List.of(object.apply(page)))
                .map(entered -> args.withInfo(info).withSyncObject(reply.syncObject()))));
    if (done instanceof Result.Failed<CreateSynchronizationObject>) {
      call.adapter().global().port()
          .acknowledged(new DestroySyncObjectCommand(call.global(Message.DESTROYSYNCOBJECT), reply.syncObject()));
    }
    return done;
  }

  /** Where the page of a monitored fence is in the aperture; nowhere for other kinds. */
  private static Result<OptionalLong> fencePage(Call call, CreateSynchronizationObject args,
      CreateSyncObjectReply reply) {
    return kindOf(args) == SynchronizationObjectType.MONITORED_FENCE
        ? call.process().offsetOf(reply.fenceStorageAddress(), DxgLimits.PAGE_BYTES).map(OptionalLong::of)
        : Result.ok(OptionalLong.empty());
  }

  private static Result<SynchronizationObjectInfo2> describe(CreateSynchronizationObject args,
      CreateSyncObjectReply reply, OptionalLong fencePage) {
    SynchronizationObjectInfo2 info = args.info();
    if (info.flags().shared()) {
      if (reply.globalSyncObject().isNone()) {
        return Result.failed(Errno.EINVAL, "host did not share: handle=" + reply.syncObject());
      }
      info = info.withSharedHandle(reply.globalSyncObject());
    }
    if (fencePage.isEmpty()) {
      return Result.ok(info);
    }
    MonitoredFence fence = info.monitoredFence();
    return Result.ok(info.withMonitoredFence(new MonitoredFence(fence.initialFenceValue(), fencePage.getAsLong(),
        reply.fenceGpuVa(), fence.engineAffinity(), fence.padding())));
  }

  /** Needs no adapter: the command goes over the global channel. The fence of a queue is no synchronisation object. */
  private Answer<DestroySynchronizationObject> destroy(Call call, DestroySynchronizationObject args) {
    return Answer.of(call.process().takeSyncObject(args.syncObject()).flatMap(sync -> {
      DeviceTeardown.letGo(sync);
      Handle handle = sync.handle();
      return call.adapter().global().port()
          .status(new DestroySyncObjectCommand(call.global(Message.DESTROYSYNCOBJECT), handle));
    }));
  }
}
