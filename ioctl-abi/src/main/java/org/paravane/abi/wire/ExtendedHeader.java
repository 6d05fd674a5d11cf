package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Luid;

/**
 * Stands before each command since protocol version 40, 16 bytes. Source: dxg-vmbus-protocol.md section 5.
 */
@CStruct(name = "dxgvmb_ext_header", size = 16)
public record ExtendedHeader(
    int commandOffset,
    int reserved,
    Luid vgpuLuid) {
  /** Where the command begins. */
  public static final int COMMAND_OFFSET = 16;

  /** Header of a command to an adapter; {@link Luid#ZERO} for the global channel. */
  public static ExtendedHeader of(Luid vgpuLuid) {
    return new ExtendedHeader(COMMAND_OFFSET, 0, vgpuLuid);
  }
}
