package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.CL_MAP_READ;
import static org.lwjgl.opencl.CL10.CL_MAP_WRITE;
import static org.lwjgl.opencl.CL10.CL_MEM_ALLOC_HOST_PTR;
import static org.lwjgl.opencl.CL10.CL_MEM_READ_WRITE;
import static org.lwjgl.opencl.CL10.clFinish;
import static org.lwjgl.opencl.CL10.clReleaseMemObject;
import static org.lwjgl.opencl.CL10.nclEnqueueMapBuffer;
import static org.lwjgl.opencl.CL10.nclEnqueueReadBuffer;
import static org.lwjgl.opencl.CL10.nclEnqueueUnmapMemObject;
import static org.lwjgl.opencl.CL10.nclEnqueueWriteBuffer;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * Copies between memory of a guest and a buffer of the device, through a ring of pinned parts, so that copying by the CPU and by the
 * device go on at the same time. One copy at a time; never waits.
 */
final class RingTransfer implements AutoCloseable {
  static final int PART_BYTES = 1 << 20;

  private static final int PARTS = 4;

  private final OpenClContext context;
  private final StagedMemory memory;
  private final Launcher launcher;
  private final LongConsumer copied;
  private final long[] commands = new long[PARTS]; // the last that used each part
  private MemorySegment pinned = MemorySegment.NULL;
  private long pinnedBuffer;
  private MemorySegment host = MemorySegment.NULL;
  private long hostOffset;
  private long buffer;
  private long bufferOffset;
  private long bytes;
  private boolean up;
  private long enqueued;
  private long landed;

  RingTransfer(OpenClContext context, StagedMemory memory, Launcher launcher, LongConsumer copied) {
    this.context = context;
    this.memory = memory;
    this.launcher = launcher;
    this.copied = copied;
  }

  Launcher launcher() {
    return launcher;
  }

  /**
   * Begins a copy of a range of a visible store, which lies in one extent if {@code device} is its own.
   *
   * @param device store of the other side, which may be the same
   * @param toDevice which way
   */
  void begin(int hostStore, long hostStoreOffset, int device, long deviceOffset, long newBytes, boolean toDevice) {
    host = Objects.requireNonNull(memory.store(hostStore).view());
    hostOffset = hostStoreOffset;
    Extent extent = memory.extentAt(device, deviceOffset);
    buffer = extent.buffer();
    bufferOffset = deviceOffset - extent.offset();
    bytes = newBytes;
    up = toDevice;
    enqueued = 0;
    landed = 0;
    pin();
  }

  /** Enqueues and lands what is possible: whether all was. Bytes that go up count as landed when they are enqueued. */
  boolean advance() {
    while (enqueued < bytes && isFree(part(enqueued))) {
      enqueue(part(enqueued));
    }
    if (up) {
      landed = enqueued;
    } else {
      land();
    }
    if (landed == bytes && bytes > 0) {
      copied.accept(bytes);
      bytes = 0;
      enqueued = 0;
      landed = 0;
    }
    return bytes == 0;
  }

  @Override
  public void close() {
    if (pinnedBuffer != 0) {
      nclEnqueueUnmapMemObject(launcher.queue(), pinnedBuffer, pinned.address(), 0, 0, 0);
      clFinish(launcher.queue());
      clReleaseMemObject(pinnedBuffer);
    }
  }

  private static int part(long at) {
    return (int) (at / PART_BYTES) % PARTS;
  }

  /** Of a copy to the host, a part is free when its bytes have landed. */
  private boolean isFree(int part) {
    return launcher.window().reached(commands[part]) && (up || enqueued - landed < (long) PARTS * PART_BYTES);
  }

  private void enqueue(int part) {
    long length = Math.min(PART_BYTES, bytes - enqueued);
    long place = (long) part * PART_BYTES;
    if (up) {
      MemorySegment.copy(host, hostOffset + enqueued, pinned, place, length);
      OpenClException.check(nclEnqueueWriteBuffer(launcher.queue(), buffer, 0, bufferOffset + enqueued, length,
          pinned.address() + place, 0, 0, launcher.window().eventTarget()), "clEnqueueWriteBuffer");
    } else {
      OpenClException.check(nclEnqueueReadBuffer(launcher.queue(), buffer, 0, bufferOffset + enqueued, length,
          pinned.address() + place, 0, 0, launcher.window().eventTarget()), "clEnqueueReadBuffer");
    }
    launcher.enqueued();
    commands[part] = launcher.window().issued();
    enqueued += length;
  }

  private void land() {
    while (landed < enqueued && launcher.window().reached(commands[part(landed)])) {
      long length = Math.min(PART_BYTES, bytes - landed);
      MemorySegment.copy(pinned, (long) part(landed) * PART_BYTES, host, hostOffset + landed, length);
      landed += length;
    }
  }

  private void pin() {
    if (pinnedBuffer == 0) {
      long size = (long) PARTS * PART_BYTES;
      pinnedBuffer = context.newBuffer(CL_MEM_READ_WRITE | CL_MEM_ALLOC_HOST_PTR, size, 0);
      try (Native code = new Native(8)) {
        long address = nclEnqueueMapBuffer(launcher.queue(), pinnedBuffer, 1, CL_MAP_READ | CL_MAP_WRITE, 0, size, 0,
            0, 0, code.address(0));
        OpenClException.check(code.getInt(0), "clEnqueueMapBuffer");
        pinned = MemorySegment.ofAddress(address).reinterpret(size);
      }
    }
  }
}
