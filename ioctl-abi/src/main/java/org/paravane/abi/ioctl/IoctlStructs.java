package org.paravane.abi.ioctl;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.StructCodec;

/** All structs of the ioctl ABI: the arguments, which the table of ioctls has, and what is inside them or pointed to. */
public final class IoctlStructs {
  private static final List<Class<? extends Record>> OTHERS = List.of(
      AllocationInfo2.class, AllocationList.class, BuildTestCommandBuffer.class, CreateContextFlags.class,
      CreateHwQueueFlags.class, EscapeFlags.class, EvictFlags.class, MakeResidentFlags.class,
      OpenAllocationInfo2.class, PatchLocationList.class, Rational.class, SegmentPreference.class,
      SynchronizationObjectFlags.class, SynchronizationObjectInfo2.class, TestCommand.class,
      TranslateAllocationHandle.class, UpdateAllocPropertyFlags.class, UpdateGpuVirtualAddressOperation.class,
      WaitForSynchronizationObjectFromCpuFlags.class, DestroyAllocation2Flags.class, Lock2Flags.class,
      SignalFlags.class, GpuVaProtectionType.class, GdiSurfaceData.class, ShadowSurfaceData.class,
      SharedPrimarySurfaceData.class, StagingSurfaceData.class, AdapterInfo.class, AdapterType.class,
      CreateAllocationFlags.class, CreateDeviceFlags.class, CreateStandardAllocation.class,
      CreateStandardAllocationFlags.class, DevicePageFaultState.class, DeviceResetState.class,
      EnumAdaptersFilter.class, OfferFlags.class, QueryStatisticsResult.class, StandardAllocationExistingHeap.class,
      SubmitCommandFlags.class, Handle.class, FaultErrorCode.class, GpuClockData.class, GpuClockDataFlags.class,
      IsFeatureEnabledResult.class, NtStatus.class, Luid.class);

  private IoctlStructs() {
  }

  /** All of them by C name. */
  public static List<Class<? extends Record>> all() {
    Stream<Class<? extends Record>> arguments = Stream.of(DxgIoctl.values()).map(DxgIoctl::argument);
    return Stream.concat(arguments, OTHERS.stream())
        .sorted(Comparator.comparing(struct -> StructCodec.of(struct).layout().name())).toList();
  }
}
