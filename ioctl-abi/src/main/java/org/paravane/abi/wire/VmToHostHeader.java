package org.paravane.abi.wire;

import org.paravane.abi.CEnum;
import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;

/** Header of each command on the global channel, 24 bytes. Source: dxg-vmbus-protocol.md section 5. */
@CStruct(name = "dxgkvmb_command_vm_to_host", size = 24)
public record VmToHostHeader(
    long commandId,
    Handle process,
    @Enumerated(CommandChannelType.class) int channelType,
    @Enumerated(VmToHostHeader.CommandType.class) int commandType) {
  /** Header of a command that a process sends; process {@link Handle#NONE} is the driver itself. */
  public static VmToHostHeader of(Message message, Handle process) {
    return new VmToHostHeader(0, process, Headers.channelType(message, Direction.VM_TO_HOST), message.number());
  }

  /** C type of the command numbers on the global channel; the numbers themselves are rows of the message table. */
  @CEnum.Spelling(name = "dxgkvmb_commandtype_global", prefix = "DXGK_VMBCOMMAND_")
  public interface CommandType extends CEnum {
  }
}
