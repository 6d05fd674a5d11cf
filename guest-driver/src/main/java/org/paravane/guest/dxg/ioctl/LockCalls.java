package org.paravane.guest.dxg.ioctl;

import static org.paravane.guest.dxg.ioctl.Answer.failed;
import static org.paravane.guest.dxg.ioctl.Answer.ok;

import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.Lock2Flags;
import org.paravane.abi.ioctl.Unlock2;
import org.paravane.abi.wire.Lock2Command;
import org.paravane.abi.wire.Lock2Reply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.Unlock2Command;
import org.paravane.guest.dxg.host.CommandPort;
import org.paravane.guest.dxg.object.DxgAllocation;
import org.paravane.guest.dxg.object.LentMemory;

/**
 * CPU access to allocations (dxg-behaviour.md 7.4). Where the real driver maps an address, a lock answers the offset to map
 * the open file at. Lent memory is where the caller has it.
 */
final class LockCalls {

  void addTo(IoctlDispatch.Builder table) {
    table.on(DxgIoctl.LOCK2, Lock2.class, this::lock).on(DxgIoctl.UNLOCK2, Unlock2.class, this::unlock);
  }

  /** Allocation and device are checked at every lock, also at those that need no message (defect 8). */
  private Answer<Lock2> lock(Call call, Lock2 args) {
    Result<DxgAllocation> found = ownAllocation(call, args.device(), args.allocation());
    if (!(found instanceof Result.Ok<DxgAllocation>(DxgAllocation allocation))) {
      return failed(found);
    }
    if (allocation.lent().isPresent()) {
      return ok(args.withData(allocation.lent().map(LentMemory::callerAddress).orElseThrow()));
    }
    allocation.lockOrder().lock();
    try {
      if (allocation.locks() > 0) {
        allocation.addLock();
        return ok(args.withData(allocation.offset().orElseThrow()));
      }
      return Answer.writing(lockOnHost(call, args, allocation).map(offset -> {
        allocation.addLock();
        return args.withData(offset);
      }));
    } finally {
      allocation.lockOrder().unlock();
    }
  }

  private static Result<DxgAllocation> ownAllocation(Call call, Handle device,
      Handle handle) {
    return call.process().find(handle, DxgAllocation.class)
        .flatMap(allocation -> call.device(device)
            .flatMap(owner -> allocation.device() == owner
                ? Result.ok(allocation)
                : Result.failed(Errno.EINVAL,
                    "allocation of another device: allocation=" + handle + ", device=" + device)));
  }

  /** The offset of an allocation that no lock of ours names, with one lock on the host. Call with its lock order held. */
  private static Result<Long> lockOnHost(Call call, Lock2 args, DxgAllocation allocation) {
    Result<Long> mapped = call.process().aperture().flatMap(aperture -> {
      Lock2Command command = new Lock2Command(call.vgpu(Message.LOCK2), args, false, 0, 0);
      return call.port().call(command, Lock2Reply.class)
          .flatMap(reply -> CommandPort.check(reply.status(), command)
              .flatMap(status -> map(call, allocation, reply.cpuVisibleBufferOffset())));
    });
    return mapped.map(offset -> {
      allocation.placedAt(offset);
      return offset;
    });
  }

  /** The offset of an allocation, locked or not. The host tells it at the first lock only, so one that was never locked is, for a moment. */
  static Result<Long> offsetOf(Call call, DxgAllocation allocation) {
    allocation.lockOrder().lock();
    try {
      if (allocation.offset().isPresent()) {
        return Result.ok(allocation.offset().getAsLong());
      }
      Lock2 args = new Lock2(allocation.device().handle(), allocation.handle(), Lock2Flags.NONE, 0, 0);
      return lockOnHost(call, args, allocation)
          .flatMap(offset -> call.port().status(unlockCommand(call, allocation)).map(status -> offset));
    } finally {
      allocation.lockOrder().unlock();
    }
  }

  private static Result<Long> map(Call call, DxgAllocation allocation, long gpa) {
    Result<Long> offset = call.process().offsetOf(gpa, allocation.sizeBytes());
    if (offset instanceof Result.Failed<Long>) {
      new DeviceTeardown(call.adapter(), call.process().hostHandle()).tell(unlockCommand(call, allocation));
    }
    return offset;
  }

  private static Unlock2Command unlockCommand(Call call, DxgAllocation allocation) {
    return new Unlock2Command(call.vgpu(Message.UNLOCK2),
        new Unlock2(allocation.device().handle(), allocation.handle()), false);
  }

  /** The last unlock tells the host. Lent memory has no locks to count. */
  private Answer<Unlock2> unlock(Call call, Unlock2 args) {
    Result<DxgAllocation> found = ownAllocation(call, args.device(), args.allocation());
    if (!(found instanceof Result.Ok<DxgAllocation>(DxgAllocation allocation))) {
      return failed(found);
    }
    if (allocation.lent().isPresent()) {
      return Answer.of(call.port().status(unlockCommand(call, allocation)));
    }
    allocation.lockOrder().lock();
    try {
      if (allocation.locks() == 0) {
        return failed(Errno.EINVAL, "allocation is not locked: allocation=" + args.allocation());
      }
      allocation.dropLock();
      return allocation.locks() > 0 ? ok() : Answer.of(call.port().status(unlockCommand(call, allocation)));
    } finally {
      allocation.lockOrder().unlock();
    }
  }
}
