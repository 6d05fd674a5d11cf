package org.paravane.tests.jmh;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.paravane.vmbus.ring.IncomingRing;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.RingMemory;
import org.paravane.vmbus.ring.RingViolationException;

/** A message into a ring and out again, by one thread: what the code costs, without the way between two processors. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingBenchmark {
  private static final int PAGE = 4096;
  private static final int DATA = 1 << 20;

  @Param({"64", "4096"})
  public int bytes;

  private Arena arena;
  private MemorySegment message;
  private OutgoingRing outgoing;
  private IncomingRing incoming;
  private OneToOneRingBuffer agrona;
  private UnsafeBuffer agronaMessage;

  @Setup
  public void makeRings() throws RingViolationException {
    arena = Arena.ofConfined();
    MemorySegment memory = arena.allocate(PAGE + DATA, PAGE);
    RingMemory.format(memory);
    outgoing = OutgoingRing.attach(RingMemory.of(memory));
    incoming = IncomingRing.attach(RingMemory.of(memory));
    message = arena.allocate(bytes, 8);
    agrona = new OneToOneRingBuffer(
        new UnsafeBuffer(arena.allocate(DATA + RingBufferDescriptor.TRAILER_LENGTH, 64).asByteBuffer()));
    agronaMessage = new UnsafeBuffer(new byte[bytes]);
  }

  @TearDown
  public void freeMemory() {
    arena.close();
  }

  /** Written, published, copied out and checked, and the room given back. */
  @Benchmark
  public Object ours() {
    outgoing.inBand(0, false, message, 0, bytes);
    outgoing.publish();
    incoming.poll();
    incoming.release();
    return incoming.packet();
  }

  /** Written, and looked at where it lies. */
  @Benchmark
  public int agrona() {
    agrona.write(1, agronaMessage, 0, bytes);
    return agrona.read((type, buffer, index, length) -> {
    });
  }
}
