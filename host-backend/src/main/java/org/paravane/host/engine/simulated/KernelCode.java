package org.paravane.host.engine.simulated;

import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.host.engine.packet.PacketFault;

/** A built-in kernel, written in Java. Stateless. */
interface KernelCode {
  /** Which one. */
  BuiltInKernel kernel();

  /**
   * Does the work. All memory is checked before any is written; then chunk by chunk, returning early if the call is stopped.
   */
  void run(KernelCall call) throws PacketFault;
}
