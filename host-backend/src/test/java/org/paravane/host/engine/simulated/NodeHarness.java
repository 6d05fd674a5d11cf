package org.paravane.host.engine.simulated;

import java.util.ArrayList;
import java.util.List;
import org.paravane.host.TestGuest;
import org.paravane.host.TestGuest.Commands;
import org.paravane.host.engine.EnginePacket;
import org.paravane.host.engine.EngineQueue;
import org.paravane.host.engine.ManualClock;
import org.paravane.host.engine.Outcome;
import org.paravane.host.memory.GpuAddressSpace;
import org.paravane.linux.LinuxException;

/** A simulated GPU in virtual time, driven without a scheduler. */
final class NodeHarness implements AutoCloseable {
  /** A packet that ended. */
  record Ended(long sequence, Outcome outcome) {
  }

  /** A queue with its numbers and what ended in it. */
  final class Queue {
    final EngineQueue engine;
    final List<Ended> ended = new ArrayList<>();
    private long next;

    Queue(int node, String name, GpuAddressSpace space) {
      engine = gpu.nodes().get(node).openQueue(name, space);
    }

    void submit(Commands commands) {
      resubmit(next++, commands, 0);
    }

    void resubmit(long sequence, Commands commands, int resumeOffset) {
      engine.submit(new Packet(sequence, commands.address(), commands.length(), resumeOffset),
          (number, outcome) -> ended.add(new Ended(number, outcome)));
    }

    Outcome last() {
      return ended.getLast().outcome();
    }
  }

  private record Packet(long sequence, long address, int lengthBytes, int resumeOffset) implements EnginePacket {
    @Override
    public long firstStartNanos() {
      return Long.MIN_VALUE;
    }
  }

  final ManualClock clock = new ManualClock(1_000);
  final SimulatedGpu gpu;
  final TestGuest guest;

  NodeHarness(SimulatedGpuOptions options) {
    try {
      gpu = SimulatedGpu.create(options.withVirtualTime(clock));
    } catch (LinuxException e) {
      throw new IllegalStateException(e);
    }
    guest = new TestGuest(gpu, "guest");
  }

  NodeHarness() {
    this(SimulatedGpuOptions.defaults());
  }

  Queue queue(int node, String name) {
    return new Queue(node, name, guest.space());
  }

  /** Runs one command buffer on compute node 0, however long it takes. */
  Outcome run(Commands commands) {
    Queue queue = queue(0, "test");
    queue.submit(commands);
    settle();
    return queue.last();
  }

  /** Lets the engine do everything that it has, skipping the time in between. */
  void settle() {
    long next;
    while ((next = gpu.advance(clock.nanos())) != SimulatedGpu.NEVER) {
      clock.advanceTo(next);
    }
  }

  void step(long nanos) {
    clock.advanceTo(clock.nanos() + nanos);
    gpu.advance(clock.nanos());
  }

  @Override
  public void close() {
    gpu.close();
  }
}
