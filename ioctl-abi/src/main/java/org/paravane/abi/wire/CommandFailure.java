package org.paravane.abi.wire;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.Trailing;

/**
 * Extension: how a command fails when its reply has no place for a status, or when the host wants to say why. It stands in the
 * place of the reply and is told from it by its marker.
 */
@CStruct(name = "paravane_command_failure", size = 16)
public record CommandFailure(
    long marker,
    NtStatus status,
    int reasonLength,
    @Trailing(count = "reasonLength") Bytes reason) {
  /** The bytes {@code PRAVFAIL}. */
  public static final long MARKER = 0x4c49_4146_5641_5250L;
  /** Longest reason in bytes; longer ones are cut. */
  public static final int MAX_REASON_BYTES = 512;

  public static CommandFailure of(NtStatus status, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, MAX_REASON_BYTES);
    while (length < text.length && length > 0 && (text[length] & 0xc0) == 0x80) {
      length--;
    }
    return new CommandFailure(MARKER, status, length, Bytes.copyOf(MemorySegment.ofArray(text), 0, length));
  }

  /** The failure in a completion, or empty when it is a reply. A failure that is cut short has no reason. */
  public static Optional<CommandFailure> find(MemorySegment completion) {
    StructCodec<CommandFailure> codec = StructCodec.of(CommandFailure.class);
    if (completion.byteSize() < codec.size() || Bytes.copyOf(completion, 0, 8).u64(0) != MARKER) {
      return Optional.empty();
    }
    return switch (codec.parse(completion)) {
      case Result.Ok<CommandFailure>(CommandFailure failure) -> Optional.of(failure);
      case Result.Failed<CommandFailure> cut -> Optional.of(
          new CommandFailure(MARKER, new NtStatus(Bytes.copyOf(completion, 8, 4).u32(0)), 0, Bytes.EMPTY));
    };
  }

  /** Why, as text. */
  public String reasonText() {
    return reason.text();
  }
}
