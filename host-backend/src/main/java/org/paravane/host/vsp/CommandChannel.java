package org.paravane.host.vsp;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.Direction;
import org.paravane.abi.wire.ExtendedHeader;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.VgpuToHostHeader;
import org.paravane.host.LogLimit;
import org.paravane.vmbus.ChannelListener;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.InboundPacket;
import org.paravane.vmbus.VmbusChannel;
import org.paravane.vmbus.VmbusException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open channel on which a guest sends commands: takes packets apart, has them carried out, answers. A packet that is no
 * command closes the channel; a command that fails is answered, or if nobody waits, counted.
 */
final class CommandChannel implements ChannelListener {
  private static final Logger LOG = LoggerFactory.getLogger(CommandChannel.class);

  /** What the channel belongs to. */
  interface Owner {
    /** Whether a command is meant for this channel, by its extended header. */
    boolean accepts(CommandMessage command);

    /** The channel is closed. */
    void closed(CloseReason reason);
  }

  private final Direction direction;
  private final GuestSession guest;
  private final VmbusChannel channel;
  private final CommandTable commands;
  private final Owner owner;
  private final LogLimit bugs = new LogLimit(500_000_000L);

  CommandChannel(Direction direction, GuestSession guest, VmbusChannel channel, CommandTable commands, Owner owner) {
    this.direction = direction;
    this.guest = guest;
    this.channel = channel;
    this.commands = commands;
    this.owner = owner;
  }

  @Override
  public void onPacket(InboundPacket packet) {
    MemorySegment payload = MemorySegment.ofArray(packet.payload());
    switch (CommandMessage.parse(direction, payload)) {
      case Result.Ok<CommandMessage>(CommandMessage command) -> {
        if (packet.type() != InboundPacket.Type.IN_BAND || !owner.accepts(command)) {
          corrupt("command for another adapter, or with memory ranges: command=" + command.message() + ", luid="
              + command.vgpuLuid());
        } else {
          carryOut(command, packet);
        }
      }
      case Result.Failed<CommandMessage>(Errno errno, String reason) -> {
        if (isCommandOfOtherNumber(payload)) {
          guest.counters().unsupported();
          answer(packet, Failures.withReason(Errno.ENOSYS, reason), Failures.plainStatus(Errno.ENOSYS));
        } else {
          corrupt(reason);
        }
      }
    }
  }

  /** A header in order whose number is not one that a guest sends. */
  private boolean isCommandOfOtherNumber(MemorySegment payload) {
    if (payload.byteSize() < ExtendedHeader.COMMAND_OFFSET) {
      return false;
    }
    MemorySegment body = payload.asSlice(ExtendedHeader.COMMAND_OFFSET);
    return StructCodec.of(VgpuToHostHeader.class)
        .parse(body) instanceof Result.Ok<VgpuToHostHeader>(VgpuToHostHeader header)
        && header.channelType() == direction.channelType().value()
        && Message.of(direction, header.commandType()).filter(Message::isUsed).isEmpty();
  }

  private void corrupt(String reason) {
    guest.counters().malformed();
    channel.close(new CloseReason.Corrupt(reason));
  }

  private void carryOut(CommandMessage command, InboundPacket packet) {
    Message message = command.message();
    if (!packet.completionRequested() && message.mode() != Message.Mode.SYNC_OR_ASYNC) {
      corrupt("command without completion: command=" + message);
      return;
    }
    guest.counters().command(message);
    guest.setHandlingAsync(!packet.completionRequested());
    Result<Reply> result = handle(command);
    guest.setHandlingAsync(false);
    switch (result) {
      case Result.Ok<Reply>(Reply reply) -> {
        byte[] encoded = reply.encode();
        answer(packet, encoded, encoded);
      }
      case Result.Failed<Reply>(Errno errno, String reason) -> {
        guest.counters().failure(!packet.completionRequested());
        if (errno == Errno.ENOSYS) {
          guest.counters().unsupported();
        }
        answer(packet, Failures.withReason(errno, reason), Failures.plain(message, errno));
      }
    }
  }

  private Result<Reply> handle(CommandMessage command) {
    try {
      return commands.handle(command);
    } catch (RuntimeException e) {
      guest.counters().bug();
      if (bugs.allows(System.nanoTime())) {
        LOG.error("command failed, a bug: {}, command={}", guest.partition(), command.message(), e);
      }
      return Result.failed(Errno.EIO, "host failed, its log says why: command=" + command.message());
    }
  }

  /** Answers whoever waits, with the reason if he understands it. */
  private void answer(InboundPacket packet, byte[] withExtensions, byte[] plain) {
    if (!packet.completionRequested()) {
      return;
    }
    try {
      channel.complete(packet.transactionId(), MemorySegment.ofArray(guest.hasExtensions() ? withExtensions : plain));
    } catch (VmbusException e) {
      LOG.debug("answer not sent: {}, reason={}", guest.partition(), e.toString());
      channel.close(new CloseReason.LimitExceeded("guest does not read its answers"));
    }
  }

  @Override
  public void onClosed(CloseReason reason) {
    owner.closed(reason);
  }
}
