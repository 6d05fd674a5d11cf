package org.paravane.host.scheduler;

import static org.paravane.host.Results.ok;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.host.TestGuest;
import org.paravane.host.TestGuest.Buffer;
import org.paravane.host.TestGuest.Commands;
import org.paravane.host.engine.ManualClock;
import org.paravane.host.engine.simulated.SimulatedGpu;
import org.paravane.host.engine.simulated.SimulatedGpuOptions;
import org.paravane.host.memory.AdapterMemory;
import org.paravane.linux.LinuxException;

/** A scheduler and a simulated GPU in virtual time, and a log of what happened in which order. */
final class Rig implements AutoCloseable {
  static final Duration SECOND = Duration.ofSeconds(1);

  final ManualClock clock = new ManualClock(0);
  final SimulatedGpu gpu;
  final AdapterMemory memory;
  final TestGuest guest;
  final SteppedScheduler stepped;
  final AdapterScheduler scheduler;
  final List<String> log = new ArrayList<>();

  Rig() {
    this(SchedulerOptions.defaults());
  }

  Rig(SchedulerOptions options) {
    try {
      gpu = SimulatedGpu.create(
          SimulatedGpuOptions.defaults().withNodes(2, 1).withLocalBytes(32 << 20).withVirtualTime(clock));
    } catch (LinuxException e) {
      throw new IllegalStateException(e);
    }
    memory = new AdapterMemory(gpu.localMemory(), 1 << 20);
    guest = new TestGuest(gpu, memory, "guest");
    stepped = new SteppedScheduler(gpu, gpu, clock, options);
    scheduler = stepped.scheduler();
  }

  SchedulerContext context(String name, int node) {
    return context(name, node, 0);
  }

  SchedulerContext context(String name, int node, int priority) {
    return ok(scheduler.createContext(new ContextSpec(name, node, guest.space(), priority,
        (context, fault) -> log.add("lost " + context + ": " + fault.kind()))));
  }

  MonitoredFence fence() {
    return scheduler.createFence(0, null);
  }

  Commands spin(long nanos) {
    return guest.commands(spinPacket(nanos));
  }

  /** Many packets of the same length in one command buffer. */
  Commands spins(int count, long nanos) {
    AqlPacket[] packets = new AqlPacket[count];
    Arrays.fill(packets, spinPacket(nanos));
    return guest.commands(packets);
  }

  AqlPacket spinPacket(long nanos) {
    return guest.dispatch("spin", new KernelArguments.Spin(nanos), 0);
  }

  Commands fill(Buffer buffer, long offset, int value) {
    return guest.commands(AqlPacket.Fill.of(buffer.address() + offset, 4, value, 0));
  }

  Commands bad() {
    return new Commands(0x7000_0000_0000L, 64);
  }

  void submit(WorkQueue queue, Commands commands) {
    ok(queue.submit(commands.address(), commands.length(), null, 0));
  }

  void submit(WorkQueue queue, Commands commands, MonitoredFence fence, long value) {
    ok(queue.submit(commands.address(), commands.length(), fence, value));
  }

  /** Logs when everything queued so far is done. */
  void mark(WorkQueue queue, String text) {
    ok(queue.call(() -> log.add(text + "@" + clock.nanos())));
  }

  CpuWait await(String text, WaitMode mode, SyncPoint... points) {
    return ok(scheduler.waitFromCpu(List.of(points), mode, result -> log.add(text + " " + switch (result) {
      case WaitResult.Satisfied ignored -> "satisfied";
      case WaitResult.Failed failed -> "failed " + failed.errno();
    } + "@" + clock.nanos())));
  }

  void settle() {
    stepped.settle();
  }

  void advance(long nanos) {
    stepped.advance(Duration.ofNanos(nanos));
  }

  /** Runs until nothing is pending; fails if that takes more than a minute of virtual time. */
  void run() {
    if (!stepped.runUntilIdle(Duration.ofMinutes(1))) {
      throw new AssertionError("never idle: " + scheduler.figures() + ", log=" + log);
    }
  }

  @Override
  public void close() {
    stepped.close();
    gpu.close();
  }
}
