package org.paravane.guest.dxg.ioctl;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.extension.CopyBytes;
import org.paravane.abi.extension.GetRange;
import org.paravane.abi.extension.ParavaneIoctl;
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
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.Evict;
import org.paravane.abi.ioctl.FreeGpuVirtualAddress;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.MakeResident;
import org.paravane.abi.ioctl.MapGpuVirtualAddress;
import org.paravane.abi.ioctl.QueryAdapterInfo;
import org.paravane.abi.ioctl.QueryVideoMemoryInfo;
import org.paravane.abi.ioctl.ReserveGpuVirtualAddress;
import org.paravane.abi.ioctl.SignalSynchronizationObjectFromCpu;
import org.paravane.abi.ioctl.SignalSynchronizationObjectFromGpu;
import org.paravane.abi.ioctl.SubmitCommand;
import org.paravane.abi.ioctl.SubmitCommandToHwQueue;
import org.paravane.abi.ioctl.SubmitSignalSyncObjectsToHwQueue;
import org.paravane.abi.ioctl.SubmitWaitForSyncObjectsToHwQueue;
import org.paravane.abi.ioctl.Unlock2;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpu;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromGpu;
import org.paravane.guest.dxg.object.DxgAdapter;
import org.paravane.guest.dxg.object.DxgProcess;

/**
 * Which adapter an ioctl is for, when the file shows more than one: a row for each ioctl says where in its argument the
 * handle stands that decides. Ioctls without a row are for the file itself: they list, open and close adapters.
 */
final class Routes {

  /** Finds the adapter of one argument. */
  @FunctionalInterface
  interface Route<A extends Record> {
    /** The adapter; EINVAL where the handle names nothing, ENODEV where it named something on an adapter that is gone. */
    Result<DxgAdapter> adapter(FileCall call, A argument);
  }

  private final Map<DxgIoctl, Route<?>> rows = new EnumMap<>(DxgIoctl.class);
  private final Map<ParavaneIoctl, Route<?>> ownRows = new EnumMap<>(ParavaneIoctl.class);

  Routes() {
    opening(DxgIoctl.QUERYADAPTERINFO, QueryAdapterInfo.class, QueryAdapterInfo::adapter);
    opening(DxgIoctl.QUERYVIDEOMEMORYINFO, QueryVideoMemoryInfo.class, QueryVideoMemoryInfo::adapter);
    opening(DxgIoctl.CREATEDEVICE, CreateDevice.class, CreateDevice::adapter);
    opening(DxgIoctl.FREEGPUVIRTUALADDRESS, FreeGpuVirtualAddress.class, FreeGpuVirtualAddress::adapter);
    openingOrObject(DxgIoctl.RESERVEGPUVIRTUALADDRESS, ReserveGpuVirtualAddress.class,
        ReserveGpuVirtualAddress::adapter);
    object(DxgIoctl.DESTROYDEVICE, DestroyDevice.class, DestroyDevice::device);
    object(DxgIoctl.GETDEVICESTATE, GetDeviceState.class, GetDeviceState::device);
    object(DxgIoctl.CREATECONTEXTVIRTUAL, CreateContextVirtual.class, CreateContextVirtual::device);
    object(DxgIoctl.DESTROYCONTEXT, DestroyContext.class, DestroyContext::context);
    object(DxgIoctl.CREATEHWQUEUE, CreateHwQueue.class, CreateHwQueue::context);
    object(DxgIoctl.DESTROYHWQUEUE, DestroyHwQueue.class, DestroyHwQueue::queue);
    object(DxgIoctl.CREATEPAGINGQUEUE, CreatePagingQueue.class, CreatePagingQueue::device);
    object(DxgIoctl.DESTROYPAGINGQUEUE, DestroyPagingQueue.class, DestroyPagingQueue::pagingQueue);
    object(DxgIoctl.CREATEALLOCATION, CreateAllocation.class, CreateAllocation::device);
    object(DxgIoctl.DESTROYALLOCATION2, DestroyAllocation2.class, DestroyAllocation2::device);
    object(DxgIoctl.LOCK2, Lock2.class, Lock2::device);
    object(DxgIoctl.UNLOCK2, Unlock2.class, Unlock2::device);
    object(DxgIoctl.MAPGPUVIRTUALADDRESS, MapGpuVirtualAddress.class, MapGpuVirtualAddress::pagingQueue);
    object(DxgIoctl.MAKERESIDENT, MakeResident.class, MakeResident::pagingQueue);
    object(DxgIoctl.EVICT, Evict.class, Evict::device);
    object(DxgIoctl.CREATESYNCHRONIZATIONOBJECT, CreateSynchronizationObject.class,
        CreateSynchronizationObject::device);
    object(DxgIoctl.DESTROYSYNCHRONIZATIONOBJECT, DestroySynchronizationObject.class,
        DestroySynchronizationObject::syncObject);
    object(DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMCPU, WaitForSynchronizationObjectFromCpu.class,
        WaitForSynchronizationObjectFromCpu::device);
    object(DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMGPU, WaitForSynchronizationObjectFromGpu.class,
        WaitForSynchronizationObjectFromGpu::context);
    object(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMCPU, SignalSynchronizationObjectFromCpu.class,
        SignalSynchronizationObjectFromCpu::device);
    object(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMGPU, SignalSynchronizationObjectFromGpu.class,
        SignalSynchronizationObjectFromGpu::context);
    object(DxgIoctl.SUBMITCOMMAND, SubmitCommand.class, command -> command.broadcastContext().get(0));
    object(DxgIoctl.SUBMITCOMMANDTOHWQUEUE, SubmitCommandToHwQueue.class, SubmitCommandToHwQueue::hwqueue);
    object(DxgIoctl.SUBMITWAITFORSYNCOBJECTSTOHWQUEUE, SubmitWaitForSyncObjectsToHwQueue.class,
        SubmitWaitForSyncObjectsToHwQueue::hwqueue);
    firstOf(DxgIoctl.SUBMITSIGNALSYNCOBJECTSTOHWQUEUE, SubmitSignalSyncObjectsToHwQueue.class,
        SubmitSignalSyncObjectsToHwQueue::hwqueues);
    own(ParavaneIoctl.GETRANGE, GetRange.class, GetRange::object);
    own(ParavaneIoctl.COPY, CopyBytes.class, CopyBytes::object);
  }

  private <A extends Record> void own(ParavaneIoctl ioctl, Class<A> type, Function<A, Handle> handle) {
    Route<A> route = (call, argument) -> ofObject(call.process(), handle.apply(argument));
    if (!ioctl.argument().equals(type) || ownRows.put(ioctl, route) != null) {
      throw new IllegalArgumentException("bad row: ioctl=" + ioctl + ", argument=" + type);
    }
  }

  /** The ioctls that are routed. */
  Set<DxgIoctl> routed() {
    return rows.keySet();
  }

  /** The route of an ioctl whose argument is of that type. */
  <A extends Record> Route<A> of(DxgIoctl ioctl) {
    return required(rows.get(ioctl), ioctl);
  }

  /** The same for an ioctl of our own. */
  <A extends Record> Route<A> of(ParavaneIoctl ioctl) {
    return required(ownRows.get(ioctl), ioctl);
  }

  @SuppressWarnings("unchecked")
  private static <A extends Record> Route<A> required(@Nullable Route<?> route, Enum<?> ioctl) {
    if (route == null) {
      throw new IllegalStateException("no route: ioctl=" + ioctl);
    }
    return (Route<A>) route;
  }

  /** The handle of an opening of the adapter. */
  private <A extends Record> void opening(DxgIoctl ioctl, Class<A> type, Function<A, Handle> handle) {
    put(ioctl, type, (call, argument) -> call.process().adapter(handle.apply(argument)));
  }

  /** The handle of an object on the adapter. */
  private <A extends Record> void object(DxgIoctl ioctl, Class<A> type, Function<A, Handle> handle) {
    put(ioctl, type, (call, argument) -> ofObject(call.process(), handle.apply(argument)));
  }

  private <A extends Record> void openingOrObject(DxgIoctl ioctl, Class<A> type, Function<A, Handle> handle) {
    put(ioctl, type, (call, argument) -> {
      Result<DxgAdapter> opened = call.process().adapter(handle.apply(argument));
      return opened instanceof Result.Ok ? opened : ofObject(call.process(), handle.apply(argument));
    });
  }

  /** The first of an array of handles in the caller's memory, which is read again when the ioctl is carried out. */
  private <A extends Record> void firstOf(DxgIoctl ioctl, Class<A> type, ToLongFunction<A> address) {
    put(ioctl, type, (call, argument) -> call.data().handles(address.applyAsLong(argument), 1)
        .flatMap(handles -> ofObject(call.process(), handles.get(0))));
  }

  private static Result<DxgAdapter> ofObject(DxgProcess process, Handle handle) {
    return process.find(handle).map(object -> object.device().adapter());
  }

  private <A extends Record> void put(DxgIoctl ioctl, Class<A> type, Route<A> route) {
    if (!ioctl.argument().equals(type) || rows.put(ioctl, route) != null) {
      throw new IllegalArgumentException("bad row: ioctl=" + ioctl + ", argument=" + type);
    }
  }
}
