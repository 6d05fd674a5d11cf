package org.paravane.guest.dxg.ioctl;

import org.paravane.device.io.CallerMemory;
import org.paravane.guest.dxg.object.DxgProcess;

/**
 * One ioctl under way: who calls.
 *
 * @param process that of the open file
 * @param memory  of the caller
 * @param data    the same memory, as arrays and structs
 */
public record FileCall(DxgProcess process, CallerMemory memory, CallerData data) {

  public FileCall(DxgProcess process, CallerMemory memory) {
    this(process, memory, new CallerData(memory));
  }
}
