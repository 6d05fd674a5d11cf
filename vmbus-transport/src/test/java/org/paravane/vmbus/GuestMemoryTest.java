package org.paravane.vmbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.Seal;
import org.paravane.vmbus.carrier.Frame;
import org.paravane.vmbus.carrier.GuestLink;

/** The guest's memory against a host that is a few lines of this test. */
@Timeout(20)
class GuestMemoryTest {
  private static final long PAGE = 4096;
  private static final CloseReason GONE = new CloseReason.Disconnected("gone");

  /** Notes what is sent, and lets the test answer in the middle of it. */
  private static final class FakeLink implements GuestLink {
    final List<String> sent = new ArrayList<>();
    Consumer<Frame> onFrame = _ -> {
    };
    boolean refuseDescriptors;

    @Override
    public void send(Frame frame) {
      sent.add(frame.toString());
      onFrame.accept(frame);
    }

    @Override
    public void sendDescriptor(OwnedFd descriptor) throws VmbusException {
      if (refuseDescriptors) {
        throw new VmbusException("no room for a descriptor");
      }
      sent.add("descriptor " + descriptor.number());
    }

    @Override
    public void close() {
      sent.add("close");
    }
  }

  private final FakeLink link = new FakeLink();
  private final GuestMemory memory = new GuestMemory(link, Duration.ofSeconds(10));
  private Memfd file;

  @BeforeEach
  void create() throws LinuxException {
    file = Memfd.create("guest-memory", PAGE);
  }

  @AfterEach
  void close() {
    file.close();
  }

  private void answerWith(int errno, String reason) {
    link.onFrame = frame -> {
      switch (frame) {
        case Frame.ShareRegion share -> memory.answered(new Frame.RegionAnswer(share.sequence(), errno, reason));
        case Frame.WithdrawRegion back -> memory.answered(new Frame.RegionAnswer(back.sequence(), errno, reason));
        default -> throw new AssertionError(frame.toString());
      }
    };
  }

  @Test
  void theDescriptorGoesBeforeTheFrameThatNeedsItAndTheFileIsSealed() throws Exception {
    answerWith(0, "");
    long gpa = memory.reserve(4 * PAGE);
    MemoryRegion region = memory.share(file, gpa, 4 * PAGE);
    assertThat(region).isEqualTo(new MemoryRegion(gpa, 4 * PAGE));
    assertThat(link.sent).containsExactly("descriptor " + file.fd().number(),
        new Frame.ShareRegion(1, gpa, 4 * PAGE).toString());
    assertThat(file.seals()).contains(Seal.SHRINK);
  }

  @Test
  void aFileThatTakesNoMoreSealsIsFineWhereItCannotShrinkAndRefusedWhereItCan() throws Exception {
    answerWith(0, "");
    long gpa = memory.reserve(2 * PAGE);
    try (Memfd loose = Memfd.create("loose", PAGE)) {
      loose.seal(Seal.SEAL);
      assertThatThrownBy(() -> memory.share(loose, gpa, PAGE)).isInstanceOf(VmbusException.class)
          .hasMessageContaining("cannot seal a memory file").hasMessageContaining("EPERM");
    }
    assertThat(link.sent).isEmpty();
    file.seal(Seal.SHRINK, Seal.SEAL);
    assertThat(memory.share(file, gpa, PAGE).gpaBase()).isEqualTo(gpa);
  }

  @Test
  void onlyReservedAddressesAreShared() throws Exception {
    long gpa = memory.reserve(2 * PAGE);
    for (long[] bad : new long[][]{{gpa - PAGE, PAGE}, {gpa, 3 * PAGE}, {gpa + PAGE, 2 * PAGE}, {gpa, 0}, {gpa, -1},
        {0, PAGE}, {-1, 1}, {gpa, Long.MAX_VALUE}}) {
      assertThatThrownBy(() -> memory.share(file, bad[0], bad[1])).isInstanceOf(VmbusException.class)
          .hasMessageContaining("not reserved");
    }
    assertThat(link.sent).isEmpty();
    assertThat(file.seals()).isEmpty();
  }

  @Test
  void addressesAreGivenBackOnce() throws Exception {
    assertThatThrownBy(() -> memory.reserve(0)).isInstanceOf(VmbusException.class)
        .hasMessageContaining("no free guest physical addresses");
    assertThatThrownBy(() -> memory.reserve(Long.MAX_VALUE)).isInstanceOf(VmbusException.class);
    long gpa = memory.reserve(1);
    assertThat(memory.reservations()).isOne();
    assertThatThrownBy(() -> memory.unreserve(gpa + PAGE)).isInstanceOf(IllegalArgumentException.class);
    memory.unreserve(gpa);
    assertThat(memory.reservations()).isZero();
    assertThatThrownBy(() -> memory.unreserve(gpa)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not reserved");
  }

  @ParameterizedTest
  @ValueSource(ints = {22, 17, 28, -1, Integer.MIN_VALUE})
  void whatTheHostRefusesIsNotShared(int errno) throws Exception {
    answerWith(errno, "because");
    long gpa = memory.reserve(PAGE);
    assertThatThrownBy(() -> memory.share(file, gpa, PAGE)).isInstanceOf(VmbusException.class)
        .hasMessageContaining("errno=" + errno).hasMessageContaining("because");
    link.sent.clear();
    memory.withdraw(new MemoryRegion(gpa, PAGE));
    memory.forget(new MemoryRegion(gpa, PAGE));
    assertThat(link.sent).isEmpty();
  }

  @Test
  void answersThatNobodyAskedForAreIgnored() throws Exception {
    link.onFrame = frame -> {
      int number = ((Frame.ShareRegion) frame).sequence();
      for (int stranger : new int[]{0, number + 1, -number, Integer.MAX_VALUE}) {
        memory.answered(new Frame.RegionAnswer(stranger, 5, "stranger"));
      }
      memory.answered(new Frame.RegionAnswer(number, 0, ""));
      memory.answered(new Frame.RegionAnswer(number, 5, "again"));
    };
    long gpa = memory.reserve(PAGE);
    assertThat(memory.share(file, gpa, PAGE)).isEqualTo(new MemoryRegion(gpa, PAGE));
  }

  @Test
  void aHostThatDoesNotAnswerIsATimeoutAndItsLateAnswerIsForNobody() throws Exception {
    GuestMemory impatient = new GuestMemory(link, Duration.ofMillis(5));
    long gpa = impatient.reserve(PAGE);
    assertThatThrownBy(() -> impatient.share(file, gpa, PAGE)).isInstanceOf(VmbusException.class)
        .hasMessageContaining("no answer in time");
    impatient.answered(new Frame.RegionAnswer(1, 0, ""));
    link.onFrame = frame -> impatient.answered(new Frame.RegionAnswer(((Frame.ShareRegion) frame).sequence(), 0, ""));
    assertThat(impatient.share(file, gpa, PAGE).gpaBase()).isEqualTo(gpa);
    assertThat(link.sent).last().isEqualTo(new Frame.ShareRegion(2, gpa, PAGE).toString());
  }

  @Test
  void aDescriptorThatDoesNotGoOutIsNotFollowedByItsFrame() throws Exception {
    long gpa = memory.reserve(PAGE);
    link.refuseDescriptors = true;
    assertThatThrownBy(() -> memory.share(file, gpa, PAGE)).hasMessage("no room for a descriptor");
    assertThat(link.sent).isEmpty();
    link.refuseDescriptors = false;
    answerWith(0, "");
    assertThat(memory.share(file, gpa, PAGE).gpaBase()).isEqualTo(gpa);
  }

  @Test
  void aConnectionThatIsLostMeanwhileEndsTheWait() throws Exception {
    link.onFrame = _ -> memory.lost(GONE);
    long gpa = memory.reserve(PAGE);
    assertThatThrownBy(() -> memory.share(file, gpa, PAGE)).isInstanceOfSatisfying(ChannelClosedException.class,
        e -> assertThat(e.reason()).isEqualTo(GONE));
  }

  @Test
  void afterTheConnectionNothingIsAskedOfTheHost() throws Exception {
    answerWith(0, "");
    long gpa = memory.reserve(PAGE);
    MemoryRegion region = memory.share(file, gpa, PAGE);
    memory.lost(GONE);
    link.sent.clear();
    memory.withdraw(region);
    memory.forget(region);
    assertThatThrownBy(() -> memory.share(file, gpa, PAGE)).isInstanceOf(ChannelClosedException.class);
    assertThat(link.sent).noneMatch(sent -> sent.startsWith("ShareRegion"));
    memory.unreserve(gpa);
  }

  @Test
  void aRegionIsTakenBackOnceWhateverTheHostSays() throws Exception {
    answerWith(0, "");
    long gpa = memory.reserve(PAGE);
    MemoryRegion region = memory.share(file, gpa, PAGE);
    link.sent.clear();
    memory.withdraw(new MemoryRegion(gpa, 2 * PAGE));
    assertThat(link.sent).isEmpty();
    answerWith(22, "never heard of it");
    memory.withdraw(region);
    memory.withdraw(region);
    assertThat(link.sent).containsExactly(new Frame.WithdrawRegion(2, gpa).toString());
  }

  @Test
  void forgettingAsksForNoAnswer() throws Exception {
    answerWith(0, "");
    long gpa = memory.reserve(PAGE);
    MemoryRegion region = memory.share(file, gpa, PAGE);
    link.sent.clear();
    memory.forget(region);
    memory.forget(region);
    memory.withdraw(region);
    assertThat(link.sent).containsExactly(new Frame.WithdrawRegion(0, gpa).toString());
  }

  @Test
  void ringsThatCannotBeSharedLeaveNothingBehind() throws Exception {
    for (int errno : new int[]{22, 28}) {
      answerWith(errno, "full");
      assertThatThrownBy(() -> RingRegion.create(memory, 8192)).isInstanceOf(VmbusException.class)
          .hasMessageContaining("full");
      assertThat(memory.reservations()).isZero();
    }
    answerWith(0, "");
    RingRegion rings = RingRegion.create(memory, 8192);
    assertThat(rings.range().bytes()).isEqualTo(2 * (PAGE + 8192));
    assertThat(rings.downstreamPage()).isEqualTo(3);
    assertThat(rings.segment().byteSize()).isEqualTo(rings.range().bytes());
    rings.close();
    rings.close();
    assertThat(memory.reservations()).isZero();
    assertThat(link.sent).last().isEqualTo(new Frame.WithdrawRegion(0, rings.range().gpa()).toString());
    assertThatThrownBy(() -> rings.segment().fill((byte) 0)).isInstanceOf(IllegalStateException.class);
  }
}
