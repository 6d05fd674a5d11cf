package org.paravane.vmbus.carrier;

import org.paravane.abi.Result;
import org.paravane.linux.Memfd;

/** Takes in new guests. */
public interface LinkAcceptor {
  /**
   * A guest made a link. Must not block.
   *
   * @param eventPages taken over, also on failure
   * @return who hears of its frames; a failure turns the guest away with its reason
   */
  Result<LinkListener> accept(HostLink link, Memfd eventPages);
}
