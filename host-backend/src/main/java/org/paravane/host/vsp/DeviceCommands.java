package org.paravane.host.vsp;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.CEnum;
import org.paravane.abi.Errno;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.DeviceExecutionState;
import org.paravane.abi.ioctl.DevicePageFaultState;
import org.paravane.abi.ioctl.DeviceResetState;
import org.paravane.abi.ioctl.DeviceStateType;
import org.paravane.abi.ioctl.FaultErrorCode;
import org.paravane.abi.ioctl.GeneralErrorCode;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.ioctl.PageFaultFlags;
import org.paravane.abi.ioctl.RenderPipelineStage;
import org.paravane.abi.wire.CommandFailure;
import org.paravane.abi.wire.CreateContextVirtualCommand;
import org.paravane.abi.wire.CreateDeviceCommand;
import org.paravane.abi.wire.CreateDeviceReply;
import org.paravane.abi.wire.CreateHwQueueCommand;
import org.paravane.abi.wire.CreatePagingQueueCommand;
import org.paravane.abi.wire.CreatePagingQueueReply;
import org.paravane.abi.wire.DestroyContextCommand;
import org.paravane.abi.wire.DestroyDeviceCommand;
import org.paravane.abi.wire.DestroyHwQueueCommand;
import org.paravane.abi.wire.DestroyPagingQueueCommand;
import org.paravane.abi.wire.FlushDeviceCommand;
import org.paravane.abi.wire.GetDeviceStateCommand;
import org.paravane.abi.wire.GetDeviceStateReply;
import org.paravane.abi.wire.Message;
import org.paravane.host.object.DeviceFault;
import org.paravane.host.object.FencePage;
import org.paravane.host.object.HostContext;
import org.paravane.host.object.HostDevice;
import org.paravane.host.object.HostObject;
import org.paravane.host.object.HostQueue;
import org.paravane.host.object.HostSync;
import org.paravane.host.object.PagingQueue;

/** Devices, and the contexts and queues of a device. */
final class DeviceCommands {
  private final GuestSession guest;
  private final AdapterCommands adapter;

  DeviceCommands(GuestSession guest, AdapterCommands adapter) {
    this.guest = guest;
    this.adapter = adapter;
  }

  CommandTable register(CommandTable table) {
    return table.onProcess(Message.CREATEDEVICE, CreateDeviceCommand.class, this::createDevice)
        .onProcess(Message.DESTROYDEVICE, DestroyDeviceCommand.class,
            (process, command) -> destroy(process, process.find(command.device(), HostDevice.class), Reply.SUCCESS))
        .onProcess(Message.FLUSHDEVICE, FlushDeviceCommand.class,
            (process, command) -> process.find(command.device(), HostDevice.class).map(device -> Reply.SUCCESS))
        .onProcess(Message.GETDEVICESTATE, GetDeviceStateCommand.class, this::getDeviceState)
        .onProcess(Message.CREATECONTEXTVIRTUAL, CreateContextVirtualCommand.class, this::createContext)
        .onProcess(Message.DESTROYCONTEXT, DestroyContextCommand.class,
            (process, command) -> destroy(process, process.find(command.context(), HostContext.class), Reply.SUCCESS))
        .onProcess(Message.CREATEHWQUEUE, CreateHwQueueCommand.class, this::createHwQueue)
        .onProcess(Message.DESTROYHWQUEUE, DestroyHwQueueCommand.class,
            (process, command) -> destroy(process, process.find(command.hwqueue(), HostQueue.class), Reply.SUCCESS))
        .onProcess(Message.CREATEPAGINGQUEUE, CreatePagingQueueCommand.class, this::createPagingQueue)
        .onProcess(Message.DESTROYPAGINGQUEUE, DestroyPagingQueueCommand.class,
            (process, command) -> destroy(process, process.find(command.pagingQueue(), PagingQueue.class),
                Reply.EMPTY));
  }

  private static Result<Reply> destroy(ChannelProcess process, Result<? extends HostObject> found, Reply reply) {
    return switch (found) {
      case Result.Ok<? extends HostObject>(HostObject object) -> process.destroy(object).map(done -> reply);
      case Result.Failed<? extends HostObject> failed -> failed.as();
    };
  }

  private Result<Reply> createDevice(ChannelProcess process, CreateDeviceCommand command) {
    return adapter.opened().flatMap(share -> process.createDevice(share, command.errorCode()))
        .map(device -> Reply.of(new CreateDeviceReply(device.handle())));
  }

  private Result<Reply> createContext(ChannelProcess process, CreateContextVirtualCommand command) {
    return process.find(command.device(), HostDevice.class)
        .flatMap(device -> device.createContext(command.nodeOrdinal(), command.flags().hwQueueSupported()))
        .map(context -> Reply.of(command.withContext(context.handle())));
  }

  private Result<Reply> createHwQueue(ChannelProcess process, CreateHwQueueCommand command) {
    return process.find(command.context(), HostContext.class)
        .flatMap(context -> context.device().createQueue(context)).map(queue -> {
          FencePage page = pageOf(queue.progress());
          return Reply.of(command.withStatus(NtStatus.SUCCESS).withHwqueue(queue.handle())
              .withHwqueueProgressFence(queue.progress().handle()).withHwqueueProgressFenceCpuva(page.gpa())
              .withHwqueueProgressFenceGpuva(page.gpuAddress()));
        });
  }

  private Result<Reply> createPagingQueue(ChannelProcess process, CreatePagingQueueCommand command) {
    if (command.args().physicalAdapterIndex() != 0) {
      return Result.failed(Errno.EINVAL,
          "no such physical adapter: %s, index=%d".formatted(process, command.args().physicalAdapterIndex()));
    }
    return process.find(command.args().device(), HostDevice.class).flatMap(HostDevice::createPagingQueue)
        .map(queue -> Reply.of(new CreatePagingQueueReply(queue.handle(), queue.fence().handle(),
            pageOf(queue.fence()).gpa(), 0)));
  }

  private static FencePage pageOf(HostSync fence) {
    return Objects.requireNonNull(fence.page());
  }

  /** The state, and behind the reply, for a guest that knows our extensions, why it is no longer active. */
  private Result<Reply> getDeviceState(ChannelProcess process, GetDeviceStateCommand command) {
    GetDeviceState asked = command.args();
    return process.find(asked.device(), HostDevice.class).flatMap(device -> {
      DeviceFault fault = device.fault();
      return CEnum.of(DeviceStateType.class, asked.stateType())
          .map(type -> state(asked, type, fault).map(answer -> withReason(answer, fault)))
          .orElseGet(() -> Result.failed(Errno.EINVAL, "no such device state: %s, type=%d".formatted(device,
              asked.stateType())));
    });
  }

  private static Result<GetDeviceState> state(GetDeviceState asked, DeviceStateType type, @Nullable DeviceFault fault) {
    return switch (type) {
      case EXECUTION -> Result.ok(asked.withExecutionState(
          (fault == null ? DeviceExecutionState.ACTIVE : fault.state()).value()));
      case RESET -> Result.ok(asked.withResetState(new DeviceResetState(false, 0)));
      case PAGE_FAULT -> Result.ok(asked.withPageFaultState(pageFault(fault)));
      case PRESENT, PRESENT_DWM, PRESENT_QUEUE -> Result.failed(Errno.ENOSYS,
          "adapter has no display: device=" + asked.device() + ", type=" + type);
    };
  }

  private static DevicePageFaultState pageFault(@Nullable DeviceFault fault) {
    int stage = RenderPipelineStage.UNKNOWN.value();
    if (fault == null) {
      return new DevicePageFaultState(0, stage, 0, 0, FaultErrorCode.general(GeneralErrorCode.PAGE_FAULT), 0);
    }
    GeneralErrorCode code = fault.pageFault() ? GeneralErrorCode.PAGE_FAULT : GeneralErrorCode.INVALID_INSTRUCTION;
    int flags = PageFaultFlags.HW_CONTEXT_VALID.value() | PageFaultFlags.PROCESS_HANDLE_VALID.value();
    return new DevicePageFaultState(0, stage, 0, flags, FaultErrorCode.general(code), fault.address());
  }

  private Reply withReason(GetDeviceState answer, @Nullable DeviceFault fault) {
    List<Record> parts = new ArrayList<>();
    parts.add(new GetDeviceStateReply(answer, NtStatus.SUCCESS));
    if (fault != null && guest.hasExtensions()) {
      parts.add(CommandFailure.of(NtStatus.DEVICE_REMOVED, fault.reason()));
    }
    return new Reply(parts);
  }
}
