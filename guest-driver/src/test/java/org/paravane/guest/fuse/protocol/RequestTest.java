package org.paravane.guest.fuse.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.Errno;

/** Requests are read as the kernel writes them, and never further than they reach. */
class RequestTest {
  private final RequestMaker maker = new RequestMaker();
  private final Request request = maker.request();

  @Test
  void theHeaderIsRead() {
    assertThat(maker.begin(1, 77, 5, 4).from(1000, 100, 4321).putBytes(0, (byte) 'a').accept()).isTrue();
    assertThat(request.opcode()).isEqualTo(Opcode.LOOKUP);
    assertThat(request.unique()).isEqualTo(77);
    assertThat(request.node()).isEqualTo(5);
    assertThat(request.userId()).isEqualTo(1000);
    assertThat(request.groupId()).isEqualTo(100);
    assertThat(request.threadId()).isEqualTo(4321);
    assertThat(request.name()).isEqualTo("a");
  }

  @Test
  void whatIsTooShortOrOfAnotherLengthIsNoRequest() {
    maker.begin(1, 1, 1, 8);
    assertThat(maker.accept(47)).isFalse();
    assertThat(maker.accept(39)).isFalse();
    assertThat(maker.accept(0)).isFalse();
    assertThat(maker.accept(48)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Opcode.class)
  void anArgumentThatIsTooShortIsIncomplete(Opcode opcode) {
    assertThat(maker.begin(opcode.number(), 1, 1, opcode.argumentBytes()).accept()).isTrue();
    assertThat(request.opcode()).isEqualTo(opcode);
    assertThat(request.isComplete()).isTrue();
    if (opcode.argumentBytes() > 0) {
      maker.begin(opcode.number(), 1, 1, opcode.argumentBytes() - 1).accept();
      assertThat(request.isComplete()).isFalse();
    }
  }

  @Test
  void unknownOpcodesAreAcceptedButNotKnown() {
    for (int number : new int[]{0, 7, 19, 53, 63, 64, 4_096, -1, Integer.MIN_VALUE}) {
      assertThat(maker.begin(number, 1, 1, 0).accept()).isTrue();
      assertThat(request.opcode()).isNull();
      assertThat(request.opcodeNumber()).isEqualTo(number);
      assertThat(request.isComplete()).isFalse();
    }
  }

  @Test
  void aNameNeedsAnEndAndSomethingInIt() {
    maker.begin(1, 1, 1, 3).putBytes(0, "abc".getBytes(StandardCharsets.UTF_8)).accept();
    assertThat(request.name()).isNull();
    maker.begin(1, 1, 1, 2).accept();
    assertThat(request.name()).isNull();
    byte[] longest = new byte[1_030];
    Arrays.fill(longest, (byte) 'x');
    maker.begin(1, 1, 1, 1_031).putBytes(0, longest).accept();
    assertThat(request.name()).isNull();
    maker.begin(1, 1, 1, 7).putBytes(0, "größe".getBytes(StandardCharsets.UTF_8)).accept();
    assertThat(request.name()).isNull();
    maker.begin(1, 1, 1, 8).putBytes(0, "größe".getBytes(StandardCharsets.UTF_8)).accept();
    assertThat(request.name()).isEqualTo("größe");
  }

  @Test
  void whatIsWrittenHasToBeThere() {
    maker.begin(16, 1, 1, 48).putLong(0, 9).putLong(8, 100).putInt(16, 8).putBytes(40, (byte) 1, (byte) 2).accept();
    assertThat(request.handle()).isEqualTo(9);
    assertThat(request.offset()).isEqualTo(100);
    MemorySegment data = Objects.requireNonNull(request.written());
    assertThat(data.toArray(ValueLayout.JAVA_BYTE)).startsWith(1, 2).hasSize(8);
    maker.putInt(16, 9).accept();
    assertThat(request.written()).isNull();
    maker.putInt(16, -1).accept();
    assertThat(request.written()).isNull();
  }

  @Test
  void sizesOfIoctlsAreCheckedAgainstTheMessage() {
    maker.begin(39, 1, 1, 40).putLong(0, 3).putInt(8, 1).putInt(12, 0xc0185400).putInt(24, 8).putInt(28, 24).accept();
    assertThat(request.isCompat()).isTrue();
    assertThat(request.ioctlRequest()).isEqualTo(0xc0185400);
    assertThat(request.ioctlInSize()).isEqualTo(8);
    assertThat(request.ioctlOutSize()).isEqualTo(24);
    maker.putInt(24, 9).putInt(28, -1).accept();
    assertThat(request.ioctlInSize()).isEqualTo(-1);
    assertThat(request.ioctlOutSize()).isEqualTo(-1);
  }

  @Test
  void readsAskForNoMoreThanAnAnswerHolds() {
    maker.begin(15, 1, 1, 40).putInt(16, -1).accept();
    assertThat(request.sizeBytes()).isEqualTo(Layout.MOST_DATA);
    maker.putInt(16, 17).accept();
    assertThat(request.sizeBytes()).isEqualTo(17);
  }

  @Test
  void aBatchOfForgetsIsNoLongerThanItIs() {
    maker.begin(42, 1, 0, 8 + 32).putInt(0, 2).putLong(8, 11).putLong(16, 3).putLong(24, 12).putLong(32, 4).accept();
    assertThat(request.batchCount()).isEqualTo(2);
    assertThat(request.batchNode(1)).isEqualTo(12);
    assertThat(request.batchLookups(1)).isEqualTo(4);
    maker.putInt(0, 1_000_000).accept();
    assertThat(request.batchCount()).isEqualTo(2);
    maker.putInt(0, -1).accept();
    assertThat(request.batchCount()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Opcode.class)
  void numbersLeadToOpcodes(Opcode opcode) {
    assertThat(Opcode.of(opcode.number())).isEqualTo(opcode);
    Errno refusal = opcode.refusal();
    assertThat(refusal == null || opcode.argumentBytes() == 0).isTrue();
  }
}
