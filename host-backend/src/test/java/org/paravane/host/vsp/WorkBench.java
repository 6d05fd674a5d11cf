package org.paravane.host.vsp;

import static org.paravane.host.Results.ok;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.Handle;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.Lock2Flags;
import org.paravane.abi.wire.CreatePagingQueueReply;
import org.paravane.abi.wire.Lock2Command;
import org.paravane.abi.wire.Lock2Reply;
import org.paravane.abi.wire.Message;
import org.paravane.host.engine.Gpu;

/** A device with mapped memory, to write command buffers into. */
final class WorkBench {
  private static final int PAGES = 16;

  /** Memory of the guest that the engine sees at an address. */
  record Buffer(Handle allocation, long gpa, long address, MemorySegment memory) {
  }

  /** A command buffer. */
  record Commands(long address, int length) {
  }

  private final GuestCommands guest;
  private final Handle device;
  private final CreatePagingQueueReply paging;
  private final Buffer scratch;
  private long used;

  WorkBench(GuestCommands guest) {
    this.guest = guest;
    this.device = guest.device();
    this.paging = ok(guest.createPagingQueue(device));
    this.scratch = buffer(PAGES);
  }

  Handle device() {
    return device;
  }

  Handle pagingQueue() {
    return paging.pagingQueue();
  }

  /** CPU-visible memory, mapped readable and writable. */
  Buffer buffer(int pages) {
    Handle allocation = guest.allocation(device, pages * 4096L, true);
    long address = ok(guest.map(paging.pagingQueue(), allocation, 0, pages, true)).virtualAddress();
    long gpa = ok(guest.call(new Lock2Command(guest.header(Message.LOCK2),
        new Lock2(device, allocation, new Lock2Flags(0), 0, 0), false, 0, 0), Lock2Reply.class))
        .cpuVisibleBufferOffset();
    return new Buffer(allocation, gpa, address, guest.at(gpa).asSlice(0, pages * 4096L));
  }

  /** Packets in memory that the engine sees. */
  Commands commands(AqlPacket... packets) {
    long at = place(packets.length * (long) AqlPacket.SIZE_BYTES);
    for (int i = 0; i < packets.length; i++) {
      packets[i].write(scratch.memory(), at + (long) i * AqlPacket.SIZE_BYTES);
    }
    return new Commands(scratch.address() + at, packets.length * AqlPacket.SIZE_BYTES);
  }

  /** A dispatch of a built-in kernel over 64 work items. */
  <T extends Record> AqlPacket dispatch(Gpu gpu, String kernel, T arguments) {
    StructCodec<T> codec = StructCodec.ofValue(arguments);
    long at = place(codec.size());
    codec.write(arguments, scratch.memory(), at);
    return AqlPacket.KernelDispatch.of(gpu.kernels().byName(kernel).orElseThrow().kernelObject(),
        scratch.address() + at,
        64, 0);
  }

  private long place(long bytes) {
    long at = (used + 63) & -64;
    used = at + bytes;
    return at;
  }
}
