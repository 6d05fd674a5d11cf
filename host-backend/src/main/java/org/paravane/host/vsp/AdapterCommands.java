package org.paravane.host.vsp;

import org.paravane.abi.Bytes;
import org.paravane.abi.CEnum;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.U64Array;
import org.paravane.abi.Utf16;
import org.paravane.abi.ioctl.MemorySegmentGroup;
import org.paravane.abi.query.DriverVersion;
import org.paravane.abi.wire.CloseAdapterCommand;
import org.paravane.abi.wire.DeviceTypes;
import org.paravane.abi.wire.GetInternalAdapterInfoCommand;
import org.paravane.abi.wire.GetInternalAdapterInfoReply;
import org.paravane.abi.wire.IsFeatureEnabledCommand;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.OpenAdapterCommand;
import org.paravane.abi.wire.OpenAdapterReply;
import org.paravane.abi.wire.QueryAdapterInfoCommand;
import org.paravane.abi.wire.QueryAdapterInfoReply;
import org.paravane.abi.wire.QuerySensorsCommand;
import org.paravane.abi.wire.QuerySensorsReply;
import org.paravane.abi.wire.QueryUsageCommand;
import org.paravane.abi.wire.QueryUsageReply;
import org.paravane.abi.wire.QueryVideoMemoryInfoCommand;
import org.paravane.abi.wire.QueryVideoMemoryInfoReply;
import org.paravane.host.engine.SensorReadings;
import org.paravane.host.memory.MemoryFigures;
import org.paravane.host.memory.SegmentGroup;
import org.paravane.host.object.AdapterShare;
import org.paravane.host.object.HostAdapter;

/** The adapter itself: opened, closed, asked about. */
final class AdapterCommands {
  private final GuestSession guest;
  private final AdapterShare share;
  private final Handle handle;
  private final AdapterQueries queries;
  private boolean open;

  /**
   * Commands of a vGPU channel.
   *
   * @param handle what the adapter is called once it is open; unguessable
   */
  AdapterCommands(GuestSession guest, AdapterShare share, Handle handle) {
    this.guest = guest;
    this.share = share;
    this.handle = handle;
    this.queries = new AdapterQueries(share.adapter());
  }

  CommandTable register(CommandTable table) {
    return table.on(Message.OPENADAPTER, OpenAdapterCommand.class, this::openAdapter)
        .on(Message.CLOSEADAPTER, CloseAdapterCommand.class, this::closeAdapter)
        .on(Message.GETINTERNALADAPTERINFO, GetInternalAdapterInfoCommand.class, this::internalInfo)
        .on(Message.QUERYADAPTERINFO, QueryAdapterInfoCommand.class, this::query)
        .on(Message.QUERYVIDEOMEMORYINFO, QueryVideoMemoryInfoCommand.class, this::videoMemory)
        .on(Message.QUERYUSAGE, QueryUsageCommand.class, this::usage)
        .on(Message.QUERYSENSORS, QuerySensorsCommand.class, this::sensors)
        .on(Message.ISFEATUREENABLED, IsFeatureEnabledCommand.class,
            command -> Result.ok(ProcessCommands.feature(command.featureId())));
  }

  /** Whether a handle is that of this adapter, which is open. */
  boolean isMine(Handle other) {
    return open && !share.isOver() && handle.equals(other);
  }

  /** The adapter, if it is open; else ENODEV. */
  Result<AdapterShare> opened() {
    return open && !share.isOver()
        ? Result.ok(share)
        : Result.failed(Errno.ENODEV, "adapter is not open: " + guest.partition() + ", " + share.adapter());
  }

  /** The adapter, if a handle is its; else EINVAL. */
  Result<AdapterShare> checked(Handle other) {
    return isMine(other)
        ? Result.ok(share)
        : Result.failed(Errno.EINVAL, "bad adapter handle: " + guest.partition() + ", handle=" + other);
  }

  private Result<Reply> openAdapter(OpenAdapterCommand command) {
    if (command.vmbusLastCompatibleInterfaceVersion() > DxgLimits.INTERFACE_VERSION
        || command.vmbusInterfaceVersion() < DxgLimits.INTERFACE_VERSION) {
      return Result.failed(Errno.EPERM, "protocol version not supported: %s, version=%d, compatible=%d".formatted(
          guest.partition(), command.vmbusInterfaceVersion(), command.vmbusLastCompatibleInterfaceVersion()));
    }
    open = true;
    return Result.ok(Reply.of(new OpenAdapterReply(handle, NtStatus.SUCCESS, DxgLimits.INTERFACE_VERSION,
        DxgLimits.INTERFACE_VERSION)));
  }

  private Result<Reply> closeAdapter(CloseAdapterCommand command) {
    return checked(command.hostHandle()).map(mine -> {
      close();
      return Reply.EMPTY;
    });
  }

  /** Ends what the partition has on this adapter. */
  void close() {
    open = false;
    guest.partition().endObjectsOn(share.adapter());
  }

  private Result<Reply> internalInfo(GetInternalAdapterInfoCommand command) {
    HostAdapter adapter = share.adapter();
    return Result.ok(Reply.of(new GetInternalAdapterInfoReply(DeviceTypes.NONE.withVirtualRenderDevice(), 0,
        DriverVersion.WDDM_3_0, false, false, false, false, false, true, true, 0, 0, adapter.luid(),
        Utf16.of(adapter.name(), 80), Utf16.of("PARAVANE\\" + adapter.instanceId(), 260), share.vgpuLuid())));
  }

  private Result<Reply> query(QueryAdapterInfoCommand command) {
    return opened().flatMap(mine -> queries.answer(command.queryType(), command.privateData()))
        .map(answer -> padded(answer, command.privateDataSize()))
        .map(data -> Reply.of(new QueryAdapterInfoReply(NtStatus.SUCCESS, data)));
  }

  private static Bytes padded(Bytes data, int length) {
    byte[] padded = new byte[length];
    System.arraycopy(data.toArray(), 0, padded, 0, data.length());
    return Bytes.of(padded);
  }

  /** Of the process that asks; of the whole partition where its driver asks for no process. */
  private Result<Reply> videoMemory(QueryVideoMemoryInfoCommand command) {
    if (command.physicalAdapterIndex() != 0) {
      return Result.failed(Errno.EINVAL,
          "no such physical adapter: " + guest.partition() + ", index=" + command.physicalAdapterIndex());
    }
    return checked(command.adapter()).flatMap(mine -> CEnum.of(MemorySegmentGroup.class, command.memorySegmentGroup())
        .map(group -> figures(mine, command.hdr().process(), segment(group)))
        .orElseGet(() -> Result.failed(Errno.EINVAL,
            "no such segment group: " + guest.partition() + ", group=" + command.memorySegmentGroup())))
        .map(AdapterCommands::reply);
  }

  private Result<MemoryFigures> figures(AdapterShare mine, Handle process, SegmentGroup group) {
    return process.isNone()
        ? Result.ok(mine.figures(group))
        : guest.partition().process(process).flatMap(asking -> asking.on(mine)).map(on -> on.memory().figures(group));
  }

  /** Of the process that asks; of the whole partition where its driver asks for no process. Nothing of other partitions. */
  private Result<Reply> usage(QueryUsageCommand command) {
    return checked(command.adapter()).flatMap(mine -> command.hdr().process().isNone()
        ? Result.ok(usage(mine.usage().busyNanos(), guest.partition().apertureExcessBytes()))
        : guest.partition().process(command.hdr().process())
            .flatMap(process -> process.on(mine)
                .map(on -> usage(on.usage().busyNanos(), process.apertureExcessBytes()))));
  }

  private static Reply usage(long[] busyNanos, long apertureExcessBytes) {
    return Reply.of(
        new QueryUsageReply(NtStatus.SUCCESS, busyNanos.length, apertureExcessBytes, U64Array.of(busyNanos)));
  }

  private Result<Reply> sensors(QuerySensorsCommand command) {
    return checked(command.adapter()).map(mine -> {
      SensorReadings now = mine.adapter().gpu().sensors();
      return Reply.of(new QuerySensorsReply(NtStatus.SUCCESS, now.temperatureMillidegrees().isPresent(),
          now.powerMicrowatts().isPresent(), now.frequencyHz().isPresent(), 0, now.temperatureMillidegrees().orElse(0),
          0, now.powerMicrowatts().orElse(0), now.frequencyHz().orElse(0)));
    });
  }

  private static SegmentGroup segment(MemorySegmentGroup group) {
    return switch (group) {
      case LOCAL -> SegmentGroup.LOCAL;
      case NON_LOCAL -> SegmentGroup.NON_LOCAL;
    };
  }

  private static Reply reply(MemoryFigures figures) {
    return Reply.of(new QueryVideoMemoryInfoReply(figures.budget(), figures.usage(), figures.reservation(),
        figures.availableForReservation()));
  }
}
