package org.paravane.vmbus;

import java.util.Arrays;

import org.paravane.abi.Guid;

/**
 * What a host offers. The key of an offer is (interface, instance, sub-channel index).
 *
 * @param interfaceId     which protocol the device speaks
 * @param instanceId      which device it is
 * @param subChannelIndex 0 for the primary channel
 * @param userData        up to 120 bytes of the device's own; padded with zeros
 */
@SuppressWarnings("ArrayRecordComponent")
public record OfferSpec(Guid interfaceId, Guid instanceId, int subChannelIndex, byte[] userData) {
  public OfferSpec {
    if (userData.length > Offer.USER_DATA_BYTES) {
      throw new IllegalArgumentException("user data too long: bytes=" + userData.length);
    }
    if (subChannelIndex < 0 || subChannelIndex > 0xffff) {
      throw new IllegalArgumentException("sub-channel index out of range: index=" + subChannelIndex);
    }
    userData = Arrays.copyOf(userData, Offer.USER_DATA_BYTES);
  }

  /** A primary channel. */
  public static OfferSpec of(Guid interfaceId, Guid instanceId, byte[] userData) {
    return new OfferSpec(interfaceId, instanceId, 0, userData);
  }

  @Override
  public byte[] userData() {
    return userData.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OfferSpec that && interfaceId.equals(that.interfaceId) && instanceId.equals(that.instanceId)
        && subChannelIndex == that.subChannelIndex && Arrays.equals(userData, that.userData);
  }

  @Override
  public int hashCode() {
    return interfaceId.hashCode() * 31 + instanceId.hashCode();
  }

  @Override
  public String toString() {
    return "OfferSpec[interface=" + interfaceId + ", instance=" + instanceId + ", sub=" + subChannelIndex + "]";
  }
}
