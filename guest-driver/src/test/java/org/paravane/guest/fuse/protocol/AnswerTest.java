package org.paravane.guest.fuse.protocol;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.guest.fuse.Entry;
import org.paravane.guest.fuse.FileAttributes;
import org.paravane.guest.fuse.Opened;

/** Answers are laid out as the kernel reads them, whatever was in the buffer before. */
class AnswerTest {
  private static final FileAttributes ATTRIBUTES = new FileAttributes(42, FileAttributes.REGULAR | 0640, 2, 7, 8, 4_096,
      1_500_000_001L);
  private final MemorySegment buffer = Arena.ofAuto().allocate(Layout.ANSWER_ROOM, 8);
  private final Answer answer = new Answer(buffer);

  @BeforeEach
  void dirty() {
    buffer.fill((byte) 0xee);
  }

  private void assertHeader(int bytes, int error, long unique) {
    assertThat(buffer.get(JAVA_INT, 0)).isEqualTo(bytes);
    assertThat(buffer.get(JAVA_INT, 4)).isEqualTo(error);
    assertThat(buffer.get(JAVA_LONG, 8)).isEqualTo(unique);
  }

  @Test
  void failuresAreNegative() {
    assertHeader(answer.failed(9, Errno.ENODEV), -19, 9);
    assertHeader(answer.failed(9, 71), -71, 9);
    assertHeader(answer.done(10), 0, 10);
  }

  @Test
  void anEntryIsNeverValidForLater() {
    assertHeader(answer.entry(3, new Entry(99, ATTRIBUTES)), 0, 3);
    assertThat(buffer.get(JAVA_INT, 0)).isEqualTo(16 + 128);
    assertThat(buffer.get(JAVA_LONG, 16)).isEqualTo(99);
    for (int zero = 24; zero < 56; zero += 8) {
      assertThat(buffer.get(JAVA_LONG, zero)).isZero();
    }
    assertAttributes(56);
  }

  private void assertAttributes(int at) {
    assertThat(buffer.get(JAVA_LONG, at)).isEqualTo(42);
    assertThat(buffer.get(JAVA_LONG, at + 8)).isEqualTo(4_096);
    assertThat(buffer.get(JAVA_LONG, at + 24)).isEqualTo(1);
    assertThat(buffer.get(JAVA_INT, at + 52)).isEqualTo(500_000_001);
    assertThat(buffer.get(JAVA_INT, at + 60)).isEqualTo(0100640);
    assertThat(buffer.get(JAVA_INT, at + 64)).isEqualTo(2);
    assertThat(buffer.get(JAVA_INT, at + 68)).isEqualTo(7);
    assertThat(buffer.get(JAVA_INT, at + 72)).isEqualTo(8);
    assertThat(buffer.get(JAVA_INT, at + 76)).isZero();
    assertThat(buffer.get(JAVA_INT, at + 84)).isZero();
  }

  @Test
  void attributesAreNeverValidForLater() {
    assertThat(answer.attributes(3, ATTRIBUTES)).isEqualTo(16 + 104);
    assertThat(buffer.get(JAVA_LONG, 16)).isZero();
    assertThat(buffer.get(JAVA_LONG, 24)).isZero();
    assertAttributes(32);
  }

  @Test
  void filesAreReadDirectlyAndMappedOnlyWithABacking() {
    answer.opened(1, new Opened(5, true, 0));
    assertThat(buffer.get(JAVA_LONG, 16)).isEqualTo(5);
    assertThat(buffer.get(JAVA_INT, 24)).isEqualTo(1 | 1 << 5);
    assertThat(buffer.get(JAVA_INT, 28)).isZero();
    answer.opened(1, new Opened(5, false, 0));
    assertThat(buffer.get(JAVA_INT, 24)).isEqualTo(1 | 1 << 2 | 1 << 4 | 1 << 5);
    answer.opened(1, new Opened(5, false, 33));
    assertThat(buffer.get(JAVA_INT, 24)).isEqualTo(1 | 1 << 5 | 1 << 7);
    assertThat(buffer.get(JAVA_INT, 28)).isEqualTo(33);
    answer.openedDirectory(1, 6);
    assertThat(buffer.get(JAVA_LONG, 16)).isEqualTo(6);
    assertThat(buffer.get(JAVA_LONG, 24)).isZero();
  }

  @Test
  void theArgumentOfAnIoctlIsFilledUpWithZeroes() {
    RequestMaker maker = new RequestMaker();
    maker.begin(39, 1, 1, 32 + 8).putInt(24, 8).putLong(32, 0x1122334455667788L).accept();
    MemorySegment argument = answer.ioctlArgument(maker.request(), 8, 24);
    assertThat(argument.byteSize()).isEqualTo(24);
    assertThat(argument.isNative()).isTrue();
    assertThat(argument.get(JAVA_LONG, 0)).isEqualTo(0x1122334455667788L);
    assertThat(argument.get(JAVA_LONG, 8)).isZero();
    assertThat(argument.get(JAVA_LONG, 16)).isZero();
    argument.set(JAVA_LONG, 0, 5);
    assertThat(answer.ioctl(1, 77, 24)).isEqualTo(16 + 16 + 24);
    assertThat(buffer.get(JAVA_INT, 16)).isEqualTo(77);
    assertThat(buffer.get(JAVA_INT, 20)).isZero();
    assertThat(buffer.get(JAVA_LONG, 24)).isZero();
    assertThat(buffer.get(JAVA_LONG, 32)).isEqualTo(5);
    assertThat(answer.ioctlArgument(maker.request(), 0, 24)).isSameAs(argument);
    assertThat(answer.ioctlArgument(maker.request(), 0, 24 + 4 * 64).byteSize()).isEqualTo(24 + 4 * 64);
    assertThat(answer.ioctlArgument(maker.request(), 0, 0).byteSize()).isZero();
  }

  @Test
  void textThatIsTooLongIsAFailure() {
    assertThat(answer.text(1, "../accel0")).isEqualTo(16 + 9);
    assertThat(buffer.asSlice(16, 9).toArray(JAVA_BYTE)).isEqualTo("../accel0".getBytes(StandardCharsets.UTF_8));
    assertHeader(answer.text(1, "x".repeat(4_096)), -5, 1);
  }

  @Test
  void aListingTakesWhatFits() {
    Listing listing = new Listing(answer, 24 + 8 + 24 + 8, false);
    assertThat(listing.add("abc", new Entry(1, ATTRIBUTES), 1)).isTrue();
    assertThat(listing.add("eight---", new Entry(1, ATTRIBUTES), 2)).isTrue();
    assertThat(listing.add("x", new Entry(1, ATTRIBUTES), 3)).isFalse();
    assertThat(listing.used()).isEqualTo(64);
    assertThat(buffer.get(JAVA_LONG, 16)).isEqualTo(42);
    assertThat(buffer.get(JAVA_LONG, 24)).isEqualTo(1);
    assertThat(buffer.get(JAVA_INT, 32)).isEqualTo(3);
    assertThat(buffer.get(JAVA_INT, 36)).isEqualTo(8);
    assertThat(buffer.get(JAVA_BYTE, 40 + 3)).isZero();
    assertThat(buffer.get(JAVA_LONG, 48 + 8)).isEqualTo(2);
  }

  @Test
  void aListingWithAttributesHasAnEntryBeforeEachName() {
    Listing listing = new Listing(answer, 4_096, true);
    assertThat(listing.withAttributes()).isTrue();
    assertThat(listing.add("..", new Entry(0, ATTRIBUTES), 1)).isTrue();
    assertThat(listing.add("abc", new Entry(77, ATTRIBUTES), 2)).isTrue();
    assertThat(listing.used()).isEqualTo(2 * 160);
    assertThat(buffer.get(JAVA_LONG, 16)).isZero();
    assertThat(buffer.get(JAVA_LONG, 16 + 160)).isEqualTo(77);
    assertThat(buffer.get(JAVA_INT, 16 + 160 + 128 + 16)).isEqualTo(3);
  }

  @Test
  void thePassthroughOfTheKernelIsTakenWhereWeMayHaveIt() {
    RequestMaker maker = new RequestMaker();
    maker.begin(26, 2, 0, 64).putInt(0, 7).putInt(4, 45).putInt(8, 131_072).putInt(12, -1).putInt(16, -1).accept();
    Greeting with = greeting(maker, true);
    assertThat(with.passthrough()).isTrue();
    assertThat(with.kernelMinor()).isEqualTo(45);
    assertThat(with.minor()).isEqualTo(Greeting.NEWEST_MINOR);
    assertThat(with.write(maker.request(), answer)).isEqualTo(16 + 64);
    assertThat(buffer.get(JAVA_INT, 16)).isEqualTo(7);
    assertThat(buffer.get(JAVA_INT, 16 + 8)).isEqualTo(131_072);
    assertThat(buffer.get(JAVA_INT, 16 + 32)).isEqualTo(1 << 5);
    assertThat(buffer.get(JAVA_INT, 16 + 36)).isEqualTo(1);
    Greeting without = greeting(maker, false);
    assertThat(without.passthrough()).isFalse();
    without.write(maker.request(), answer);
    assertThat(buffer.get(JAVA_INT, 16 + 32)).isZero();
    assertThat(buffer.get(JAVA_INT, 16 + 36)).isZero();
  }

  @Test
  void anOlderKernelHasNoPassthroughAndAMuchOlderOneIsRefused() {
    RequestMaker maker = new RequestMaker();
    maker.begin(26, 2, 0, 16).putInt(0, 7).putInt(4, 34).putInt(12, -1).accept();
    Greeting greeting = greeting(maker, true);
    assertThat(greeting.passthrough()).isFalse();
    assertThat(greeting.minor()).isEqualTo(34);
    maker.putInt(4, 30).accept();
    assertThat(Greeting.of(maker.request(), true)).isInstanceOf(Result.Failed.class);
    maker.putInt(0, 8).putInt(4, 45).accept();
    assertThat(Greeting.of(maker.request(), true)).isInstanceOf(Result.Failed.class);
  }

  private static Greeting greeting(RequestMaker maker, boolean mayPassThrough) {
    return switch (Greeting.of(maker.request(), mayPassThrough)) {
      case Result.Ok<Greeting>(Greeting greeting) -> greeting;
      case Result.Failed<Greeting> failed -> throw new AssertionError(failed.reason());
    };
  }
}
