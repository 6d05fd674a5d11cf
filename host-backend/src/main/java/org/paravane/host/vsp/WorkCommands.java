package org.paravane.host.vsp;

import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.SubmitCommand;
import org.paravane.abi.ioctl.SubmitCommandToHwQueue;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SubmitCommandCommand;
import org.paravane.abi.wire.SubmitCommandToHwQueueCommand;
import org.paravane.host.object.HostContext;
import org.paravane.host.object.HostObject;
import org.paravane.host.object.HostQueue;
import org.paravane.host.scheduler.Accepted;
import org.paravane.host.scheduler.MonitoredFence;
import org.paravane.host.scheduler.WorkQueue;

/** Command buffers on their way to an engine. */
final class WorkCommands {
  private final GuestSession guest;

  WorkCommands(GuestSession guest) {
    this.guest = guest;
  }

  CommandTable register(CommandTable table) {
    return table
        .onWork(Message.SUBMITCOMMAND, SubmitCommandCommand.class, this::submit, command -> contexts(command.args()))
        .onWork(Message.SUBMITCOMMANDTOHWQUEUE, SubmitCommandToHwQueueCommand.class, this::submitToQueue,
            command -> List.of(command.args().hwqueue()));
  }

  private static List<Handle> contexts(SubmitCommand args) {
    int count = args.broadcastContextCount();
    return count < 1 || count > DxgLimits.MAX_BROADCAST_CONTEXTS
        ? List.of(args.broadcastContext().get(0))
        : args.broadcastContext().list(count);
  }

  private Result<Reply> submit(ChannelProcess process, SubmitCommandCommand command) {
    SubmitCommand args = command.args();
    int count = args.broadcastContextCount();
    if (count < 1 || count > DxgLimits.MAX_BROADCAST_CONTEXTS || args.flags().presentRedirected()
        || Integer.compareUnsigned(args.numPrimaries(), DxgLimits.MAX_WRITTEN_PRIMARIES) > 0
        || command.historyBuffers().length() > DxgLimits.MAX_HISTORY_BUFFERS) {
      return Result.failed(Errno.EINVAL, "bad submission: %s, contexts=%d, primaries=%d, flags=0x%x".formatted(process,
          count, args.numPrimaries(), args.flags().value()));
    }
    return AllocationCommands.findAll(process, contexts(args), HostContext.class)
        .flatMap(contexts -> guest.partition().work().admit(contexts.size()).flatMap(admitted -> {
          for (HostContext context : contexts) {
            if (args.flags().nullRendering()) {
              continue;
            }
            if (context.queue().submit(args.commandBuffer(), args.commandLength(), null,
                0) instanceof Result.Failed<Accepted> failed) {
              return failed.as();
            }
          }
          return Result.ok(Reply.SUCCESS);
        }));
  }

  private Result<Reply> submitToQueue(ChannelProcess process, SubmitCommandToHwQueueCommand command) {
    SubmitCommandToHwQueue args = command.args();
    return process.find(args.hwqueue(), HostQueue.class)
        .flatMap(queue -> guest.partition().work().admit(1).flatMap(admitted -> queue.progress().fence())
            .flatMap(progress -> submitToQueue(queue.queue(), progress, args)))
        .map(accepted -> Reply.SUCCESS);
  }

  /** Nobody is told that posted work is refused, so whoever waits for its fence hears of it there. */
  private Result<Accepted> submitToQueue(WorkQueue queue, MonitoredFence progress, SubmitCommandToHwQueue args) {
    Result<Accepted> result = queue.submit(args.commandBuffer(), args.commandLength(), progress,
        args.hwqueueProgressFenceId());
    if (result instanceof Result.Failed<Accepted>(var errno, String reason) && guest.isHandlingAsync()) {
      progress.scheduler().fail(progress, args.hwqueueProgressFenceId(), reason);
    }
    return result;
  }

  /** The queues that some handles of contexts and hardware queues name. */
  static Result<List<WorkQueue>> queues(ChannelProcess process, List<Handle> handles) {
    return AllocationCommands.findAll(process, handles, HostObject.class).flatMap(objects -> {
      List<WorkQueue> queues = new ArrayList<>(objects.size());
      for (HostObject object : objects) {
        if (object instanceof HostContext context) {
          queues.add(context.queue());
        } else if (object instanceof HostQueue queue) {
          queues.add(queue.queue());
        } else {
          return Result.failed(Errno.EINVAL, "neither context nor hw queue: %s, handle=%s, kind=%s".formatted(process,
              object.handle(), object.kind().label()));
        }
      }
      return Result.ok(queues);
    });
  }
}
