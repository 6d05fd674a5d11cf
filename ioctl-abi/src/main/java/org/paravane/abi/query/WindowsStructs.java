package org.paravane.abi.query;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.paravane.abi.ioctl.AdapterInfo;
import org.paravane.abi.ioctl.AdapterType;
import org.paravane.abi.ioctl.AllocationInfo2;
import org.paravane.abi.ioctl.AllocationList;
import org.paravane.abi.ioctl.CreateStandardAllocation;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.OpenAllocationInfo2;
import org.paravane.abi.ioctl.PatchLocationList;
import org.paravane.abi.ioctl.UnimplementedIoctl;
import org.paravane.abi.ioctl.UpdateGpuVirtualAddressOperation;

/** The structs as libdxg sees them: the arguments of its requests in order of their numbers, then query payloads. */
public final class WindowsStructs {
  private static final List<Class<? extends Record>> PAYLOADS = List.of(
      AdapterType.class, DeviceIds.class, QueryDeviceIds.class, Wddm12Caps.class, Wddm13Caps.class, Wddm20Caps.class,
      Wddm27Caps.class, Wddm29Caps.class, Wddm30Caps.class, SegmentSizeInfo.class, SegmentGroupSizeInfo.class,
      AdapterAddress.class, AdapterPerfData.class, AdapterPerfDataCaps.class, NodePerfData.class,
      QueryGpuMmuCaps.class, UmdDriverVersion.class, KmdDriverVersion.class, GpuVersion.class,
      PhysicalAdapterCount.class, VirtualAddressInfo.class, Paravirtualization.class,
      CrossAdapterResourceSupport.class, AllocationInfo2.class, OpenAllocationInfo2.class, AdapterInfo.class,
      CreateStandardAllocation.class, UpdateGpuVirtualAddressOperation.class, AllocationList.class,
      PatchLocationList.class);

  private WindowsStructs() {
  }

  /** All of them. */
  public static List<Class<? extends Record>> all() {
    Map<Integer, Class<? extends Record>> arguments = new TreeMap<>(Comparator.naturalOrder());
    for (DxgIoctl ioctl : DxgIoctl.values()) {
      if (ioctl.entryPoint().isPresent()) {
        arguments.put(ioctl.number(), ioctl.argument());
      }
    }
    for (UnimplementedIoctl ioctl : UnimplementedIoctl.values()) {
      arguments.put(ioctl.number(), ioctl.argument());
    }
    return Stream.concat(arguments.values().stream(), PAYLOADS.stream()).toList();
  }
}
