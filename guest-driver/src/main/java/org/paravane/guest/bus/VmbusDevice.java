package org.paravane.guest.bus;

import org.paravane.abi.Guid;
import org.paravane.device.MatchId;
import org.paravane.vmbus.Offer;

/**
 * What the bus knows of a device: its bus data.
 *
 * @param offer      what the host offers
 * @param connection over which
 */
public record VmbusDevice(Offer offer, BusConnection connection) {

  /** What drivers match: the interface. */
  public static MatchId matchId(Guid interfaceId) {
    return new MatchId("vmbus:" + interfaceId.toString().replace("-", ""));
  }

  /** The same for this device. */
  public MatchId matchId() {
    return matchId(offer.interfaceId());
  }
}
