package org.paravane.abi.wire;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;

/**
 * A command as it travels since protocol version 40: the extended header, then the command with its own header. This is what
 * the host knows of a packet before it reads the command itself.
 *
 * @param vgpuLuid adapter on the host, {@link Luid#ZERO} for the global channel
 * @param process host process of the sender, {@link Handle#NONE} for the driver
 * @param async the sender waits for no completion
 * @param body the command with its header
 */
public record CommandMessage(Luid vgpuLuid, Message message, Handle process, boolean async, MemorySegment body) {

  /** The packet of a command. A command that exceeds {@link DxgLimits#MAX_MESSAGE_BYTES} is refused with EINVAL. */
  public static <T extends Record> Result<byte[]> encode(Luid vgpuLuid, T command) {
    StructCodec<T> codec = StructCodec.ofValue(command);
    long length = ExtendedHeader.COMMAND_OFFSET + codec.encodedLength(command);
    if (length > DxgLimits.MAX_MESSAGE_BYTES) {
      return Result.failed(Errno.EINVAL, "command too long: command=" + command.getClass().getSimpleName() + ", length="
          + length + ", most=" + DxgLimits.MAX_MESSAGE_BYTES);
    }
    byte[] packet = new byte[(int) length];
    MemorySegment segment = MemorySegment.ofArray(packet);
    StructCodec.of(ExtendedHeader.class).write(ExtendedHeader.of(vgpuLuid), segment, 0);
    codec.write(command, segment, ExtendedHeader.COMMAND_OFFSET);
    return Result.ok(packet);
  }

  /** What a guest sent on a channel of a direction. Never throws; EPROTO with the reason when it is no command. */
  public static Result<CommandMessage> parse(Direction direction, MemorySegment packet) {
    if (packet.byteSize() > DxgLimits.MAX_MESSAGE_BYTES + 7L) {
      return refused("too long: length=" + packet.byteSize());
    }
    Result<ExtendedHeader> outer = StructCodec.of(ExtendedHeader.class).parse(packet);
    return outer.flatMap(extended -> {
      long offset = Integer.toUnsignedLong(extended.commandOffset());
      if (offset < ExtendedHeader.COMMAND_OFFSET || offset > packet.byteSize()) {
        return refused("bad command offset: offset=" + offset + ", length=" + packet.byteSize());
      }
      MemorySegment body = packet.asSlice(offset);
      return StructCodec.of(VgpuToHostHeader.class).parse(body)
          .flatMap(header -> of(direction, extended.vgpuLuid(), header, body));
    });
  }

  private static Result<CommandMessage> of(Direction direction, Luid luid, VgpuToHostHeader header,
      MemorySegment body) {
    if (header.channelType() != direction.channelType().value()) {
      return refused("wrong channel type: direction=" + direction + ", type=" + header.channelType());
    }
    Optional<Message> message = Message.of(direction, header.commandType()).filter(Message::isUsed);
    if (message.isEmpty()) {
      return refused("unknown command: direction=" + direction + ", number="
          + Integer.toUnsignedString(header.commandType()));
    }
    if (header.asyncMsg() && message.get().mode() != Message.Mode.SYNC_OR_ASYNC) {
      return refused("command cannot be asynchronous: command=" + message.get());
    }
    return Result.ok(new CommandMessage(luid, message.get(), header.process(), header.asyncMsg(), body));
  }

  private static <T> Result<T> refused(String reason) {
    return Result.failed(Errno.EPROTO, "command refused: " + reason);
  }

  /** The command itself; the class must be that of the message. */
  public <T extends Record> Result<T> command(Class<T> type) {
    if (!message.command().filter(type::equals).isPresent()) {
      throw new IllegalArgumentException("wrong record: message=" + message + ", record=" + type.getSimpleName());
    }
    return StructCodec.of(type).parse(body);
  }
}
