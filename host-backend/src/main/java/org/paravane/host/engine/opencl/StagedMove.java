package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.nclEnqueueCopyBuffer;
import static org.lwjgl.opencl.CL12.nclEnqueueFillBuffer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.paravane.host.engine.packet.ArgumentReader;
import org.paravane.host.engine.packet.PacketFault;
import org.paravane.host.memory.GpuAccess;
import org.paravane.host.memory.MemoryAccess;
import org.paravane.host.memory.StoreRun;

/** Moves bytes between memory of the guest and memory of the device, part by part, each in the way that its two ends allow. */
final class StagedMove implements Mover {
  private static final long PART_BYTES = 16L << 20;

  private final StagedMemory memory;
  private final MemoryAccess access;
  private final RingTransfer transfer;
  private final Launcher launcher;
  private final StoreRun from = new StoreRun();
  private final StoreRun to = new StoreRun();
  private final Native pattern = new Native(8);
  private long source;
  private long destination;
  private boolean filling;
  private long done;
  private long length;
  private boolean transferring;
  private boolean waiting;

  StagedMove(StagedMemory memory, MemoryAccess access, RingTransfer transfer) {
    this.memory = memory;
    this.access = access;
    this.transfer = transfer;
    this.launcher = transfer.launcher();
  }

  @Override
  public void beginCopy(ArgumentReader call, long newSource, long newDestination, long bytes) throws PacketFault {
    check(call, "source", newSource, bytes, GpuAccess.READ);
    check(call, "destination", newDestination, bytes, GpuAccess.WRITE);
    begin(newDestination, bytes);
    source = newSource;
    filling = false;
  }

  @Override
  public void beginFill(ArgumentReader call, long newDestination, long count, int value) throws PacketFault {
    if ((newDestination & 3) != 0) {
      throw PacketFault.badKernarg(call.kernel(),
          "argument=destination, misaligned address=0x" + Long.toHexString(newDestination));
    }
    check(call, "destination", newDestination, 4 * count, GpuAccess.WRITE);
    begin(newDestination, 4 * count);
    pattern.setInt(0, value);
    filling = true;
  }

  @Override
  public boolean advance() {
    waiting = false;
    if (transferring && !transfer.advance()) {
      waiting = true;
      return false;
    }
    transferring = false;
    if (done < length && launcher.window().hasRoom(1)) {
      movePart();
    } else if (done < length) {
      waiting = true;
      return false;
    }
    // Commands of the device are awaited once, at the end.
    waiting = done == length && !transferring && !launcher.window().drained();
    return done == length && !transferring && !waiting;
  }

  @Override
  public boolean isWaiting() {
    return waiting;
  }

  @Override
  public void abort() {
    length = done;
  }

  @Override
  public void close() {
    transfer.close();
    pattern.close();
  }

  private void begin(long newDestination, long bytes) {
    destination = newDestination;
    length = bytes;
    done = 0;
    transferring = false;
    waiting = false;
  }

  private void movePart() {
    long bytes = Math.min(PART_BYTES, length - done);
    // Mappings may have changed since they were checked: then the rest is not moved.
    if (!access.resolveRun(destination + done, GpuAccess.WRITE, to)
        || (!filling && !access.resolveRun(source + done, GpuAccess.READ, from))) {
      length = done;
      return;
    }
    bytes = Math.min(bytes, inOnePiece(to));
    if (filling) {
      fill(pattern.getInt(0), bytes);
    } else if (from.store() == 0) {
      bytes = Math.min(bytes, from.sizeBytes());
      fill(0, bytes);
    } else {
      bytes = Math.min(bytes, inOnePiece(from));
      copy(bytes);
    }
    done += bytes;
  }

  private void fill(int value, long bytes) {
    if (!isLocal(to)) {
      MemorySegment view = Objects.requireNonNull(memory.store(to.store()).view());
      fillBytes(view.asSlice(to.offset(), bytes), value);
      return;
    }
    Extent extent = memory.extentAt(to.store(), to.offset());
    long offset = to.offset() - extent.offset();
    // The pattern's size has to divide offset and length; only zeros come with odd ones.
    int unit = ((offset | bytes) & 3) == 0 ? 4 : 1;
    pattern.setInt(4, value);
    OpenClException.check(nclEnqueueFillBuffer(launcher.queue(), extent.buffer(), pattern.address(4), unit, offset,
        bytes, 0, 0, launcher.window().eventTarget()), "clEnqueueFillBuffer");
    launcher.enqueued();
  }

  private static void fillBytes(MemorySegment view, int value) {
    if (value == 0) {
      view.fill((byte) 0);
      return;
    }
    for (long at = 0; at < view.byteSize(); at += 4) {
      view.set(ValueLayout.JAVA_INT_UNALIGNED, at, value);
    }
  }

  private void copy(long bytes) {
    boolean fromLocal = isLocal(from);
    boolean toLocal = isLocal(to);
    if (fromLocal && toLocal) {
      Extent source1 = memory.extentAt(from.store(), from.offset());
      Extent destination1 = memory.extentAt(to.store(), to.offset());
      OpenClException.check(nclEnqueueCopyBuffer(launcher.queue(), source1.buffer(), destination1.buffer(),
          from.offset() - source1.offset(), to.offset() - destination1.offset(), bytes, 0, 0,
          launcher.window().eventTarget()), "clEnqueueCopyBuffer");
      launcher.enqueued();
    } else if (toLocal) {
      transfer.begin(from.store(), from.offset(), to.store(), to.offset(), bytes, true);
      transferring = true;
    } else if (fromLocal) {
      transfer.begin(to.store(), to.offset(), from.store(), from.offset(), bytes, false);
      transferring = true;
    } else {
      MemorySegment.copy(Objects.requireNonNull(memory.store(from.store()).view()), from.offset(),
          Objects.requireNonNull(memory.store(to.store()).view()), to.offset(), bytes);
    }
  }

  private boolean isLocal(StoreRun run) {
    return memory.store(run.store()).local();
  }

  private long inOnePiece(StoreRun run) {
    return isLocal(run)
        ? Math.min(run.sizeBytes(), memory.extentAt(run.store(), run.offset()).end() - run.offset())
        : run.sizeBytes();
  }

  private void check(ArgumentReader call, String argument, long address, long bytes, GpuAccess right)
      throws PacketFault {
    if (bytes < 0) {
      throw PacketFault.badKernarg(call.kernel(), "argument=" + argument + ", length=" + Long.toUnsignedString(bytes));
    }
    for (long at = 0; at < bytes; at += from.sizeBytes()) {
      if (!access.resolveRun(address + at, right, from)) {
        throw call.pageFault(argument, from.faultAddress(), right, from.faultCause());
      }
    }
  }
}
