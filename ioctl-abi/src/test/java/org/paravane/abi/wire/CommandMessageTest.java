package org.paravane.abi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Luid;
import org.paravane.abi.Result;
import org.paravane.abi.U64Array;
import org.paravane.abi.ioctl.EscapeFlags;
import org.paravane.abi.ioctl.Unlock2;

/** The envelope of commands. */
class CommandMessageTest {
  private static final Handle PROCESS = new Handle(0x40000040);
  private static final Luid LUID = new Luid(0x11121314, 0x21222324);
  private static final Unlock2Command UNLOCK = new Unlock2Command(VgpuToHostHeader.of(Message.UNLOCK2, PROCESS),
      new Unlock2(new Handle(0x40000080), new Handle(0x400000c0)), false);
  private static final String UNLOCK_BYTES = "10000000" + "00000000" + "14131211" + "24232221" + "0000000000000000"
      + "40000040" + "00000000" + "18000000" + "00000000" + "80000040" + "c0000040" + "0000000000000000";

  private static byte[] encoded(Record command) {
    return switch (CommandMessage.encode(LUID, command)) {
      case Result.Ok<byte[]>(byte[] packet) -> packet;
      case Result.Failed<byte[]> failed -> throw new IllegalStateException(failed.reason());
    };
  }

  private static Result<CommandMessage> parse(Direction direction, byte[] packet) {
    return CommandMessage.parse(direction, MemorySegment.ofArray(packet));
  }

  private static String reason(Result<?> result) {
    return switch (result) {
      case Result.Ok<?> ok -> "accepted";
      case Result.Failed<?> failed -> failed.reason();
    };
  }

  @Test
  void anExtendedHeaderStandsBeforeTheCommand() {
    assertThat(HexFormat.of().formatHex(encoded(UNLOCK))).isEqualTo(UNLOCK_BYTES);
  }

  @Test
  void whatIsSentIsReceived() {
    Result<CommandMessage> parsed = parse(Direction.VGPU_TO_HOST, encoded(UNLOCK));
    assertThat(parsed).isInstanceOfSatisfying(Result.Ok.class, ok -> {
      CommandMessage command = (CommandMessage) ok.value();
      assertThat(command.message()).isEqualTo(Message.UNLOCK2);
      assertThat(command.vgpuLuid()).isEqualTo(LUID);
      assertThat(command.process()).isEqualTo(PROCESS);
      assertThat(command.async()).isFalse();
      assertThat(command.command(Unlock2Command.class)).isEqualTo(Result.ok(UNLOCK));
      assertThatIllegalArgumentException().isThrownBy(() -> command.command(Lock2Command.class));
    });
  }

  @Test
  void aGlobalCommandHasNoLuid() {
    SetProcessApertureCommand aperture = new SetProcessApertureCommand(
        VmToHostHeader.of(Message.SETPROCESSAPERTURE, PROCESS), 0x100000000L, 0x1000);
    byte[] packet = new byte[0];
    if (CommandMessage.encode(Luid.ZERO, aperture) instanceof Result.Ok<byte[]>(byte[] bytes)) {
      packet = bytes;
    }
    assertThat(packet).hasSize(56);
    assertThat(reason(parse(Direction.VM_TO_HOST, packet))).isEqualTo("accepted");
    assertThat(reason(parse(Direction.VGPU_TO_HOST, packet)))
        .isEqualTo("command refused: wrong channel type: direction=VGPU_TO_HOST, type=1");
  }

  @Test
  void theExtendedHeaderMayBeLonger() {
    byte[] packet = new byte[64 + 8];
    byte[] command = encoded(UNLOCK);
    System.arraycopy(command, 0, packet, 0, 16);
    System.arraycopy(command, 16, packet, 24, command.length - 16);
    packet[0] = 24;
    assertThat(reason(parse(Direction.VGPU_TO_HOST, packet))).isEqualTo("accepted");
  }

  @ParameterizedTest
  @CsvSource({"0, 15, 'command refused: bad command offset: offset=15, length=56'",
      "0, 57, 'command refused: bad command offset: offset=57, length=56'",
      "3, 255, 'command refused: bad command offset: offset=4278190096, length=56'",
      "28, 2, 'command refused: wrong channel type: direction=VGPU_TO_HOST, type=2'",
      "29, 1, 'command refused: command cannot be asynchronous: command=UNLOCK2'",
      "32, 3, 'command refused: unknown command: direction=VGPU_TO_HOST, number=3'",
      "32, 99, 'command refused: unknown command: direction=VGPU_TO_HOST, number=99'",
      "35, 255, 'command refused: unknown command: direction=VGPU_TO_HOST, number=4278190104'",
      "0, 40, 'message too short: struct=dxgkvmb_command_vgpu_to_host, need=24, got=16'"})
  void whatIsNoCommandIsRefusedWithTheReason(int offset, int value, String reason) {
    byte[] packet = encoded(UNLOCK);
    packet[offset] = (byte) value;
    assertThat(reason(parse(Direction.VGPU_TO_HOST, packet))).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 39})
  void aTruncatedEnvelopeIsRefused(int length) {
    Result<CommandMessage> parsed = parse(Direction.VGPU_TO_HOST, Arrays.copyOf(encoded(UNLOCK), length));
    assertThat(reason(parsed)).startsWith("message too short: struct=");
  }

  @Test
  void aTruncatedCommandIsRefusedWhenItIsRead() {
    Result<CommandMessage> parsed = parse(Direction.VGPU_TO_HOST, Arrays.copyOf(encoded(UNLOCK), 40));
    assertThat(parsed.flatMap(command -> command.command(Unlock2Command.class))).isEqualTo(
        Result.failed(Errno.EOVERFLOW, "message too short: struct=dxgkvmb_command_unlock2, need=40, got=24"));
  }

  /** Section 4 of d3dkmt-abi.md: the ceilings of private data follow from the longest message. */
  @ParameterizedTest
  @CsvSource({"131017, accepted",
      "131018, 'command too long: command=QueryAdapterInfoCommand, length=131073, most=131072'"})
  void theLongestMessageDecidesTheCeilingOfAQuery(int bytes, String outcome) {
    QueryAdapterInfoCommand query = new QueryAdapterInfoCommand(VgpuToHostHeader.of(Message.QUERYADAPTERINFO, PROCESS),
        0,
        bytes, Bytes.zero(bytes));
    assertThat(reason(CommandMessage.encode(LUID, query))).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({"131001, accepted", "131002, 'command too long: command=EscapeCommand, length=131073, most=131072'"})
  void theLongestMessageDecidesTheCeilingOfAnEscape(int bytes, String outcome) {
    EscapeCommand escape = new EscapeCommand(VgpuToHostHeader.of(Message.ESCAPE, PROCESS), PROCESS, PROCESS, 0,
        EscapeFlags.NONE, bytes, Handle.NONE, Bytes.zero(bytes));
    assertThat(reason(CommandMessage.encode(LUID, escape))).isEqualTo(outcome);
  }

  @Test
  void aPacketBeyondTheLongestMessageIsNotRead() {
    assertThat(reason(parse(Direction.VGPU_TO_HOST, new byte[131080])))
        .isEqualTo("command refused: too long: length=131080");
  }

  @Test
  void onlyACommandThatMayBeAsynchronousMayBeAsynchronous() {
    WaitForSyncObjectFromGpuCommand wait = new WaitForSyncObjectFromGpuCommand(
        VgpuToHostHeader.of(Message.WAITFORSYNCOBJECTFROMGPU, PROCESS).withAsyncMsg(true), PROCESS, 0, false,
        U64Array.EMPTY, HandleArray.EMPTY);
    assertThat(parse(Direction.VGPU_TO_HOST, encoded(wait))).isInstanceOfSatisfying(Result.Ok.class,
        ok -> assertThat(((CommandMessage) ok.value()).async()).isTrue());
  }
}
