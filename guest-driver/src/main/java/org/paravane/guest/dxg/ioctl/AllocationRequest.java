package org.paravane.guest.dxg.ioctl;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Bytes;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.AllocationInfo2;
import org.paravane.abi.ioctl.CreateAllocation;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.CreateStandardAllocation;
import org.paravane.abi.wire.AllocInfo;
import org.paravane.abi.wire.AllocInfoReply;
import org.paravane.abi.wire.CreateAllocationCommand;
import org.paravane.abi.wire.CreateAllocationReply;
import org.paravane.abi.wire.Message;
import org.paravane.guest.dxg.object.DxgDevice;
import org.paravane.guest.dxg.object.DxgResource;

/**
 * A request for allocations, read from the caller and found acceptable in the documented order (dxg-behaviour.md 12, 0x06,
 * steps 1 to 12).
 *
 * @param device      that gets them
 * @param resource    that they are added to, or null
 * @param infos       one for each allocation
 * @param standard    what a standard allocation is to be, or null
 * @param runtimeData opaque
 * @param driverData  of the resource
 * @param allocationData private driver data of each allocation
 */
record AllocationRequest(CreateAllocation args, DxgDevice device, @Nullable DxgResource resource,
    List<AllocationInfo2> infos, @Nullable CreateStandardAllocation standard, Bytes runtimeData, Bytes driverData,
    List<Bytes> allocationData) {

  /** How many allocations there are. */
  int count() {
    return infos.size();
  }

  /** Whether the allocations consist of memory of the caller. */
  boolean lends() {
    return infos.getFirst().sysmem() != 0;
  }

  /** The largest allocation that the host may answer with: a standard heap says its size, others say it to the host alone. */
  long largest() {
    return standard == null ? Long.MAX_VALUE : standard.existingHeapData().size();
  }

  /** Reads and checks a request, and asks the host for the private data of a standard allocation. */
  static Result<AllocationRequest> read(Call call, CreateAllocation args) {
    Result<List<AllocationInfo2>> read = infos(call, args);
    if (!(read instanceof Result.Ok<List<AllocationInfo2>>(List<AllocationInfo2> infos))) {
      return ((Result.Failed<?>) read).as();
    }
    CreateAllocationFlags flags = args.flags();
    if (flags.existingSection() || flags.createProtected()) {
      return refused("sections and protected memory are not supported: flags=0x" + Integer.toHexString(flags.value()));
    }
    Result<StandardHeap> standard = StandardHeap.read(call, args, infos);
    if (!(standard instanceof Result.Ok<StandardHeap>(StandardHeap heap))) {
      return ((Result.Failed<?>) standard).as();
    }
    if (flags.createShared() && !flags.createResource()) {
      return refused("only a new resource can be shared");
    }
    return call.device(args.device()).flatMap(device -> gather(call, args, infos, heap, device));
  }

  private static Result<List<AllocationInfo2>> infos(Call call, CreateAllocation args) {
    int count = args.allocCount();
    if (count <= 0 || count > DxgLimits.MAX_ALLOCATIONS_PER_CREATE) {
      return refused("bad number of allocations: count=" + Integer.toUnsignedString(count) + ", limit="
          + DxgLimits.MAX_ALLOCATIONS_PER_CREATE);
    }
    return call.data().structs(AllocationInfo2.class, args.allocationInfo(), count).flatMap(infos -> {
      for (AllocationInfo2 info : infos) {
        int size = info.privDrvDataSize();
        if (size < 0 || size >= DxgLimits.MAX_MESSAGE_BYTES || (args.flags().standardAllocation() && size != 0)) {
          return refused("bad size of private data: bytes=" + Integer.toUnsignedString(size));
        }
      }
      return Result.ok(infos);
    });
  }

  private static Result<AllocationRequest> gather(Call call, CreateAllocation args, List<AllocationInfo2> infos,
      StandardHeap heap, DxgDevice device) {
    Result<List<Bytes>> standardData = heap.driverData(call);
    if (!(standardData instanceof Result.Ok<List<Bytes>>(List<Bytes> given))) {
      return ((Result.Failed<?>) standardData).as();
    }
    Result<Bytes> runtime = data(call, args.privateRuntimeData(), args.privateRuntimeDataSize());
    if (!(runtime instanceof Result.Ok<Bytes>(Bytes runtimeData))) {
      return ((Result.Failed<?>) runtime).as();
    }
    Result<Bytes> driver = heap.description() == null
        ? data(call, args.privDrvData(), args.privDrvDataSize())
        : Result.ok(heap.descriptionBytes());
    if (!(driver instanceof Result.Ok<Bytes>(Bytes driverData))) {
      return ((Result.Failed<?>) driver).as();
    }
    return target(call, args, device).flatMap(target -> pointers(infos)
        .flatMap(checked -> heap.description() == null ? allocationData(call, infos) : Result.ok(given))
        .map(allocationData -> new AllocationRequest(args, device, target.resource(), infos, heap.description(),
            runtimeData, driverData, allocationData)));
  }

  private static Result<Bytes> data(Call call, long address, int size) {
    return size < 0 || size >= DxgLimits.MAX_MESSAGE_BYTES
        ? Result.failed(Errno.EOVERFLOW, "private data too long: bytes=" + Integer.toUnsignedString(size))
        : call.data().bytes(address, size);
  }

  /** The resource that allocations are added to, if any. */
  private record Target(@Nullable DxgResource resource) {
  }

  private static Result<Target> target(Call call, CreateAllocation args, DxgDevice device) {
    if (args.flags().createResource()) {
      return args.flags().createShared() && !args.flags().ntSecuritySharing()
          ? refused("a shared resource needs nt_security_sharing")
          : Result.ok(new Target(null));
    }
    if (args.resource().isNone()) {
      return Result.ok(new Target(null));
    }
    return call.process().find(args.resource(), DxgResource.class)
        .flatMap(resource -> resource.device() == device
            ? Result.ok(new Target(resource))
            : refused("resource of another device: resource=" + args.resource()));
  }

  /** Memory of the caller is page aligned, and given for all allocations or for none. */
  private static Result<Integer> pointers(List<AllocationInfo2> infos) {
    boolean lends = infos.getFirst().sysmem() != 0;
    for (AllocationInfo2 info : infos) {
      if (info.sysmem() % DxgLimits.PAGE_BYTES != 0) {
        return refused("address is not page aligned: address=0x" + Long.toHexString(info.sysmem()));
      }
      if (lends != (info.sysmem() != 0)) {
        return refused("memory is given for some allocations only");
      }
    }
    return Result.ok(infos.size());
  }

  private static Result<List<Bytes>> allocationData(Call call, List<AllocationInfo2> infos) {
    long total = infos.stream().mapToLong(AllocationInfo2::privDrvDataSize).sum();
    if (total >= DxgLimits.MAX_MESSAGE_BYTES) {
      return Result.failed(Errno.EOVERFLOW, "private data too long: bytes=" + total);
    }
    List<Bytes> all = new ArrayList<>(infos.size());
    for (AllocationInfo2 info : infos) {
      Result<Bytes> read = call.data().bytes(info.privDrvData(), info.privDrvDataSize());
      if (!(read instanceof Result.Ok<Bytes>(Bytes data))) {
        return ((Result.Failed<?>) read).as();
      }
      all.add(data);
    }
    return Result.ok(all);
  }

  private static <T> Result<T> refused(String reason) {
    return Result.failed(Errno.EINVAL, reason);
  }

  /** The message. EOVERFLOW when its parts are too long together. */
  Result<CreateAllocationCommand> command(Call call) {
    List<AllocInfo> records = new ArrayList<>(count());
    for (int i = 0; i < count(); i++) {
      AllocationInfo2 info = infos.get(i);
      records.add(new AllocInfo(info.flags().value(), allocationData.get(i).length(), info.vidpnSourceId()));
    }
    CreateAllocationFlags flags = lends() ? args.flags().withExistingSysmem() : args.flags();
    CreateAllocationCommand command = new CreateAllocationCommand(call.vgpu(Message.CREATEALLOCATION),
        device.handle(), resource == null ? Handle.NONE : resource.handle(), runtimeData.length(), driverData.length(),
        count(), flags, args.privateRuntimeResourceHandle(), false, records, runtimeData, driverData, allocationData);
    long length = StructCodec.of(CreateAllocationCommand.class).encodedLength(command);
    if (length > DxgLimits.MAX_MESSAGE_BYTES) {
      return Result.failed(Errno.EOVERFLOW, "message too long: bytes=" + length);
    }
    return replyBytes() > DxgLimits.MAX_MESSAGE_BYTES
        ? refused("reply would be too long: bytes=" + replyBytes())
        : Result.ok(command);
  }

  /** How long the reply is when the host sends all private data back. */
  private long replyBytes() {
    return StructCodec.of(CreateAllocationReply.class).needed()
        + (long) count() * StructCodec.of(AllocInfoReply.class).size()
        + allocationData.stream().mapToLong(Bytes::length).sum();
  }
}
