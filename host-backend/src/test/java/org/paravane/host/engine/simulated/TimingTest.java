package org.paravane.host.engine.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.host.TestGuest.Buffer;
import org.paravane.host.engine.Outcome;

/** What packets cost in virtual time: 1000 ns each, 1 ns per byte, 10 ns per floating-point operation. */
class TimingTest {
  private final NodeHarness harness = new NodeHarness(
      SimulatedGpuOptions.defaults().withTiming(new TimingModel(1000, 1, 10)));
  private final Buffer memory = harness.guest.buffer(1 << 20);

  @AfterEach
  void close() {
    harness.close();
  }

  static Stream<Arguments> costs() {
    return Stream.of( //
        Arguments.of("fill", new KernelArguments.Fill(0, 100, 0, 0), 1000 + 400), //
        Arguments.of("copy", new KernelArguments.Copy(8192, 0, 500), 1000 + 2 * 500), //
        Arguments.of("vector_add", new KernelArguments.VectorAdd(0, 4096, 8192, 100), 1000 + 1200 + 10 * 100), //
        Arguments.of("saxpy", new KernelArguments.Saxpy(0, 4096, 100, 2, 0), 1000 + 1200 + 10 * 200), //
        Arguments.of("sgemm", new KernelArguments.Sgemm(0, 4096, 8192, 4, 6, 5, 1, 0, 0),
            1000 + 4 * (20 + 30 + 2 * 24) + 10 * 2 * 4 * 6 * 5), //
        Arguments.of("reduce", new KernelArguments.Reduce(0, 4096, 100, 0, 0), 1000 + 400 + 10 * 100), //
        Arguments.of("spin", new KernelArguments.Spin(12345), 1000 + 12345), //
        Arguments.of("fill", new KernelArguments.Fill(0, 0, 0, 0), 1000));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("costs")
  void aKernelCostsWhatItDoes(String kernel, Record arguments, long expected) {
    assertThat(duration(harness.guest.dispatch(kernel, moved(arguments), 0))).isEqualTo(expected);
  }

  /** The same arguments with addresses in the test's memory. */
  private Record moved(Record arguments) {
    long base = memory.address();
    return switch (arguments) {
      case KernelArguments.Fill a -> new KernelArguments.Fill(base, a.count(), a.value(), 0);
      case KernelArguments.Copy a -> new KernelArguments.Copy(base + a.destination(), base + a.source(), a.sizeBytes());
      case KernelArguments.VectorAdd a -> new KernelArguments.VectorAdd(base + a.a(), base + a.b(), base + a.result(),
          a.count());
      case KernelArguments.Saxpy a -> new KernelArguments.Saxpy(base + a.x(), base + a.y(), a.count(), a.alpha(), 0);
      case KernelArguments.Sgemm a -> new KernelArguments.Sgemm(base + a.a(), base + a.b(), base + a.c(), a.m(), a.n(),
          a.k(), a.alpha(), a.beta(), 0);
      case KernelArguments.Reduce a -> new KernelArguments.Reduce(base + a.input(), base + a.output(), a.count(),
          a.operation(), 0);
      default -> arguments;
    };
  }

  @Test
  void packetsCostToo() {
    long base = memory.address();
    assertThat(duration(AqlPacket.Copy.of(base, base + 4096, 300, 0))).isEqualTo(1000 + 600);
    assertThat(duration(AqlPacket.Fill.of(base, 300, 0, 0))).isEqualTo(1000 + 300);
    assertThat(duration(AqlPacket.BarrierAnd.of(0))).isEqualTo(1000);
    assertThat(duration(AqlPacket.Timestamp.of(base, 0))).isEqualTo(1000);
  }

  @Test
  void aCommandBufferCostsTheSumOfItsPackets() {
    long base = memory.address();
    assertThat(
        duration(AqlPacket.Fill.of(base, 100, 0, 0), AqlPacket.BarrierAnd.of(0), AqlPacket.Fill.of(base, 200, 0, 0)))
        .isEqualTo(3 * 1000 + 300);
  }

  @Test
  void spinNearlyForeverDoesNotOverflow() {
    NodeHarness.Queue queue = harness.queue(0, "q");
    queue.submit(
        harness.guest.commands(harness.guest.dispatch("spin", new KernelArguments.Spin(Long.MAX_VALUE), 0)));
    harness.step(1_000_000_000);
    assertThat(queue.ended).isEmpty();
    queue.engine.cancel("enough");
    harness.step(0);
    assertThat(queue.last()).isInstanceOf(Outcome.Cancelled.class);
  }

  @Test
  void effectsOfAPacketAreThereBeforeItsTimeIsOverButItsSignalIsNot() {
    Buffer signal = harness.guest.word(1);
    NodeHarness.Queue queue = harness.queue(0, "q");
    queue.submit(harness.guest.commands(AqlPacket.Fill.of(memory.address(), 8, 5, signal.address())));
    harness.step(0);
    assertThat(List.of(memory.word(0), signal.word(0))).containsExactly(0x0000_0005_0000_0005L, 1L);
    harness.settle();
    assertThat(signal.word(0)).isZero();
  }

  private long duration(AqlPacket... packets) {
    Outcome outcome = harness.run(harness.guest.commands(packets));
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done) outcome).endNanos() - ((Outcome.Done) outcome).startNanos();
  }
}
