package org.paravane.guest.dxg;

import java.util.Locale;
import org.paravane.abi.Bytes;
import org.paravane.abi.CEnum;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.MemorySegmentGroup;
import org.paravane.abi.ioctl.QueryAdapterInfoType;
import org.paravane.abi.query.EngineType;
import org.paravane.abi.query.NodeMetadata;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.QueryAdapterInfoCommand;
import org.paravane.abi.wire.QueryAdapterInfoReply;
import org.paravane.abi.wire.QuerySensorsCommand;
import org.paravane.abi.wire.QuerySensorsReply;
import org.paravane.abi.wire.QueryUsageCommand;
import org.paravane.abi.wire.QueryUsageReply;
import org.paravane.abi.wire.QueryVideoMemoryInfoCommand;
import org.paravane.abi.wire.QueryVideoMemoryInfoReply;
import org.paravane.abi.wire.VgpuToHostHeader;
import org.paravane.guest.dxg.host.CommandPort;
import org.paravane.guest.dxg.object.DxgAdapter;

/** What the driver itself asks the host about an adapter, for no process. */
final class AdapterQuestions {
  private AdapterQuestions() {
  }

  /** Kind and name of an engine node, for instance {@code other compute0}; the host's refusal past the last. */
  static Result<String> engine(CommandPort port, int ordinal) {
    int size = StructCodec.of(NodeMetadata.class).size();
    Bytes asked = Bytes.of(NodeMetadata.of(ordinal, EngineType.OTHER, ""), size);
    QueryAdapterInfoCommand command = new QueryAdapterInfoCommand(DxgAdapter.driverHeader(Message.QUERYADAPTERINFO),
        QueryAdapterInfoType.NODEMETADATA.value(), size, asked);
    return port.call(command, QueryAdapterInfoReply.class, size)
        .flatMap(reply -> CommandPort.check(reply.status(), command)
            .flatMap(status -> reply.privateData().parse(NodeMetadata.class)))
        .map(node -> CEnum.of(EngineType.class, node.engineType()).map(type -> type.name().toLowerCase(Locale.ROOT))
            .orElse("unknown") + " " + node.friendlyName().text());
  }

  /** Budget and use of a segment group, of the whole guest. */
  static Result<QueryVideoMemoryInfoReply> memory(DxgAdapter adapter, MemorySegmentGroup group) {
    return memory(adapter, Handle.NONE, group);
  }

  /** Budget and use of a segment group, of one process. */
  static Result<QueryVideoMemoryInfoReply> memory(DxgAdapter adapter, Handle process, MemorySegmentGroup group) {
    return adapter.requireActive().flatMap(active -> adapter.port().call(
        new QueryVideoMemoryInfoCommand(VgpuToHostHeader.of(Message.QUERYVIDEOMEMORYINFO, process),
            adapter.host().handle(), group.value(), 0),
        QueryVideoMemoryInfoReply.class));
  }

  /** What a process has used of the engines, or the whole guest for no process. EOPNOTSUPP with a host that cannot tell. */
  static Result<QueryUsageReply> usage(DxgAdapter adapter, Handle process) {
    QueryUsageCommand command = new QueryUsageCommand(VgpuToHostHeader.of(Message.QUERYUSAGE, process),
        adapter.host().handle());
    return askable(adapter).flatMap(active -> adapter.port().call(command, QueryUsageReply.class))
        .flatMap(reply -> CommandPort.check(reply.status(), command).map(status -> reply));
  }

  /** What the adapter's sensors read. EOPNOTSUPP with a host that cannot tell. */
  static Result<QuerySensorsReply> sensors(DxgAdapter adapter) {
    QuerySensorsCommand command = new QuerySensorsCommand(DxgAdapter.driverHeader(Message.QUERYSENSORS),
        adapter.host().handle());
    return askable(adapter).flatMap(active -> adapter.port().call(command, QuerySensorsReply.class))
        .flatMap(reply -> CommandPort.check(reply.status(), command).map(status -> reply));
  }

  private static Result<DxgAdapter> askable(DxgAdapter adapter) {
    return adapter.identity().extensions()
        ? adapter.requireActive()
        : Result.failed(Errno.EOPNOTSUPP, "host knows none of our messages: adapter=" + adapter.identity().luid());
  }
}
