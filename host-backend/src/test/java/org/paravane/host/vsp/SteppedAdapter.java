package org.paravane.host.vsp;

import java.time.Duration;
import org.paravane.abi.Guid;
import org.paravane.abi.Luid;
import org.paravane.host.engine.ManualClock;
import org.paravane.host.engine.simulated.SimulatedGpu;
import org.paravane.host.engine.simulated.SimulatedGpuOptions;
import org.paravane.host.memory.AdapterMemory;
import org.paravane.host.memory.SegmentGroup;
import org.paravane.host.object.HostAdapter;
import org.paravane.host.scheduler.SchedulerOptions;
import org.paravane.host.scheduler.SteppedScheduler;
import org.paravane.linux.LinuxException;

/** An adapter on which nothing happens unless the test says so. */
final class SteppedAdapter implements AutoCloseable {
  static final long LOCAL_BYTES = 16 << 20;
  static final long SHARED_BYTES = 64 << 20;

  private final SimulatedGpu gpu;
  private final SteppedScheduler scheduler;
  private final HostAdapter adapter;

  SteppedAdapter(int id) {
    this(id, SchedulerOptions.defaults());
  }

  SteppedAdapter(int id, SchedulerOptions options) {
    ManualClock clock = new ManualClock(1);
    try {
      gpu = SimulatedGpu.create(SimulatedGpuOptions.defaults().withName("test gpu").withNodes(2, 1)
          .withLocalBytes(LOCAL_BYTES).withVirtualTime(clock));
    } catch (LinuxException e) {
      throw new IllegalStateException(e);
    }
    scheduler = new SteppedScheduler(gpu, gpu, clock, options);
    Guid instance = Guid.parse("00000000-0000-0000-0102-030405060708").withLuidPrefix(new Luid(0x100 + id, 7));
    adapter = new HostAdapter(id, instance, gpu, new AdapterMemory(gpu.localMemory(), SHARED_BYTES),
        scheduler.scheduler());
  }

  HostAdapter adapter() {
    return adapter;
  }

  SimulatedGpu gpu() {
    return gpu;
  }

  /** Everything that can happen without time passing. */
  void settle() {
    scheduler.settle();
  }

  /** Everything that is pending, as long as it takes. */
  void finish() {
    scheduler.runUntilIdle(Duration.ofSeconds(60));
  }

  void advance(Duration duration) {
    scheduler.advance(duration);
  }

  /** Bytes in use, of both kinds. */
  long memoryInUse() {
    return adapter.memory().figures(SegmentGroup.LOCAL).usage()
        + adapter.memory().figures(SegmentGroup.NON_LOCAL).usage();
  }

  @Override
  public void close() {
    scheduler.close();
    gpu.close();
  }
}
