package org.paravane.guest.dxg.ioctl;

import org.paravane.device.io.CallerMemory;
import org.paravane.guest.dxg.object.DxgProcess;

/**
 * One ioctl under way: who calls.
 *
 * @param process that of the open file
 * @param memory  of the caller
 * @param data    the same memory, as arrays and structs
 * @param features what the open file can do: bits of {@link org.paravane.abi.extension.Feature}
 */
public record FileCall(DxgProcess process, CallerMemory memory, CallerData data, long features) {

  public FileCall(DxgProcess process, CallerMemory memory, long features) {
    this(process, memory, new CallerData(memory), features);
  }
}
