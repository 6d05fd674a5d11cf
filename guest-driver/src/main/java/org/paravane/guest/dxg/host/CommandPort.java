package org.paravane.guest.dxg.host;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.wire.CommandFailure;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.Replies;

/** Commands over one channel, as records (dxg-vmbus-protocol.md 2.3, 5.1, 10). */
public final class CommandPort {
  private final HostLink link;
  private final Luid vgpuLuid;

  private CommandPort(HostLink link, Luid vgpuLuid) {
    this.link = link;
    this.vgpuLuid = vgpuLuid;
  }

  /** Commands of an adapter; the host finds it by the LUID. */
  public static CommandPort vgpu(HostLink link, Luid hostVgpuLuid) {
    return new CommandPort(link, hostVgpuLuid);
  }

  /** Commands over the global channel. */
  public static CommandPort global(HostLink link) {
    return new CommandPort(link, Luid.ZERO);
  }

  /**
   * Sends a command and reads its reply. EINVAL when the command is too long, EOVERFLOW when the reply is shorter than the
   * record, the errno of a failure that the host answers instead, or what {@link HostLink#call} says. A status inside the
   * reply is not looked at.
   */
  public <R extends Record> Result<R> call(Record command, Class<R> reply) {
    return call(command, reply, -1);
  }

  /** As {@link #call(Record, Class)}, for a reply that does not say itself how many elements it has. */
  public <R extends Record> Result<R> call(Record command, Class<R> reply, int elements) {
    return complete(command).flatMap(completion -> Replies.parse(reply, completion, elements));
  }

  /**
   * A reply, and behind it what the host has to say about it.
   *
   * @param note for people, empty when there is none
   */
  public record Noted<R extends Record>(R reply, String note) {
  }

  /** As {@link #call(Record, Class)}, for a reply of fixed length behind which a host of ours may explain itself. */
  public <R extends Record> Result<Noted<R>> callForNote(Record command, Class<R> reply) {
    return complete(command).flatMap(completion -> Replies.parse(reply, completion)
        .map(parsed -> new Noted<>(parsed, noteBehind(StructCodec.of(reply).size(), completion))));
  }

  private static String noteBehind(int replyBytes, byte[] completion) {
    return replyBytes >= completion.length
        ? ""
        : CommandFailure.find(MemorySegment.ofArray(completion).asSlice(replyBytes)).map(CommandFailure::reasonText)
            .orElse("");
  }

  /** Sends a command whose reply is a status; answers a success, which may be positive, or the errno of a failure. */
  public Result<Integer> status(Record command) {
    return complete(command).flatMap(Replies::status).map(NtStatus::value);
  }

  /** Sends a command whose completion is empty; answers 0. A host that knows our extensions may still answer a failure. */
  public Result<Integer> acknowledged(Record command) {
    return complete(command).flatMap(completion -> CommandFailure.find(MemorySegment.ofArray(completion)).isPresent()
        ? Replies.status(completion).map(NtStatus::value)
        : Result.ok(0));
  }

  private Result<byte[]> complete(Record command) {
    return encoded(command).flatMap(link::call);
  }

  /** Sends a command that is not answered; the caller has set the async bit. Answers 0. */
  public Result<Integer> post(Record command) {
    return encoded(command).flatMap(link::post).map(length -> 0);
  }

  private Result<MemorySegment> encoded(Record command) {
    return CommandMessage.encode(vgpuLuid, command).map(MemorySegment::ofArray);
  }

  /** A success of the host as the number that an ioctl returns, or the errno of a failure. */
  public static Result<Integer> check(NtStatus status, Record command) {
    return Replies.checked(status, "host refused " + command.getClass().getSimpleName()).map(NtStatus::value);
  }

  /** False once the channel is known to be closed. */
  public boolean isOpen() {
    return link.isOpen();
  }

  /** Closes the channel. Idempotent. */
  public void close() {
    link.close();
  }
}
