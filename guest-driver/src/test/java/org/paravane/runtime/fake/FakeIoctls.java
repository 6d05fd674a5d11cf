package org.paravane.runtime.fake;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.CEnum;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.AllocationDescription;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.abi.ioctl.AdapterInfo;
import org.paravane.abi.ioctl.AllocationInfo2;
import org.paravane.abi.ioctl.CloseAdapter;
import org.paravane.abi.ioctl.CreateAllocation;
import org.paravane.abi.ioctl.CreateContextVirtual;
import org.paravane.abi.ioctl.CreateDevice;
import org.paravane.abi.ioctl.CreateHwQueue;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.CreateSynchronizationObject;
import org.paravane.abi.ioctl.DestroyAllocation2;
import org.paravane.abi.ioctl.DestroyContext;
import org.paravane.abi.ioctl.DestroyDevice;
import org.paravane.abi.ioctl.DestroyHwQueue;
import org.paravane.abi.ioctl.DestroyPagingQueue;
import org.paravane.abi.ioctl.DestroySynchronizationObject;
import org.paravane.abi.ioctl.DeviceExecutionState;
import org.paravane.abi.ioctl.DevicePageFaultState;
import org.paravane.abi.ioctl.DeviceStateType;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.EnumAdapters3;
import org.paravane.abi.ioctl.FaultErrorCode;
import org.paravane.abi.ioctl.FreeGpuVirtualAddress;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.MakeResident;
import org.paravane.abi.ioctl.MapGpuVirtualAddress;
import org.paravane.abi.ioctl.QueryAdapterInfo;
import org.paravane.abi.ioctl.QueryAdapterInfoType;
import org.paravane.abi.ioctl.QueryVideoMemoryInfo;
import org.paravane.abi.ioctl.SignalSynchronizationObjectFromCpu;
import org.paravane.abi.ioctl.SubmitCommandToHwQueue;
import org.paravane.abi.ioctl.SubmitSignalSyncObjectsToHwQueue;
import org.paravane.abi.ioctl.SubmitWaitForSyncObjectsToHwQueue;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2;
import org.paravane.abi.ioctl.Unlock2;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpu;
import org.paravane.abi.query.DeviceIds;
import org.paravane.abi.query.DriverDescription;
import org.paravane.abi.query.EngineType;
import org.paravane.abi.query.NodeMetadata;
import org.paravane.abi.query.QueryDeviceIds;
import org.paravane.runtime.IoctlAnswer;

/** Answers ioctls. Under the node's monitor. */
final class FakeIoctls {
  private static final NodeMetadata[] ENGINES = {NodeMetadata.of(0, EngineType.COPY, "copy"),
      NodeMetadata.of(1, EngineType.ENGINE_3D, "compute")};

  private final FakeNode node;
  private final FakeMemory memory;
  private final FakeObjects objects;
  private boolean saysWhy;

  FakeIoctls(FakeNode node, FakeMemory memory, FakeObjects objects) {
    this.node = node;
    this.memory = memory;
    this.objects = objects;
  }

  /** A refusal. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Errno errno;

    Refused(Errno errno, String reason) {
      super(reason);
      this.errno = errno;
    }
  }

  /** What is written back, and the status. */
  private record Reply(Record argument, int status) {
    static Reply of(Record argument) {
      return new Reply(argument, 0);
    }
  }

  IoctlAnswer answer(DxgIoctl ioctl, MemorySegment argument, boolean statesSayWhy) {
    saysWhy = statesSayWhy;
    try {
      IoctlAnswer answer = answer(StructCodec.of(ioctl.argument()), argument);
      return statesSayWhy && ioctl == DxgIoctl.GETDEVICESTATE ? new IoctlAnswer(0, lossOf(argument)) : answer;
    } catch (Refused e) {
      return IoctlAnswer.failed(e.errno, e.getMessage());
    } catch (IllegalArgumentException e) {
      return IoctlAnswer.failed(Errno.EINVAL, e.getMessage());
    }
  }

  private @Nullable String lossOf(MemorySegment argument) {
    return objects.get(StructCodec.of(GetDeviceState.class).read(argument, 0).device(), FakeDevice.class).lossReason();
  }

  private <T extends Record> IoctlAnswer answer(StructCodec<T> codec, MemorySegment argument) {
    Reply reply = reply(codec.read(argument, 0));
    StructCodec.ofValue(reply.argument()).write(reply.argument(), argument, 0);
    return IoctlAnswer.status(reply.status());
  }

  private Reply reply(Record asked) {
    return switch (asked) {
      case EnumAdapters3 enumerate -> enumerate(enumerate);
      case CloseAdapter close -> removed(close, close.adapterHandle(), FakeObjects.Adapter.class);
      case QueryAdapterInfo query -> query(query);
      case QueryVideoMemoryInfo query -> Reply.of(query.withBudget(1L << 30).withCurrentUsage(4096));
      case CreateDevice create -> {
        objects.get(create.adapter(), FakeObjects.Adapter.class);
        yield Reply.of(create.withDevice(objects.add(new FakeDevice())));
      }
      case DestroyDevice destroy -> removed(destroy, destroy.device(), FakeDevice.class);
      case GetDeviceState get -> Reply.of(state(get));
      case CreateContextVirtual create -> Reply.of(createContext(create));
      case DestroyContext destroy -> removed(destroy, destroy.context(), FakeObjects.Context.class);
      case CreateHwQueue create -> Reply.of(createQueue(create));
      case DestroyHwQueue destroy -> {
        FakeQueue queue = objects.remove(destroy.queue(), FakeQueue.class);
        objects.removeValue(queue.progress());
        yield Reply.of(destroy);
      }
      case CreatePagingQueue create -> {
        FakeFence fence = new FakeFence(memory, 0);
        Handle handle = objects.add(fence);
        yield Reply.of(create.withPagingQueue(objects.add(new FakeObjects.Paging(fence))).withSyncObject(handle)
            .withFenceCpuVirtualAddress(fence.offset()));
      }
      case DestroyPagingQueue destroy -> {
        objects.removeValue(objects.remove(destroy.pagingQueue(), FakeObjects.Paging.class).fence());
        yield Reply.of(destroy);
      }
      case CreateAllocation create -> Reply.of(createAllocation(create));
      case DestroyAllocation2 destroy -> removed(destroy,
          new Handle(at(destroy.allocations(), 4).get(JAVA_INT_UNALIGNED, 0)), FakeObjects.Allocation.class);
      case MapGpuVirtualAddress map -> paged(map.pagingQueue(), fence -> map
          .withVirtualAddress(memory.mapAddress(objects.get(map.allocation(), FakeObjects.Allocation.class).memory()))
          .withPagingFenceValue(fence));
      case MakeResident resident -> paged(resident.pagingQueue(), resident::withPagingFenceValue);
      case FreeGpuVirtualAddress free -> {
        require(memory.freeAddress(free.baseAddress(), free.size()), Errno.EINVAL, "not mapped: " + free);
        yield Reply.of(free);
      }
      case Lock2 lock -> Reply.of(lock(lock));
      case Unlock2 unlock -> {
        objects.get(unlock.allocation(), FakeObjects.Allocation.class).lock(-1);
        yield Reply.of(unlock);
      }
      case CreateSynchronizationObject create -> Reply.of(createFence(create));
      case DestroySynchronizationObject destroy ->
        removed(destroy, destroy.syncObject(), FakeFence.class);
      case SubmitCommandToHwQueue submit -> {
        objects.get(submit.hwqueue(), FakeQueue.class).submit(submit.commandBuffer(), submit.commandLength(),
            submit.hwqueueProgressFenceId());
        yield Reply.of(submit);
      }
      case SubmitSignalSyncObjectsToHwQueue signal -> {
        queueAt(signal.hwqueues()).signal(fenceAt(signal.objects(), 0), valueAt(signal.fenceValues(), 0));
        yield Reply.of(signal);
      }
      case SubmitWaitForSyncObjectsToHwQueue wait -> {
        objects.get(wait.hwqueue(), FakeQueue.class).await(fenceAt(wait.objects(), 0), valueAt(wait.fenceValues(), 0));
        yield Reply.of(wait);
      }
      case SignalSynchronizationObjectFromCpu signal -> {
        fenceAt(signal.objects(), 0).set(valueAt(signal.fenceValues(), 0), null);
        yield Reply.of(signal);
      }
      case WaitForSynchronizationObjectFromCpu wait -> Reply.of(waitFor(wait));
      default -> throw new Refused(Errno.ENOTTY, "fake does not know: " + asked.getClass().getSimpleName());
    };
  }

  private static void require(boolean condition, Errno errno, String reason) {
    if (!condition) {
      throw new Refused(errno, reason);
    }
  }

  private static MemorySegment at(long address, long bytes) {
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  private Reply removed(Record asked, Handle handle, Class<?> kind) {
    objects.remove(handle, kind);
    return Reply.of(asked);
  }

  private Reply enumerate(EnumAdapters3 enumerate) {
    StructCodec<AdapterInfo> codec = StructCodec.of(AdapterInfo.class);
    MemorySegment array = at(enumerate.adapters(), (long) enumerate.adapterCount() * codec.size());
    for (int i = 0; i < node.adapters(); i++) {
      codec.write(new AdapterInfo(objects.add(new FakeObjects.Adapter()), new Luid(7, i), 0, 0), array,
          (long) i * codec.size());
    }
    return Reply.of(enumerate.withAdapterCount(node.adapters()));
  }

  private Reply query(QueryAdapterInfo query) {
    objects.get(query.adapter(), FakeObjects.Adapter.class);
    MemorySegment data = at(query.privateData(), query.privateDataSize());
    Record told = switch (CEnum.of(QueryAdapterInfoType.class, query.type()).orElseThrow()) {
      case UMDRIVERPRIVATE -> data.get(JAVA_INT_UNALIGNED, 0) == DeviceInfo.MAGIC
          ? node.deviceInfo()
          : node.kernelTable(data.byteSize());
      case DRIVER_DESCRIPTION -> DriverDescription.of("Fake accelerator");
      case PHYSICALADAPTERDEVICEIDS -> new QueryDeviceIds(0, new DeviceIds(0x1414, 0x8e, 0, 0, 0, 0));
      case NODEMETADATA -> {
        int ordinal = StructCodec.of(NodeMetadata.class).read(data, 0).nodeOrdinal();
        require(ordinal < ENGINES.length, Errno.EINVAL, "no such engine: ordinal=" + ordinal);
        yield ENGINES[ordinal];
      }
      default -> throw new Refused(Errno.EINVAL, "fake does not know the query: type=" + query.type());
    };
    StructCodec.ofValue(told).write(told, data, 0);
    return Reply.of(query);
  }

  private GetDeviceState state(GetDeviceState get) {
    FakeDevice.Fault fault = objects.get(get.device(), FakeDevice.class).fault();
    if (get.stateType() == DeviceStateType.EXECUTION.value()) {
      return get.withExecutionState((fault == null ? DeviceExecutionState.ACTIVE : fault.state()).value());
    }
    return get
        .withPageFaultState(
            new DevicePageFaultState(0, 0, 0, 0, new FaultErrorCode(0), fault == null ? 0 : fault.address()));
  }

  private CreateContextVirtual createContext(CreateContextVirtual create) {
    require(create.nodeOrdinal() < ENGINES.length, Errno.EINVAL, "no such engine: ordinal=" + create.nodeOrdinal());
    require(create.flags().hwQueueSupported(), Errno.EINVAL, "fake knows hardware queues only");
    return create
        .withContext(objects.add(new FakeObjects.Context(objects.get(create.device(), FakeDevice.class))));
  }

  private CreateHwQueue createQueue(CreateHwQueue create) {
    FakeQueue queue = new FakeQueue(memory, objects.get(create.context(), FakeObjects.Context.class).device(),
        node::skipsKernels, node.programs());
    return create.withQueueProgressFence(objects.add(queue.progress())).withQueue(objects.add(queue))
        .withQueueProgressFenceCpuVa(queue.progress().offset());
  }

  private CreateAllocation createAllocation(CreateAllocation create) {
    objects.get(create.device(), FakeDevice.class);
    StructCodec<AllocationInfo2> infos = StructCodec.of(AllocationInfo2.class);
    StructCodec<AllocationDescription> descriptions = StructCodec.of(AllocationDescription.class);
    MemorySegment info = at(create.allocationInfo(), infos.size());
    MemorySegment data = at(infos.read(info, 0).privDrvData(), descriptions.size());
    AllocationDescription wanted = descriptions.read(data, 0);
    long bytes = Math.ceilDiv(wanted.sizeBytes(), FakeMemory.PAGE) * FakeMemory.PAGE;
    long offset = wanted.cpuVisible() ? memory.place(bytes) : 0;
    MemorySegment backing = wanted.cpuVisible() ? memory.at(offset, bytes) : FakeMemory.local(bytes);
    Handle allocation = objects.add(new FakeObjects.Allocation(backing, offset));
    descriptions.write(wanted.withSizeBytes(bytes), data, 0);
    infos.write(infos.read(info, 0).withAllocation(allocation), info, 0);
    return create;
  }

  private Reply paged(Handle pagingQueue, LongFunction<Record> reply) {
    FakeFence fence = objects.get(pagingQueue, FakeObjects.Paging.class).fence();
    long value = fence.value() + 1;
    fence.set(value, null);
    return new Reply(reply.apply(value), NtStatus.PENDING.value());
  }

  private Lock2 lock(Lock2 lock) {
    FakeObjects.Allocation allocation = objects.get(lock.allocation(), FakeObjects.Allocation.class);
    require(allocation.offset() != 0, Errno.EOPNOTSUPP, "not visible to the cpu");
    allocation.lock(1);
    return lock.withData(allocation.offset());
  }

  private CreateSynchronizationObject createFence(CreateSynchronizationObject create) {
    SynchronizationObjectInfo2 info = create.info();
    SynchronizationObjectInfo2.MonitoredFence wanted = info.monitoredFence();
    FakeFence fence = new FakeFence(memory, wanted.initialFenceValue());
    return create.withSyncObject(objects.add(fence)).withInfo(info.withMonitoredFence(
        new SynchronizationObjectInfo2.MonitoredFence(wanted.initialFenceValue(), fence.offset(), 0, 0, 0)));
  }

  private FakeQueue queueAt(long array) {
    return objects.get(new Handle(at(array, 4).get(JAVA_INT_UNALIGNED, 0)), FakeQueue.class);
  }

  private FakeFence fenceAt(long array, int index) {
    return objects.get(new Handle(at(array + 4L * index, 4).get(JAVA_INT_UNALIGNED, 0)), FakeFence.class);
  }

  private static long valueAt(long array, int index) {
    return at(array + 8L * index, 8).get(JAVA_LONG_UNALIGNED, 0);
  }

  private WaitForSynchronizationObjectFromCpu waitFor(WaitForSynchronizationObjectFromCpu wait) {
    objects.get(wait.device(), FakeDevice.class);
    IntPredicate reached = i -> fenceAt(wait.objects(), i).reached(valueAt(wait.fenceValues(), i));
    BooleanSupplier over = () -> wait.flags().waitAny()
        ? IntStream.range(0, wait.objectCount()).anyMatch(reached)
        : IntStream.range(0, wait.objectCount()).allMatch(reached);
    try {
      require(node.sleepUntil(over), Errno.ENODEV, "node is gone");
    } catch (InterruptedException e) {
      throw new Refused(Errno.EINTR, "interrupted");
    }
    for (int i = 0; i < wait.objectCount(); i++) {
      String loss = fenceAt(wait.objects(), i).lossAt(valueAt(wait.fenceValues(), i));
      require(loss == null || saysWhy, Errno.ECANCELED, Objects.requireNonNullElse(loss, ""));
    }
    return wait;
  }
}
