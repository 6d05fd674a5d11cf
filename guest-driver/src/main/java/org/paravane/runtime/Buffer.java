package org.paravane.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
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
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.Lock2Flags;
import org.paravane.abi.ioctl.Unlock2;

/**
 * Memory that engines work on. It begins as zeros. A mapped buffer is a {@link MemorySegment} of this process as well, whose
 * bytes are the very bytes that engines see; who writes there and when is up to the program, as with any shared memory.
 *
 * <p>Closing waits for the work that was submitted before (see {@link AcceleratorOptions#closeTimeout}); work submitted
 * later that uses the buffer is a page fault. Safe for use by many threads.
 */
public final class Buffer implements AutoCloseable {
  private final Accelerator accelerator;
  private final BufferKind kind;
  private final long sizeBytes;
  private final CloseStack undo = new CloseStack();
  private final long gpuAddress;
  private final @Nullable MemorySegment memory;
  private boolean closed;

  Buffer(Accelerator accelerator, Handle adapter, Handle device, PagingQueue paging, long sizeBytes, BufferKind kind) {
    if (sizeBytes <= 0) {
      throw new IllegalArgumentException("size is not positive: size=" + sizeBytes);
    }
    this.accelerator = accelerator;
    this.kind = kind;
    this.sizeBytes = sizeBytes;
    NodeCalls calls = accelerator.calls();
    try {
      Made made = create(calls, device, sizeBytes, kind);
      Handle allocation = made.handle();
      undo.add(() -> destroy(calls, device, allocation));
      long mappedBytes = Math.ceilDiv(made.sizeBytes(), NodeCalls.PAGE_BYTES) * NodeCalls.PAGE_BYTES;
      this.gpuAddress = paging.map(allocation, mappedBytes / NodeCalls.PAGE_BYTES);
      undo.add(() -> calls.end(DxgIoctl.FREEGPUVIRTUALADDRESS,
          new FreeGpuVirtualAddress(adapter, 0, gpuAddress(), mappedBytes)));
      paging.makeResident(allocation);
      this.memory = kind == BufferKind.MAPPED ? lock(calls, device, allocation, sizeBytes) : null;
    } catch (RuntimeException e) {
      undo.close();
      throw e;
    }
  }

  private record Made(Handle handle, long sizeBytes) {
  }

  private static Made create(NodeCalls calls, Handle device, long sizeBytes, BufferKind kind) {
    AllocationDescription wanted = AllocationDescription.of(sizeBytes, kind == BufferKind.MAPPED)
        .withSegment(kind == BufferKind.MAPPED ? SegmentChoice.NON_LOCAL : SegmentChoice.LOCAL);
    StructCodec<AllocationDescription> descriptions = StructCodec.of(AllocationDescription.class);
    StructCodec<AllocationInfo2> infos = StructCodec.of(AllocationInfo2.class);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment description = arena.allocate(descriptions.size(), 8);
      descriptions.write(wanted, description, 0);
      MemorySegment info = arena.allocate(infos.size(), 8);
      infos.write(new AllocationInfo2(Handle.NONE, 0, description.address(), descriptions.size(), 0,
          AllocationInfo2.Flags.NONE, 0, 0, U64Array.zero(5)), info, 0);
      calls.call(DxgIoctl.CREATEALLOCATION, new CreateAllocation(device, Handle.NONE, Handle.NONE, 0, 0, 0, 0, 0, 0, 1,
          info.address(), CreateAllocationFlags.NONE, 0, 0), arena);
      Handle allocation = calls.require(DxgIoctl.CREATEALLOCATION, infos.read(info, 0).allocation());
      long given = descriptions.read(description, 0).sizeBytes();
      if (given < sizeBytes) {
        destroy(calls, device, allocation);
        throw new AcceleratorException(DxgIoctl.CREATEALLOCATION.name(), Errno.EIO,
            "node gave less than asked: node=" + calls.name() + ", asked=" + sizeBytes + ", given=" + given);
      }
      return new Made(allocation, given);
    }
  }

  private static void destroy(NodeCalls calls, Handle device, Handle allocation) {
    try (Arena arena = Arena.ofConfined()) {
      calls.end(DxgIoctl.DESTROYALLOCATION2, new DestroyAllocation2(device, Handle.NONE,
          NodeCalls.handles(arena, allocation).address(), 1, DestroyAllocation2Flags.NONE), arena);
    }
  }

  private MemorySegment lock(NodeCalls calls, Handle device, Handle allocation, long bytes) {
    long mapOffset = calls.call(DxgIoctl.LOCK2, new Lock2(device, allocation, Lock2Flags.NONE, 0, 0)).argument().data();
    undo.add(() -> calls.end(DxgIoctl.UNLOCK2, new Unlock2(device, allocation)));
    Arena arena = Arena.ofShared();
    undo.add(arena::close);
    return calls.map(mapOffset, bytes, arena);
  }

  /** Bytes that were asked for. */
  public long sizeBytes() {
    return sizeBytes;
  }

  public BufferKind kind() {
    return kind;
  }

  /** Where engines find it. */
  public long gpuAddress() {
    return gpuAddress;
  }

  /**
   * Where engines find a part of it.
   *
   * @throws IndexOutOfBoundsException when the part is not inside
   */
  public long gpuAddress(long offset, long bytes) {
    return gpuAddress + Objects.checkFromIndexSize(offset, bytes, sizeBytes);
  }

  /**
   * Its bytes, little-endian for engines; invalid once the buffer is closed.
   *
   * @throws IllegalStateException when the buffer is not mapped
   */
  public MemorySegment memory() {
    MemorySegment mapped = memory;
    if (mapped == null) {
      throw new IllegalStateException("buffer is not mapped: " + this);
    }
    return mapped;
  }

  Accelerator accelerator() {
    return accelerator;
  }

  /** Waits for the work submitted before, then gives the memory back. Idempotent. */
  @Override
  public void close() {
    accelerator.awaitSubmittedWork();
    release();
  }

  /** Gives the memory back at once. */
  void release() {
    synchronized (undo) {
      if (closed) {
        return;
      }
      closed = true;
      undo.close();
    }
    accelerator.forget(this);
  }

  @Override
  public String toString() {
    return "buffer of " + sizeBytes + " bytes, " + kind + ", at 0x" + Long.toHexString(gpuAddress);
  }
}
