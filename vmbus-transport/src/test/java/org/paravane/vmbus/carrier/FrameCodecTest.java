package org.paravane.vmbus.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.vmbus.carrier.Frame.ClosingChannel.Cause;

class FrameCodecTest {
  static Stream<Frame> frames() {
    return Stream.of(new Frame.Control(new byte[]{1, 2, 3}), new Frame.Control(new byte[240]), new Frame.EventPages(),
        new Frame.TurnedAway("too many guests: limit=3"), new Frame.ShareRegion(7, 1L << 40, 4096),
        new Frame.WithdrawRegion(8, -1), new Frame.RegionAnswer(9, 22, "overlap"), new Frame.RegionAnswer(10, 0, ""),
        new Frame.ClosingChannel(3, Cause.CORRUPT, "badLengths"),
        new Frame.ClosingChannel(4, Cause.LIMIT_EXCEEDED, "queue"), new Frame.ClosingChannel(5, Cause.OTHER, ""));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void whatIsEncodedDecodesToItself(Frame frame) {
    byte[] bytes = FrameCodec.encode(frame);
    assertThat(bytes.length).isLessThanOrEqualTo(FrameCodec.MAX_BYTES);
    assertThat(FrameCodec.decode(bytes)).contains(frame);
  }

  @ParameterizedTest
  @MethodSource("frames")
  void everyShorterFormIsRefusedOrAShorterText(Frame frame) {
    byte[] bytes = FrameCodec.encode(frame);
    for (int length = 0; length < bytes.length; length++) {
      var decoded = FrameCodec.decode(Arrays.copyOf(bytes, length));
      assertThat(decoded.isEmpty() || !decoded.get().equals(frame)).isTrue();
    }
  }

  @Test
  void aPeersTextIsOnePrintableLineOfBoundedLength() {
    Frame decoded = FrameCodec.decode(FrameCodec.encode(new Frame.TurnedAway("a\n\u001b[31mb" + "x".repeat(5_000))))
        .orElseThrow();
    assertThat(decoded).isInstanceOfSatisfying(Frame.TurnedAway.class,
        away -> assertThat(away.reason()).startsWith("a??[31mbx").hasSizeLessThanOrEqualTo(512));
  }

  @Test
  void randomBytesNeverThrow() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = (byte) random.nextInt(9);
      }
      assertThat(FrameCodec.decode(bytes)).as("seed=%d, round=%d", seed, round).isNotNull();
    }
  }

  @Test
  void helloSurvivesTheWireAndNothingElsePasses() {
    Hello hello = new Hello(Hello.Role.DESCRIPTORS, "00112233445566778899aabbccddeeff");
    byte[] bytes = hello.encode();
    assertThat(Hello.decode(bytes)).contains(hello);
    assertThat(Hello.decode(new byte[0])).isEmpty();
    assertThat(Hello.decode(Arrays.copyOf(bytes, bytes.length + 1))).isEmpty();
    for (int i = 0; i < 7; i++) {
      byte[] corrupt = bytes.clone();
      corrupt[i] ^= 0x40;
      assertThat(Hello.decode(corrupt)).as("byte %d", i).isEmpty();
    }
  }
}
