package org.paravane.vmbus;

import java.time.Duration;
import java.util.Arrays;

/**
 * How a guest opens a channel.
 *
 * @param ringBytes   data bytes of each of the two rings, a positive multiple of 4096
 * @param userData    up to 120 bytes for the host's service; padded with zeros
 * @param openTimeout for the whole of opening
 * @param sendTimeout for room in a full ring, of a post
 */
@SuppressWarnings("ArrayRecordComponent")
public record OpenOptions(int ringBytes, byte[] userData, Duration openTimeout, Duration sendTimeout) {
  public OpenOptions {
    if (ringBytes <= 0 || ringBytes % GpaRange.PAGE_BYTES != 0) {
      throw new IllegalArgumentException("ring is not whole pages: bytes=" + ringBytes);
    }
    if (userData.length > Offer.USER_DATA_BYTES) {
      throw new IllegalArgumentException("user data too long: bytes=" + userData.length);
    }
    userData = Arrays.copyOf(userData, Offer.USER_DATA_BYTES);
  }

  /** 128 KiB rings, no user data, 5 s. */
  public static OpenOptions defaults() {
    return new OpenOptions(128 * 1024, new byte[0], Duration.ofSeconds(15), Duration.ofSeconds(15));
  }

  @Override
  public byte[] userData() {
    return userData.clone();
  }

  public OpenOptions withRingBytes(int bytes) {
    return new OpenOptions(bytes, userData, openTimeout, sendTimeout);
  }

  public OpenOptions withUserData(byte[] data) {
    return new OpenOptions(ringBytes, data, openTimeout, sendTimeout);
  }

  public OpenOptions withOpenTimeout(Duration timeout) {
    return new OpenOptions(ringBytes, userData, timeout, sendTimeout);
  }

  public OpenOptions withSendTimeout(Duration timeout) {
    return new OpenOptions(ringBytes, userData, openTimeout, timeout);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OpenOptions that && ringBytes == that.ringBytes && openTimeout.equals(that.openTimeout)
        && sendTimeout.equals(that.sendTimeout) && Arrays.equals(userData, that.userData);
  }

  @Override
  public int hashCode() {
    return ringBytes * 31 + Arrays.hashCode(userData);
  }

  @Override
  public String toString() {
    return "OpenOptions[ringBytes=" + ringBytes + ", openTimeout=" + openTimeout + ", sendTimeout=" + sendTimeout + "]";
  }
}
