package org.paravane.host.vsp;

import java.util.List;
import java.util.Optional;
import org.paravane.abi.Bytes;
import org.paravane.abi.CEnum;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.Utf16;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.abi.accel.KernelObjectTable;
import org.paravane.abi.ioctl.AdapterType;
import org.paravane.abi.ioctl.QueryAdapterInfoType;
import org.paravane.abi.query.AdapterRegistryInfo;
import org.paravane.abi.query.AdapterUniqueGuid;
import org.paravane.abi.query.DeviceIds;
import org.paravane.abi.query.DriverDescription;
import org.paravane.abi.query.DriverVersion;
import org.paravane.abi.query.EngineType;
import org.paravane.abi.query.KmdDriverVersion;
import org.paravane.abi.query.LargeInteger;
import org.paravane.abi.query.NodeMetadata;
import org.paravane.abi.query.Paravirtualization;
import org.paravane.abi.query.PhysicalAdapterCount;
import org.paravane.abi.query.QueryDeviceIds;
import org.paravane.abi.query.QueryPayloads;
import org.paravane.abi.query.UmDriverName;
import org.paravane.abi.query.Wddm20Caps;
import org.paravane.abi.query.Wddm27Caps;
import org.paravane.abi.query.Wddm29Caps;
import org.paravane.abi.query.Wddm30Caps;
import org.paravane.abi.wire.VgpuOfferData;
import org.paravane.host.engine.EngineNode;
import org.paravane.host.engine.GpuDescription;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.object.HostAdapter;

/** What an adapter says of itself. Source: d3dkmt-abi.md section 5.1; the driver private type is ours. */
final class AdapterQueries {
  private static final long DRIVER_VERSION = 1L << 48;
  private static final String DRIVER_NAME = "paravane";

  private final HostAdapter adapter;

  AdapterQueries(HostAdapter adapter) {
    this.adapter = adapter;
  }

  /**
   * Answers a query.
   *
   * @param sent the caller's buffer, in which some types say more
   * @return the payload, no longer than the buffer; EINVAL for a type that does not exist, ENOSYS for one that this adapter
   *     does not answer, EOVERFLOW if the buffer is too small
   */
  Result<Bytes> answer(int number, Bytes sent) {
    Optional<QueryAdapterInfoType> type = CEnum.of(QueryAdapterInfoType.class, number);
    if (type.isEmpty()) {
      return Result.failed(Errno.EINVAL, "no such adapter query: type=" + Integer.toUnsignedString(number));
    }
    Optional<Class<? extends Record>> payload = QueryPayloads.of(type.get());
    if (payload.isEmpty()) {
      return Result.failed(Errno.ENOSYS, "adapter query is not answered: type=" + type.get());
    }
    int needed = StructCodec.of(payload.get()).size();
    if (sent.length() < needed) {
      return Result.failed(Errno.EOVERFLOW,
          "buffer too small: query=" + type.get() + ", need=" + needed + ", got=" + sent.length());
    }
    return record(type.get(), sent).map(answer -> Bytes.of(StructCodec.ofValue(answer).encode(answer)));
  }

  private Result<Record> record(QueryAdapterInfoType type, Bytes sent) {
    GpuDescription gpu = adapter.gpu().description();
    return switch (type) {
      case UMDRIVERPRIVATE -> driverPrivate(sent);
      case UMDRIVERNAME -> Result.ok(
          new UmDriverName(sent.as(UmDriverName.class).version(), Utf16.of(DRIVER_NAME, 260)));
      case ADAPTERREGISTRYINFO -> Result.ok(AdapterRegistryInfo.of(gpu.name(), DRIVER_NAME, "none", gpu.name()));
      case DRIVERVERSION -> Result.ok(new DriverVersion(DriverVersion.WDDM_3_0));
      case ADAPTERTYPE, ADAPTERTYPE_RENDER -> Result.ok(adapterType(gpu));
      case WDDM_2_0_CAPS -> Result.ok(new Wddm20Caps(false, true, false, false, false, true, 0));
      case NODEMETADATA -> node(sent.as(NodeMetadata.class));
      case PHYSICALADAPTERCOUNT -> Result.ok(new PhysicalAdapterCount(1));
      case PHYSICALADAPTERDEVICEIDS -> deviceIds(gpu, sent.as(QueryDeviceIds.class));
      case KMD_DRIVER_VERSION -> Result.ok(new KmdDriverVersion(new LargeInteger(DRIVER_VERSION)));
      case QUERY_ADAPTER_UNIQUE_GUID -> Result.ok(AdapterUniqueGuid.of(adapter.instanceId()));
      case DRIVER_DESCRIPTION, DRIVER_DESCRIPTION_RENDER -> Result.ok(DriverDescription.of(gpu.name()));
      case PARAVIRTUALIZATION_RENDER -> Result.ok(new Paravirtualization((byte) 0));
      case WDDM_2_7_CAPS -> Result.ok(new Wddm27Caps(false, false, false, false, 0));
      case WDDM_2_9_CAPS -> Result.ok(new Wddm29Caps(0, false, false, 0));
      case WDDM_3_0_CAPS -> Result.ok(new Wddm30Caps(0, false, false, 0));
      default -> Result.failed(Errno.ENOSYS, "adapter query is not answered: type=" + type);
    };
  }

  /** Only magic and version are a request: what follows them may be what an earlier answer left there. */
  private Result<Record> driverPrivate(Bytes sent) {
    int magic = sent.u32(0);
    int version = sent.u32(Integer.BYTES);
    if (magic == KernelObjectTable.MAGIC && version == KernelObjectTable.VERSION) {
      return Result.ok(kernels(sent.length()));
    }
    if (magic == DeviceInfo.MAGIC && version == DeviceInfo.VERSION) {
      return sent.length() >= DeviceInfo.SIZE_BYTES
          ? Result.ok(adapter.gpu().deviceInfo())
          : Result.failed(Errno.EOVERFLOW,
              "buffer too small: query=device info, need=" + DeviceInfo.SIZE_BYTES + ", got=" + sent.length());
    }
    return Result.failed(Errno.EINVAL, "no request for kernels or device info: magic=0x%x, version=%d".formatted(magic,
        version));
  }

  private KernelObjectTable kernels(int bufferBytes) {
    List<KernelObjectTable.Entry> entries = adapter.gpu().kernels().kernels().stream()
        .map(kernel -> KernelObjectTable.Entry.of(kernel.kernelObject(), kernel.kernargBytes(), kernel.name()))
        .toList();
    return KernelObjectTable.of(entries, bufferBytes);
  }

  private static AdapterType adapterType(GpuDescription gpu) {
    AdapterType type = AdapterType.NONE.withRenderSupported().withParavirtualized();
    return gpu.pciDevice() == VgpuOfferData.DEVICE_COMPUTE ? type.withComputeOnly() : type;
  }

  private Result<Record> node(NodeMetadata asked) {
    List<EngineNode> nodes = adapter.gpu().nodes();
    if (asked.physicalAdapterIndex() != 0 || asked.nodeOrdinal() >= nodes.size()) {
      return Result.failed(Errno.EINVAL, "no such engine node: adapter=%d, node=%d, nodes=%d".formatted(
          asked.physicalAdapterIndex(), asked.nodeOrdinal(), nodes.size()));
    }
    EngineNode node = nodes.get(asked.nodeOrdinal());
    EngineType type = node.kind() == NodeKind.COPY ? EngineType.COPY : EngineType.OTHER;
    return Result.ok(NodeMetadata.of(asked.nodeOrdinal(), type, node.name()));
  }

  private static Result<Record> deviceIds(GpuDescription gpu, QueryDeviceIds asked) {
    if (asked.physicalAdapterIndex() != 0) {
      return Result.failed(Errno.EINVAL, "no such physical adapter: index=" + asked.physicalAdapterIndex());
    }
    int subVendor = gpu.pciSubsystem() & 0xffff;
    int subSystem = gpu.pciSubsystem() >>> 16;
    return Result.ok(new QueryDeviceIds(0,
        new DeviceIds(gpu.pciVendor(), gpu.pciDevice(), subVendor, subSystem, gpu.pciRevision(), 0)));
  }
}
