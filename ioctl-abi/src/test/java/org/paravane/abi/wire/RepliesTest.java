package org.paravane.abi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.Rational;

/** Completions as the guest reads them, and the data that stand in offer and open. */
class RepliesTest {
  private static byte[] bytes(Record reply) {
    return StructCodec.ofValue(reply).encode(reply);
  }

  @Test
  void aFailureHasMarkerStatusAndReason() {
    assertThat(HexFormat.of().formatHex(bytes(CommandFailure.of(NtStatus.NO_MEMORY, "no: x=1"))))
        .isEqualTo("505241564641494c" + "170000c0" + "07000000" + "6e6f3a20783d31");
    assertThat(new String(HexFormat.of().parseHex("505241564641494c"), StandardCharsets.US_ASCII))
        .isEqualTo("PRAVFAIL");
  }

  @Test
  void aFailureInPlaceOfAReplyBecomesErrnoAndReason() {
    byte[] failure = bytes(CommandFailure.of(NtStatus.NO_MEMORY, "over budget: asked=5, left=4"));
    assertThat(Replies.parse(CreateDeviceReply.class, failure))
        .isEqualTo(Result.failed(Errno.ENOMEM, "over budget: asked=5, left=4"));
    assertThat(Replies.status(failure)).isEqualTo(Result.failed(Errno.ENOMEM, "over budget: asked=5, left=4"));
  }

  @Test
  void aFailureWithoutReasonNamesItsStatus() {
    assertThat(Replies.parse(EvictReply.class, bytes(CommandFailure.of(NtStatus.DEVICE_REMOVED, ""))))
        .isEqualTo(Result.failed(Errno.ENODEV, "host refused: status=STATUS_DEVICE_REMOVED"));
  }

  @Test
  void aFailureWithASuccessIsStillAFailure() {
    assertThat(Replies.parse(EvictReply.class, bytes(CommandFailure.of(NtStatus.SUCCESS, "odd"))))
        .isEqualTo(Result.failed(Errno.EINVAL, "odd"));
  }

  @Test
  void aFailureThatIsCutShortKeepsItsStatus() {
    byte[] failure = bytes(CommandFailure.of(NtStatus.NO_MEMORY, "a long reason"));
    assertThat(CommandFailure.find(MemorySegment.ofArray(Arrays.copyOf(failure, 18))))
        .hasValueSatisfying(cut -> assertThat(cut.status()).isEqualTo(NtStatus.NO_MEMORY));
    assertThat(CommandFailure.find(MemorySegment.ofArray(Arrays.copyOf(failure, 15)))).isEmpty();
  }

  @Test
  void aLongReasonIsCutAtACharacter() {
    CommandFailure failure = CommandFailure.of(NtStatus.NO_MEMORY, "x".repeat(511) + "ä" + "y".repeat(100));
    assertThat(failure.reasonLength()).isEqualTo(511);
    assertThat(failure.reasonText()).isEqualTo("x".repeat(511));
  }

  @Test
  void paddingOfTheRingDoesNotMatter() {
    byte[] padded = Arrays.copyOf(bytes(CommandFailure.of(NtStatus.NO_MEMORY, "why")), 24);
    assertThat(Replies.status(padded)).isEqualTo(Result.failed(Errno.ENOMEM, "why"));
    assertThat(Replies.status(Arrays.copyOf(bytes(new StatusReply(NtStatus.PENDING)), 8)))
        .isEqualTo(Result.ok(NtStatus.PENDING));
  }

  @ParameterizedTest
  @CsvSource({"0, ok", "259, ok", "258, ok", "0xc0000017, ENOMEM", "0xc0000008, EBADF", "0xc0009999, EINVAL"})
  void aStatusIsASuccessOrAnErrno(String status, String outcome) {
    Result<NtStatus> result = Replies.status(bytes(new StatusReply(new NtStatus(Integer.decode(status.startsWith("0x")
        ? String.valueOf((int) Long.parseLong(status.substring(2), 16))
        : status)))));
    assertThat(switch (result) {
      case Result.Ok<NtStatus> ok -> "ok";
      case Result.Failed<NtStatus> failed -> failed.errno().name();
    }).isEqualTo(outcome);
  }

  @Test
  void aShortReplyIsAnOverflow() {
    assertThat(Replies.parse(MakeResidentReply.class, new byte[23])).isEqualTo(
        Result.failed(Errno.EOVERFLOW,
            "message too short: struct=dxgkvmb_command_makeresident_return, need=24, got=23"));
    assertThat(Replies.status(new byte[0])).isInstanceOf(Result.Failed.class);
  }

  @Test
  void aLongReplyIsCut() {
    assertThat(Replies.parse(CreateDeviceReply.class, HexFormat.of().parseHex("40000040ffffffff")))
        .isEqualTo(Result.ok(new CreateDeviceReply(new Handle(0x40000040))));
  }

  @Test
  void aReplyThatDoesNotCountItselfIsReadByTheSendersCount() {
    DescribeAllocation description = new DescribeAllocation(0, 0, 0, 0, 0, new Rational(0, 0), 0, 0, 0);
    CreateAllocationReply reply = new CreateAllocationReply(CreateAllocationFlags.NONE, Handle.NONE, Handle.NONE, 0,
        List.of(new AllocInfoReply(new Handle(0x40000040), 100, AllocFlags.NONE.withCached(), 4096, description)),
        List.of(Bytes.zero(100)));
    byte[] completion = Arrays.copyOf(bytes(reply), 192);
    assertThat(Replies.parse(CreateAllocationReply.class, completion, 1)).isEqualTo(Result.ok(reply));
    assertThat(Replies.parse(CreateAllocationReply.class, completion, 3)).isInstanceOf(Result.Failed.class);
    QueryAdapterInfoReply query = new QueryAdapterInfoReply(NtStatus.SUCCESS, Bytes.of((byte) 1, (byte) 2));
    assertThat(Replies.parse(QueryAdapterInfoReply.class, Arrays.copyOf(bytes(query), 8), 2))
        .isEqualTo(Result.ok(query));
  }

  @Test
  void anOfferSaysWhatTheConfigSpaceWouldSay() {
    VgpuOfferData offer = VgpuOfferData.of(new Luid(0x01020304, 0x05060708), true, VgpuOfferData.DEVICE_COMPUTE);
    assertThat(HexFormat.of().formatHex(bytes(offer))).isEqualTo(
        "28000000" + "01000080" + "04030201" + "08070605" + "14140000" + "8a000000" + "00".repeat(96));
    assertThat(offer.computeOnly()).isTrue();
    assertThat(VgpuOfferData.of(Luid.ZERO, false, VgpuOfferData.DEVICE_RENDER).computeOnly()).isFalse();
  }

  @Test
  void theGuestAnswersWithVersionAndCapabilities() {
    assertThat(HexFormat.of().formatHex(bytes(VgpuOpenData.current()))).isEqualTo("28000000" + "00000080");
    assertThat(StructCodec.of(VgpuOpenData.class).parse(new byte[7])).isInstanceOf(Result.Failed.class);
  }
}
