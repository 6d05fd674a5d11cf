package org.paravane.vmbus;

import org.paravane.abi.Result;

/** The device behind an offer of a host. Called on the thread of the connection. */
public interface ChannelService {
  /**
   * The guest opened the channel. A failure refuses it; its reason is logged and the guest gets status "unsuccessful".
   *
   * @param channel      the host's end, open for sending once this call returns
   * @param openUserData 120 bytes from the open message; hostile
   * @return who gets the packets
   */
  Result<ChannelListener> opened(VmbusChannel channel, byte[] openUserData);
}
