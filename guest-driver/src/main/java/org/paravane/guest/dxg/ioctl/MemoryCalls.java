package org.paravane.guest.dxg.ioctl;

import static org.paravane.guest.dxg.ioctl.Answer.failed;

import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.Evict;
import org.paravane.abi.ioctl.FreeGpuVirtualAddress;
import org.paravane.abi.ioctl.MakeResident;
import org.paravane.abi.ioctl.MapGpuVirtualAddress;
import org.paravane.abi.ioctl.ReserveGpuVirtualAddress;
import org.paravane.abi.wire.EvictCommand;
import org.paravane.abi.wire.EvictReply;
import org.paravane.abi.wire.FreeGpuVirtualAddressCommand;
import org.paravane.abi.wire.MakeResidentCommand;
import org.paravane.abi.wire.MakeResidentReply;
import org.paravane.abi.wire.MapGpuVirtualAddressCommand;
import org.paravane.abi.wire.MapGpuVirtualAddressReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.ReserveGpuVirtualAddressCommand;
import org.paravane.abi.wire.ReserveGpuVirtualAddressReply;
import org.paravane.guest.dxg.host.CommandPort;
import org.paravane.guest.dxg.object.DxgPagingQueue;

/** GPU virtual addresses and residency. */
final class MemoryCalls {

  void addTo(IoctlDispatch.Builder table) {
    table.on(DxgIoctl.RESERVEGPUVIRTUALADDRESS, ReserveGpuVirtualAddress.class, this::reserve)
        .on(DxgIoctl.MAPGPUVIRTUALADDRESS, MapGpuVirtualAddress.class, this::map)
        .on(DxgIoctl.FREEGPUVIRTUALADDRESS, FreeGpuVirtualAddress.class, this::free)
        .on(DxgIoctl.MAKERESIDENT, MakeResident.class, this::makeResident)
        .on(DxgIoctl.EVICT, Evict.class, this::evict);
  }

  /** The owner is named by an adapter handle, which becomes the host's, or by a paging queue, which stays as it is. */
  private Answer<ReserveGpuVirtualAddress> reserve(Call call, ReserveGpuVirtualAddress args) {
    return Answer.writing(reservationOwner(call, args.adapter())
        .flatMap(owner -> call.port().call(
            new ReserveGpuVirtualAddressCommand(call.vgpu(Message.RESERVEGPUVIRTUALADDRESS), args.withAdapter(owner)),
            ReserveGpuVirtualAddressReply.class))
        .map(reply -> args.withVirtualAddress(reply.virtualAddress())));
  }

  private static Result<Handle> reservationOwner(Call call, Handle named) {
    return call.process().adapter(named) instanceof Result.Ok
        ? call.requireAdapter(named).map(adapter -> adapter.host().handle())
        : call.find(named, DxgPagingQueue.class).map(DxgPagingQueue::handle);
  }

  private Answer<MapGpuVirtualAddress> map(Call call, MapGpuVirtualAddress args) {
    MapGpuVirtualAddressCommand command = new MapGpuVirtualAddressCommand(call.vgpu(Message.MAPGPUVIRTUALADDRESS),
        args, Handle.NONE);
    Result<MapGpuVirtualAddressReply> sent = call.find(args.pagingQueue(), DxgPagingQueue.class)
        .flatMap(queue -> call.port().call(command, MapGpuVirtualAddressReply.class));
    if (!(sent instanceof Result.Ok<MapGpuVirtualAddressReply>(MapGpuVirtualAddressReply reply))) {
      return failed(sent);
    }
    MapGpuVirtualAddress written = args.withVirtualAddress(reply.virtualAddress())
        .withPagingFenceValue(reply.pagingFenceValue());
    return pending(reply.status(), command, written);
  }

  /** Outputs are told when the status is success or pending; any other success is passed on without them. */
  private static <A extends Record> Answer<A> pending(NtStatus status, Record command, A written) {
    if (status.equals(NtStatus.SUCCESS) || status.equals(NtStatus.PENDING)) {
      return Answer.status(status.value(), written);
    }
    return Answer.of(CommandPort.check(status, command));
  }

  private Answer<FreeGpuVirtualAddress> free(Call call, FreeGpuVirtualAddress args) {
    return Answer.of(call.requireAdapter(args.adapter())
        .flatMap(adapter -> call.port().status(new FreeGpuVirtualAddressCommand(
            call.vgpu(Message.FREEGPUVIRTUALADDRESS),
            new FreeGpuVirtualAddress(adapter.host().handle(), args.reserved(), args.baseAddress(), args.size())))));
  }

  private Answer<MakeResident> makeResident(Call call, MakeResident args) {
    if (!isCount(args.allocCount())) {
      return failed(badCount(args.allocCount()));
    }
    if (args.pagingQueue().isNone()) {
      return failed(Errno.EINVAL, "no paging queue is named");
    }
    Result<MakeResidentCommand> built = call.find(args.pagingQueue(), DxgPagingQueue.class)
        .flatMap(queue -> call.data().handles(args.allocationList(), args.allocCount()))
        .map(allocations -> new MakeResidentCommand(call.vgpu(Message.MAKERESIDENT), Handle.NONE, args.pagingQueue(),
            args.flags(), allocations.length(), allocations));
    if (!(built instanceof Result.Ok<MakeResidentCommand>(MakeResidentCommand command))) {
      return failed(built);
    }
    Result<MakeResidentReply> sent = call.port().call(command, MakeResidentReply.class);
    if (!(sent instanceof Result.Ok<MakeResidentReply>(MakeResidentReply reply))) {
      return failed(sent);
    }
    return pending(reply.status(), command, args.withPagingFenceValue(reply.pagingFenceValue())
        .withNumBytesToTrim(reply.numBytesToTrim()));
  }

  private Answer<Evict> evict(Call call, Evict args) {
    if (!isCount(args.allocCount())) {
      return failed(badCount(args.allocCount()));
    }
    return Answer.writing(call.device(args.device())
        .flatMap(device -> call.data().handles(args.allocations(), args.allocCount()))
        .flatMap(allocations -> sendEvict(call, args, allocations))
        .map(reply -> args.withNumBytesToTrim(reply.numBytesToTrim())));
  }

  private static Result<EvictReply> sendEvict(Call call, Evict args, HandleArray allocations) {
    return call.port().call(new EvictCommand(call.vgpu(Message.EVICT), args.device(), args.flags(),
        allocations.length(), allocations), EvictReply.class);
  }

  private static boolean isCount(int count) {
    return count > 0 && count <= DxgLimits.MAX_ALLOCATIONS_PER_RESIDENCY;
  }

  private static <T> Result<T> badCount(int count) {
    return Result.failed(Errno.EINVAL, "bad number of allocations: count=" + Integer.toUnsignedString(count)
        + ", limit=" + DxgLimits.MAX_ALLOCATIONS_PER_RESIDENCY);
  }
}
