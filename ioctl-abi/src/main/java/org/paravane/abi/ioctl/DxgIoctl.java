package org.paravane.abi.ioctl;

import static org.paravane.abi.ioctl.DxgIoctl.Support.ANSWERED;
import static org.paravane.abi.ioctl.DxgIoctl.Support.SUPPORTED;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.StructCodec;

/**
 * The table of the ioctls: number, argument record, whether we do it, and the libdxg function that issues it. Request codes
 * follow from the records. Source: d3dkmt-abi.md sections 2 and 3.
 */
public enum DxgIoctl {
  OPENADAPTERFROMLUID(0x01, OpenAdapterFromLuid.class, SUPPORTED, "OpenAdapterFromLuid"), //
  CREATEDEVICE(0x02, CreateDevice.class, SUPPORTED, "CreateDevice"), //
  CREATECONTEXTVIRTUAL(0x04, CreateContextVirtual.class, SUPPORTED, "CreateContextVirtual"), //
  DESTROYCONTEXT(0x05, DestroyContext.class, SUPPORTED, "DestroyContext"), //
  CREATEALLOCATION(0x06, CreateAllocation.class, SUPPORTED, "CreateAllocation2"), //
  CREATEPAGINGQUEUE(0x07, CreatePagingQueue.class, SUPPORTED, "CreatePagingQueue"), //
  RESERVEGPUVIRTUALADDRESS(0x08, ReserveGpuVirtualAddress.class, SUPPORTED, "ReserveGpuVirtualAddress"), //
  QUERYADAPTERINFO(0x09, QueryAdapterInfo.class, SUPPORTED, "QueryAdapterInfo"), //
  QUERYVIDEOMEMORYINFO(0x0a, QueryVideoMemoryInfo.class, SUPPORTED, "QueryVideoMemoryInfo"), //
  MAKERESIDENT(0x0b, MakeResident.class, SUPPORTED, "MakeResident"), //
  MAPGPUVIRTUALADDRESS(0x0c, MapGpuVirtualAddress.class, SUPPORTED, "MapGpuVirtualAddress"), //
  ESCAPE(0x0d, Escape.class, ANSWERED, "Escape"), //
  GETDEVICESTATE(0x0e, GetDeviceState.class, SUPPORTED, "GetDeviceState"), //
  SUBMITCOMMAND(0x0f, SubmitCommand.class, SUPPORTED, "SubmitCommand"), //
  CREATESYNCHRONIZATIONOBJECT(0x10, CreateSynchronizationObject.class, SUPPORTED, "CreateSynchronizationObject2"), //
  SIGNALSYNCHRONIZATIONOBJECT(0x11, SignalSynchronizationObject.class, ANSWERED, "SignalSynchronizationObject2"), //
  WAITFORSYNCHRONIZATIONOBJECT(0x12, WaitForSynchronizationObject.class, ANSWERED, "WaitForSynchronizationObject2"), //
  DESTROYALLOCATION2(0x13, DestroyAllocation2.class, SUPPORTED, "DestroyAllocation2"), //
  ENUMADAPTERS2(0x14, EnumAdapters2.class, SUPPORTED, "EnumAdapters2"), //
  CLOSEADAPTER(0x15, CloseAdapter.class, SUPPORTED, "CloseAdapter"), //
  CHANGEVIDEOMEMORYRESERVATION(0x16, ChangeVideoMemoryReservation.class, ANSWERED, "ChangeVideoMemoryReservation"), //
  CREATEHWQUEUE(0x18, CreateHwQueue.class, SUPPORTED, "CreateHwQueue"), //
  DESTROYDEVICE(0x19, DestroyDevice.class, SUPPORTED, "DestroyDevice"), //
  DESTROYHWQUEUE(0x1b, DestroyHwQueue.class, SUPPORTED, "DestroyHwQueue"), //
  DESTROYPAGINGQUEUE(0x1c, DestroyPagingQueue.class, SUPPORTED, "DestroyPagingQueue"), //
  DESTROYSYNCHRONIZATIONOBJECT(0x1d, DestroySynchronizationObject.class, SUPPORTED, "DestroySynchronizationObject"), //
  EVICT(0x1e, Evict.class, SUPPORTED, "Evict"), //
  FLUSHHEAPTRANSITIONS(0x1f, FlushHeapTransitions.class, ANSWERED, "FlushHeapTransitions"), //
  FREEGPUVIRTUALADDRESS(0x20, FreeGpuVirtualAddress.class, SUPPORTED, "FreeGpuVirtualAddress"), //
  GETCONTEXTINPROCESSSCHEDULINGPRIORITY(0x21, GetContextInProcessSchedulingPriority.class, ANSWERED,
      "GetContextInProcessSchedulingPriority"), //
  GETCONTEXTSCHEDULINGPRIORITY(0x22, GetContextSchedulingPriority.class, ANSWERED, "GetContextSchedulingPriority"), //
  INVALIDATECACHE(0x24, InvalidateCache.class, ANSWERED, "InvalidateCache"), //
  LOCK2(0x25, Lock2.class, SUPPORTED, "Lock2"), //
  MARKDEVICEASERROR(0x26, MarkDeviceAsError.class, ANSWERED, "MarkDeviceAsError"), //
  OFFERALLOCATIONS(0x27, OfferAllocations.class, ANSWERED, "OfferAllocations"), //
  QUERYALLOCATIONRESIDENCY(0x2a, QueryAllocationResidency.class, ANSWERED, "QueryAllocationResidency"), //
  RECLAIMALLOCATIONS2(0x2c, ReclaimAllocations2.class, ANSWERED, "ReclaimAllocations2"), //
  SETALLOCATIONPRIORITY(0x2e, SetAllocationPriority.class, ANSWERED, "SetAllocationPriority"), //
  SETCONTEXTINPROCESSSCHEDULINGPRIORITY(0x2f, SetContextInProcessSchedulingPriority.class, ANSWERED,
      "SetContextInProcessSchedulingPriority"), //
  SETCONTEXTSCHEDULINGPRIORITY(0x30, SetContextSchedulingPriority.class, ANSWERED, "SetContextSchedulingPriority"), //
  SIGNALSYNCHRONIZATIONOBJECTFROMCPU(0x31, SignalSynchronizationObjectFromCpu.class, SUPPORTED,
      "SignalSynchronizationObjectFromCpu"), //
  SIGNALSYNCHRONIZATIONOBJECTFROMGPU(0x32, SignalSynchronizationObjectFromGpu.class, SUPPORTED,
      "SignalSynchronizationObjectFromGpu"), //
  SIGNALSYNCHRONIZATIONOBJECTFROMGPU2(0x33, SignalSynchronizationObjectFromGpu2.class, ANSWERED,
      "SignalSynchronizationObjectFromGpu2"), //
  SUBMITCOMMANDTOHWQUEUE(0x34, SubmitCommandToHwQueue.class, SUPPORTED, "SubmitCommandToHwQueue"), //
  SUBMITSIGNALSYNCOBJECTSTOHWQUEUE(0x35, SubmitSignalSyncObjectsToHwQueue.class, SUPPORTED,
      "SubmitSignalSyncObjectsToHwQueue"), //
  SUBMITWAITFORSYNCOBJECTSTOHWQUEUE(0x36, SubmitWaitForSyncObjectsToHwQueue.class, SUPPORTED,
      "SubmitWaitForSyncObjectsToHwQueue"), //
  UNLOCK2(0x37, Unlock2.class, SUPPORTED, "Unlock2"), //
  UPDATEALLOCPROPERTY(0x38, UpdateAllocProperty.class, ANSWERED, "UpdateAllocationProperty"), //
  UPDATEGPUVIRTUALADDRESS(0x39, UpdateGpuVirtualAddress.class, ANSWERED, "UpdateGpuVirtualAddress"), //
  WAITFORSYNCHRONIZATIONOBJECTFROMCPU(0x3a, WaitForSynchronizationObjectFromCpu.class, SUPPORTED,
      "WaitForSynchronizationObjectFromCpu"), //
  WAITFORSYNCHRONIZATIONOBJECTFROMGPU(0x3b, WaitForSynchronizationObjectFromGpu.class, SUPPORTED,
      "WaitForSynchronizationObjectFromGpu"), //
  GETALLOCATIONPRIORITY(0x3c, GetAllocationPriority.class, ANSWERED, "GetAllocationPriority"), //
  QUERYCLOCKCALIBRATION(0x3d, QueryClockCalibration.class, ANSWERED, "QueryClockCalibration"), //
  ENUMADAPTERS3(0x3e, EnumAdapters3.class, SUPPORTED, "EnumAdapters3"), //
  SHAREOBJECTS(0x3f, ShareObjects.class, ANSWERED, "ShareObjectsInternal"), //
  OPENSYNCOBJECTFROMNTHANDLE2(0x40, OpenSyncObjectFromNtHandle2.class, ANSWERED, "OpenSyncObjectFromNtHandle2"), //
  QUERYRESOURCEINFOFROMNTHANDLE(0x41, QueryResourceInfoFromNtHandle.class, ANSWERED, "QueryResourceInfoFromNtHandle"), //
  OPENRESOURCEFROMNTHANDLE(0x42, OpenResourceFromNtHandle.class, ANSWERED, "OpenResourceFromNtHandle"), //
  QUERYSTATISTICS(0x43, QueryStatistics.class, ANSWERED, "QueryStatistics"), //
  SHAREOBJECTWITHHOST(0x44, ShareObjectWithHost.class, ANSWERED, "ShareObjectWithHost"), //
  CREATESYNCFILE(0x45, CreateSyncFile.class, ANSWERED, "CreateSyncFile"), //
  WAITSYNCFILE(0x46, WaitSyncFile.class, ANSWERED, null), //
  OPENSYNCOBJECTFROMSYNCFILE(0x47, OpenSyncObjectFromSyncFile.class, ANSWERED, null), //
  ENUMPROCESSES(0x48, EnumProcesses.class, ANSWERED, null), //
  ISFEATUREENABLED(0x49, IsFeatureEnabled.class, ANSWERED, null);

  /** Whether an ioctl is done or only has a documented answer. */
  public enum Support {
    SUPPORTED, ANSWERED
  }

  /** Type byte of all request codes: ASCII G. */
  public static final int TYPE = 0x47;
  /** Highest number that was ever given. */
  public static final int LAST_NUMBER = 0x49;

  private final int number;
  private final Class<? extends Record> argument;
  private final Support support;
  private final @Nullable String entryPoint;

  DxgIoctl(int number, Class<? extends Record> argument, Support support, @Nullable String entryPoint) {
    this.number = number;
    this.argument = argument;
    this.support = support;
    this.entryPoint = entryPoint;
  }

  /** Request code of a number and an argument size: read and write, type G. */
  public static int requestCode(int number, int sizeBytes) {
    return 3 << 30 | sizeBytes << 16 | TYPE << 8 | number;
  }

  /** The number in a request code, 0..255. */
  public static int numberOf(int requestCode) {
    return requestCode & 0xff;
  }

  public static Optional<DxgIoctl> ofNumber(int number) {
    for (DxgIoctl ioctl : values()) {
      if (ioctl.number == number) {
        return Optional.of(ioctl);
      }
    }
    return Optional.empty();
  }

  /** The ioctl whose whole request code this is; any other size, direction or type is none. */
  public static Optional<DxgIoctl> ofRequest(int requestCode) {
    return ofNumber(numberOf(requestCode)).filter(ioctl -> ioctl.requestCode() == requestCode);
  }

  public int number() {
    return number;
  }

  public Class<? extends Record> argument() {
    return argument;
  }

  public int argumentSizeBytes() {
    return StructCodec.of(argument).size();
  }

  public int requestCode() {
    return requestCode(number, argumentSizeBytes());
  }

  /** C name of the request code. */
  public String cName() {
    return this == ISFEATUREENABLED ? "LX_" + name() : "LX_DX" + name();
  }

  /** Name of the libdxg function that issues it, without {@code D3DKMT}; libdxg does not know the newest. */
  public Optional<String> entryPoint() {
    return Optional.ofNullable(entryPoint);
  }

  public boolean isSupported() {
    return support == SUPPORTED;
  }

  /** What an ioctl that we do not support answers. */
  public Optional<Errno> answer() {
    return isSupported() ? Optional.empty() : Optional.of(Errno.ENOTTY);
  }
}
