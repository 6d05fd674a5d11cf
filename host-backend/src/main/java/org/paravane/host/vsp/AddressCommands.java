package org.paravane.host.vsp;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.CEnum;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.FreeGpuVirtualAddress;
import org.paravane.abi.ioctl.GpuVaProtectionType;
import org.paravane.abi.ioctl.GpuVaReservationType;
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
import org.paravane.host.memory.AddressRequest;
import org.paravane.host.memory.Allocation;
import org.paravane.host.memory.GpuProtection;
import org.paravane.host.memory.MapRequest;
import org.paravane.host.memory.PageStore;
import org.paravane.host.memory.ReservationKind;
import org.paravane.host.object.HostAllocation;
import org.paravane.host.object.HostDevice;
import org.paravane.host.object.PagingQueue;
import org.paravane.host.object.ProcessAdapter;

/** GPU virtual addresses and residency: what paging queues do, and do at once. */
final class AddressCommands {
  private static final long MAX_PAGES = Long.MAX_VALUE / PageStore.PAGE_BYTES;

  private final AdapterCommands adapter;

  AddressCommands(AdapterCommands adapter) {
    this.adapter = adapter;
  }

  CommandTable register(CommandTable table) {
    return table.onProcess(Message.RESERVEGPUVIRTUALADDRESS, ReserveGpuVirtualAddressCommand.class, this::reserve)
        .onProcess(Message.MAPGPUVIRTUALADDRESS, MapGpuVirtualAddressCommand.class, this::map)
        .onProcess(Message.FREEGPUVIRTUALADDRESS, FreeGpuVirtualAddressCommand.class, this::free)
        .onProcess(Message.MAKERESIDENT, MakeResidentCommand.class, this::makeResident)
        .onProcess(Message.EVICT, EvictCommand.class, this::evict);
  }

  /** The first field is the adapter's handle or that of a paging queue. */
  private Result<Reply> reserve(ChannelProcess process, ReserveGpuVirtualAddressCommand command) {
    ReserveGpuVirtualAddress args = command.args();
    boolean byAdapter = adapter.isMine(args.adapter());
    Result<ProcessAdapter> owner = byAdapter
        ? adapter.opened().flatMap(process::on)
        : process.find(args.adapter(), PagingQueue.class).map(PagingQueue::owner);
    return owner.flatMap(on -> kind(args.reservationType()).flatMap(kind -> on.addresses()
        .reserve(new AddressRequest(args.baseAddress(), args.minimumAddress(), args.maximumAddress(), args.size()),
            kind)))
        .map(base -> Reply.of(new ReserveGpuVirtualAddressReply(base, byAdapter ? 0 : done(process, args.adapter()))));
  }

  private static long done(ChannelProcess process, Handle pagingQueue) {
    return process.find(pagingQueue, PagingQueue.class) instanceof Result.Ok<PagingQueue>(PagingQueue queue)
        ? queue.operationDone()
        : 0;
  }

  private static Result<ReservationKind> kind(int type) {
    return CEnum.of(GpuVaReservationType.class, type).map(known -> Result.ok(switch (known) {
      case NO_ACCESS -> ReservationKind.NO_ACCESS;
      case ZERO -> ReservationKind.ZERO;
      case NO_COMMIT -> ReservationKind.NO_COMMIT;
    })).orElseGet(() -> Result.failed(Errno.EINVAL, "no such reservation type: type=" + type));
  }

  private Result<Reply> map(ChannelProcess process, MapGpuVirtualAddressCommand command) {
    MapGpuVirtualAddress args = command.args();
    return process.find(args.pagingQueue(), PagingQueue.class)
        .flatMap(queue -> request(process, args).flatMap(request -> queue.owner().addresses().map(request))
            .map(base -> Reply.of(new MapGpuVirtualAddressReply(base, queue.operationDone(), NtStatus.SUCCESS))));
  }

  private static Result<MapRequest> request(ChannelProcess process, MapGpuVirtualAddress args) {
    if (args.sizeInPages() <= 0 || args.sizeInPages() > MAX_PAGES || args.offsetInPages() < 0
        || args.offsetInPages() > MAX_PAGES) {
      return Result.failed(Errno.EINVAL, "bad mapping: %s, size=%d pages, offset=%d pages".formatted(process,
          args.sizeInPages(), args.offsetInPages()));
    }
    AddressRequest where = new AddressRequest(args.baseAddress(), args.minimumAddress(), args.maximumAddress(),
        args.sizeInPages() * PageStore.PAGE_BYTES);
    long offset = args.offsetInPages() * PageStore.PAGE_BYTES;
    return protection(args.protection()).flatMap(protection -> memory(process, args.allocation())
        .map(target -> new MapRequest(where, target.allocation(), offset, protection)));
  }

  /** What is mapped: an allocation's memory, or none for a mapping of zeros or without access. */
  private record Target(@Nullable Allocation allocation) {
  }

  private static Result<Target> memory(ChannelProcess process, Handle allocation) {
    return allocation.isNone()
        ? Result.ok(new Target(null))
        : process.find(allocation, HostAllocation.class).map(found -> new Target(found.memory()));
  }

  private static Result<GpuProtection> protection(GpuVaProtectionType type) {
    return type.systemUseOnly() || type.reserved() != 0
        ? Result.failed(Errno.EINVAL, "gpu protection is not for guests: protection=" + type)
        : GpuProtection
            .of(bit(type.write(), 0) | bit(type.execute(), 1) | bit(type.zero(), 2) | bit(type.noAccess(), 3));
  }

  private static long bit(boolean set, int position) {
    return set ? 1L << position : 0;
  }

  private Result<Reply> free(ChannelProcess process, FreeGpuVirtualAddressCommand command) {
    FreeGpuVirtualAddress args = command.args();
    return adapter.checked(args.adapter()).flatMap(process::on)
        .flatMap(on -> on.addresses().free(args.baseAddress(), args.size())).map(bytes -> Reply.SUCCESS);
  }

  private Result<Reply> makeResident(ChannelProcess process, MakeResidentCommand command) {
    return process.find(command.pagingQueue(), PagingQueue.class)
        .flatMap(queue -> allocations(process, queue.device(), command.allocations().list()).map(allocations -> {
          allocations.forEach(HostAllocation::makeResident);
          return Reply.of(new MakeResidentReply(queue.operationDone(), 0, NtStatus.SUCCESS));
        }));
  }

  private Result<Reply> evict(ChannelProcess process, EvictCommand command) {
    return process.find(command.device(), HostDevice.class)
        .flatMap(device -> allocations(process, device, command.allocations().list())).map(allocations -> {
          allocations.forEach(HostAllocation::evict);
          return Reply.of(new EvictReply(0));
        });
  }

  private static Result<List<HostAllocation>> allocations(ChannelProcess process, HostDevice device,
      List<Handle> handles) {
    if (handles.isEmpty() || handles.size() > DxgLimits.MAX_ALLOCATIONS_PER_RESIDENCY) {
      return Result.failed(Errno.EINVAL, "bad number of allocations: %s, count=%d".formatted(process, handles.size()));
    }
    return AllocationCommands.findAll(process, handles, HostAllocation.class).flatMap(found -> {
      for (HostAllocation allocation : found) {
        if (allocation.device() != device) {
          return Result.failed(Errno.EINVAL, "allocation of another device: " + device + ", " + allocation);
        }
      }
      return Result.ok(found);
    });
  }
}
