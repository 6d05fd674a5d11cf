package org.paravane.guest.dxg.ioctl;

import static org.paravane.guest.dxg.ioctl.Answer.failed;

import java.util.List;
import org.paravane.abi.Bytes;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.CreateContextVirtual;
import org.paravane.abi.ioctl.CreateDevice;
import org.paravane.abi.ioctl.DestroyContext;
import org.paravane.abi.ioctl.DestroyDevice;
import org.paravane.abi.ioctl.DeviceStateType;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.wire.CreateContextVirtualCommand;
import org.paravane.abi.wire.CreateDeviceCommand;
import org.paravane.abi.wire.CreateDeviceReply;
import org.paravane.abi.wire.DestroyContextCommand;
import org.paravane.abi.wire.DestroyDeviceCommand;
import org.paravane.abi.wire.Message;
import org.paravane.guest.dxg.host.CommandPort.Noted;
import org.paravane.guest.dxg.object.DxgContext;
import org.paravane.guest.dxg.object.DxgDevice;

/** Devices and contexts. */
final class DeviceCalls {

  void addTo(IoctlDispatch.Builder table) {
    table.on(DxgIoctl.CREATEDEVICE, CreateDevice.class, this::createDevice)
        .on(DxgIoctl.DESTROYDEVICE, DestroyDevice.class, this::destroyDevice)
        .on(DxgIoctl.CREATECONTEXTVIRTUAL, CreateContextVirtual.class, this::createContext)
        .on(DxgIoctl.DESTROYCONTEXT, DestroyContext.class, this::destroyContext)
        .on(DxgIoctl.GETDEVICESTATE, GetDeviceState.class, this::getState);
  }

  /** A host that refuses is an error (defect 2). */
  private Answer<CreateDevice> createDevice(Call call, CreateDevice args) {
    return Answer.writing(call.requireAdapter(args.adapter())
        .flatMap(adapter -> call.port().call(
            new CreateDeviceCommand(call.vgpu(Message.CREATEDEVICE), args.flags(), false, adapter.stateCookie()),
            CreateDeviceReply.class))
        .flatMap(reply -> given(reply.device(), "device"))
        .flatMap(handle -> enter(call, new DxgDevice(handle, call.adapter()),
            new DestroyDeviceCommand(call.vgpu(Message.DESTROYDEVICE), handle)))
        .map(args::withDevice));
  }

  /** A handle that the host gave; EINVAL where it gave none and no reason. */
  static Result<Handle> given(Handle handle, String kind) {
    return handle.isNone()
        ? Result.failed(Errno.EINVAL, "host refused without a reason: kind=" + kind)
        : Result.ok(handle);
  }

  private static Result<Handle> enter(Call call, DxgDevice device, Record rollback) {
    Result<Handle> entered = call.process().enter(List.of(device));
    if (entered instanceof Result.Failed<Handle>) {
      new DeviceTeardown(call.adapter(), call.process().hostHandle()).tell(rollback);
    }
    return entered;
  }

  /** 0 even when the host fails: nothing is left here to be destroyed again. */
  private Answer<DestroyDevice> destroyDevice(Call call, DestroyDevice args) {
    return Answer.of(call.process().takeDevice(args.device()).map(remains -> {
      new DeviceTeardown(call.adapter(), call.process().hostHandle()).destroy(remains);
      return 0;
    }));
  }

  /** Private data that cannot be read is EFAULT (defect 3). */
  private Answer<CreateContextVirtual> createContext(Call call, CreateContextVirtual args) {
    Result<DxgDevice> found = call.device(args.device());
    if (!(found instanceof Result.Ok<DxgDevice>(DxgDevice device))) {
      return failed(found);
    }
    return Answer.writing(privateData(call, args.privDrvData(), args.privDrvDataSize())
        .flatMap(sent -> call.port().call(
            new CreateContextVirtualCommand(call.vgpu(Message.CREATECONTEXTVIRTUAL), Handle.NONE, args.device(),
                args.nodeOrdinal(), args.engineAffinity(), args.flags(), args.clientHint(), sent.length(), sent),
            CreateContextVirtualCommand.class))
        .flatMap(reply -> takeOver(call, device, args, reply))
        .map(args::withContext));
  }

  private static Result<Handle> takeOver(Call call, DxgDevice device, CreateContextVirtual args,
      CreateContextVirtualCommand reply) {
    Result<Handle> given = given(reply.context(), "context");
    if (!(given instanceof Result.Ok<Handle>(Handle handle))) {
      return given;
    }
    Result<Handle> done = sameLength(reply.privDrvData(), args.privDrvDataSize())
        .flatMap(data -> call.data().write(data, args.privDrvData()))
        .flatMap(written -> call.process().enter(List.of(new DxgContext(handle, device))));
    if (done instanceof Result.Failed<Handle>) {
      new DeviceTeardown(call.adapter(), call.process().hostHandle())
          .tell(new DestroyContextCommand(call.vgpu(Message.DESTROYCONTEXT), handle));
    }
    return done;
  }

  /** Private data of the caller. EINVAL when it is longer than any message, then EFAULT. */
  static Result<Bytes> privateData(Call call, long address, int size) {
    return size < 0 || size > DxgLimits.MAX_MESSAGE_BYTES
        ? Result.failed(Errno.EINVAL, "private data too long: bytes=" + Integer.toUnsignedString(size))
        : call.data().bytes(address, size);
  }

  /** Private data that the host sends back, as long as what was sent; EINVAL otherwise. */
  static Result<Bytes> sameLength(Bytes returned, int sent) {
    return returned.length() == sent
        ? Result.ok(returned)
        : Result.failed(Errno.EINVAL,
            "host answers with other private data: sent=" + sent + ", returned=" + returned.length());
  }

  private Answer<DestroyContext> destroyContext(Call call, DestroyContext args) {
    return Answer.of(call.process().takeContext(args.context())
        .flatMap(context -> call.adapter().requireActive())
        .flatMap(active -> call.port()
            .status(new DestroyContextCommand(call.vgpu(Message.DESTROYCONTEXT), args.context()))));
  }

  private Answer<GetDeviceState> getState(Call call, GetDeviceState args) {
    Result<DxgDevice> found = call.device(args.device());
    if (!(found instanceof Result.Ok<DxgDevice>(DxgDevice device))) {
      return failed(found);
    }
    return args.stateType() == DeviceStateType.EXECUTION.value()
        ? executionState(call, device, args)
        : otherState(call, args);
  }

  private static Answer<GetDeviceState> executionState(Call call, DxgDevice device, GetDeviceState args) {
    return switch (DeviceHealth.currentExecutionState(call, device)) {
      case Result.Ok<Integer>(Integer state) ->
        Answer.noted(new GetDeviceState(args.device(), args.stateType(), args.state().withU32(0, state)),
            device.stateReason());
      case Result.Failed<Integer> failure -> failed(failure);
    };
  }

  private static Answer<GetDeviceState> otherState(Call call, GetDeviceState args) {
    return switch (DeviceHealth.ask(call, args)) {
      case Result.Ok<Noted<GetDeviceState>>(Noted<GetDeviceState> answer) ->
        Answer.noted(new GetDeviceState(args.device(), args.stateType(), answer.reply().state()), answer.note());
      case Result.Failed<Noted<GetDeviceState>> failure -> failed(failure);
    };
  }
}
