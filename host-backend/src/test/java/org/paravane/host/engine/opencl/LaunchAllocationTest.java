package org.paravane.host.engine.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.accel.AqlPacket;

/** Launching makes no garbage, once the code is warm. */
class LaunchAllocationTest {
  private static final int PACKETS = 1_000;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  @Test
  @Timeout(120)
  void aLaunchLikeTheOneBeforeMakesNoObjects() {
    try (WorkerRig rig = WorkerRig.open()) {
      WorkerRig.Program program = rig.built("kernel void add(global int *x, int n) { x[0] += n; }");
      WorkerRig.Buffer x = rig.buffer(64);
      AqlPacket packet = Packets.line(program.kernel("add"), 1, 1,
          Packets.arguments(rig, a -> a.u64(0, x.address()).u32(8, 1)));
      AqlPacket[] packets = new AqlPacket[PACKETS];
      Arrays.fill(packets, packet);
      WorkerRig.Commands commands = rig.commands(packets);
      long best = Long.MAX_VALUE;
      int rounds = 0;
      long begin = System.nanoTime();
      while (best >= 8 && System.nanoTime() - begin < PATIENCE_NANOS) { // the compiler may be slow to begin
        long before = allocated();
        rig.runFast(commands);
        best = Math.min(best, (allocated() - before) / PACKETS);
        rounds++;
      }
      assertThat(best).as("bytes per packet").isLessThan(8);
      assertThat(x.word(0)).isEqualTo(rounds * PACKETS);
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
