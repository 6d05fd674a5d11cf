package org.paravane.vmbus;

import java.util.Arrays;

import org.paravane.abi.Guid;

/**
 * A channel that the host offers. Source: vmbus-channels.md section 4.
 *
 * @param channelId       id on this connection
 * @param interfaceId     which protocol the device speaks
 * @param instanceId      which device it is
 * @param subChannelIndex 0 for the primary channel
 * @param flags           offer flags, u16
 * @param userData        120 bytes of the device's own
 */
@SuppressWarnings("ArrayRecordComponent")
public record Offer(ChannelId channelId, Guid interfaceId, Guid instanceId, int subChannelIndex, int flags,
    byte[] userData) {
  /** Bytes of user data in offers and in open messages. */
  public static final int USER_DATA_BYTES = 120;

  public Offer {
    userData = userData.clone();
  }

  @Override
  public byte[] userData() {
    return userData.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Offer that && channelId.equals(that.channelId) && interfaceId.equals(that.interfaceId)
        && instanceId.equals(that.instanceId) && subChannelIndex == that.subChannelIndex && flags == that.flags
        && Arrays.equals(userData, that.userData);
  }

  @Override
  public int hashCode() {
    return channelId.hashCode() * 31 + instanceId.hashCode();
  }

  @Override
  public String toString() {
    return "Offer[channel=" + channelId + ", interface=" + interfaceId + ", instance=" + instanceId + ", sub="
        + subChannelIndex + "]";
  }
}
