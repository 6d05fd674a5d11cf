package org.paravane.guest.dxg.ioctl;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Bytes;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.AllocationInfo2;
import org.paravane.abi.ioctl.CreateAllocation;
import org.paravane.abi.ioctl.CreateStandardAllocation;
import org.paravane.abi.ioctl.GdiSurfaceData;
import org.paravane.abi.ioctl.GdiSurfaceType;
import org.paravane.abi.ioctl.StandardAllocationType;
import org.paravane.abi.ioctl.StandardSurfaceType;
import org.paravane.abi.wire.DdiGetStandardAllocationDriverDataCommand;
import org.paravane.abi.wire.DdiGetStandardAllocationDriverDataReply;
import org.paravane.abi.wire.Message;
import org.paravane.guest.dxg.host.CommandPort;

/**
 * A standard allocation: the caller describes a heap, and the host says what its driver wants to be told about it.
 *
 * @param description what the caller wants, or null when it is no standard allocation
 */
record StandardHeap(@Nullable CreateStandardAllocation description) {

  /** Reads and checks the description. What the real driver answers with a bare NTSTATUS is EINVAL (defect 4). */
  static Result<StandardHeap> read(Call call, CreateAllocation args, List<AllocationInfo2> infos) {
    if (!args.flags().standardAllocation()) {
      return Result.ok(new StandardHeap(null));
    }
    if (args.standardAllocation() == 0) {
      return refused("no description of a standard allocation");
    }
    return call.data().struct(CreateStandardAllocation.class, args.standardAllocation())
        .flatMap(description -> check(args, infos, description));
  }

  private static Result<StandardHeap> check(CreateAllocation args, List<AllocationInfo2> infos,
      CreateStandardAllocation description) {
    long pointer = infos.getFirst().sysmem();
    boolean existing = args.flags().existingSysmem();
    if (description.type() == StandardAllocationType.EXISTINGHEAP.value()) {
      if (pointer == 0 || pointer % DxgLimits.PAGE_BYTES != 0 || !existing) {
        return refused("an existing heap needs aligned memory and its flag: address=0x" + Long.toHexString(pointer));
      }
    } else if (description.type() == StandardAllocationType.CROSSADAPTER.value()) {
      if (pointer != 0 || existing) {
        return refused("a cross adapter heap has no memory of its own: address=0x" + Long.toHexString(pointer));
      }
    } else {
      return refused("no such standard allocation: type=" + description.type());
    }
    long size = description.existingHeapData().size();
    if (args.privDrvDataSize() != 0 || args.allocCount() != 1 || size <= 0 || size % DxgLimits.PAGE_BYTES != 0
        || size > 0xffff_ffffL) {
      return refused("bad standard allocation: data=" + args.privDrvDataSize() + ", count=" + args.allocCount()
          + ", size=" + size);
    }
    return Result.ok(new StandardHeap(description));
  }

  private static <T> Result<T> refused(String reason) {
    return Result.failed(Errno.EINVAL, reason);
  }

  /** The bytes of the description, which stand in the place of the resource's private data. */
  Bytes descriptionBytes() {
    return description == null
        ? Bytes.EMPTY
        : Bytes.of(description, StructCodec.of(CreateStandardAllocation.class).size());
  }

  /** What the host wants as private data of the allocation: asked for its length first. Nothing for other allocations. */
  Result<List<Bytes>> driverData(Call call) {
    if (description == null) {
      return Result.ok(List.of());
    }
    return askSizes(call, description).flatMap(sizes -> {
      int allocation = sizes.allocationBytes();
      int resource = sizes.resourceBytes();
      if (allocation <= 0 || resource < 0 || (long) allocation + resource >= DxgLimits.MAX_MESSAGE_BYTES) {
        return refused("host knows no standard allocation: data=" + allocation + ", resource=" + resource);
      }
      return askData(call, description, allocation, resource).flatMap(reply -> reply.allocationData().length() <= allocation
          ? Result.ok(List.of(reply.allocationData()))
          : refused("host answers with more than it said: data=" + reply.allocationData().length()));
    });
  }

  private static Result<StandardSizes> askSizes(Call call, CreateStandardAllocation description) {
    DdiGetStandardAllocationDriverDataCommand command = question(call, description, 0, 0);
    return call.port().call(command, StandardSizes.class)
        .flatMap(reply -> CommandPort.check(reply.status(), command).map(status -> reply));
  }

  private static Result<DdiGetStandardAllocationDriverDataReply> askData(Call call,
      CreateStandardAllocation description, int allocation, int resource) {
    DdiGetStandardAllocationDriverDataCommand command = question(call, description, allocation, resource);
    return call.port().call(command, DdiGetStandardAllocationDriverDataReply.class)
        .flatMap(reply -> CommandPort.check(reply.status(), command).map(status -> reply));
  }

  private static DdiGetStandardAllocationDriverDataCommand question(Call call, CreateStandardAllocation description,
      int allocation, int resource) {
    GdiSurfaceData surface = new GdiSurfaceData((int) description.existingHeapData().size(), 1, 0,
        GdiSurfaceType.TEXTURE_CROSSADAPTER.value(), 0, 0);
    return new DdiGetStandardAllocationDriverDataCommand(call.vgpu(Message.DDIGETSTANDARDALLOCATIONDRIVERDATA),
        StandardSurfaceType.GDISURFACE.value(), allocation, resource, 0, Bytes.of(surface, 24));
  }
}
