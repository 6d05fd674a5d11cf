package org.paravane.host.engine.opencl;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import org.paravane.abi.accel.AqlHeader;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.AqlType;

/**
 * What a launch costs inside a worker, without a host: run by hand. Prints nanoseconds for launch and wait, and for each packet of a long
 * command buffer, with and without the device that runs in the calling thread, and the bytes of Java objects that a packet made.
 */
final class LaunchCosts {
  private static final int ROUNDS = 5;
  private static final int LAUNCHES = 20_000;
  private static final int PACKETS = 1_000;

  private LaunchCosts() {
  }

  public static void main(String[] arguments) {
    OpenClDevice device = WorkerRig.device();
    OpenClDevice alone = new OpenClDevice(device.platformIndex(), device.deviceIndex(), device.handle(), 0,
        device.inPlace(), device.baseAlignmentBytes(), device.facts());
    System.out.println(device.facts().identity());
    measure("with threads", alone);
    measure("inline", device);
  }

  private static void measure(String name, OpenClDevice device) {
    try (WorkerRig rig = WorkerRig.open(device)) {
      WorkerRig.Program program = rig.built(
          "kernel void nothing(global int *x, int n) { if (n > 5) { x[0] = n; } }");
      WorkerRig.Buffer x = rig.buffer(4096);
      WorkerRig.Buffer kernarg = rig.buffer(64);
      kernarg.word64(0, x.address());
      AqlPacket.KernelDispatch packet = new AqlPacket.KernelDispatch(AqlHeader.of(AqlType.KERNEL_DISPATCH), (short) 1,
          (short) 1, (short) 1, (short) 1, (short) 0, 1, 1, 1, 0, 0, program.kernel("nothing").kernelObject(),
          kernarg.address(), 0, 0);
      AqlPacket[] many = new AqlPacket[PACKETS];
      Arrays.fill(many, packet);
      WorkerRig.Commands one = rig.commands(packet);
      WorkerRig.Commands thousand = rig.commands(many);
      for (int round = 0; round < ROUNDS; round++) {
        long[] times = new long[LAUNCHES];
        long before = allocated();
        for (int i = 0; i < LAUNCHES; i++) {
          long begin = System.nanoTime();
          rig.runFast(one);
          times[i] = System.nanoTime() - begin;
        }
        long bytes = (allocated() - before) / LAUNCHES;
        Arrays.sort(times);
        before = allocated();
        long[] each = new long[LAUNCHES / PACKETS];
        for (int i = 0; i < each.length; i++) {
          long begin = System.nanoTime();
          rig.runFast(thousand);
          each[i] = (System.nanoTime() - begin) / PACKETS;
        }
        Arrays.sort(each);
        System.out.println(String.format(Locale.ROOT,
            "%s: launch+wait p50=%d ns, p99=%d ns, bytes=%d; pipelined p50=%d ns each, least=%d, bytes=%d; inline=%d",
            name,
            times[LAUNCHES / 2], times[LAUNCHES * 99 / 100], bytes, each[each.length / 2], each[0],
            (allocated() - before) / LAUNCHES,
            rig.worker.inlineLaunches()));
      }
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
