package org.paravane.guest.fake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.paravane.abi.Bytes;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.U64Array;
import org.paravane.abi.Utf16;
import org.paravane.abi.accel.AllocationDescription;
import org.paravane.abi.ioctl.QueryAdapterInfoType;
import org.paravane.abi.ioctl.Rational;
import org.paravane.abi.query.EngineType;
import org.paravane.abi.query.NodeMetadata;
import org.paravane.abi.wire.AllocFlags;
import org.paravane.abi.wire.AllocInfo;
import org.paravane.abi.wire.AllocInfoReply;
import org.paravane.abi.wire.CommandFailure;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.CreateAllocationCommand;
import org.paravane.abi.wire.CreateAllocationReply;
import org.paravane.abi.wire.CreateContextVirtualCommand;
import org.paravane.abi.wire.CreateDeviceReply;
import org.paravane.abi.wire.CreateHwQueueCommand;
import org.paravane.abi.wire.CreatePagingQueueReply;
import org.paravane.abi.wire.CreateProcessReply;
import org.paravane.abi.wire.CreateSyncObjectReply;
import org.paravane.abi.wire.DescribeAllocation;
import org.paravane.abi.wire.DeviceTypes;
import org.paravane.abi.wire.EvictReply;
import org.paravane.abi.wire.GetDeviceStateCommand;
import org.paravane.abi.wire.GetDeviceStateReply;
import org.paravane.abi.wire.GetInternalAdapterInfoReply;
import org.paravane.abi.wire.Lock2Command;
import org.paravane.abi.wire.Lock2Reply;
import org.paravane.abi.wire.MakeResidentReply;
import org.paravane.abi.wire.MapGpuVirtualAddressReply;
import org.paravane.abi.wire.OpenAdapterReply;
import org.paravane.abi.wire.QueryAdapterInfoCommand;
import org.paravane.abi.wire.QueryAdapterInfoReply;
import org.paravane.abi.wire.QuerySensorsReply;
import org.paravane.abi.wire.QueryUsageReply;
import org.paravane.abi.wire.QueryVideoMemoryInfoReply;
import org.paravane.abi.wire.ReserveGpuVirtualAddressReply;
import org.paravane.abi.wire.SetProcessApertureCommand;
import org.paravane.abi.wire.StatusReply;

/** What a friendly host answers. */
final class DefaultReplies {
  static final Handle ADAPTER = new Handle(0x0ada_0001);
  private static final long PAGE = 4096;
  private static final DescribeAllocation NO_SURFACE = new DescribeAllocation(0, 0, 0, 0, 0, new Rational(0, 0), 0, 0,
      0);

  private final FakeHost host;
  private final FakeMemory memory;
  private final Map<Handle, Long> apertures = new HashMap<>();
  private final Map<Long, Long> used = new HashMap<>();
  private final Map<Handle, Long> sizes = new HashMap<>();
  private boolean async;
  private String description = "Fake adapter";

  DefaultReplies(FakeHost host, FakeMemory memory) {
    this.host = host;
    this.memory = memory;
  }

  synchronized byte[] answer(CommandMessage command) {
    return switch (command.message()) {
      case CREATEPROCESS -> FakeHost.encode(new CreateProcessReply(host.nextHandle()));
      case SETPROCESSAPERTURE -> aperture(command);
      case OPENADAPTER -> FakeHost.encode(new OpenAdapterReply(ADAPTER, NtStatus.SUCCESS, 40, 40));
      case GETINTERNALADAPTERINFO -> info(command);
      case QUERYADAPTERINFO -> query(command);
      case QUERYVIDEOMEMORYINFO -> FakeHost.encode(new QueryVideoMemoryInfoReply(1000, 200, 30, 4));
      case QUERYUSAGE -> FakeHost.encode(new QueryUsageReply(NtStatus.SUCCESS, 2, 8192, U64Array.of(5000, 70)));
      case QUERYSENSORS -> FakeHost.encode(
          new QuerySensorsReply(NtStatus.SUCCESS, true, true, false, 0, 41_500, 0, 17_000_000, 0));
      case CREATEDEVICE -> FakeHost.encode(new CreateDeviceReply(host.nextHandle()));
      case CREATECONTEXTVIRTUAL -> FakeHost.encode(
          FakeHost.parsed(command, CreateContextVirtualCommand.class).withContext(host.nextHandle()));
      case CREATEHWQUEUE -> hwQueue(command);
      case CREATEPAGINGQUEUE -> FakeHost.encode(
          new CreatePagingQueueReply(host.nextHandle(), host.nextHandle(), page(command), 0));
      case CREATESYNCOBJECT -> FakeHost.encode(
          new CreateSyncObjectReply(host.nextHandle(), Handle.NONE, 0xfe4ce000L, page(command), 0));
      case CREATEALLOCATION -> allocations(command);
      case LOCK2 -> lock(command);
      case MAPGPUVIRTUALADDRESS -> FakeHost.encode(new MapGpuVirtualAddressReply(0x7000_0000L, 11, NtStatus.PENDING));
      case RESERVEGPUVIRTUALADDRESS -> FakeHost.encode(new ReserveGpuVirtualAddressReply(0x8000_0000L, 99));
      case MAKERESIDENT -> FakeHost.encode(new MakeResidentReply(12, 0, NtStatus.PENDING));
      case EVICT -> FakeHost.encode(new EvictReply(4096));
      case GETDEVICESTATE -> FakeHost.encode(new GetDeviceStateReply(
          FakeHost.parsed(command, GetDeviceStateCommand.class).args().withExecutionState(1), NtStatus.SUCCESS));
      case CLOSEADAPTER, DESTROYPAGINGQUEUE -> new byte[0];
      default -> FakeHost.encode(new StatusReply(NtStatus.SUCCESS));
    };
  }

  private byte[] aperture(CommandMessage command) {
    SetProcessApertureCommand set = FakeHost.parsed(command, SetProcessApertureCommand.class);
    apertures.put(command.process(), set.start());
    used.put(set.start(), PAGE);
    return FakeHost.encode(new StatusReply(NtStatus.SUCCESS));
  }

  /** A fresh page in the aperture of the process. */
  private long page(CommandMessage command) {
    return pages(command, PAGE);
  }

  /** Fresh pages in the aperture of the process: their guest physical address. */
  synchronized long pages(CommandMessage command, long bytes) {
    Long base = apertures.get(command.process());
    if (base == null) {
      throw new AssertionError("process without aperture: process=" + command.process());
    }
    long offset = used.merge(base, bytes, Long::sum) - bytes;
    memory.grow(base, offset + bytes);
    return base + offset;
  }

  synchronized void allowAsync() {
    async = true;
  }

  synchronized void describe(String text) {
    description = text;
  }

  private byte[] info(CommandMessage command) {
    return FakeHost.encode(new GetInternalAdapterInfoReply(DeviceTypes.NONE, 0, 3000, false, false, false, false, false,
        false, async, 0, 0, new Luid(1, 2), Utf16.of(description, 80), Utf16.of("FAKE\\0", 260),
        command.vgpuLuid()));
  }

  private static byte[] query(CommandMessage command) {
    QueryAdapterInfoCommand query = FakeHost.parsed(command, QueryAdapterInfoCommand.class);
    if (query.queryType() != QueryAdapterInfoType.NODEMETADATA.value()) {
      return FakeHost.encode(new QueryAdapterInfoReply(NtStatus.SUCCESS, query.privateData()));
    }
    int ordinal = query.privateData().as(NodeMetadata.class).nodeOrdinal();
    if (ordinal > 1) {
      return FakeHost.encode(CommandFailure.of(NtStatus.INVALID_PARAMETER, "no such node"));
    }
    NodeMetadata node = NodeMetadata.of(ordinal, ordinal == 0 ? EngineType.OTHER : EngineType.COPY,
        ordinal == 0 ? "compute0" : "copy0");
    return FakeHost.encode(new QueryAdapterInfoReply(NtStatus.SUCCESS,
        Bytes.of(node, StructCodec.of(NodeMetadata.class).size())));
  }

  private byte[] hwQueue(CommandMessage command) {
    return FakeHost.encode(FakeHost.parsed(command, CreateHwQueueCommand.class).withStatus(NtStatus.SUCCESS)
        .withHwqueue(host.nextHandle()).withHwqueueProgressFence(host.nextHandle())
        .withHwqueueProgressFenceCpuva(page(command)).withHwqueueProgressFenceGpuva(0xfe4cf000L));
  }

  private byte[] allocations(CommandMessage command) {
    CreateAllocationCommand create = FakeHost.parsed(command, CreateAllocationCommand.class);
    List<AllocInfoReply> infos = new ArrayList<>();
    List<Bytes> data = new ArrayList<>();
    for (int i = 0; i < create.allocCount(); i++) {
      AllocInfo info = create.allocations().get(i);
      Bytes sent = create.allocationData().get(i);
      long size = PAGE;
      if (sent.parse(AllocationDescription.class)
          .flatMap(
              AllocationDescription::checked) instanceof Result.Ok<AllocationDescription>(AllocationDescription wish)) {
        size = Math.ceilDiv(wish.sizeBytes(), PAGE) * PAGE;
        sent = Bytes.of(wish.withSizeBytes(size), sent.length());
      }
      Handle handle = host.nextHandle();
      sizes.put(handle, size);
      infos.add(new AllocInfoReply(handle, info.privDrvDataSize(), AllocFlags.NONE.withCached(), size, NO_SURFACE));
      data.add(sent);
    }
    Handle resource = create.flags().createResource() ? host.nextHandle() : create.resource();
    return FakeHost.encode(new CreateAllocationReply(create.flags(), resource, Handle.NONE, 0, infos, data));
  }

  synchronized long sizeOf(Handle allocation) {
    return sizes.getOrDefault(allocation, PAGE);
  }

  /** Where the aperture of the process begins. */
  synchronized long apertureOf(Handle process) {
    return apertures.getOrDefault(process, 0L);
  }

  private byte[] lock(CommandMessage command) {
    Handle allocation = FakeHost.parsed(command, Lock2Command.class).args().allocation();
    return FakeHost.encode(new Lock2Reply(NtStatus.SUCCESS, pages(command, sizes.getOrDefault(allocation, PAGE))));
  }
}
