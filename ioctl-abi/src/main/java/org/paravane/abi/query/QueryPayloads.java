package org.paravane.abi.query;

import java.util.Optional;
import org.paravane.abi.accel.KernelObjectTable;
import org.paravane.abi.ioctl.AdapterType;
import org.paravane.abi.ioctl.QueryAdapterInfoType;

/** Which record each type of QUERYADAPTERINFO asks for and answers with. */
public final class QueryPayloads {
  private QueryPayloads() {
  }

  /** The record of a type, or empty for a type that we do not answer. */
  public static Optional<Class<? extends Record>> of(QueryAdapterInfoType type) {
    return switch (type) {
      case UMDRIVERPRIVATE -> Optional.of(KernelObjectTable.class);
      case UMDRIVERNAME -> Optional.of(UmDriverName.class);
      case ADAPTERREGISTRYINFO -> Optional.of(AdapterRegistryInfo.class);
      case DRIVERVERSION -> Optional.of(DriverVersion.class);
      case ADAPTERTYPE, ADAPTERTYPE_RENDER -> Optional.of(AdapterType.class);
      case WDDM_2_0_CAPS -> Optional.of(Wddm20Caps.class);
      case NODEMETADATA -> Optional.of(NodeMetadata.class);
      case PHYSICALADAPTERCOUNT -> Optional.of(PhysicalAdapterCount.class);
      case PHYSICALADAPTERDEVICEIDS -> Optional.of(QueryDeviceIds.class);
      case KMD_DRIVER_VERSION -> Optional.of(KmdDriverVersion.class);
      case QUERY_ADAPTER_UNIQUE_GUID -> Optional.of(AdapterUniqueGuid.class);
      case DRIVER_DESCRIPTION, DRIVER_DESCRIPTION_RENDER -> Optional.of(DriverDescription.class);
      case PARAVIRTUALIZATION_RENDER -> Optional.of(Paravirtualization.class);
      case WDDM_2_7_CAPS -> Optional.of(Wddm27Caps.class);
      case WDDM_2_9_CAPS -> Optional.of(Wddm29Caps.class);
      case WDDM_3_0_CAPS -> Optional.of(Wddm30Caps.class);
      default -> Optional.empty();
    };
  }
}
