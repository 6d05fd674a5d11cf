package org.paravane.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.CEnum;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.Utf16;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.abi.accel.KernelObjectTable;
import org.paravane.abi.ioctl.AdapterInfo;
import org.paravane.abi.ioctl.CloseAdapter;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.EnumAdapters3;
import org.paravane.abi.ioctl.EnumAdaptersFilter;
import org.paravane.abi.ioctl.MemorySegmentGroup;
import org.paravane.abi.ioctl.QueryAdapterInfo;
import org.paravane.abi.ioctl.QueryAdapterInfoType;
import org.paravane.abi.ioctl.QueryVideoMemoryInfo;
import org.paravane.abi.query.DeviceIds;
import org.paravane.abi.query.DriverDescription;
import org.paravane.abi.query.EngineType;
import org.paravane.abi.query.NodeMetadata;
import org.paravane.abi.query.QueryDeviceIds;

/** What a node says of its adapter. */
final class AdapterQueries {
  private static final int MAX_ADAPTERS = 64;
  private static final int MAX_ENGINES = 64;
  private static final int FIRST_TABLE_ENTRIES = 64;
  private static final int MAX_TABLE_ENTRIES = 1024;

  private final NodeCalls calls;
  private final Handle adapter;
  private final Luid luid;

  private AdapterQueries(NodeCalls calls, AdapterInfo info) {
    this.calls = calls;
    this.adapter = info.adapterHandle();
    this.luid = info.adapterLuid();
  }

  /** Opens the adapter of the node; where a node shows several, the first. ENODEV when it shows none. */
  static AdapterQueries open(NodeCalls calls) {
    StructCodec<AdapterInfo> codec = StructCodec.of(AdapterInfo.class);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment array = arena.allocate((long) MAX_ADAPTERS * codec.size(), 8);
      int count = calls.call(DxgIoctl.ENUMADAPTERS3,
          new EnumAdapters3(new EnumAdaptersFilter(true, false, 0), MAX_ADAPTERS, 0, array.address()), arena)
          .argument().adapterCount();
      List<AdapterInfo> shown = new ArrayList<>();
      for (int i = 0; i < Math.min(count, MAX_ADAPTERS); i++) {
        shown.add(codec.read(array, (long) i * codec.size()));
      }
      shown.removeIf(info -> info.adapterHandle().isNone());
      if (shown.isEmpty()) {
        throw new AcceleratorException("open", Errno.ENODEV, "node shows no adapter: node=" + calls.name());
      }
      shown.subList(1, shown.size())
          .forEach(info -> calls.end(DxgIoctl.CLOSEADAPTER, new CloseAdapter(info.adapterHandle())));
      return new AdapterQueries(calls, shown.getFirst());
    }
  }

  Handle adapter() {
    return adapter;
  }

  AcceleratorDescription description() {
    String name = optional(QueryAdapterInfoType.DRIVER_DESCRIPTION,
        new DriverDescription(Utf16.of("", 4096))).description().text();
    DeviceIds ids = optional(QueryAdapterInfoType.PHYSICALADAPTERDEVICEIDS,
        new QueryDeviceIds(0, new DeviceIds(0, 0, 0, 0, 0, 0))).deviceIds();
    return new AcceleratorDescription(calls.name(), name.isEmpty() ? calls.name() : name, luid, ids.vendorId(),
        ids.deviceId(), engines());
  }

  /** What the device behind the adapter is; a host that does not know the question has built-in kernels only. */
  DeviceProperties properties(String fallbackName) {
    DeviceInfo told = optional(QueryAdapterInfoType.UMDRIVERPRIVATE, DeviceInfo.request());
    return told.isValid() && told.engine() != 0 ? DeviceProperties.of(told) : DeviceProperties.unknown(fallbackName);
  }

  private List<AcceleratorDescription.Engine> engines() {
    List<AcceleratorDescription.Engine> engines = new ArrayList<>();
    for (int ordinal = 0; ordinal < MAX_ENGINES; ordinal++) {
      NodeMetadata asked = NodeMetadata.of(ordinal, EngineType.OTHER, "");
      NodeMetadata told;
      try {
        told = query(QueryAdapterInfoType.NODEMETADATA, asked);
      } catch (AcceleratorException e) {
        requirePresent(e);
        break;
      }
      engines.add(new AcceleratorDescription.Engine(ordinal,
          CEnum.of(EngineType.class, told.engineType()).orElse(EngineType.OTHER), told.friendlyName().text()));
    }
    return engines;
  }

  /** What a type of query answers, or what was asked with if the node does not know the type. */
  private <T extends Record> T optional(QueryAdapterInfoType type, T asked) {
    try {
      return query(type, asked);
    } catch (AcceleratorException e) {
      requirePresent(e);
      return asked;
    }
  }

  private static void requirePresent(AcceleratorException e) {
    if (e.errno() == Errno.ENODEV) {
      throw e;
    }
  }

  private <T extends Record> T query(QueryAdapterInfoType type, T asked) {
    StructCodec<T> codec = StructCodec.ofValue(asked);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(codec.size(), 8);
      codec.write(asked, data, 0);
      query(type, data, arena);
      return codec.read(data, 0);
    }
  }

  private void query(QueryAdapterInfoType type, MemorySegment data, Arena arena) {
    calls.call(DxgIoctl.QUERYADAPTERINFO,
        new QueryAdapterInfo(adapter, type.value(), data.address(), (int) data.byteSize()), arena);
  }

  /** The kernels that the adapter lists. */
  List<Kernel> kernels() {
    KernelObjectTable table = table(FIRST_TABLE_ENTRIES);
    if (table.total() > table.count()) {
      table = table(Math.clamp(table.total(), FIRST_TABLE_ENTRIES, MAX_TABLE_ENTRIES));
    }
    return table.entries().stream().map(Kernel::of).toList();
  }

  private KernelObjectTable table(int entries) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena
          .allocate(KernelObjectTable.HEADER_BYTES + (long) entries * KernelObjectTable.ENTRY_BYTES, 8);
      StructCodec<KernelObjectTable> codec = StructCodec.of(KernelObjectTable.class);
      codec.write(KernelObjectTable.request(), data, 0);
      query(QueryAdapterInfoType.UMDRIVERPRIVATE, data, arena);
      return switch (codec.parse(data)) {
        case Result.Ok<KernelObjectTable>(KernelObjectTable table) when table.isValid() -> table;
        case Result.Ok<KernelObjectTable>(KernelObjectTable table) -> throw new AcceleratorException("kernels",
            Errno.EPROTO, "kernel table of another version: version=" + table.version() + ", node=" + calls.name());
        case Result.Failed<KernelObjectTable>(Errno errno, String reason) ->
          throw new AcceleratorException("kernels", errno, reason + ", node=" + calls.name());
      };
    }
  }

  /** Memory of a kind, as of now. */
  MemoryInfo memory(BufferKind kind) {
    MemorySegmentGroup group = kind == BufferKind.LOCAL ? MemorySegmentGroup.LOCAL : MemorySegmentGroup.NON_LOCAL;
    QueryVideoMemoryInfo told = calls.call(DxgIoctl.QUERYVIDEOMEMORYINFO,
        new QueryVideoMemoryInfo(0, adapter, group.value(), 0, 0, 0, 0, 0)).argument();
    return new MemoryInfo(told.budget(), told.currentUsage());
  }

  void close() {
    calls.end(DxgIoctl.CLOSEADAPTER, new CloseAdapter(adapter));
  }
}
