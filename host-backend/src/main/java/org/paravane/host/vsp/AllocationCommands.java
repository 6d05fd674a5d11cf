package org.paravane.host.vsp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Bytes;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.AllocationDescription;
import org.paravane.abi.accel.SegmentChoice;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.GdiSurfaceData;
import org.paravane.abi.ioctl.Rational;
import org.paravane.abi.ioctl.StandardSurfaceType;
import org.paravane.abi.wire.AllocFlags;
import org.paravane.abi.wire.AllocInfoReply;
import org.paravane.abi.wire.CreateAllocationCommand;
import org.paravane.abi.wire.CreateAllocationReply;
import org.paravane.abi.wire.DdiGetStandardAllocationDriverDataCommand;
import org.paravane.abi.wire.DdiGetStandardAllocationDriverDataReply;
import org.paravane.abi.wire.DescribeAllocation;
import org.paravane.abi.wire.DestroyAllocationCommand;
import org.paravane.abi.wire.Lock2Command;
import org.paravane.abi.wire.Lock2Reply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.Unlock2Command;
import org.paravane.host.memory.AllocationRequest;
import org.paravane.host.memory.AllocationRequest.Placement;
import org.paravane.host.object.AllocationWish;
import org.paravane.host.object.CreatedAllocations;
import org.paravane.host.object.HostAllocation;
import org.paravane.host.object.HostDevice;
import org.paravane.host.object.HostObject;
import org.paravane.host.object.HostResource;

/** Allocations and resources: made, described, destroyed, locked. */
final class AllocationCommands {
  private static final int DESCRIPTION_BYTES = StructCodec.of(AllocationDescription.class).size();
  private static final int INFO_BYTES = StructCodec.of(AllocInfoReply.class).size();
  private static final int REPLY_HEAD_BYTES = StructCodec.of(CreateAllocationReply.class).size() - INFO_BYTES;
  private static final DescribeAllocation NO_SURFACE = new DescribeAllocation(0, 0, 0, 0, 0, new Rational(0, 0), 0, 0,
      0);

  CommandTable register(CommandTable table) {
    return table.onProcess(Message.CREATEALLOCATION, CreateAllocationCommand.class, this::create)
        .onProcess(Message.DDIGETSTANDARDALLOCATIONDRIVERDATA, DdiGetStandardAllocationDriverDataCommand.class,
            this::standardDriverData)
        .onProcess(Message.DESTROYALLOCATION, DestroyAllocationCommand.class, this::destroy)
        .onProcess(Message.LOCK2, Lock2Command.class, this::lock)
        .onProcess(Message.UNLOCK2, Unlock2Command.class, this::unlock);
  }

  private Result<Reply> create(ChannelProcess process, CreateAllocationCommand command) {
    return process.find(command.device(), HostDevice.class).flatMap(device -> {
      String refusal = refusal(command);
      if (refusal != null) {
        return Result.failed(Errno.EINVAL, refusal + ", " + process + ", " + device);
      }
      return wishes(command).flatMap(wishes -> resource(process, device, command)
          .flatMap(target -> device.allocations().create(wishes, command.flags().createResource(), target.resource())))
          .map(created -> reply(command, created));
    });
  }

  private static @Nullable String refusal(CreateAllocationCommand command) {
    CreateAllocationFlags flags = command.flags();
    int count = command.allocCount();
    if (count < 1 || count > DxgLimits.MAX_ALLOCATIONS_PER_CREATE) {
      return "bad number of allocations: count=" + Integer.toUnsignedString(count);
    } else if (flags.createShared() || flags.createProtected() || flags.existingSection()) {
      return "kind of allocation is not supported: flags=0x" + Integer.toHexString(flags.value());
    } else if (flags.createResource() && !command.resource().isNone()) {
      return "allocation for a new and an old resource: resource=" + command.resource();
    }
    long reply = REPLY_HEAD_BYTES + count * (long) INFO_BYTES;
    for (Bytes data : command.allocationData()) {
      reply += data.length();
    }
    return reply > DxgLimits.MAX_MESSAGE_BYTES ? "reply would be too long: count=" + count + ", bytes=" + reply : null;
  }

  /** The resource that allocations are added to. */
  private record Target(@Nullable HostResource resource) {
  }

  private static Result<Target> resource(ChannelProcess process, HostDevice device, CreateAllocationCommand command) {
    if (command.resource().isNone()) {
      return Result.ok(new Target(null));
    }
    return process.find(command.resource(), HostResource.class)
        .flatMap(resource -> resource.device() == device
            ? Result.ok(new Target(resource))
            : Result.failed(Errno.EINVAL, "resource of another device: " + device + ", " + resource));
  }

  private static Result<List<AllocationWish>> wishes(CreateAllocationCommand command) {
    List<AllocationWish> wishes = new ArrayList<>(command.allocCount());
    for (Bytes data : command.allocationData()) {
      switch (data.parse(AllocationDescription.class).flatMap(AllocationDescription::checked)
          .flatMap(description -> wish(description, command.flags()))) {
        case Result.Ok<AllocationWish>(AllocationWish wish) -> wishes.add(wish);
        case Result.Failed<AllocationWish>(Errno errno, String reason) -> {
          return Result.failed(Errno.EINVAL, reason + ", allocation=" + wishes.size());
        }
      }
    }
    return Result.ok(wishes);
  }

  private static Result<AllocationWish> wish(AllocationDescription description, CreateAllocationFlags flags) {
    boolean local = description.segment() == SegmentChoice.LOCAL.value();
    if (local && (description.cpuVisible() || flags.existingSysmem())) {
      return Result.failed(Errno.EINVAL, "local memory is not cpu visible: segment=" + description.segment());
    }
    boolean aperture = description.cpuVisible() || description.segment() == SegmentChoice.NON_LOCAL.value();
    Placement placement = flags.existingSysmem() ? Placement.EXISTING : aperture ? Placement.APERTURE : Placement.LOCAL;
    AllocationRequest request = new AllocationRequest(description.sizeBytes(), description.alignmentBytes(), placement,
        description.readOnly() || flags.readOnly());
    return Result.ok(new AllocationWish(request, placement == Placement.APERTURE && description.cpuVisible()));
  }

  private static Reply reply(CreateAllocationCommand command, CreatedAllocations created) {
    List<AllocInfoReply> infos = new ArrayList<>();
    List<Bytes> data = new ArrayList<>();
    for (int i = 0; i < created.allocations().size(); i++) {
      HostAllocation allocation = created.allocations().get(i);
      Bytes sent = command.allocationData().get(i);
      long size = allocation.memory().sizeBytes();
      AllocFlags flags = allocation.isExisting()
          ? AllocFlags.NONE.withCached().withExistingSysmem()
          : AllocFlags.NONE.withCached();
      infos.add(new AllocInfoReply(allocation.handle(), sent.length(), flags, size, NO_SURFACE));
      data.add(Bytes.of(sent.as(AllocationDescription.class).withSizeBytes(size), sent.length()));
    }
    HostResource resource = created.resource();
    Handle handle = resource == null ? Handle.NONE : resource.handle();
    return Reply.of(new CreateAllocationReply(command.flags(), handle, Handle.NONE, 0, infos, data));
  }

  /**
   * What the driver has to send for a standard heap: an allocation description of its size. A driver that asks for sizes only
   * leaves no room, and cuts the data off.
   */
  private Result<Reply> standardDriverData(ChannelProcess process, DdiGetStandardAllocationDriverDataCommand command) {
    GdiSurfaceData surface = command.gdiSurface();
    long size = Integer.toUnsignedLong(surface.width()) * Integer.toUnsignedLong(surface.height());
    if (command.allocType() != StandardSurfaceType.GDISURFACE.value() || size <= 0
        || command.physicalAdapterIndex() != 0) {
      return Result.failed(Errno.EINVAL, "standard allocation is not supported: %s, type=%d, size=%d".formatted(process,
          command.allocType(), size));
    }
    int room = command.privDriverDataSize();
    if (room != 0 && Integer.compareUnsigned(room, DESCRIPTION_BYTES) < 0) {
      return Result.failed(Errno.EOVERFLOW, "no room for driver data: %s, need=%d, room=%d".formatted(process,
          DESCRIPTION_BYTES, room));
    }
    Bytes data = Bytes.of(AllocationDescription.of(size, true), DESCRIPTION_BYTES);
    return Result.ok(Reply.of(new DdiGetStandardAllocationDriverDataReply(NtStatus.SUCCESS, DESCRIPTION_BYTES, 0,
        command.surface(), data, Bytes.EMPTY)));
  }

  private Result<Reply> destroy(ChannelProcess process, DestroyAllocationCommand command) {
    return process.find(command.device(), HostDevice.class).flatMap(device -> {
      if (command.allocCount() == 0) {
        return process.find(command.resource(), HostResource.class)
            .flatMap(resource -> device.allocations().destroy(resource));
      }
      int count = command.allocCount();
      if (!command.resource().isNone() || count < 1 || count > DxgLimits.MAX_ALLOCATIONS_PER_CREATE) {
        return Result.failed(Errno.EINVAL, "allocations cannot be destroyed together: %s, %s, count=%d, resource=%s"
            .formatted(process, device, count, command.resource()));
      }
      return findAll(process, command.allocations().list(), HostAllocation.class)
          .flatMap(doomed -> device.allocations().destroy(doomed));
    }).map(count -> Reply.SUCCESS);
  }

  /** All of the objects, or EINVAL for the first handle that does not name one of this kind. */
  static <T extends HostObject> Result<List<T>> findAll(ChannelProcess process, List<Handle> handles, Class<T> kind) {
    List<T> found = new ArrayList<>(handles.size());
    for (Handle handle : handles) {
      switch (process.find(handle, kind)) {
        case Result.Ok<T>(T object) -> found.add(object);
        case Result.Failed<T> failed -> {
          return failed.as();
        }
      }
    }
    return Result.ok(found);
  }

  private Result<Reply> lock(ChannelProcess process, Lock2Command command) {
    return ofDevice(process, command.args().device(), command.args().allocation()).flatMap(HostAllocation::lock)
        .map(gpa -> Reply.of(new Lock2Reply(NtStatus.SUCCESS, gpa)));
  }

  private Result<Reply> unlock(ChannelProcess process, Unlock2Command command) {
    return ofDevice(process, command.args().device(), command.args().allocation()).flatMap(HostAllocation::unlock)
        .map(locks -> Reply.SUCCESS);
  }

  /** The allocation, which must be of this device. */
  static Result<HostAllocation> ofDevice(ChannelProcess process, Handle deviceHandle, Handle allocationHandle) {
    return process.find(deviceHandle, HostDevice.class)
        .flatMap(device -> process.find(allocationHandle, HostAllocation.class)
            .flatMap(allocation -> allocation.device() == device
                ? Result.ok(allocation)
                : Result.failed(Errno.EINVAL, "allocation of another device: " + device + ", " + allocation)));
  }
}
