package org.paravane.host.vsp;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.Message;
import org.paravane.host.object.DeviceFault;
import org.paravane.host.object.HostAdapter;
import org.paravane.host.object.HostContext;
import org.paravane.host.object.HostDevice;
import org.paravane.host.object.HostQueue;

/** Which handler carries out which message of a channel: the one dispatch table, filled from the message table's rows. */
final class CommandTable {
  /** Carries out a command whose header is known. */
  private interface Handler {
    Result<Reply> handle(CommandMessage command);
  }

  private final GuestSession guest;
  private final @Nullable HostAdapter adapter;
  private final Map<Message, Handler> handlers = new EnumMap<>(Message.class);

  /**
   * A table without rows.
   *
   * @param adapter whose channel it is for; null for the global channel
   */
  CommandTable(GuestSession guest, @Nullable HostAdapter adapter) {
    this.guest = guest;
    this.adapter = adapter;
  }

  /** A command that the guest's driver sends for itself. */
  <C extends Record> CommandTable on(Message message, Class<C> type, Function<C, Result<Reply>> action) {
    return add(message, type, command -> command.command(type).flatMap(action));
  }

  /** A command that a process sends. */
  <C extends Record> CommandTable onProcess(Message message, Class<C> type,
      BiFunction<ChannelProcess, C, Result<Reply>> action) {
    return add(message, type, command -> guest.partition().process(command.process())
        .flatMap(process -> command.command(type)
            .flatMap(parsed -> action.apply(new ChannelProcess(process, adapter), parsed))));
  }

  /**
   * A command that may be sent without waiting for its answer: if it then fails, whoever it was for is put in error.
   *
   * @param targets handles of the contexts, hardware queues or devices that the command is for
   */
  <C extends Record> CommandTable onWork(Message message, Class<C> type,
      BiFunction<ChannelProcess, C, Result<Reply>> action, Function<C, List<Handle>> targets) {
    return onProcess(message, type, (process, command) -> {
      Result<Reply> result = action.apply(process, command);
      if (result instanceof Result.Failed<Reply>(Errno errno, String reason) && guest.isHandlingAsync()) {
        targets.apply(command).forEach(target -> fail(process, target, errno, reason));
      }
      return result;
    });
  }

  /** A command that is known and not carried out here. */
  CommandTable refuse(Message message, String reason) {
    handlers.put(message, command -> Result.failed(Errno.ENOSYS, reason));
    return this;
  }

  private <C extends Record> CommandTable add(Message message, Class<C> type, Handler handler) {
    Optional<Class<? extends Record>> declared = message.command();
    if (declared.isEmpty() || !declared.get().equals(type) || handlers.put(message, handler) != null) {
      throw new IllegalArgumentException("bad row: message=" + message + ", record=" + type.getSimpleName());
    }
    return this;
  }

  /** The messages that are carried out or refused on purpose. */
  Set<Message> messages() {
    return handlers.keySet();
  }

  /** Carries out a command; ENOSYS if there is no handler for it. */
  Result<Reply> handle(CommandMessage command) {
    Handler handler = handlers.get(command.message());
    return handler == null
        ? Result.failed(Errno.ENOSYS, "command is not supported by this host: command=" + command.message())
        : handler.handle(command);
  }

  private static void fail(ChannelProcess process, Handle target, Errno errno, String reason) {
    if (errno == Errno.ECANCELED) {
      return; // lost already, and the operation was taken
    }
    DeviceFault fault = DeviceFault.ofDroppedWork(Failures.status(errno), reason);
    @Nullable
    HostContext context = found(process.find(target, HostContext.class));
    @Nullable
    HostQueue queue = found(process.find(target, HostQueue.class));
    @Nullable
    HostDevice device = found(process.find(target, HostDevice.class));
    if (context != null) {
      context.fail(fault);
    } else if (queue != null) {
      queue.context().fail(fault);
    } else if (device != null) {
      device.fail(fault);
    }
  }

  private static <T> @Nullable T found(Result<T> result) {
    return result instanceof Result.Ok<T>(T value) ? value : null;
  }
}
