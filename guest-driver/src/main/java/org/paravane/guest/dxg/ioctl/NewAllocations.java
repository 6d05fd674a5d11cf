package org.paravane.guest.dxg.ioctl;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.AllocationInfo2;
import org.paravane.abi.ioctl.CreateAllocation;
import org.paravane.abi.ioctl.DestroyAllocation2Flags;
import org.paravane.abi.wire.AllocInfoReply;
import org.paravane.abi.wire.CreateAllocationReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SetExistingSysmemPagesCommand;
import org.paravane.abi.wire.SetExistingSysmemStoreCommand;
import org.paravane.guest.dxg.object.DxgAllocation;
import org.paravane.guest.dxg.object.DxgDevice;
import org.paravane.guest.dxg.object.DxgObject;
import org.paravane.guest.dxg.object.DxgResource;
import org.paravane.guest.dxg.object.LentMemory;

/** Allocations that the host has made and the guest is taking over: all of it, or none and the host destroys them again. */
final class NewAllocations {
  private static final DestroyAllocation2Flags NOT_IN_USE = new DestroyAllocation2Flags(true, false, 0, false);
  private static final StructCodec<AllocationInfo2> INFO = StructCodec.of(AllocationInfo2.class);

  private final Call call;
  private final AllocationRequest request;
  private final CreateAllocationReply reply;
  private final List<DxgAllocation> allocations = new ArrayList<>();

  NewAllocations(Call call, AllocationRequest request, CreateAllocationReply reply) {
    this.call = call;
    this.request = request;
    this.reply = reply;
  }

  /** Checks the reply, lends memory, tells the caller, and enters the handles; answers the argument as it is written back. */
  Result<CreateAllocation> takeOver() {
    boolean newResource = request.args().flags().createResource();
    if (newResource && reply.resource().isNone()) {
      return Result.failed(Errno.EINVAL, "host refused without a reason: kind=resource");
    }
    DxgResource created = newResource
        ? new DxgResource(reply.resource(), request.device(), request.args().flags().createShared())
        : null;
    for (int i = 0; i < request.count(); i++) {
      Result<DxgAllocation> taken = takeOver(i, created != null ? created : request.resource());
      if (!(taken instanceof Result.Ok<DxgAllocation>(DxgAllocation allocation))) {
        return ((Result.Failed<?>) taken).as();
      }
      allocations.add(allocation);
    }
    return writeOut().flatMap(written -> enter(created)).map(
        entered -> newResource ? request.args().withResource(reply.resource()) : request.args());
  }

  private Result<DxgAllocation> takeOver(int index, @Nullable DxgResource resource) {
    AllocInfoReply info = reply.allocationInfo().get(index);
    int sent = request.allocationData().get(index).length();
    if (info.allocation().isNone() || info.privDrvDataSize() < 0 || info.privDrvDataSize() > sent
        || info.allocationSize() <= 0 || info.allocationSize() > request.largest()) {
      return Result.failed(Errno.EINVAL, "bad reply of the host: index=" + index + ", allocation=" + info.allocation()
          + ", data=" + info.privDrvDataSize() + ", size=" + info.allocationSize());
    }
    DxgDevice device = request.device();
    if (!request.lends()) {
      return Result.ok(new DxgAllocation(info.allocation(), device, resource, info.allocationSize(), null));
    }
    return lend(request.infos().get(index).sysmem(), info)
        .map(lent -> new DxgAllocation(info.allocation(), device, resource, info.allocationSize(), lent));
  }

  /** Only now the size of the memory is known: the host says it. */
  private Result<LentMemory> lend(long address, AllocInfoReply info) {
    long size = info.allocationSize() / DxgLimits.PAGE_BYTES * DxgLimits.PAGE_BYTES;
    return LendCalls.take(call, address, size)
        .flatMap(pages -> LentMemory.lend(call.adapter().connection(), address, pages))
        .flatMap(lent -> {
          Result<Integer> told = call.adapter().identity().mapGuestMemory()
              ? tellPages(lent, info.allocation())
              : tellGpadl(lent, info.allocation());
          if (told instanceof Result.Failed<Integer> failed) {
            lent.giveBack();
            return failed.as();
          }
          return Result.ok(lent);
        });
  }

  private Result<Integer> tellPages(LentMemory lent, Handle allocation) {
    for (int page = 0; page < lent.pageCount(); page += DxgLimits.MAX_PAGES_PER_MESSAGE) {
      int count = Math.min(lent.pageCount() - page, DxgLimits.MAX_PAGES_PER_MESSAGE);
      Result<Integer> told = call.port().status(new SetExistingSysmemPagesCommand(
          call.vgpu(Message.SETEXISTINGSYSMEMPAGES), request.device().handle(), allocation, count, page,
          lent.frames(page, count)));
      if (told instanceof Result.Failed<Integer>) {
        return told;
      }
    }
    return Result.ok(lent.pageCount());
  }

  private Result<Integer> tellGpadl(LentMemory lent, Handle allocation) {
    return lent.lendByGpadl(call.adapter().global().channelId())
        .flatMap(gpadl -> call.port().status(new SetExistingSysmemStoreCommand(
            call.vgpu(Message.SETEXISTINGSYSMEMSTORE), request.device().handle(), allocation, gpadl.value())));
  }

  /** Private data and handle of each allocation. A standard allocation has private data of the host, none of the caller. */
  private Result<Integer> writeOut() {
    int handleOffset = INFO.layout().field("allocation").offset();
    for (int i = 0; i < request.count(); i++) {
      AllocationInfo2 info = request.infos().get(i);
      long at = request.args().allocationInfo() + (long) i * INFO.size() + handleOffset;
      Handle handle = allocations.get(i).handle();
      Result<Handle> written = (request.standard() == null
          ? call.data().write(reply.allocationData().get(i), info.privDrvData())
          : Result.ok(0)).flatMap(done -> call.data().write(handle, at));
      if (written instanceof Result.Failed<Handle> failed) {
        return failed.as();
      }
    }
    return Result.ok(request.count());
  }

  private Result<Handle> enter(@Nullable DxgResource created) {
    List<DxgObject> objects = new ArrayList<>(allocations);
    if (created != null) {
      objects.addFirst(created);
    }
    return call.process().enter(objects);
  }

  /** The host destroys what it made, then lent memory goes back to the caller. */
  void undo() {
    DeviceTeardown teardown = new DeviceTeardown(call.adapter(), call.process().hostHandle());
    if (request.args().flags().createResource() && !reply.resource().isNone()) {
      teardown.tell(teardown.destroyResource(request.device(), reply.resource(), NOT_IN_USE));
    } else {
      List<Handle> handles = reply.allocationInfo().stream().map(AllocInfoReply::allocation)
          .filter(handle -> !handle.isNone()).toList();
      teardown.tell(teardown.destroyAllocations(request.device(), handles, NOT_IN_USE));
    }
    DeviceTeardown.letGo(allocations);
  }
}
