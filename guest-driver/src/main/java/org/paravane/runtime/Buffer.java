package org.paravane.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Handle;
import org.paravane.abi.StructCodec;
import org.paravane.abi.U64Array;
import org.paravane.abi.accel.AllocationDescription;
import org.paravane.abi.accel.SegmentChoice;
import org.paravane.abi.ioctl.AllocationInfo2;
import org.paravane.abi.ioctl.CreateAllocation;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.DestroyAllocation2;
import org.paravane.abi.ioctl.DestroyAllocation2Flags;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.FreeGpuVirtualAddress;
import org.paravane.abi.ioctl.GpuVaProtectionType;
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.Lock2Flags;
import org.paravane.abi.ioctl.MakeResident;
import org.paravane.abi.ioctl.MakeResidentFlags;
import org.paravane.abi.ioctl.MapGpuVirtualAddress;
import org.paravane.abi.ioctl.Unlock2;

/**
 * Memory that the accelerator works on, zeroed at first. Mapped buffers are memory of the program as well: what it writes,
 * the engine reads, without a copy.
 */
public final class Buffer implements AutoCloseable {
  private static final long PAGE = 4096;

  private final Accelerator owner;
  private final Handle allocation;
  private final long sizeBytes;
  private final AtomicBoolean open = new AtomicBoolean(true);
  private long gpuAddress;
  private boolean locked;
  private NodeAccess.@Nullable Mapping mapping;

  private Buffer(Accelerator owner, Handle allocation, long sizeBytes) {
    this.owner = owner;
    this.allocation = allocation;
    this.sizeBytes = sizeBytes;
  }

  /** Makes a buffer; on failure nothing stays behind. */
  static Buffer create(Accelerator owner, long sizeBytes, boolean mapped) {
    Buffer buffer = allocate(owner, sizeBytes, mapped);
    try {
      buffer.mapForEngine();
      if (mapped) {
        buffer.mapForProgram();
      }
      return buffer;
    } catch (AcceleratorException e) {
      buffer.close();
      throw e;
    }
  }

  private static Buffer allocate(Accelerator owner, long sizeBytes, boolean mapped) {
    SegmentChoice segment = mapped ? SegmentChoice.NON_LOCAL : SegmentChoice.LOCAL;
    AllocationDescription wanted = AllocationDescription.of(sizeBytes, mapped).withSegment(segment);
    StructCodec<AllocationDescription> description = StructCodec.of(AllocationDescription.class);
    StructCodec<AllocationInfo2> info = StructCodec.of(AllocationInfo2.class);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(description.size(), Long.BYTES);
      description.write(wanted, data, 0);
      MemorySegment infos = arena.allocate(info.size(), Long.BYTES);
      info.write(new AllocationInfo2(Handle.NONE, 0, data.address(), description.size(), 0, AllocationInfo2.Flags.NONE,
          0, 0, U64Array.zero(5)), infos, 0);
      owner.calls().call(DxgIoctl.CREATEALLOCATION, new CreateAllocation(owner.device(), Handle.NONE, Handle.NONE, 0, 0,
          0, 0, 0, 0, 1, infos.address(), CreateAllocationFlags.NONE, 0, 0));
      return new Buffer(owner, info.read(infos, 0).allocation(), description.read(data, 0).sizeBytes());
    }
  }

  private void mapForEngine() {
    Calls.Outcome<MapGpuVirtualAddress> mapped = owner.calls().outcome(DxgIoctl.MAPGPUVIRTUALADDRESS,
        new MapGpuVirtualAddress(owner.paging().handle(), 0, 0, 0, allocation, 0, sizeBytes / PAGE,
            new GpuVaProtectionType(true, false, false, false, false, 0), 0, 0, 0, 0, 0));
    gpuAddress = mapped.argument().virtualAddress();
    owner.paging().await(mapped.status(), mapped.argument().pagingFenceValue());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocateFrom(ValueLayout.JAVA_INT, allocation.value());
      Calls.Outcome<MakeResident> resident = owner.calls().outcome(DxgIoctl.MAKERESIDENT,
          new MakeResident(owner.paging().handle(), 1, list.address(), 0, MakeResidentFlags.NONE, 0, 0));
      owner.paging().await(resident.status(), resident.argument().pagingFenceValue());
    }
  }

  private void mapForProgram() {
    Lock2 lock = owner.calls().call(DxgIoctl.LOCK2,
        new Lock2(owner.device(), allocation, Lock2Flags.NONE, 0, 0));
    locked = true;
    mapping = owner.calls().node().map(lock.data(), sizeBytes);
  }

  /** Where the engine sees it. */
  public long gpuAddress() {
    return gpuAddress;
  }

  /** Where the engine sees a byte of it. */
  public long gpuAddress(long offset) {
    if (offset < 0 || offset > sizeBytes) {
      throw new IndexOutOfBoundsException("beyond the buffer: offset=" + offset + ", size=" + sizeBytes);
    }
    return gpuAddress + offset;
  }

  /** Its size: that asked for, rounded up to whole pages. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /**
   * The memory of a mapped buffer; it can be used until the buffer is closed.
   *
   * @throws IllegalStateException for a buffer that is the accelerator's alone
   */
  public MemorySegment segment() {
    return mapping().orElseThrow(() -> new IllegalStateException("buffer is not mapped: bytes=" + sizeBytes));
  }

  /** The memory of a mapped buffer, empty for one that is the accelerator's alone. */
  public Optional<MemorySegment> mapping() {
    return Optional.ofNullable(mapping).map(NodeAccess.Mapping::segment);
  }

  /** Frees the buffer. Work that uses it must be through. Idempotent. */
  @Override
  public void close() {
    if (!open.compareAndSet(true, false)) {
      return;
    }
    if (mapping != null) {
      mapping.close();
    }
    Calls calls = owner.calls();
    if (locked) {
      calls.undo(DxgIoctl.UNLOCK2, new Unlock2(owner.device(), allocation));
    }
    if (gpuAddress != 0) {
      calls.undo(DxgIoctl.FREEGPUVIRTUALADDRESS, new FreeGpuVirtualAddress(owner.adapter(), 0, gpuAddress, sizeBytes));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocateFrom(ValueLayout.JAVA_INT, allocation.value());
      calls.undo(DxgIoctl.DESTROYALLOCATION2, new DestroyAllocation2(owner.device(), Handle.NONE, list.address(), 1,
          DestroyAllocation2Flags.NONE));
    }
  }
}
