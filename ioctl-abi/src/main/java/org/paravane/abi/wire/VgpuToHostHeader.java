package org.paravane.abi.wire;

import org.paravane.abi.Bits;
import org.paravane.abi.CEnum;
import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;

/** Header of each command on a vGPU channel, 24 bytes. Source: dxg-vmbus-protocol.md section 5. */
@CStruct(name = "dxgkvmb_command_vgpu_to_host", size = 24)
public record VgpuToHostHeader(
    long commandId,
    Handle process,
    @Bits(8) int channelType,
    @Bits(1) boolean asyncMsg,
    @Bits(23) int reserved,
    @Enumerated(VgpuToHostHeader.CommandType.class) int commandType) {
  /** Header of a command that a process sends; process {@link Handle#NONE} is the driver itself. */
  public static VgpuToHostHeader of(Message message, Handle process) {
    return new VgpuToHostHeader(0, process, Headers.channelType(message, Direction.VGPU_TO_HOST), false, 0,
        message.number());
  }

  public VgpuToHostHeader withAsyncMsg(boolean asyncMsg) {
    return new VgpuToHostHeader(commandId, process, channelType, asyncMsg, reserved, commandType);
  }

  /** C type of the command numbers on a vGPU channel; the numbers themselves are rows of the message table. */
  @CEnum.Spelling(name = "dxgkvmb_commandtype", prefix = "DXGK_VMBCOMMAND_")
  public interface CommandType extends CEnum {
  }
}
