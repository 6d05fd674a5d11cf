package org.paravane.abi.render;

import java.util.List;
import java.util.stream.Stream;
import org.paravane.abi.CEnum;
import org.paravane.abi.ioctl.AllocationResidencyStatus;
import org.paravane.abi.ioctl.ClientHint;
import org.paravane.abi.ioctl.DdiFormat;
import org.paravane.abi.ioctl.DeviceErrorReason;
import org.paravane.abi.ioctl.DeviceExecutionState;
import org.paravane.abi.ioctl.DeviceStateType;
import org.paravane.abi.ioctl.EscapeType;
import org.paravane.abi.ioctl.FeatureId;
import org.paravane.abi.ioctl.GdiSurfaceType;
import org.paravane.abi.ioctl.GeneralErrorCode;
import org.paravane.abi.ioctl.GpuVaReservationType;
import org.paravane.abi.ioctl.KnownEscapeType;
import org.paravane.abi.ioctl.MemorySegmentGroup;
import org.paravane.abi.ioctl.OfferPriority;
import org.paravane.abi.ioctl.PageFaultFlags;
import org.paravane.abi.ioctl.PagingQueuePriority;
import org.paravane.abi.ioctl.QueryAdapterInfoType;
import org.paravane.abi.ioctl.QueryStatisticsType;
import org.paravane.abi.ioctl.ReclaimResult;
import org.paravane.abi.ioctl.RenderPipelineStage;
import org.paravane.abi.ioctl.StandardAllocationType;
import org.paravane.abi.ioctl.StandardSurfaceType;
import org.paravane.abi.ioctl.SynchronizationObjectType;
import org.paravane.abi.ioctl.UpdateGpuVirtualAddressOperationType;

/** The enums of the ioctl ABI. */
final class EnumCatalog {
  private static final List<Class<? extends CEnum>> IOCTL = List.of(
      KnownEscapeType.class, PagingQueuePriority.class, ReclaimResult.class, SynchronizationObjectType.class,
      UpdateGpuVirtualAddressOperationType.class, DdiFormat.class, GpuVaReservationType.class, GdiSurfaceType.class,
      StandardSurfaceType.class, AllocationResidencyStatus.class, ClientHint.class, DeviceErrorReason.class,
      DeviceExecutionState.class, DeviceStateType.class, EscapeType.class, MemorySegmentGroup.class,
      OfferPriority.class, QueryStatisticsType.class, StandardAllocationType.class, FeatureId.class,
      GeneralErrorCode.class, PageFaultFlags.class, RenderPipelineStage.class, QueryAdapterInfoType.class);

  private EnumCatalog() {
  }

  /** All of them by C name. */
  static List<Class<? extends CEnum>> ioctlEnums() {
    return IOCTL;
  }

  /** The constants of an enum that the kernel header has. */
  static List<CEnum> constants(Class<? extends CEnum> type) {
    return Stream.of(type.getEnumConstants()).map(CEnum.class::cast)
        .filter(constant -> !(constant instanceof QueryAdapterInfoType query) || query.namedByDriver()).toList();
  }
}
