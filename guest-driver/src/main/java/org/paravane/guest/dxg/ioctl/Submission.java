package org.paravane.guest.dxg.ioctl;

import java.util.function.Function;
import org.paravane.abi.Result;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.VgpuToHostHeader;
import org.paravane.guest.dxg.object.DxgDevice;

/** How work reaches the host: answered, or posted where the host allows it (dxg-vmbus-protocol.md 2.4). */
final class Submission {
  private Submission() {
  }

  /**
   * Sends a command of a device that may be asynchronous. Answers the status of the host, or 0 for a posted one; what goes
   * wrong with a posted one is told by the next (see {@link DeviceHealth#requireHealthy}).
   */
  static Result<Integer> send(Call call, DxgDevice device, Message message,
      Function<VgpuToHostHeader, Record> command) {
    if (!(call.adapter().requireActive() instanceof Result.Ok)) {
      return call.adapter().requireActive().map(active -> 0);
    }
    if (!call.adapter().host().asyncEnabled()) {
      return call.port().status(command.apply(call.vgpu(message)));
    }
    return DeviceHealth.requireHealthy(call, device)
        .flatMap(healthy -> call.port().post(command.apply(call.vgpu(message).withAsyncMsg(true))));
  }
}
