package org.paravane.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.paravane.abi.Bytes;
import org.paravane.abi.CEnum;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.KernelObjectTable;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.MemorySegmentGroup;
import org.paravane.abi.ioctl.QueryAdapterInfo;
import org.paravane.abi.ioctl.QueryAdapterInfoType;
import org.paravane.abi.ioctl.QueryVideoMemoryInfo;
import org.paravane.abi.query.DriverDescription;
import org.paravane.abi.query.EngineType;
import org.paravane.abi.query.NodeMetadata;

/** Questions to an adapter. */
final class Queries {
  private static final int MAX_ENGINES = 64;
  private static final int MAX_KERNELS = 1024;

  private final Calls calls;
  private final Handle adapter;

  Queries(Calls calls, Handle adapter) {
    this.calls = calls;
    this.adapter = adapter;
  }

  AcceleratorInfo info(Luid luid) {
    String description = ask(QueryAdapterInfoType.DRIVER_DESCRIPTION_RENDER,
        Bytes.zero(StructCodec.of(DriverDescription.class).size())).as(DriverDescription.class).description()
        .text();
    return new AcceleratorInfo(description, luid, engines(), kernels());
  }

  private Bytes ask(QueryAdapterInfoType type, Bytes sent) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(sent.length(), Long.BYTES);
      data.copyFrom(sent.segment());
      calls.call(DxgIoctl.QUERYADAPTERINFO, new QueryAdapterInfo(adapter, type.value(), data.address(), sent.length()));
      return Bytes.copyOf(data, 0, sent.length());
    }
  }

  private List<EngineInfo> engines() {
    List<EngineInfo> engines = new ArrayList<>();
    while (engines.size() < MAX_ENGINES) {
      Optional<EngineInfo> engine = engine(engines.size());
      if (engine.isEmpty()) {
        break;
      }
      engines.add(engine.get());
    }
    return engines;
  }

  private Optional<EngineInfo> engine(int ordinal) {
    try {
      NodeMetadata node = ask(QueryAdapterInfoType.NODEMETADATA,
          Bytes.of(NodeMetadata.of(ordinal, EngineType.OTHER, ""), StructCodec.of(NodeMetadata.class).size()))
          .as(NodeMetadata.class);
      EngineType type = CEnum.of(EngineType.class, node.engineType()).orElse(EngineType.OTHER);
      return Optional.of(new EngineInfo(ordinal, type, node.friendlyName().text()));
    } catch (AcceleratorException e) {
      if (e.errno() == Errno.ENODEV) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Asks how many there are, then for all of them. */
  private List<Kernel> kernels() {
    int total = Math.clamp(table(0).total(), 0, MAX_KERNELS);
    return table(total).entries().stream()
        .map(entry -> new Kernel(entry.name().text(), entry.kernelObject(), entry.kernargSizeBytes())).toList();
  }

  private KernelObjectTable table(int entries) {
    int size = KernelObjectTable.HEADER_BYTES + entries * KernelObjectTable.ENTRY_BYTES;
    Bytes answer = ask(QueryAdapterInfoType.UMDRIVERPRIVATE, Bytes.of(KernelObjectTable.request(), size));
    return switch (answer.parse(KernelObjectTable.class)) {
      case Result.Ok<KernelObjectTable>(KernelObjectTable table) -> table;
      case Result.Failed<KernelObjectTable> failed ->
        throw AcceleratorException.of("kernel table", failed.errno(), failed.reason());
    };
  }

  MemoryInfo memory() {
    QueryVideoMemoryInfo local = memory(MemorySegmentGroup.LOCAL);
    QueryVideoMemoryInfo shared = memory(MemorySegmentGroup.NON_LOCAL);
    return new MemoryInfo(local.budget(), local.currentUsage(), shared.budget(), shared.currentUsage());
  }

  private QueryVideoMemoryInfo memory(MemorySegmentGroup group) {
    return calls.call(DxgIoctl.QUERYVIDEOMEMORYINFO,
        new QueryVideoMemoryInfo(0, adapter, group.value(), 0, 0, 0, 0, 0));
  }
}
