package org.paravane.guest.dxg.ioctl;

import static org.paravane.guest.dxg.ioctl.Answer.failed;

import java.util.List;
import org.paravane.abi.Bytes;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.CreateHwQueue;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.DestroyHwQueue;
import org.paravane.abi.ioctl.DestroyPagingQueue;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.wire.CreateHwQueueCommand;
import org.paravane.abi.wire.CreatePagingQueueCommand;
import org.paravane.abi.wire.CreatePagingQueueReply;
import org.paravane.abi.wire.DestroyHwQueueCommand;
import org.paravane.abi.wire.DestroyPagingQueueCommand;
import org.paravane.abi.wire.Message;
import org.paravane.guest.dxg.host.CommandPort;
import org.paravane.guest.dxg.object.DxgContext;
import org.paravane.guest.dxg.object.DxgDevice;
import org.paravane.guest.dxg.object.DxgHwQueue;
import org.paravane.guest.dxg.object.DxgPagingQueue;
import org.paravane.guest.dxg.object.QueueFence;

/** Hardware queues and paging queues, each with a fence in the aperture. */
final class QueueCalls {

  void addTo(IoctlDispatch.Builder table) {
    table.on(DxgIoctl.CREATEHWQUEUE, CreateHwQueue.class, this::createHwQueue)
        .on(DxgIoctl.DESTROYHWQUEUE, DestroyHwQueue.class, this::destroyHwQueue)
        .on(DxgIoctl.CREATEPAGINGQUEUE, CreatePagingQueue.class, this::createPagingQueue)
        .on(DxgIoctl.DESTROYPAGINGQUEUE, DestroyPagingQueue.class, this::destroyPagingQueue);
  }

  private Answer<CreateHwQueue> createHwQueue(Call call, CreateHwQueue args) {
    Result<DxgContext> found = call.find(args.context(), DxgContext.class);
    if (!(found instanceof Result.Ok<DxgContext>(DxgContext context))) {
      return failed(found);
    }
    return Answer.writing(DeviceCalls.privateData(call, args.privDrvData(), args.privDrvDataSize())
        .flatMap(sent -> sendCreateHwQueue(call, args, sent))
        .flatMap(reply -> takeOver(call, context, args, reply)));
  }

  private static Result<CreateHwQueueCommand> sendCreateHwQueue(Call call, CreateHwQueue args, Bytes sent) {
    CreateHwQueueCommand command = new CreateHwQueueCommand(call.vgpu(Message.CREATEHWQUEUE), NtStatus.SUCCESS,
        Handle.NONE, Handle.NONE, 0, 0, args.context(), args.flags(), sent.length(), sent);
    return call.port().call(command, CreateHwQueueCommand.class)
        .flatMap(reply -> CommandPort.check(reply.status(), command).map(status -> reply));
  }

  private static Result<CreateHwQueue> takeOver(Call call, DxgContext context, CreateHwQueue args,
      CreateHwQueueCommand reply) {
    if (reply.hwqueue().isNone()) {
      return DeviceCalls.given(reply.hwqueue(), "hardware queue").map(never -> args);
    }
    Result<CreateHwQueue> done = call.process().offsetOf(reply.hwqueueProgressFenceCpuva(), DxgLimits.PAGE_BYTES)
        .flatMap(offset -> DeviceCalls.sameLength(reply.privDrvData(), args.privDrvDataSize())
            .flatMap(data -> call.data().write(data, args.privDrvData()))
            .flatMap(written -> {
              QueueFence fence = new QueueFence(reply.hwqueueProgressFence(), context.device(), offset);
              return call.process().enter(List.of(fence, new DxgHwQueue(reply.hwqueue(), context, fence)));
            })
            .map(entered -> args.withQueue(reply.hwqueue()).withQueueProgressFence(reply.hwqueueProgressFence())
                .withQueueProgressFenceCpuVa(offset)
                .withQueueProgressFenceGpuVa(reply.hwqueueProgressFenceGpuva())));
    if (done instanceof Result.Failed<CreateHwQueue>) {
      new DeviceTeardown(call.adapter(), call.process().hostHandle())
          .tell(new DestroyHwQueueCommand(call.vgpu(Message.DESTROYHWQUEUE), reply.hwqueue()));
    }
    return done;
  }

  private Answer<DestroyHwQueue> destroyHwQueue(Call call, DestroyHwQueue args) {
    return Answer.of(call.process().takeHwQueue(args.queue())
        .flatMap(queue -> call.adapter().requireActive())
        .flatMap(active -> call.port()
            .status(new DestroyHwQueueCommand(call.vgpu(Message.DESTROYHWQUEUE), args.queue()))));
  }

  private Answer<CreatePagingQueue> createPagingQueue(Call call, CreatePagingQueue args) {
    Result<DxgDevice> found = call.device(args.device());
    if (!(found instanceof Result.Ok<DxgDevice>(DxgDevice device))) {
      return failed(found);
    }
    return Answer.writing(call.port()
        .call(new CreatePagingQueueCommand(call.vgpu(Message.CREATEPAGINGQUEUE), args), CreatePagingQueueReply.class)
        .flatMap(reply -> takeOver(call, device, args, reply)));
  }

  /** A fence page that cannot be mapped ends the queue on the host too (defect 20). */
  private static Result<CreatePagingQueue> takeOver(Call call, DxgDevice device, CreatePagingQueue args,
      CreatePagingQueueReply reply) {
    if (reply.pagingQueue().isNone()) {
      return DeviceCalls.given(reply.pagingQueue(), "paging queue").map(never -> args);
    }
    Result<CreatePagingQueue> done = call.process()
        .offsetOf(reply.fenceStoragePhysicalAddress(), DxgLimits.PAGE_BYTES).flatMap(offset -> {
          QueueFence fence = new QueueFence(reply.syncObject(), device, offset);
          return call.process().enter(List.of(fence, new DxgPagingQueue(reply.pagingQueue(), device, fence)))
              .map(entered -> args.withPagingQueue(reply.pagingQueue()).withSyncObject(reply.syncObject())
                  .withFenceCpuVirtualAddress(offset));
        });
    if (done instanceof Result.Failed<CreatePagingQueue>) {
      new DeviceTeardown(call.adapter(), call.process().hostHandle())
          .tell(new DestroyPagingQueueCommand(call.vgpu(Message.DESTROYPAGINGQUEUE), reply.pagingQueue()));
    }
    return done;
  }

  private Answer<DestroyPagingQueue> destroyPagingQueue(Call call, DestroyPagingQueue args) {
    return Answer.of(call.process().takePagingQueue(args.pagingQueue())
        .flatMap(queue -> call.adapter().requireActive())
        .flatMap(active -> call.port().acknowledged(
            new DestroyPagingQueueCommand(call.vgpu(Message.DESTROYPAGINGQUEUE), args.pagingQueue()))));
  }
}
