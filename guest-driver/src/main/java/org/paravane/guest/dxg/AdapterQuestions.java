package org.paravane.guest.dxg;

import java.util.Locale;
import org.paravane.abi.Bytes;
import org.paravane.abi.CEnum;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.MemorySegmentGroup;
import org.paravane.abi.ioctl.QueryAdapterInfoType;
import org.paravane.abi.query.EngineType;
import org.paravane.abi.query.NodeMetadata;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.QueryAdapterInfoCommand;
import org.paravane.abi.wire.QueryAdapterInfoReply;
import org.paravane.abi.wire.QueryVideoMemoryInfoCommand;
import org.paravane.abi.wire.QueryVideoMemoryInfoReply;
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

  /** Budget and use of a segment group. */
  static Result<QueryVideoMemoryInfoReply> memory(DxgAdapter adapter, MemorySegmentGroup group) {
    return adapter.requireActive().flatMap(active -> adapter.port().call(
        new QueryVideoMemoryInfoCommand(DxgAdapter.driverHeader(Message.QUERYVIDEOMEMORYINFO), adapter.host().handle(),
            group.value(), 0),
        QueryVideoMemoryInfoReply.class));
  }
}
