package org.paravane.abi.wire;

import org.paravane.abi.Bits;
import org.paravane.abi.CEnum;
import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;

/** Header of each notification, 24 bytes. Source: dxg-vmbus-protocol.md section 5. */
@CStruct(name = "dxgkvmb_command_host_to_vm", size = 24)
public record HostToVmHeader(
    long commandId,
    Handle process,
    @Bits(8) int channelType,
    @Bits(1) boolean asyncMsg,
    @Bits(23) int reserved,
    @Enumerated(HostToVmHeader.CommandType.class) int commandType) {
  /** Header of a notification. */
  public static HostToVmHeader of(Message message) {
    return new HostToVmHeader(0, Handle.NONE, Headers.channelType(message, Direction.HOST_TO_VM), false, 0,
        message.number());
  }

  /** C type of the command numbers on the global channel, towards the guest; the numbers themselves are rows of the message table. */
  @CEnum.Spelling(name = "dxgkvmb_commandtype_host_to_vm", prefix = "DXGK_VMBCOMMAND_")
  public interface CommandType extends CEnum {
  }
}
