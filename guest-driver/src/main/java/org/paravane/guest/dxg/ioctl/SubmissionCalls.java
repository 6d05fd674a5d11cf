package org.paravane.guest.dxg.ioctl;

import static org.paravane.guest.dxg.ioctl.Answer.failed;

import org.paravane.abi.Bytes;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Result;
import org.paravane.abi.U64Array;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.SignalFlags;
import org.paravane.abi.ioctl.SignalSynchronizationObjectFromCpu;
import org.paravane.abi.ioctl.SignalSynchronizationObjectFromGpu;
import org.paravane.abi.ioctl.SubmitCommand;
import org.paravane.abi.ioctl.SubmitCommandToHwQueue;
import org.paravane.abi.ioctl.SubmitSignalSyncObjectsToHwQueue;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SignalSyncObjectCommand;
import org.paravane.abi.wire.SubmitCommandCommand;
import org.paravane.abi.wire.SubmitCommandToHwQueueCommand;
import org.paravane.abi.wire.VgpuToHostHeader;
import org.paravane.guest.dxg.ioctl.WaitCalls.Objects;
import org.paravane.guest.dxg.object.DxgContext;
import org.paravane.guest.dxg.object.DxgHwQueue;

/** Command buffers and signals: to a context, to hardware queues, from the CPU. */
final class SubmissionCalls {

  void addTo(IoctlDispatch.Builder table) {
    table.on(DxgIoctl.SUBMITCOMMAND, SubmitCommand.class, this::submit)
        .on(DxgIoctl.SUBMITCOMMANDTOHWQUEUE, SubmitCommandToHwQueue.class, this::submitToHwQueue)
        .on(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMCPU, SignalSynchronizationObjectFromCpu.class, this::signalFromCpu)
        .on(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMGPU, SignalSynchronizationObjectFromGpu.class, this::signalFromGpu)
        .on(DxgIoctl.SUBMITSIGNALSYNCOBJECTSTOHWQUEUE, SubmitSignalSyncObjectsToHwQueue.class, this::signalToHwQueues);
  }

  private Answer<SubmitCommand> submit(Call call, SubmitCommand args) {
    if (!within(args.broadcastContextCount(), 1, DxgLimits.MAX_BROADCAST_CONTEXTS)
        || !within(args.privDrvDataSize(), 0, DxgLimits.MAX_MESSAGE_BYTES)
        || !within(args.numHistoryBuffers(), 0, DxgLimits.MAX_HISTORY_BUFFERS)
        || !within(args.numPrimaries(), 0, DxgLimits.MAX_WRITTEN_PRIMARIES)) {
      return failed(Errno.EINVAL, "counts out of limits: contexts=%s, data=%s, history=%s, primaries=%s".formatted(
          Integer.toUnsignedString(args.broadcastContextCount()), Integer.toUnsignedString(args.privDrvDataSize()),
          Integer.toUnsignedString(args.numHistoryBuffers()), Integer.toUnsignedString(args.numPrimaries())));
    }
    Result<DxgContext> found = call.find(args.broadcastContext().get(0), DxgContext.class);
    if (!(found instanceof Result.Ok<DxgContext>(DxgContext context))) {
      return failed(found);
    }
    return Answer.of(call.data().handles(args.historyBufferArray(), args.numHistoryBuffers())
        .flatMap(history -> call.data().bytes(args.privDrvData(), args.privDrvDataSize())
            .flatMap(data -> Submission.send(call, context.device(), Message.SUBMITCOMMAND,
                header -> new SubmitCommandCommand(header, args, history, data))))
        .map(status -> counted(call, status)));
  }

  private static int counted(Call call, int status) {
    call.adapter().counters().submitted();
    return status;
  }

  private static boolean within(int count, int least, int most) {
    return count >= least && count <= most;
  }

  private Answer<SubmitCommandToHwQueue> submitToHwQueue(Call call, SubmitCommandToHwQueue args) {
    if (!within(args.privDrvDataSize(), 0, DxgLimits.MAX_MESSAGE_BYTES)
        || !within(args.numPrimaries(), 0, DxgLimits.MAX_MESSAGE_BYTES / Integer.BYTES)) {
      return failed(Errno.EINVAL, "counts out of limits: data=%s, primaries=%s".formatted(
          Integer.toUnsignedString(args.privDrvDataSize()), Integer.toUnsignedString(args.numPrimaries())));
    }
    Result<DxgHwQueue> found = call.find(args.hwqueue(), DxgHwQueue.class);
    if (!(found instanceof Result.Ok<DxgHwQueue>(DxgHwQueue queue))) {
      return failed(found);
    }
    return Answer.of(call.data().handles(args.writtenPrimaries(), args.numPrimaries())
        .flatMap(primaries -> call.data().bytes(args.privDrvData(), args.privDrvDataSize())
            .flatMap(data -> submitToHwQueue(call, queue, args, primaries, data)))
        .map(status -> counted(call, status)));
  }

  private static Result<Integer> submitToHwQueue(Call call, DxgHwQueue queue, SubmitCommandToHwQueue args,
      HandleArray primaries, Bytes data) {
    return Submission.send(call, queue.device(), Message.SUBMITCOMMANDTOHWQUEUE,
        header -> new SubmitCommandToHwQueueCommand(header, args, primaries, data));
  }

  /** An event can only be enqueued on a context; here nothing would ever signal it. */
  private Answer<SignalSynchronizationObjectFromCpu> signalFromCpu(Call call, SignalSynchronizationObjectFromCpu args) {
    if (!within(args.objectCount(), 1, DxgLimits.MAX_OBJECTS_SIGNALED)) {
      return failed(WaitCalls.badCount(args.objectCount(), DxgLimits.MAX_OBJECTS_SIGNALED));
    }
    if (args.flags().enqueueCpuEvent()) {
      return failed(Errno.EINVAL, "no event can be enqueued by the cpu");
    }
    long device = Integer.toUnsignedLong(args.device().value());
    return Answer.of(call.device(args.device())
        .flatMap(owner -> Objects.read(call, args.objects(), args.fenceValues(), args.objectCount())
            .flatMap(objects -> Submission.send(call, owner, Message.SIGNALSYNCOBJECT,
                header -> new SignalSyncObjectCommand(header, objects.count(), args.flags(), 0, 0, device,
                    objects.handles(), HandleArray.EMPTY, objects.values())))));
  }

  private Answer<SignalSynchronizationObjectFromGpu> signalFromGpu(Call call, SignalSynchronizationObjectFromGpu args) {
    if (!within(args.objectCount(), 1, WaitCalls.MAX_OBJECTS_IN_MESSAGE)) {
      return failed(WaitCalls.badCount(args.objectCount(), WaitCalls.MAX_OBJECTS_IN_MESSAGE));
    }
    return Answer.of(call.find(args.context(), DxgContext.class)
        .flatMap(context -> Objects.read(call, args.objects(), args.monitoredFenceValues(), args.objectCount())
            .flatMap(objects -> Submission.send(call, context.device(), Message.SIGNALSYNCOBJECT,
                header -> new SignalSyncObjectCommand(header, objects.count(), SignalFlags.NONE, 1, 0, 0,
                    objects.handles(), HandleArray.of(context.handle()), objects.values())))));
  }

  private Answer<SubmitSignalSyncObjectsToHwQueue> signalToHwQueues(Call call, SubmitSignalSyncObjectsToHwQueue args) {
    if (!within(args.hwqueueCount(), 1, DxgLimits.MAX_BROADCAST_CONTEXTS)
        || !within(args.objectCount(), 1, DxgLimits.MAX_OBJECTS_SIGNALED)) {
      return failed(Errno.EINVAL, "counts out of limits: queues=%s, objects=%s".formatted(
          Integer.toUnsignedString(args.hwqueueCount()), Integer.toUnsignedString(args.objectCount())));
    }
    Result<HandleArray> read = call.data().handles(args.hwqueues(), args.hwqueueCount());
    if (!(read instanceof Result.Ok<HandleArray>(HandleArray queues))) {
      return failed(read);
    }
    Handle first = queues.get(0);
    return Answer.of(call.find(first, DxgHwQueue.class)
        .flatMap(queue -> Objects.read(call, args.objects(), args.fenceValues(), args.objectCount())
            .flatMap(objects -> Submission.send(call, queue.device(), Message.SIGNALSYNCOBJECT,
                header -> signal(header, args.flags(), objects, queues)))));
  }

  private static SignalSyncObjectCommand signal(VgpuToHostHeader header, SignalFlags flags,
      Objects objects, HandleArray queues) {
    U64Array values = objects.values();
    return new SignalSyncObjectCommand(header, objects.count(), flags, queues.length(), 0, 0, objects.handles(), queues,
        values);
  }
}
