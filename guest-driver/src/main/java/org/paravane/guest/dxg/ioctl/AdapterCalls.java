package org.paravane.guest.dxg.ioctl;

import static org.paravane.guest.dxg.ioctl.Answer.failed;
import static org.paravane.guest.dxg.ioctl.Answer.ok;

import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.Bytes;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.AdapterInfo;
import org.paravane.abi.ioctl.AdapterType;
import org.paravane.abi.ioctl.CloseAdapter;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.EnumAdapters2;
import org.paravane.abi.ioctl.EnumAdapters3;
import org.paravane.abi.ioctl.OpenAdapterFromLuid;
import org.paravane.abi.ioctl.QueryAdapterInfo;
import org.paravane.abi.ioctl.QueryAdapterInfoType;
import org.paravane.abi.ioctl.QueryVideoMemoryInfo;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.QueryAdapterInfoCommand;
import org.paravane.abi.wire.QueryAdapterInfoReply;
import org.paravane.abi.wire.QueryVideoMemoryInfoCommand;
import org.paravane.abi.wire.QueryVideoMemoryInfoReply;
import org.paravane.guest.dxg.host.CommandPort;
import org.paravane.guest.dxg.object.DxgAdapter;
import org.paravane.guest.dxg.object.DxgProcess.DeviceRemains;

/** Finding, opening and asking adapters. Only those in sight of the file are ever seen. */
final class AdapterCalls {

  void addTo(IoctlDispatch.Builder table) {
    table.onFile(DxgIoctl.OPENADAPTERFROMLUID, OpenAdapterFromLuid.class, this::openFromLuid)
        .onFile(DxgIoctl.ENUMADAPTERS2, EnumAdapters2.class, this::enumerate2)
        .onFile(DxgIoctl.ENUMADAPTERS3, EnumAdapters3.class, this::enumerate3)
        .onFile(DxgIoctl.CLOSEADAPTER, CloseAdapter.class, this::close)
        .on(DxgIoctl.QUERYADAPTERINFO, QueryAdapterInfo.class, this::queryInfo)
        .on(DxgIoctl.QUERYVIDEOMEMORYINFO, QueryVideoMemoryInfo.class, this::queryMemory);
  }

  /** No such adapter is EINVAL whatever the handle field held (defect 1). */
  private Answer<OpenAdapterFromLuid> openFromLuid(FileCall call, OpenAdapterFromLuid args) {
    return Answer.writing(call.process().sight().find(args.adapterLuid()).flatMap(adapter -> open(call, adapter))
        .map(args::withAdapterHandle));
  }

  private static Result<Handle> open(FileCall call, DxgAdapter adapter) {
    return AdapterUse.begin(call.process(), adapter).flatMap(active -> call.process().openAdapter(adapter));
  }

  /** Compute-only adapters are neither listed nor counted, and what is too small is told (defect 6). */
  private Answer<EnumAdapters2> enumerate2(FileCall call, EnumAdapters2 args) {
    List<DxgAdapter> present = visible(call, false);
    if (args.adapters() == 0) {
      return ok(args.withNumAdapters(present.size()));
    }
    if (Integer.compareUnsigned(args.numAdapters(), present.size()) < 0) {
      return tooFew(args.numAdapters(), present, args.withNumAdapters(present.size()));
    }
    if (Integer.compareUnsigned(args.numAdapters(), DxgLimits.MAX_ADAPTERS) > 0) {
      return failed(Errno.EINVAL, "room for too many adapters: room=" + Integer.toUnsignedString(args.numAdapters()));
    }
    return Answer.writing(list(call, present, args.adapters()).map(args::withNumAdapters));
  }

  /** What is too small is an error here too, and nothing is opened (defect 10). */
  private Answer<EnumAdapters3> enumerate3(FileCall call, EnumAdapters3 args) {
    List<DxgAdapter> present = visible(call, args.filter().includeComputeOnly());
    if (args.adapters() == 0 || args.adapterCount() == 0) {
      return ok(args.withAdapterCount(present.size()));
    }
    if (Integer.compareUnsigned(args.adapterCount(), DxgLimits.MAX_ADAPTERS3) > 0) {
      return failed(Errno.EINVAL, "room for too many adapters: room=" + Integer.toUnsignedString(args.adapterCount()));
    }
    if (args.adapterCount() < present.size()) {
      return tooFew(args.adapterCount(), present, args.withAdapterCount(present.size()));
    }
    return Answer.writing(list(call, present, args.adapters()).map(args::withAdapterCount));
  }

  private static List<DxgAdapter> visible(FileCall call, boolean computeOnly) {
    return call.process().sight().adapters().stream()
        .filter(adapter -> computeOnly || !adapter.identity().computeOnly()).toList();
  }

  private static <A extends Record> Answer<A> tooFew(int room, List<DxgAdapter> present, A written) {
    return failed(Errno.EOVERFLOW, "room for too few adapters: room=" + room + ", need=" + present.size(), written);
  }

  /** Opens and lists the adapters that are active. A list that cannot be written leaves no opening behind. */
  private Result<Integer> list(FileCall call, List<DxgAdapter> present, long address) {
    List<AdapterInfo> infos = new ArrayList<>();
    Result<Integer> listed = Result.ok(0);
    for (DxgAdapter adapter : present) {
      switch (open(call, adapter)) {
        case Result.Ok<Handle>(Handle handle) ->
          infos.add(new AdapterInfo(handle, adapter.identity().luid(), 0, 0));
        case Result.Failed<Handle> failed when failed.errno() == Errno.ENODEV -> {
        }
        case Result.Failed<Handle> failed -> listed = failed.as();
      }
    }
    Result<Integer> written = listed.flatMap(opened -> call.data().write(AdapterInfo.class, infos, address));
    if (written instanceof Result.Failed<Integer>) {
      infos.forEach(info -> closeOpening(call, info.adapterHandle()));
    }
    return written;
  }

  private Answer<CloseAdapter> close(FileCall call, CloseAdapter args) {
    return args.adapterHandle().isNone() ? ok() : Answer.of(closeOpening(call, args.adapterHandle()));
  }

  private Result<Integer> closeOpening(FileCall call, Handle handle) {
    return call.process().closeAdapter(handle).map(devices -> {
      for (DeviceRemains remains : devices) {
        new DeviceTeardown(remains.device().adapter(), call.process().hostHandle()).flushAndDestroy(remains);
      }
      return 0;
    });
  }

  private Answer<QueryAdapterInfo> queryInfo(Call call, QueryAdapterInfo args) {
    int size = args.privateDataSize();
    if (size <= 0 || size > DxgLimits.MAX_MESSAGE_BYTES) {
      return failed(Errno.EINVAL, "bad size of private data: bytes=" + Integer.toUnsignedString(size));
    }
    return Answer.of(call.requireAdapter(args.adapter())
        .flatMap(adapter -> call.data().bytes(args.privateData(), size))
        .flatMap(sent -> query(call, args.type(), sent))
        .map(content -> edited(call, args.type(), content))
        .flatMap(content -> call.data().write(content, args.privateData()))
        .map(written -> 0));
  }

  private static Result<Bytes> query(Call call, int type, Bytes sent) {
    QueryAdapterInfoCommand command = new QueryAdapterInfoCommand(call.vgpu(Message.QUERYADAPTERINFO), type,
        sent.length(), sent);
    return call.port().call(command, QueryAdapterInfoReply.class, sent.length())
        .flatMap(reply -> CommandPort.check(reply.status(), command).map(status -> reply.privateData()));
  }

  /** What the host says of its own adapter is made true of the guest's. */
  private static Bytes edited(Call call, int type, Bytes content) {
    boolean isType = type == QueryAdapterInfoType.ADAPTERTYPE.value()
        || type == QueryAdapterInfoType.ADAPTERTYPE_RENDER.value();
    if (!isType || content.length() < Integer.BYTES) {
      return content;
    }
    return content.withU32(0, asGuest(AdapterType.of(content.u32(0)), call.adapter().identity().computeOnly()).value());
  }

  private static AdapterType asGuest(AdapterType host, boolean computeOnly) {
    return new AdapterType(host.renderSupported(), false, host.softwareDevice(), false, host.hybridDiscrete(),
        host.hybridIntegrated(), false, true, false, false, host.detachable(), computeOnly, host.prototype(),
        host.reserved());
  }

  private Answer<QueryVideoMemoryInfo> queryMemory(Call call, QueryVideoMemoryInfo args) {
    if (args.process() != 0) {
      return failed(Errno.EINVAL, "memory of another process cannot be asked: process=" + args.process());
    }
    return Answer.writing(call.requireAdapter(args.adapter())
        .flatMap(adapter -> call.port().call(
            new QueryVideoMemoryInfoCommand(call.vgpu(Message.QUERYVIDEOMEMORYINFO), adapter.host().handle(),
                args.memorySegmentGroup(), args.physicalAdapterIndex()),
            QueryVideoMemoryInfoReply.class))
        .map(reply -> args.withBudget(reply.budget()).withCurrentUsage(reply.currentUsage())
            .withCurrentReservation(reply.currentReservation())
            .withAvailableForReservation(reply.availableForReservation())));
  }
}
