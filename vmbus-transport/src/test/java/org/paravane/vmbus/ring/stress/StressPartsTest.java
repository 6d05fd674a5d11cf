package org.paravane.vmbus.ring.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Processes;
import org.paravane.vmbus.ring.IncomingRing;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.OutgoingRing.Write;
import org.paravane.vmbus.ring.RingLayout;
import org.paravane.vmbus.ring.RingMemory;
import org.paravane.vmbus.ring.RingViolationException;
import org.paravane.vmbus.ring.stress.StressReport.Counters;

/** A stress run that finds nothing means something only if it would find something. */
@Timeout(60)
final class StressPartsTest {
  private static final Counters QUIET = new Counters(1, 2, 2, 0);
  private final MemorySegment segment = MemorySegment.ofArray(new long[(4096 + 16 * 1024) / 8]);
  private final PacketStream stream = new PacketStream(42, 512);

  @Test
  void aStreamPassesItsOwnCheckAndCoversEverySize() throws RingViolationException {
    boolean[] sizes = new boolean[513];
    RingMemory.format(segment);
    OutgoingRing out = OutgoingRing.attach(RingMemory.of(segment));
    IncomingRing in = IncomingRing.attach(RingMemory.of(segment));
    for (long i = 0; i < 10_000; i++) {
      assertThat(stream.write(i, out)).isEqualTo(Write.WRITTEN);
      out.publish();
      assertThat(in.poll()).isEqualTo(Poll.PACKET);
      assertThat(stream.check(i, in.packet())).isEmpty();
      sizes[stream.payloadBytes(i)] = true;
      in.release();
    }
    for (int size = 0; size <= 512; size++) {
      assertThat(sizes[size]).as("size %d", size).isTrue();
    }
  }

  @Test
  void aLostOrDoubledPacketIsNoticed() throws RingViolationException {
    assertThat(checkAfter(5, () -> {
    }, 4)).isEqualTo("packet 5 instead of packet 4");
    assertThat(checkAfter(5, () -> {
    }, 6)).isEqualTo("packet 5 instead of packet 6");
  }

  @Test
  void aFlippedBitAnywhereInThePayloadIsNoticed() throws RingViolationException {
    int bytes = stream.payloadBytes(7);
    assertThat(bytes).isGreaterThan(16);
    for (int at = 0; at < (bytes + 7) / 8 * 8; at++) {
      int offset = RingLayout.PAGE + 16 + at;
      assertThat(checkAfter(7, () -> {
        byte old = segment.get(ValueLayout.JAVA_BYTE, offset);
        segment.set(ValueLayout.JAVA_BYTE, offset, (byte) (old ^ 4));
      }, 7)).isEqualTo("packet 7: damaged at byte %d", at / 8 * 8);
    }
  }

  @Test
  void aPacketOfAnotherTypeOrLengthIsNoticed() throws RingViolationException {
    assertThat(checkAfter(7, () -> segment.set(ValueLayout.JAVA_BYTE, RingLayout.PAGE + 6,
        (byte) (segment.get(ValueLayout.JAVA_BYTE, RingLayout.PAGE + 6) ^ 1)), 7))
        .startsWith("packet 7: type=IN_BAND, completionRequested=");
    assertThat(checkAfter(7, () -> segment.set(ValueLayout.JAVA_BYTE, RingLayout.PAGE + 2, (byte) 3), 7))
        .startsWith("packet 7: payload=");
  }

  private String checkAfter(long sent, Runnable damage, long expected) throws RingViolationException {
    RingMemory.format(segment);
    OutgoingRing out = OutgoingRing.attach(RingMemory.of(segment));
    IncomingRing in = IncomingRing.attach(RingMemory.of(segment));
    stream.write(sent, out);
    out.publish();
    damage.run();
    assertThat(in.poll()).isEqualTo(Poll.PACKET);
    return stream.check(expected, in.packet());
  }

  @Test
  void aReportNamesEachProblem() {
    StressOptions options = StressOptions.of(10, 1);
    assertThat(new StressReport(10, 0, 1, QUIET, QUIET, "").problems(options)).isEmpty();
    assertThat(new StressReport(9, 0, 1, new Counters(0, 3, 2, 0), new Counters(0, 0, 0, 4), "packet 3: damaged")
        .problems(options)).containsExactly("packet 3: damaged", "packets arrived: expected=10, actual=9",
            "writer signals too often: signals=3, transitions=2", "reader was not woken: times=4");
    assertThat(new StressReport(10, 0, 2_000_000_000L, QUIET, QUIET, "").rate()).isEqualTo(5);
  }

  @Test
  void optionsSurviveTheCommandLine() {
    StressOptions options = new StressOptions(1, -2, 4096, 100, 5, 6);
    assertThat(StressOptions.parse(options.toArguments())).isEqualTo(options);
    assertThatThrownBy(() -> new StressOptions(0, 1, 4096, 100, 5, 6)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StressOptions(1, 1, 4096, 2049, 5, 6)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theReadersResultSurvivesItsOutput() {
    StressSide.ReaderResult result = StressSide
        .parse(StressSide.format(1, 2, 3, 4, 5, 6, "packet 1: damaged at byte 8"));
    assertThat(result).isEqualTo(new StressSide.ReaderResult(1, 2, 3, 4, 5, 6, "packet 1: damaged at byte 8"));
    assertThat(StressSide.parse(StressSide.format(1, 2, 3, 4, 5, 6, "")).failure()).isEmpty();
    assertThatThrownBy(() -> StressSide.parse("")).isInstanceOf(IllegalStateException.class);
  }

  /** A peer that opens the memory, writes into it, and fails when it is told to. */
  public static void main(String[] arguments) throws LinuxException {
    List<String> list = Arrays.asList(arguments);
    int parent = Integer.parseInt(list.get(0));
    if (!Processes.dieWithParent(parent)) {
      return;
    }
    try (SharedRings rings = SharedRings.open(parent, Integer.parseInt(list.get(1)))) {
      rings.parentEvent().ring();
      rings.rings().hostToGuest().storeUnit(0, 77);
      System.out.print("hello " + list.get(2));
      if (list.get(2).equals("fail")) {
        System.exit(3);
      }
    }
  }

  @Test
  void aPeerProcessSharesTheMemoryAndItsFailureIsOurs() throws Exception {
    try (SharedRings rings = SharedRings.create(4096);
        PeerProcess peer = PeerProcess.start(StressPartsTest.class, rings, List.of("world"))) {
      assertThat(peer.output()).isEqualTo("hello world");
      assertThat(rings.parentEvent().ticket()).isEqualTo(1);
      assertThat(rings.childEvent().ticket()).isZero();
      assertThat(rings.rings().hostToGuest().loadUnit(0)).isEqualTo(77);
      assertThat(peer.isAlive()).isFalse();
    }
    try (SharedRings rings = SharedRings.create(4096);
        PeerProcess peer = PeerProcess.start(StressPartsTest.class, rings, List.of("fail"))) {
      assertThatThrownBy(peer::output).isInstanceOf(IOException.class).hasMessageContaining("status=3")
          .hasMessageContaining("hello fail");
      assertThat(peer.pid()).isPositive();
    }
  }
}
