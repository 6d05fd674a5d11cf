package org.paravane.host.object;

import org.paravane.abi.Handle;

/** How the objects of a partition reach their guest. Called on any thread, also the scheduler's: must not block. */
public interface GuestNotifier {
  /** Signals a guest event, which the guest named by its own id. */
  void signalEvent(Handle process, long event);

  /**
   * Says that a device's state changed.
   *
   * @param cookie what the guest gave when it created the device
   * @param state the new execution state, not 0
   */
  void deviceStateChanged(Handle process, long cookie, int state);
}
