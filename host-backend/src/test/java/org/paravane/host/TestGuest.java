package org.paravane.host;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.paravane.host.Results.ok;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.host.engine.Gpu;
import org.paravane.host.memory.AdapterMemory;
import org.paravane.host.memory.AddressRequest;
import org.paravane.host.memory.Allocation;
import org.paravane.host.memory.AllocationRequest;
import org.paravane.host.memory.GpuAddressSpace;
import org.paravane.host.memory.GpuProtection;
import org.paravane.host.memory.MapRequest;
import org.paravane.host.memory.MemoryBudget;
import org.paravane.host.memory.ProcessMemory;

/** What a guest process does: allocates, maps, writes packets and arguments, reads results. */
public final class TestGuest {
  public static final int PAGE = 4096;

  /** Mapped memory, in one piece, as the test sees it. */
  public record Buffer(long address, Allocation allocation, MemorySegment memory) {
    public void floats(float... values) {
      MemorySegment.copy(values, 0, memory, JAVA_FLOAT_UNALIGNED, 0, values.length);
    }

    public float[] floats(int count) {
      float[] values = new float[count];
      MemorySegment.copy(memory, JAVA_FLOAT_UNALIGNED, 0, values, 0, count);
      return values;
    }

    public long word(long offset) {
      return memory.get(JAVA_LONG_UNALIGNED, offset);
    }

    public void word(long offset, long value) {
      memory.set(JAVA_LONG_UNALIGNED, offset, value);
    }
  }

  /** A command buffer in GPU memory. */
  public record Commands(long address, int length) {
  }

  private final Gpu gpu;
  private final GpuAddressSpace space;
  private final ProcessMemory process;
  private Buffer scratch;
  private long scratchUsed;

  public TestGuest(Gpu gpu, String name) {
    this(gpu, new AdapterMemory(gpu.localMemory(), 1 << 20), name);
  }

  public TestGuest(Gpu gpu, AdapterMemory memory, String name) {
    this.gpu = gpu;
    this.space = new GpuAddressSpace(name, gpu.description().lowestAddress(), gpu.description().addressLimit(),
        100_000);
    this.process = memory.openPartition("partition of " + name, new MemoryBudget(1L << 40, 1L << 40)).openProcess(name,
        space);
    this.scratch = buffer(64 * PAGE);
  }

  public GpuAddressSpace space() {
    return space;
  }

  public ProcessMemory process() {
    return process;
  }

  /** Local memory, mapped readable and writable. */
  public Buffer buffer(long bytes) {
    Allocation allocation = ok(process.allocate(AllocationRequest.local(bytes)));
    long address = ok(space.map(MapRequest.of(allocation)));
    return new Buffer(address, allocation, view(allocation, 0));
  }

  /** A second mapping of a buffer, with other rights. */
  public long map(Buffer buffer, GpuProtection protection) {
    return ok(space.map(new MapRequest(AddressRequest.anywhere(buffer.allocation().sizeBytes()), buffer.allocation(), 0,
        protection)));
  }

  /** The same memory mapped page by page, in reverse order: as many pieces as pages. */
  public long mapReversed(Buffer buffer) {
    int pages = (int) (buffer.allocation().sizeBytes() / PAGE);
    long base = ok(space.reserve(AddressRequest.anywhere((long) pages * PAGE),
        org.paravane.host.memory.ReservationKind.NO_ACCESS));
    for (int page = 0; page < pages; page++) {
      ok(space.map(new MapRequest(AddressRequest.at(base + (long) page * PAGE, PAGE), buffer.allocation(),
          (long) (pages - 1 - page) * PAGE, GpuProtection.READ_WRITE)));
    }
    return base;
  }

  /** A 64-bit word, e.g. a signal. */
  public Buffer word(long value) {
    Buffer place = place(64, 64);
    place.word(0, value);
    return place;
  }

  /** Kernel arguments in GPU memory; their address. */
  public <T extends Record> long arguments(T arguments) {
    StructCodec<T> codec = StructCodec.ofValue(arguments);
    Buffer place = place(codec.size(), 64);
    codec.write(arguments, place.memory(), 0);
    return place.address();
  }

  /** Packets in GPU memory. */
  public Commands commands(AqlPacket... packets) {
    Buffer place = place(Math.max(1, packets.length) * (long) AqlPacket.SIZE_BYTES, 64);
    for (int i = 0; i < packets.length; i++) {
      packets[i].write(place.memory(), (long) i * AqlPacket.SIZE_BYTES);
    }
    return new Commands(place.address(), packets.length * AqlPacket.SIZE_BYTES);
  }

  /** A dispatch of a built-in kernel. */
  public <T extends Record> AqlPacket.KernelDispatch dispatch(String kernel, T arguments, long completionSignal) {
    long object = gpu.kernels().byName(kernel).orElseThrow().kernelObject();
    return AqlPacket.KernelDispatch.of(object, arguments(arguments), 64, completionSignal);
  }

  private Buffer place(long bytes, long alignment) {
    scratchUsed = (scratchUsed + alignment - 1) / alignment * alignment;
    if (scratchUsed + bytes > scratch.allocation().sizeBytes()) {
      scratch = buffer(Math.max(bytes, 64 * PAGE));
      scratchUsed = 0;
    }
    Buffer place = new Buffer(scratch.address() + scratchUsed, scratch.allocation(),
        scratch.memory().asSlice(scratchUsed, bytes));
    scratchUsed += bytes;
    return place;
  }

  private static MemorySegment view(Allocation allocation, int run) {
    var part = allocation.runs().get(run);
    return Objects.requireNonNull(part.store().hostView()).asSlice(part.offset(), part.bytes());
  }
}
