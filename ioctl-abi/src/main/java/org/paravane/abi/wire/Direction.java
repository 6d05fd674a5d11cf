package org.paravane.abi.wire;

import org.paravane.abi.CEnum;

/** Who sends a message on which channel; each direction numbers its messages for itself. */
public enum Direction {
  /** From the guest on the global channel. */
  VM_TO_HOST(CommandChannelType.VM_TO_HOST, VmToHostHeader.CommandType.class),
  /** From the guest on the channel of an adapter. */
  VGPU_TO_HOST(CommandChannelType.VGPU_TO_HOST, VgpuToHostHeader.CommandType.class),
  /** From the host on the global channel. */
  HOST_TO_VM(CommandChannelType.HOST_TO_VM, HostToVmHeader.CommandType.class);

  private final CommandChannelType channelType;
  private final Class<? extends CEnum> numberType;

  Direction(CommandChannelType channelType, Class<? extends CEnum> numberType) {
    this.channelType = channelType;
    this.numberType = numberType;
  }

  /** What headers say. */
  public CommandChannelType channelType() {
    return channelType;
  }

  /** C type of the numbers. */
  public Class<? extends CEnum> numberType() {
    return numberType;
  }
}
