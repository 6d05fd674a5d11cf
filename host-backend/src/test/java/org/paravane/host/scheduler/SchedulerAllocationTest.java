package org.paravane.host.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Result;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.host.ArenaStore;
import org.paravane.host.engine.Completion;
import org.paravane.host.engine.EngineNode;
import org.paravane.host.engine.EnginePacket;
import org.paravane.host.engine.EngineQueue;
import org.paravane.host.engine.Gpu;
import org.paravane.host.engine.GpuClock;
import org.paravane.host.engine.GpuDescription;
import org.paravane.host.engine.KernelCatalog;
import org.paravane.host.engine.ManualClock;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.SteppedEngine;
import org.paravane.host.memory.GpuAddressSpace;
import org.paravane.host.memory.PageStore;

/** A packet's way through the scheduler makes no garbage, once the code is warm. */
class SchedulerAllocationTest {
  private static final int PACKETS = 5_000;

  /** An engine that has done everything as soon as it is asked how far it is, and makes no objects itself. */
  private static final class InstantGpu implements Gpu, EngineNode, EngineQueue, SteppedEngine {
    private static final Outcome DONE = new Outcome.Done(0, 0);
    private static final int DEPTH = 8;

    private final ManualClock clock;
    private final PageStore local = new ArenaStore(4096);
    private final long[] sequences = new long[DEPTH];
    private int inFlight;
    private @Nullable Completion completion;

    InstantGpu(ManualClock clock) {
      this.clock = clock;
    }

    @Override
    public void submit(EnginePacket packet, Completion newCompletion) {
      sequences[inFlight++] = packet.sequence();
      completion = newCompletion;
    }

    @Override
    public long advance(long nowNanos) {
      for (int i = 0; i < inFlight; i++) {
        Objects.requireNonNull(completion).ended(sequences[i], DONE);
      }
      inFlight = 0;
      return NEVER;
    }

    @Override
    public DeviceInfo deviceInfo() {
      return DeviceInfo.request();
    }

    @Override
    public GpuDescription description() {
      return new GpuDescription("instant", 1, 2, 0, 0, 4096, 0x10000, 1L << 40, 1_000_000_000, Set.of());
    }

    @Override
    public List<EngineNode> nodes() {
      return List.of(this);
    }

    @Override
    public PageStore localMemory() {
      return local;
    }

    @Override
    public KernelCatalog kernels() {
      return List::of;
    }

    @Override
    public GpuClock clock() {
      return clock;
    }

    @Override
    public void onDeviceLost(DeviceLostListener listener) {
      // never lost
    }

    @Override
    public int ordinal() {
      return 0;
    }

    @Override
    public NodeKind kind() {
      return NodeKind.COMPUTE;
    }

    @Override
    public String name() {
      return "instant";
    }

    @Override
    public int depth() {
      return DEPTH;
    }

    @Override
    public EngineQueue openQueue(String name, GpuAddressSpace addressSpace) {
      return this;
    }

    @Override
    public void reset(String reason) {
      throw new IllegalStateException("nothing hangs here");
    }

    @Override
    public void cancel(String reason) {
      // whatever is in flight is done at once anyway
    }

    @Override
    public void preempt() {
      // as above
    }

    @Override
    public void close() {
      // nothing to release
    }
  }

  private final ManualClock clock = new ManualClock(0);
  private final InstantGpu gpu = new InstantGpu(clock);
  private final SteppedScheduler stepped = new SteppedScheduler(gpu, gpu, clock, SchedulerOptions.defaults());
  private final WorkQueue queue = ok(stepped.scheduler().createContext(
      new ContextSpec("c", 0, new GpuAddressSpace("p", 0x10000, 1L << 40, 1), 0, (context, fault) -> {
      }))).queue();
  private final MonitoredFence fence = stepped.scheduler().createFence(0, null);
  private long submitted;

  @Test
  void submittingRunningAndSignallingMakesNoObjects() {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 60 && best >= 16; round++) {
      long before = allocated();
      for (int i = 0; i < PACKETS; i += 10) {
        for (int j = 0; j < 10; j++) {
          Result<Accepted> result = queue.submit(0x1000, 64, fence, ++submitted);
          if (result instanceof Result.Failed<Accepted>) {
            throw new AssertionError(result);
          }
        }
        stepped.settle();
      }
      best = Math.min(best, (allocated() - before) / PACKETS);
    }
    assertThat(best).as("bytes per command buffer").isLessThan(16);
    stepped.settle();
    assertThat(fence.value()).isEqualTo(submitted);
  }

  @Test
  void waitsAndSignalsOfOneObjectMakeNoObjects() {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 60 && best >= 16; round++) {
      long before = allocated();
      for (int i = 0; i < PACKETS; i += 10) {
        for (int j = 0; j < 10; j++) {
          queue.waitFor(fence, ++submitted);
          stepped.scheduler().signal(fence, submitted);
        }
        stepped.settle();
      }
      best = Math.min(best, (allocated() - before) / PACKETS);
    }
    assertThat(best).as("bytes per wait and signal").isLessThan(16);
    assertThat(queue.context().figures().queuedOperations()).isZero();
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
