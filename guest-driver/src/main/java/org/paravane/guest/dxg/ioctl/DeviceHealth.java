package org.paravane.guest.dxg.ioctl;

import org.paravane.abi.Bytes;
import org.paravane.abi.CEnum;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.DeviceExecutionState;
import org.paravane.abi.ioctl.DeviceStateType;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.wire.GetDeviceStateCommand;
import org.paravane.abi.wire.GetDeviceStateReply;
import org.paravane.abi.wire.Message;
import org.paravane.guest.dxg.host.CommandPort;
import org.paravane.guest.dxg.host.CommandPort.Noted;
import org.paravane.guest.dxg.object.DxgDevice;

/**
 * The execution state of devices. The host says when some state changed; only then it is asked again
 * (dxg-behaviour.md 6).
 */
final class DeviceHealth {
  private DeviceHealth() {
  }

  /** The execution state, from memory when nothing changed since it was told. */
  static Result<Integer> executionState(Call call, DxgDevice device) {
    return device.knowsStateAsOf(call.adapter().stateChanges())
        ? Result.ok(device.executionState())
        : askedExecutionState(call, device);
  }

  /**
   * The execution state as the host has it now; an error, which is for good, from memory. Who asks may know of a fault before we do: a fence
   * says in memory that work has ended, and the host's message that the device is in error may come after it.
   */
  static Result<Integer> currentExecutionState(Call call, DxgDevice device) {
    return executionState(call, device).flatMap(state -> state == DeviceExecutionState.ACTIVE.value()
        ? askedExecutionState(call, device)
        : Result.ok(state));
  }

  private static Result<Integer> askedExecutionState(Call call, DxgDevice device) {
    long changes = call.adapter().stateChanges();
    return ask(call, new GetDeviceState(device.handle(), DeviceStateType.EXECUTION.value(), Bytes.zero(48)))
        .map(answer -> {
          int state = answer.reply().executionState();
          device.learnState(state, answer.note(), changes);
          return state;
        });
  }

  /** Asks the host for a state of a device; the note says why it is in error. */
  static Result<Noted<GetDeviceState>> ask(Call call, GetDeviceState args) {
    GetDeviceStateCommand command = new GetDeviceStateCommand(call.vgpu(Message.GETDEVICESTATE), args);
    return call.port().callForNote(command, GetDeviceStateReply.class)
        .flatMap(answer -> CommandPort.check(answer.reply().status(), command)
            .map(status -> noted(call, answer)));
  }

  private static Noted<GetDeviceState> noted(Call call, Noted<GetDeviceStateReply> answer) {
    if (!answer.note().isEmpty()) {
      call.process().noteFault(answer.note());
    }
    return new Noted<>(answer.reply().args(), answer.note());
  }

  /**
   * A device that work may be sent to. The host does not answer asynchronous commands; what goes wrong with one puts its
   * device into an error state, and the next command of that device hears of it here, as EIO (defect 22).
   */
  static Result<DxgDevice> requireHealthy(Call call, DxgDevice device) {
    return executionState(call, device).flatMap(state -> state == DeviceExecutionState.ACTIVE.value()
        ? Result.ok(device)
        : Result.failed(Errno.EIO, "device is in error: device=" + device.handle() + ", state="
            + CEnum.of(DeviceExecutionState.class, state).map(Enum::name).orElse(Integer.toString(state))
            + ", why=" + device.stateReason()));
  }
}
