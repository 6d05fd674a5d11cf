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
  /** C type of the command numbers on the global channel; the numbers themselves are rows of the message table. */
  @CEnum.Spelling(name = "dxgkvmb_commandtype_global", prefix = "DXGK_VMBCOMMAND_")
  public interface CommandType extends CEnum {
  }
}
