package org.paravane.host.engine.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.host.TestGuest.Buffer;
import org.paravane.host.TestGuest.Commands;
import org.paravane.host.engine.Outcome;

/** Executing packets makes no garbage, once the code is warm. */
class AllocationTest {
  private static final int PACKETS = 2_000;

  private final NodeHarness harness = new NodeHarness();

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void aPacketThatSucceedsMakesNoObjects() {
    Buffer buffer = harness.guest.buffer(4096);
    Buffer signal = harness.guest.word(Long.MAX_VALUE);
    Buffer zero = harness.guest.word(0);
    AqlPacket[] kinds = {
        harness.guest.dispatch("saxpy",
            new KernelArguments.Saxpy(buffer.address(), buffer.address() + 512, 100, 1, 0), signal.address()),
        harness.guest.dispatch("fill", new KernelArguments.Fill(buffer.address(), 100, 0x01020304, 0),
            signal.address()),
        AqlPacket.BarrierAnd.of(signal.address(), zero.address()),
        AqlPacket.Copy.of(buffer.address(), buffer.address() + 2048, 1000, signal.address()),
        AqlPacket.Fill.of(buffer.address(), 1024, 0x01010101, signal.address()),
        AqlPacket.Timestamp.of(buffer.address() + 4000, 0)};
    for (AqlPacket kind : kinds) {
      AqlPacket[] packets = new AqlPacket[PACKETS];
      Arrays.fill(packets, kind);
      Commands commands = harness.guest.commands(packets);
      long best = Long.MAX_VALUE;
      for (int round = 0; round < 60 && best >= 16; round++) {
        long before = allocated();
        Outcome outcome = harness.run(commands);
        best = Math.min(best, (allocated() - before) / PACKETS);
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
      }
      assertThat(best).as("bytes per packet of %s", kind).isLessThan(16);
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
