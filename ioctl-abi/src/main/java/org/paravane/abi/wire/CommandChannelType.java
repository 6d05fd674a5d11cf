package org.paravane.abi.wire;

import org.paravane.abi.CEnum;

/** Channel kind in a header. Source: dxg-vmbus-protocol.md section 6. */
@CEnum.Spelling(name = "dxgkvmb_commandchanneltype", prefix = "DXGKVMB_")
public enum CommandChannelType implements CEnum {
  VGPU_TO_HOST(0), //
  VM_TO_HOST(1), //
  HOST_TO_VM(2);

  private final int value;

  CommandChannelType(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
