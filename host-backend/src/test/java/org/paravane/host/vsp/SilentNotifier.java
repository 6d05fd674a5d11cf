package org.paravane.host.vsp;

import org.paravane.abi.Handle;
import org.paravane.host.object.GuestNotifier;

/** Tells nobody. */
public final class SilentNotifier implements GuestNotifier {
  @Override
  public void signalEvent(Handle process, long event) {
    // nobody listens
  }

  @Override
  public void deviceStateChanged(Handle process, long cookie, int state) {
    // nobody listens
  }
}
